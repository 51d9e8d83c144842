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
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// P-value of every kind of cell at most.
  public var level: Double
  /// Resolution of the autocorrelograms, ms.
  public var resolution: Double
  /// Unit of the rates.
  public var unit: String

  public static let fields = Field<CellClassResult>.table {
    Field.part(\.rhythm)
    Field.part(\.border)
    Field.part(\.speed)
    Field.part(\.labels)
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("labelled", \.labelled, "cells of at least one kind")
    Field.number("conjunctive", \.conjunctive, "cells of two kinds or more")
    Field.number("level", \.level, "p of a cell of a kind at most")
    Field.number("resolution_ms", \.resolution, "resolution of the autocorrelograms")
    Field.number("rate_unit", \.unit, "unit of the rates")
    Field.number("has_borders", \.hasBorders, "whether borders could be tested")
    Field.number("has_speed", \.hasSpeed, "whether the speed could be tested")
  }

  init(
    rhythm: CellRhythmClasses, border: BorderScores?, speed: SpeedScores?, labels: CellLabels, cellIDs: [String],
    level: Double, resolution: Double, unit: String
  ) {
    (self.rhythm, self.border, self.speed, self.labels) = (rhythm, border, speed, labels)
    (self.cellIDs, self.level, self.resolution, self.unit) = (cellIDs, level, rounded(resolution), unit)
  }

  public init(from stored: StoredResult<CellClassResult>) throws {
    let fields = stored.fields
    self.init(
      rhythm: try CellRhythmClasses(from: fields.part(CellRhythmClasses.self)),
      border: try stored.number(\.hasBorders) ? BorderScores(from: fields.part(BorderScores.self)) : nil,
      speed: try stored.number(\.hasSpeed) ? SpeedScores(from: fields.part(SpeedScores.self)) : nil,
      labels: try CellLabels(from: fields.part(CellLabels.self)), cellIDs: try stored[\.cellIDs],
      level: try stored.number(\.level), resolution: try stored.number(\.resolution), unit: try stored.number(\.unit))
  }

  var labelled: Int { labels.label.count { $0 != "none" } }
  var conjunctive: Int { labels.label.count { $0.contains("×") } }
  var hasBorders: Bool { border != nil }
  var hasSpeed: Bool { speed != nil }
}
