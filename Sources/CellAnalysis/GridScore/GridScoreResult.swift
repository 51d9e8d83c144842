import ArrayNumerics
import CellTuning
import Schema
import Stages
import TuningMaps

/// Scores, lattices and autocorrelograms of all cells.
public struct GridScoreResult: StageResult {
  /// `[N]`; NaN where it is not defined, for the reason given.
  public var score: [Double]
  /// Why a cell has no score, `[N]`; empty where it has one.
  public var reasons: [String]
  /// (1 + scores of the null as large) / (1 + shuffles), `[N]`; `nil` without shuffles, NaN without a score.
  public var p: [Double]?
  /// Score of each shuffle `[N, S]`; NaN where it is not defined, which counts as less than any score.
  public var null: Matrix<Double>?
  /// Radii of the annulus that the score was taken from `[N, 2]`, m.
  public var annulus: Matrix<Double>
  /// Lattices by plane waves.
  public var lattice: GridLattices
  /// `[y lag, x lag]` of each cell; NaN where too few bins overlap.
  public var autocorrelograms: [Matrix<Double>]
  /// `[y, x]` of each cell, NaN where not visited.
  public var maps: [Matrix<Double>]
  /// The bins of the arena.
  public var grid: SpatialGrid
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// How the score is defined.
  public var definition: String
  /// Unit of the rates: Hz, or that of a calcium signal.
  public var unit: String
  /// Time with a position, s.
  public var seconds: Double
  public var notes: StageNotes

  public static let fields = Field<GridScoreResult>.table {
    Field.array("score", \.score, axes: ["cell"], "grid score; NaN where it is not defined, see 'reason'")
    Field.array("reason", \.reasons, axes: ["cell"], "why a cell has no score; empty where it has one")
    Field.array("p", \.p, axes: ["cell"], "(1 + scores of the null as large) / (1 + shuffles)")
    Field.array(
      "null_score", \.null, axes: ["cell", "shuffle"],
      "score of each shuffle; NaN where it is not defined, which counts as less than any score")
    Field.array("annulus", \.annulus, unit: "m", axes: ["cell", "2"], "inner and outer radius that the score was taken from")
    Field.part(\.lattice)
    Field.array(
      "autocorrelograms", \.autocorrelogramArray, axes: ["cell", "lag y", "lag x"], type: "float32",
      "autocorrelogram of the map, lag 0 in the middle; NaN where too few bins overlap")
    Field.array(
      "maps", \.mapArray, unit: .of(\.unit, "Hz; of calcium signals their own"), axes: ["cell", "y", "x"], type: "float32",
      "firing rate, row 0 at the smallest y; NaN where not visited")
    Field.array("x_edges", \.grid.xEdges, unit: "m", axes: ["x+1"], "edges of the bins along x")
    Field.array("y_edges", \.grid.yEdges, unit: "m", axes: ["y+1"], "edges of the bins along y")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("scored", \.scored, "cells with a score")
    Field.number("significant", \.significant, "cells with p up to 0.01")
    Field.number("expected_false", \.expectedFalse, "cells with p up to 0.01 that are expected without any grid")
    Field.number("definition", \.definition, "how the score is defined")
    Field.number("rate_unit", \.unit, "unit of the rates")
    Field.number("time_s", \.seconds, "time with a position")
  }

  public init(from stored: StoredResult<GridScoreResult>) throws {
    let grid = SpatialGrid(xEdges: try stored[\.grid.xEdges], yEdges: try stored[\.grid.yEdges])
    let array = try stored[\.autocorrelogramArray]
    let lags = SpatialGrid(
      xEdges: (0...(array.shape.last ?? 0)).map(Double.init),
      yEdges: (0...(array.shape.count > 1 ? array.shape[1] : 0)).map(Double.init))
    score = try stored[\.score]
    reasons = try stored[\.reasons]
    p = try stored[\.p]
    null = try stored[\.null]
    annulus = try stored[\.annulus]
    lattice = try GridLattices(from: stored.fields.part(GridLattices.self))
    autocorrelograms = lags.maps(array.doubles ?? [])
    maps = grid.maps(try stored[\.mapArray].doubles ?? [])
    self.grid = grid
    cellIDs = try stored[\.cellIDs]
    definition = try stored.number(\.definition)
    unit = try stored.number(\.unit)
    seconds = try stored.number(\.seconds)
    notes = stored.notes
  }
}

