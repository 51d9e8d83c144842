import ArrayNumerics
import Schema
import Testing

@Suite struct FieldTableTests {
  private func information(_ key: String) throws -> FieldInformation {
    try #require(ToyTable.fields.map(\.information).first { $0.key == key })
  }

  @Test func theTableSaysWhatAResultMayHold() throws {
    #expect(
      ToyTable.fields.map(\.information.key) == [
        "rates", "t", "edges", "ids", "plane", "cube", "marks", "angle", "cells", "sigma_ms", "ranges_cm_s", "kind", "weights",
        "best", "count", "id_0", "id_1",
      ])
    let rates = try information("rates")
    #expect(rates.kind == .array && rates.typeName == "float32" && !rates.isOptional)
    #expect(rates.unit == "that of the rates" && rates.axes?.map(\.text) == ["time", "cell"])
    #expect(try information("marks").isOptional && information("marks").typeName == "bool")
    #expect(try information("marks").meaning == "marked rows")
    // The unit of a number is that of its key, and a part may be missing as a whole.
    #expect(try information("sigma_ms").unit == "ms" && information("ranges_cm_s").unit == "cm/s")
    #expect(try information("cells").unit == "" && information("cells").kind == .number)
    #expect(try information("weights").isOptional && !information("count").isOptional)
    #expect(try information("ids").typeName == "str" && information("weights").typeName == "int64")
    #expect(try information("angle").axes == [] && information("plane").typeName == "float64")
  }

  @Test func aValueSaysWhatItHolds() throws {
    let stored = ToyTable().storedFields
    #expect(stored.map(\.information.key) == ToyTable.fields.map(\.information.key))
    #expect(stored[0].information.unit == "Hz" && stored[6].information.meaning == "rows marked by 3")
    #expect(try stored[0].content.array() == DataArray(ToyTable().rates))
    #expect(try stored[7].content.array() == DataArray([60.0], shape: []))
    #expect(stored[8].content.number == 3 && stored[10].content.number == [1.0, .number(.infinity)])
    #expect(stored[11].content.number == "ring" && stored[16].content.number == "b")
  }

  @Test func whatIsNotThereIsNotWritten() {
    let table = ToyTable(marks: nil, angle: nil, sigma: nil, part: nil)
    let missing = Set(ToyTable.fields.map(\.information.key)).subtracting(table.storedFields.map(\.information.key))
    #expect(missing == ["marks", "angle", "sigma_ms", "weights", "best"])
  }

  @Test(arguments: [
    ("sigma_ms", "ms"), ("speed_cm_s", "cm/s"), ("speed_m_s", "m/s"), ("time_s", "s"), ("size_m", "m"), ("rate_hz", "Hz"),
    ("angle_deg", "°"), ("cells", ""), ("width_bits_per_spike", ""), ("items", ""),
  ]) func theEndOfAKeySaysTheUnit(key: String, unit: String) {
    #expect(unitOfName(key) == unit)
  }
}
