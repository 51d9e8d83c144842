import CellTuning
import Schema
import Stages

/// What each cell is called.
public struct CellLabels: FieldTable {
  /// Kinds joined by ×: "grid × direction"; "none" without any, `[N]`.
  public var label: [String]
  /// `[N]`; all false where there is no result of that kind.
  public var isGrid: [Bool]
  /// `[N]`, the same.
  public var isDirection: [Bool]
  /// `[N]`, the same.
  public var isBorder: [Bool]
  /// `[N]`, the same.
  public var isSpeed: [Bool]
  /// `[N]`, the same.
  public var isTheta: [Bool]
  /// Kinds that were tested, in the order of the counts.
  public var kinds: [String]
  /// Cells of each kind.
  public var counts: [Int]
  /// Cells with a p for each kind.
  public var tested: [Int]

  public static let fields = Field<CellLabels>.table {
    Field.array("label", \.label, axes: ["cell"], "kinds of the cell joined by ×; none without any")
    Field.array("grid_cell", \.isGrid, axes: ["cell"], "whether it is a grid cell")
    Field.array("head_direction_cell", \.isDirection, axes: ["cell"], "whether it is a head-direction cell")
    Field.array("border_cell", \.isBorder, axes: ["cell"], "whether it is a border cell")
    Field.array("speed_cell", \.isSpeed, axes: ["cell"], "whether its rate goes with the speed, also at each place")
    Field.array("theta_cell", \.isTheta, axes: ["cell"], "whether its own rhythm is theta")
    Field.array("kinds", \.kinds, axes: ["kind"], "kinds that were tested")
    Field.array("kind_counts", \.counts, axes: ["kind"], "cells of each kind")
    Field.array("kind_tested", \.tested, axes: ["kind"], "cells with a p for each kind")
  }

  init(from fields: FieldReader<CellLabels>) throws {
    label = try fields[\.label]
    isGrid = try fields[\.isGrid]
    isDirection = try fields[\.isDirection]
    isBorder = try fields[\.isBorder]
    isSpeed = try fields[\.isSpeed]
    isTheta = try fields[\.isTheta]
    kinds = try fields[\.kinds]
    counts = try fields[\.counts]
    tested = try fields[\.tested]
  }

  init(
    _ input: CellClassInput, rhythm: CellRhythmClasses, border: BorderScores?, speed: SpeedScores?,
    parameters: CellClassParameters
  ) {
    let cells = input.embedding.cellIDs.indices
    let level = parameters.level
    isGrid = cells.map { cell in
      input.grids.map { ($0.p?[cell] ?? .nan) <= level && $0.score[cell] > parameters.minimumGridScore } ?? false
    }
    isDirection = cells.map { cell in
      (input.direction?.isTuned[cell] ?? false) && input.directionAmong?.contains(cell) ?? true
    }
    isBorder = cells.map { cell in border.map { $0.p[cell] <= level && $0.score[cell] > parameters.minimumBorderScore } ?? false
    }
    let speedP = speed?.decisive
    isSpeed = cells.map { cell in speedP.map { $0[cell] <= level } ?? false }
    isTheta = cells.map { rhythm.thetaP[$0] <= level }
    var tests: [(kind: String, is: [Bool], p: [Double])] = []
    if let grids = input.grids, let p = grids.p, grids.draws.reach(level) { tests.append(("grid", isGrid, p)) }
    if let direction = input.direction, direction.p.contains(where: \.isFinite) {
      tests.append(("direction", isDirection, direction.p))
    }
    if let border, DrawsOfNull(parameters.shuffles).reach(level), border.p.contains(where: \.isFinite) {
      tests.append(("border", isBorder, border.p))
    }
    if let speedP, speedP.contains(where: \.isFinite) { tests.append(("speed", isSpeed, speedP)) }
    if DrawsOfNull(parameters.jitters).reach(level), rhythm.thetaP.contains(where: \.isFinite) {
      tests.append(("rhythm", isTheta, rhythm.thetaP))
    }
    kinds = tests.map(\.kind)
    counts = tests.map { $0.is.count { $0 } }
    tested = tests.map { $0.p.count(where: \.isFinite) }
    label = cells.map { cell in
      let own = tests.filter { $0.is[cell] }.map(\.kind)
      return own.isEmpty ? "none" : own.joined(separator: " × ")
    }
  }
}
