import Foundation
import Schema
import Testing

@Suite struct JSONReaderTests {
  @Test func keysKeepTheOrderOfTheFile() throws {
    let text = "{\"zebra\": 1, \"ape\": [true, null, -2.5e3, \"a\\n\\u00e9\"], \"m\": {}}"
    let value = try JSONValue(text: Data(text.utf8))
    #expect(value.members?.map(\.key) == ["zebra", "ape", "m"])
    #expect(value["ape"] == .array([.bool(true), .null, .number(-2500), .string("a\né")]))
  }

  @Test func textThatIsNotJSONIsRefused() {
    let deep = String(repeating: "[", count: 100_000)
    for text in ["", "{", "{\"a\" 1}", "[1,]", "\"open", "{} more", "tru", "\"\\", deep] {
      #expect(throws: JSONSyntaxError.self, "\(text.prefix(20))") { try JSONValue(text: Data(text.utf8)) }
    }
  }
}
