import Foundation
import Schema
import Testing
import Viewer

@Suite struct ServedNumbersTests {
  /// The place of an array in the catalogue.
  private static func index(of key: String, stage: String, in catalogue: JSONValue) throws -> Int {
    let arrays = try #require(catalogue["arrays"]?.array)
    return try #require(arrays.firstIndex { $0["key"]?.string == key && $0["stage"]?.string == stage })
  }

  private static func catalogue(_ visit: Visit) async throws -> JSONValue {
    try await JSONValue(text: visit.get("0/catalogue").body)
  }

  @Test func theCatalogueSaysAxesUnitsClocksAndCells() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let catalogue = try await Self.catalogue(visit)
      #expect(catalogue["name"]?.string == "results" && catalogue["editable"]?.bool == false)
      #expect(catalogue["cells"]?.array?.compactMap(\.string) == SmallSession.cells)
      let clocks = try #require(catalogue["clocks"]?.array)
      #expect(clocks.map { $0["rows"]?.integer } == [8, 7] && clocks.map { $0["step"]?.double } == [0.5, 0.5])
      #expect(catalogue["mainClock"]?.integer == 0)
      let counts = try #require(catalogue["arrays"]?.array)[try Self.index(of: "counts", stage: "first", in: catalogue)]
      #expect(counts["type"]?.string == "uint8" && counts["unit"]?.string == "spikes" && counts["clock"]?.integer == 0)
      #expect(counts["shape"]?.array?.compactMap(\.integer) == [8, 3])
    }
  }

  @Test func rowsAreTheValuesOfTheArchive() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let catalogue = try await Self.catalogue(visit)
      let counts = try Self.index(of: "counts", stage: "first", in: catalogue)
      let whole = try await visit.get("0/rows?array=\(counts)&from=0&count=8")
      #expect(Array(whole.body) == SmallSession.counts.map { UInt8($0) })
      let middle = try await visit.get("0/rows?array=\(counts)&from=2&count=3")
      #expect(Array(middle.body) == SmallSession.counts[6..<15].map { UInt8($0) })
      let maps = try Self.index(of: "maps", stage: "first", in: catalogue)
      let map = try await visit.get("0/rows?array=\(maps)&from=0&count=3").floats
      #expect(map.map(\.bitPattern) == SmallSession.maps.map(\.bitPattern))
      #expect(try await visit.get("0/rows?array=\(counts)&from=6&count=3").status == 400)
      #expect(try await visit.get("0/rows?array=99&from=0&count=1").status == 400)
      #expect(try await visit.get("0/rows?array=\(counts)&from=-1&count=1").status == 400)
      #expect(try await visit.get("0/rows?array=\(counts)&from=1&count=9223372036854775807").status == 400)
    }
  }

  @Test func aSeriesHasTheRowsOfTheClockAndNaNWhereItHasNone() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let catalogue = try await Self.catalogue(visit)
      let angles = try Self.index(of: "angles", stage: "second", in: catalogue)
      let own = try await visit.get("0/series?array=\(angles)&columns=1,0&clock=1").floats
      let swapped = stride(from: 0, to: 14, by: 2).flatMap { [SmallSession.angles[$0 + 1], SmallSession.angles[$0]] }
      #expect(own == swapped.map { Float($0) })
      let bins = try await visit.get("0/series?array=\(angles)&columns=0&clock=0").floats
      #expect(bins.count == 8 && bins[2].isNaN)
      #expect(SmallSession.kept.allSatisfy { bins[$0] == Float(0.1 * Double($0)) })
      #expect(try await visit.get("0/series?array=\(angles)&columns=2&clock=0").status == 400)
      #expect(try await visit.get("0/series?array=\(angles)&columns=0,x&clock=0").status == 404)
    }
  }

  @Test func rangesAreMeansAndMaximaOfTheColumns() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let counts = try await Self.index(of: "counts", stage: "first", in: Self.catalogue(visit))
      let columns = (0..<3).map { column in stride(from: column, to: 24, by: 3).map { Float(SmallSession.counts[$0]) } }
      let expected = columns.map { $0.reduce(0, +) / 8 } + columns.map { $0.max() ?? 0 }
      #expect(try await visit.get("0/ranges?array=\(counts)").floats == expected)
    }
  }

  @Test func scoresOfCellsAreNumbersAndNullForNone() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder, session.folder])) { (visit: Visit) async throws in
      let columns = try await JSONValue(text: visit.get("1/cells").body)["columns"]?.array ?? []
      #expect(columns.map { $0["key"]?.string } == ["score"])
      #expect(columns.first?["values"] == .array([.number(0.5), .null, .number(-0.25)]))
    }
  }

  @Test func aWindowHasEveryRowAndAFolderThatChangesIsReadAnew() async throws {
    let session = try SmallSession()
    try await Visit.paying(try Viewer([session.folder])) { (visit: Visit) async throws in
      let catalogue = try await Self.catalogue(visit)
      let angles = try Self.index(of: "angles", stage: "second", in: catalogue)
      let window = try await visit.get("0/series?array=\(angles)&columns=0&clock=0&from=1&count=3&version=1").floats
      #expect(window.count == 3 && window[0] == Float(0.1) && window[1].isNaN && window[2] == Float(0.1 * 3))
      for bad in ["from=7&count=2", "from=-1&count=1", "from=0&count=9223372036854775807"] {
        #expect(try await visit.get("0/series?array=\(angles)&columns=0&clock=0&\(bad)").status == 400)
      }
      func changes() async throws -> JSONValue? { try await JSONValue(text: visit.get("changes").body).array?.first }
      let before = try await changes()
      #expect(before?["version"]?.integer == 1 && before?["trouble"] == .null)
      _ = try session.write("third", inputs: [], [("values", "Hz", ["cell"], .init([1.0, 2, 3]))])
      var (state, tries) = (before, 0)
      while state?["version"]?.integer == 1, tries < 100 {
        try await Task.sleep(for: .milliseconds(100))
        (state, tries) = (try await changes(), tries + 1)
      }
      #expect(state?["version"]?.integer == 2)
      let later = try await Self.catalogue(visit)
      #expect(later["version"]?.integer == 2)
      let values = try Self.index(of: "values", stage: "third", in: later)
      #expect(try await visit.get("0/rows?array=\(values)&from=0&count=3&version=2").floats == [1, 2, 3])
      #expect(try await visit.get("0/rows?array=\(values)&from=0&count=3&version=1").status == 409)

      // A folder that is damaged meanwhile is said, and what was read before is still shown.
      let record = session.folder.recordURL(of: "third")
      try Data("{".utf8).write(to: record)
      (state, tries) = (try await changes(), 0)
      while state?["trouble"] == .null, tries < 100 {
        try await Task.sleep(for: .milliseconds(100))
        (state, tries) = (try await changes(), tries + 1)
      }
      #expect(state?["version"]?.integer == 2 && state?["trouble"]?.string?.contains("third") == true)
      #expect(try await visit.get("0/rows?array=\(values)&from=0&count=3&version=2").floats == [1, 2, 3])
    }
  }
}