extension GridScoreResult {
  /// The level at which cells are counted.
  public static let level = 0.01

  init(
    _ cells: [GridAnalysis], rates: ArenaRates, definition: GridScoreDefinition, shuffles: Int, cellIDs: [String],
    unit: String, notes: StageNotes
  ) {
    let grid = rates.grid
    let side = SIMD2(grid.xEdges[1] - grid.xEdges[0], grid.yEdges[1] - grid.yEdges[0])
    score = cells.map(\.score.value)
    reasons = cells.map { if case .undefined(let why) = $0.score { why.reason } else { "" } }
    p = shuffles > 0 ? cells.map(\.p) : nil
    null = shuffles > 0 ? Matrix(rows: cells.count, columns: shuffles, elements: cells.flatMap(\.null)) : nil
    annulus = Matrix(
      rows: cells.count, columns: 2,
      elements: cells.flatMap { cell -> [Double] in
        if case .score(_, let inner, let outer) = cell.score { [inner * side.x, outer * side.x] } else { [.nan, .nan] }
      })
    lattice = GridLattices(cells, side: side)
    autocorrelograms = cells.map(\.autocorrelogram)
    maps = cells.map(\.map)
    self.grid = grid
    self.cellIDs = cellIDs
    self.definition = definition.rawValue
    self.unit = unit
    seconds = rounded(rates.occupancy.elements.reduce(0, +))
    self.notes = notes
    let undefined = score.count(where: \.isNaN)
    if undefined > 0 {
      let first = reasons.first { !$0.isEmpty } ?? ""
      self.notes.warnings.append(
        "\(counted(undefined, "cell has", plural: "cells have")) no score; the array 'reason' says why, the first "
          + "because \(first).")
    }
    if let few = draws.warning("Grid cells were", level: Self.level, option: "shuffles") { self.notes.warnings.append(few) }
    let sides = [grid.xRange.upperBound - grid.xRange.lowerBound, grid.yRange.upperBound - grid.yRange.lowerBound]
    if let long = sides.max(), let short = sides.min(), long > 3 * short {
      self.notes.warnings.append(
        "The arena is \(formatted(long / short, digits: 2)) times as long as wide: a grid needs an area to be seen.")
    }
  }

  private var autocorrelogramArray: DataArray {
    let (height, width) = (autocorrelograms.first?.rows ?? 0, autocorrelograms.first?.columns ?? 0)
    return DataArray(
      autocorrelograms.flatMap { $0.elements.map(Float.init) }, shape: [autocorrelograms.count, height, width])
  }
  private var mapArray: DataArray {
    DataArray(maps.flatMap { $0.elements.map(Float.init) }, shape: [maps.count, grid.rows, grid.columns])
  }

  /// Cells with a score.
  public var scored: Int { score.count { !$0.isNaN } }
  /// The shifts of each cell.
  package var draws: DrawsOfNull { DrawsOfNull(null?.columns ?? 0) }
  /// The p-values, where they can be as small as the level.
  private var testedP: [Double]? { draws.reach(Self.level) ? p : nil }
  /// Cells with p up to the level; `nil` without shuffles enough to reach it.
  public var significant: Int? { testedP.map { $0.count { $0 <= Self.level } } }
  /// How many that would be without any grid.
  public var expectedFalse: Double? { testedP.map { rounded(Double($0.count { !$0.isNaN }) * Self.level) } }
}
