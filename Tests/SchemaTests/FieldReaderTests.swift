import ArrayNumerics
import Schema
import Testing

@Suite struct FieldReaderTests {
  private func read(_ written: Written) throws -> ToyTable {
    let fields = try written.reader()
    let part = fields.holds(\.part) ? nil : fields.part(ToyTablePart.self)
    return ToyTable(
      rates: try fields[\.rates], times: try fields[\.times], edges: try fields[\.edges], ids: try fields[\.ids],
      plane: try fields[\.plane], cube: try fields[\.cube], marks: try fields[\.marks], angle: try fields[\.angle],
      unit: "Hz", cells: try fields.number(\.cells), sigma: try fields.number(\.sigma),
      ranges: try fields.number(\.ranges), kind: try fields.number(\.kind),
      part: try part.flatMap { part in
        part.holds(\.weights)
          ? ToyTablePart(weights: try part[\.weights], best: try part.number(\.best)) : nil
      }, always: ToyTableSecond(count: try fields.part(ToyTableSecond.self).number(\.count)))
  }

  private func error(_ change: (inout Written) -> Void) -> FieldError? {
    var written = Written(ToyTable())
    change(&written)
    do {
      _ = try read(written)
      return nil
    } catch { return error as? FieldError }
  }

  private func setting(_ key: String, _ value: JSONValue?) -> (inout Written) -> Void {
    { written in
      written.numbers.removeAll { $0.key == key }
      if let value { written.numbers.append(.init(key, value)) }
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    #expect(try read(Written(ToyTable())) == ToyTable())
    let bare = ToyTable(marks: nil, angle: nil, sigma: nil, part: nil)
    #expect(try read(Written(bare)) == bare)
  }

  @Test func whatIsThereCanBeAsked() throws {
    let all = try Written(ToyTable()).reader()
    #expect(all.holds(\.marks) && all.holds(\.sigma) && all.holds(\.[1]))
    let bare = try Written(ToyTable(marks: nil, sigma: nil)).reader()
    #expect(!bare.holds(\.marks) && !bare.holds(\.sigma) && !bare.holds(\.unit))
    #expect(try all.number(\.[1]) == "b")
  }

  @Test func whatIsMissingIsNamed() {
    #expect(error { $0.arrays["t"] = nil } == .missing("the array 't' is missing"))
    #expect(
      error(setting("cells", nil)) == .missing("the number 'cells' is missing from the record, or is not what it should be"))
    // A part that is there is whole.
    #expect(error(setting("best", nil)) != nil)
    #expect(error(setting("sigma_ms", .null)) == nil && error(setting("sigma_ms", nil)) == nil)
    #expect(error { $0.arrays["marks"] = nil } == nil)
  }

  @Test func anotherTypeIsNamed() {
    #expect(
      error { $0.arrays["ids"] = DataArray([1, 2, 3]) } == .unfit("'ids' should hold text and is int64 [3]"))
    #expect(
      error { $0.arrays["rates"] = DataArray(["a", "b", "c", "d", "e", "f"], shape: [2, 3]) }
        == .unfit("'rates' should hold a matrix of numbers and is str [2, 3]"))
    // An optional one that is there has to be right, too.
    #expect(error { $0.arrays["marks"] = DataArray(["a", "b"]) } == .unfit("'marks' should hold yes or no and is str [2]"))
    for (key, value) in [
      ("cells", JSONValue.number(2.5)), ("cells", "3"), ("sigma_ms", true), ("ranges_cm_s", [1, "x"]), ("ranges_cm_s", 1),
      ("kind", "sphere"), ("kind", 1),
    ] { #expect(error(setting(key, value)) != nil, "\(key) \(value)") }
    #expect(error(setting("ranges_cm_s", [1, "inf"])) == nil && error(setting("cells", .number(3))) == nil)
  }

  /// Numbers that another program wrote in another precision are numbers.
  @Test func numbersOfAnotherPrecisionAreRead() throws {
    var written = Written(ToyTable())
    written.arrays["t"] = DataArray([Float(0.5), 1.5])
    written.arrays["rates"] = DataArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(try read(written) == ToyTable())
  }

  @Test func axesInCommonHaveOneLength() {
    func unfit(_ key: String, _ array: DataArray) -> String {
      guard case .unfit(let text)? = error({ $0.arrays[key] = array }) else { return "" }
      return text
    }
    #expect(unfit("t", DataArray([1.0, 2, 3])) == "'t' has 3 along its axis time, and 'rates' has 2")
    #expect(unfit("edges", DataArray([1.0, 2])) == "'edges' has 1 along its axis time, and 'rates' has 2")
    #expect(unfit("weights", DataArray([1, 2])) == "'weights' has 2 along its axis cell, and 'rates' has 3")
    #expect(unfit("t", DataArray([1.0, 2], shape: [1, 2])) == "'t' should be [time] and has the shape [1, 2]")
    #expect(unfit("angle", DataArray([60.0])) == "'angle' should be [] and has the shape [1]")
    #expect(
      unfit("plane", DataArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3]))
        == "'plane' should have 2 along an axis and has the shape [2, 3]")
    #expect(unfit("cube", DataArray([1.0, 2, 3])) == "'cube' has 3 along its axis time, and 'rates' has 2")
    #expect(error { $0.arrays["cube"] = DataArray([1.0, 2]) } == nil)
    #expect(error { $0.arrays["cube"] = DataArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3]) } == nil)
    #expect(unfit("cube", DataArray([1.0], shape: [])) == "'cube' should be [time] and has the shape []")
  }
}
