import Foundation
import Reports
import Stages
import Testing

@Suite struct OrderedJSONTests {
  @Test func keysKeepTheOrderOfTheFile() throws {
    let text = "{\"zebra\": 1, \"ape\": [true, null, -2.5e3, \"a\\n\\u00e9\"], \"m\": {}}"
    let value = try #require(orderedJSON(Data(text.utf8)))
    #expect(value.members?.map(\.key) == ["zebra", "ape", "m"])
    #expect(value["ape"] == .array([.bool(true), .null, .number(-2500), .string("a\né")]))
  }

  @Test func textThatIsNotJSONIsRefused() {
    let deep = String(repeating: "[", count: 100_000)
    for text in ["", "{", "{\"a\" 1}", "[1,]", "\"open", "{} more", "tru", "\"\\", deep] {
      #expect(orderedJSON(Data(text.utf8)) == nil, "\(text.prefix(20))")
    }
  }
}
