import Foundation
import Schema
import Testing

@Suite struct JSONValueTests {
  static let record = JSONValue.record([
    "bars": .array([0.1, .number(1.0 / 3), .number(-2.5e-300)]), "empty": .array([]), "flag": true,
    "name": "a \"quoted\" \\ name\twith\nlines\u{1}\u{1f} and é 🧠", "none": .null, "object": .object([]),
    "whole": .integer(Int.max), "within": .array([.record(["x": 1, "y": .array([.array([2])])])]),
  ])

  @Test func whatIsWrittenIsReadBack() throws {
    // In the order in which they were written.
    #expect(try JSONValue(text: Data(Self.record.prettyText.utf8)) == Self.record)
    #expect(try JSONValue(text: Data(Self.record.compactText.utf8)) == Self.record)
  }

  @Test func otherReadersReadItToo() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Self.record.prettyText.utf8)) as? [String: Any]
    #expect(object?["name"] as? String == "a \"quoted\" \\ name\twith\nlines\u{1}\u{1f} and é 🧠")
    #expect((object?["bars"] as? [Double])?[1] == 1.0 / 3)
  }

  @Test func theTextIsOneLineOrIndented() {
    #expect(Self.record["within"]?.compactText == #"[{"x": 1, "y": [[2]]}]"#)
    #expect(
      JSONValue.record(["a": .array([1, 2]), "b": .record(["c": "d"])]).prettyText
        == "{\n  \"a\": [1, 2],\n  \"b\": {\n    \"c\": \"d\"\n  }\n}\n")
    #expect(!Self.record.compactText.contains("\n"))
  }

  @Test func controlCharactersAreEscaped() {
    #expect(JSONValue.string("\u{1}\u{1f}\"\\\n\r\t").compactText == #""\u0001\u001f\"\\\n\r\t""#)
  }

  @Test(arguments: [
    (Double.infinity, "\"inf\""), (-.infinity, "\"-inf\""), (.nan, "\"nan\""), (0.1, "0.1"), (5, "5.0"),
  ])
  func numbersAreTheShortestTextThatReadsBack(value: Double, text: String) throws {
    #expect(JSONValue.number(value).compactText == text)
    let read = try #require(try JSONValue(text: Data(text.utf8)).double)
    #expect(read == value || (read.isNaN && value.isNaN))
  }

  @Test func valuesOfAnotherKindAreNil() {
    #expect(JSONValue.string("5").double == nil && JSONValue.integer(5).string == nil)
    #expect(JSONValue.null["key"] == nil && Self.record["missing"] == nil)
    #expect(JSONValue.integer(5).double == 5 && JSONValue.number(5).integer == nil)
  }

  @Test func brokenTextIsAnError() {
    for text in ["", "{", "[1, 2", "{\"a\": }", "nul"] {
      #expect(throws: (any Error).self) { try JSONValue(text: Data(text.utf8)) }
    }
  }
}
