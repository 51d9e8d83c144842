import ArrayNumerics
import Schema
import Stages

/// One table of all cells: what was tested, how it came out, and what each is called.
public struct CellClassResult: StageResult {
  /// Autocorrelograms and their classes.
  public var rhythm: CellRhythmClasses
  /// `nil` without a position in two dimensions.
  public var border: BorderScores?
  /// `nil` without a speed that varies.
  public var speed: SpeedScores?
  /// What each cell is called.
  public var labels: CellLabels
  /// Events of calcium signals; `nil` for spikes.
  public var kinetics: SignalKinetics?
  /// Spatial information, bits per spike, `[N]`; `nil` without rate maps.
  public var information: [Double]?
  /// Its p, `[N]`.
  public var informationP: [Double]?
  /// Grid score, `[N]`; `nil` without such a result.
  public var gridScore: [Double]?
  /// Its p, `[N]`.
  public var gridP: [Double]?
  /// Why a cell has none, `[N]`.
  public var gridReasons: [String]?
  /// Spacing of the best regular lattice, m, `[N]`; NaN without a score.
  public var gridSpacing: [Double]?
  /// Its direction, degrees in [0, 60), `[N]`.
  public var gridOrientation: [Double]?
  /// Module by rising spacing, -1: none, `[N]`; `nil` without such a result.
  public var module: [Int]?
  /// Why a cell is in no module, `[N]`.
  public var moduleReasons: [String]?
  /// Mean vector length over head direction, `[N]`; `nil` without such a result.
  public var meanVectorLength: [Double]?
  /// Its p, `[N]`.
  public var directionP: [Double]?
  /// What a cell lacks to be a head-direction cell, `[N]`.
  public var directionReasons: [String]?
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// P-value of every kind of cell at most.
  public var level: Double
  /// Resolution of the autocorrelograms, ms.
  public var resolution: Double
  /// Unit of the rates.
  public var unit: String
  /// The least shift of the nulls, s.
  public var minimumShift: Double

  public static let fields = Field<CellClassResult>.table {
    Field.part(\.rhythm)
    Field.part(\.border)
    Field.part(\.speed)
    Field.part(\.labels)
    Field.part(\.kinetics)
    Field.array(
      "information", \.information, unit: "bits/spike", axes: ["cell"],
      "spatial information as ratemaps has it, where it was run")
    Field.array("information_p", \.informationP, axes: ["cell"], "its p")
    Field.array("grid_score", \.gridScore, axes: ["cell"], "as gridscore has it, where it was run")
    Field.array("grid_p", \.gridP, axes: ["cell"], "its p")
    Field.array("grid_reason", \.gridReasons, axes: ["cell"], "why a cell has no grid score; empty where it has one")
    Field.array(
      "grid_spacing", \.gridSpacing, unit: "m", axes: ["cell"], "spacing of its best regular lattice; NaN without a score")
    Field.array("grid_orientation", \.gridOrientation, unit: "deg", axes: ["cell"], "its direction in [0, 60)")
    Field.array("module", \.module, axes: ["cell"], "as modules has it, where it was run; -1: none")
    Field.array("module_reason", \.moduleReasons, axes: ["cell"], "why a cell is in no module; empty for those that are")
    Field.array("mean_vector_length", \.meanVectorLength, axes: ["cell"], "as head-direction has it, where it was run")
    Field.array("direction_p", \.directionP, axes: ["cell"], "its p")
    Field.array(
      "direction_reason", \.directionReasons, axes: ["cell"], "what a cell lacks to be a head-direction cell; empty for those")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("labelled", \.labelled, "cells of at least one kind")
    Field.number("conjunctive", \.conjunctive, "cells of two kinds or more")
    Field.number("level", \.level, "p of a cell of a kind at most")
    Field.number("resolution_ms", \.resolution, "resolution of the autocorrelograms")
    Field.number("rate_unit", \.unit, "unit of the rates")
    Field.number("min_shift_s", \.minimumShift, "the least shift of the nulls")
    Field.number("has_borders", \.hasBorders, "whether borders could be tested")
    Field.number("has_speed", \.hasSpeed, "whether the speed could be tested")
  }

  init(
    rhythm: CellRhythmClasses, border: BorderScores?, speed: SpeedScores?, labels: CellLabels,
    kinetics: SignalKinetics?, cellIDs: [String], level: Double, minimumShift: Double, resolution: Double, unit: String
  ) {
    (self.kinetics, self.minimumShift) = (kinetics, minimumShift)
    (self.rhythm, self.border, self.speed, self.labels) = (rhythm, border, speed, labels)
    (self.cellIDs, self.level, self.resolution, self.unit) = (cellIDs, level, rounded(resolution), unit)
  }

  /// With the scores of other stages.
  ///
  /// - Parameter group: the one that a head-direction cell is in too, where one was named.
  func with(_ input: CellClassInput, among group: CellGroupChoice?) -> CellClassResult {
    var result = self
    let (grids, direction) = (input.grids, input.direction)
    (result.information, result.informationP) = (input.maps?.information, input.maps?.statistics.informationP)
    (result.gridScore, result.gridP, result.gridReasons) = (grids?.score, grids?.p, grids?.reasons)
    result.gridSpacing = grids?.lattice.regularSpacing
    result.gridOrientation = grids?.lattice.regularOrientation
    (result.module, result.moduleReasons) = (input.modules?.module, input.modules?.reasons)
    (result.meanVectorLength, result.directionP) = (direction?.meanVectorLength, direction?.p)
    result.directionReasons = direction?.reasons.enumerated().map { cell, reason in
      guard let group, !(input.directionAmong?.contains(cell) ?? true) else { return reason }
      let lack = "not in the group \(group.group) of \(group.stage)"
      return reason.isEmpty ? lack : "\(reason); \(lack)"
    }
    return result
  }

  public init(from stored: StoredResult<CellClassResult>) throws {
    let fields = stored.fields
    self.init(
      rhythm: try CellRhythmClasses(from: fields.part(CellRhythmClasses.self)),
      border: try stored.number(\.hasBorders) ? BorderScores(from: fields.part(BorderScores.self)) : nil,
      speed: try stored.number(\.hasSpeed) ? SpeedScores(from: fields.part(SpeedScores.self)) : nil,
      labels: try CellLabels(from: fields.part(CellLabels.self)),
      kinetics: try stored.number(\.unit) == "Hz" ? nil : SignalKinetics(from: fields.part(SignalKinetics.self)),
      cellIDs: try stored[\.cellIDs], level: try stored.number(\.level), minimumShift: try stored.number(\.minimumShift),
      resolution: try stored.number(\.resolution), unit: try stored.number(\.unit))
    (information, informationP) = (try stored[\.information], try stored[\.informationP])
    (gridSpacing, gridOrientation) = (try stored[\.gridSpacing], try stored[\.gridOrientation])
    (module, moduleReasons) = (try stored[\.module], try stored[\.moduleReasons])
    (gridScore, gridP, gridReasons) = (try stored[\.gridScore], try stored[\.gridP], try stored[\.gridReasons])
    (meanVectorLength, directionP) = (try stored[\.meanVectorLength], try stored[\.directionP])
    directionReasons = try stored[\.directionReasons]
  }

  var labelled: Int { labels.label.count { $0 != "none" } }
  var conjunctive: Int { labels.label.count { $0.contains("×") } }
  var hasBorders: Bool { border != nil }
  var hasSpeed: Bool { speed != nil }
}
