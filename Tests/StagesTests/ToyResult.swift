import ArrayNumerics
import Schema
import Stages

/// A result with arrays and numbers of several types, and a part that it may have.
struct ToyResult: StageResult, Equatable {
  var values: Matrix<Double>
  var floats: Matrix<Float>
  var indices: [Int]
  var names: [String]
  var level: Double
  var part: ToyPart?

  static let fields = Field<ToyResult>.table {
    Field.array("values", \.values, unit: "Hz", axes: ["row", "column"], "values")
    Field.array("floats", \.floats, "floats")
    Field.array("indices", \.indices, axes: ["index"], "indices")
    Field.array("names", \.names, axes: ["index"], "names")
    Field.number("level", \.level, "level")
    Field.part(\.part)
  }

  init(
    values: Matrix<Double>, floats: Matrix<Float>, indices: [Int], names: [String], level: Double, part: ToyPart? = nil
  ) {
    self.values = values
    self.floats = floats
    self.indices = indices
    self.names = names
    self.level = level
    self.part = part
  }

  init(from stored: StoredResult<ToyResult>) throws {
    self.init(
      values: try stored[\.values], floats: try stored[\.floats], indices: try stored[\.indices], names: try stored[\.names],
      level: try stored.number(\.level), part: try ToyPart(from: stored.fields.part(ToyPart.self)))
  }

  var notes: StageNotes {
    StageNotes(dropped: [DroppedItems("cells", count: 2, reason: "silent")], warnings: ["careful"])
  }
}

/// What a result may have besides.
struct ToyPart: FieldTable, Equatable {
  var weights: [Double]
  var best: Int

  static let fields = Field<ToyPart>.table {
    Field.array("weights", \.weights, unit: "mV", axes: ["column"], "weight of each column")
    Field.number("best", \.best, "the largest of them")
  }

  init(weights: [Double], best: Int) {
    self.weights = weights
    self.best = best
  }

  init?(from fields: FieldReader<ToyPart>) throws {
    guard fields.holds(\.weights) else { return nil }
    self.init(weights: try fields[\.weights], best: try fields.number(\.best))
  }
}

/// One number.
struct ToyNumber: StageResult, Equatable {
  var value: Int
  static let fields = Field<ToyNumber>.table { Field.number("value", \.value, "a number") }

  init(_ value: Int) { self.value = value }
  init(from stored: StoredResult<ToyNumber>) throws { value = try stored.number(\.value) }
  var notes: StageNotes { StageNotes() }
}
