import ArrayNumerics
import Schema

/// A table of every kind of field.
struct ToyTable: FieldTable, Equatable {
  var rates = Matrix<Float>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
  var times = [0.5, 1.5]
  var edges = [0.0, 1, 2]
  var ids = ["a", "b", "c"]
  var plane = Matrix<Double>(rows: 2, columns: 2, elements: [1, 0, 0, 1])
  var cube = DataArray([1.0, 2, 3, 4], shape: [2, 1, 2])
  var marks: [Bool]? = [true, false]
  var angle: Double? = 60
  var unit = "Hz"
  var cells = 3
  var sigma: Double? = 50
  var ranges: [Double] = [1, .infinity]
  var kind = Kind.ring
  var part: ToyTablePart? = ToyTablePart()
  var always = ToyTableSecond()

  enum Kind: String, RecordWord { case ring, torus }

  static let fields = Field<ToyTable>.table {
    Field.array("rates", \.rates, unit: .of(\.unit, "that of the rates"), axes: ["time", "cell"], "rate of each cell")
    Field.array("t", \.times, unit: "s", axes: ["time"], "time of each row")
    Field.array("edges", \.edges, axes: ["time+1"], "edges of the rows")
    Field.array("ids", \.ids, axes: ["cell"], "identifiers")
    Field.array("plane", \.plane, axes: ["2", "2"], "a plane")
    Field.array("cube", \.cube, axes: ["time", "*"], "anything")
    Field.array("marks", \.marks, axes: ["time"], .of(\.meaning, "marked rows"))
    Field.array("angle", \.angle, unit: "deg", axes: [], "an angle")
    Field.number("cells", \.cells, "cells")
    Field.number("sigma_ms", \.sigma, "smoothing")
    Field.number("ranges_cm_s", \.ranges, "ranges")
    Field.number("kind", \.kind, "kind")
    Field.part(\.part)
    Field.part(\.always)
    for place in 0..<2 { Field.number("id_\(place)", \.[place], "identifier") }
  }

  var meaning: String { "rows marked by \(cells)" }
  subscript(place: Int) -> String { ids[place] }
}

/// A part that may be missing.
struct ToyTablePart: FieldTable, Equatable {
  var weights = [1, 2, 3]
  var best = "c"
  static let fields = Field<ToyTablePart>.table {
    Field.array("weights", \.weights, axes: ["cell"], "weights")
    Field.number("best", \.best, "best cell")
  }
}

/// A part that is always there.
struct ToyTableSecond: FieldTable, Equatable {
  var count = 2
  static let fields = Field<ToyTableSecond>.table { Field.number("count", \.count, "count") }
}

/// As a folder would hold it.
struct Written {
  var arrays: [String: DataArray] = [:]
  var numbers: [JSONValue.Member] = []

  init(_ table: some FieldTable) {
    for field in table.storedFields {
      switch field.content {
      case .array(let array): arrays[field.information.key] = array
      case .deferred(let array): arrays[field.information.key] = try? array.make()
      case .number(let value): numbers.append(.init(field.information.key, value))
      }
    }
  }

  func reader<Root: FieldTable>(_ root: Root.Type = ToyTable.self) throws -> FieldReader<Root> {
    try FieldReader(arrays: ArrayShelf(arrays), numbers: .object(numbers))
  }
}
