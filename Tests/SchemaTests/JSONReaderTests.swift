import Foundation
import Schema
import Testing

@Suite struct JSONReaderTests {
  private func read(_ text: String) throws -> JSONValue { try JSONValue(text: Data(text.utf8)) }

  @Test func keysKeepTheOrderOfTheFile() throws {
    let value = try read("{\"zebra\": 1, \"ape\": [true, null, -2.5e3, \"a\\n\\u00e9\"], \"m\": {}}")
    #expect(value.members?.map(\.key) == ["zebra", "ape", "m"])
    #expect(value["ape"] == .array([.bool(true), .null, .number(-2500), .string("a\né")]))
  }

  @Test func textThatIsNotJSONIsRefused() {
    let deep = String(repeating: "[", count: 100_000)
    for text in [
      "", "{", "{\"a\" 1}", "[1,]", "\"open", "{} more", "tru", "\"\\", deep, "{1: 2}", "[1 2]", "inf", "NaN", "0x10", "1_000",
      "'a'", "\"\\x\"", "{\"a\": 1,}", "]",
    ] {
      #expect(throws: JSONSyntaxError.self, "\(text.prefix(20))") { try read(text) }
    }
  }

  @Test func theErrorSaysWhere() {
    #expect {
      try read("{} more")
    } throws: { error in
      "\(error)" == "it is not JSON from byte 3 on"
    }
  }

  /// 64 levels are read and one more is not, so that no file makes the program run out of its stack.
  @Test func depthIsBounded() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try read(nested(64)) }
    #expect(throws: JSONSyntaxError.self) { try read(nested(65)) }
  }

  @Test func wholeNumbersAndOthersAreToldApart() throws {
    #expect(try read("9223372036854775807") == .integer(Int.max) && read("-3") == .integer(-3))
    #expect(try read("9223372036854775808") == .number(9_223_372_036_854_775_808) && read("1.0") == .number(1))
    #expect(try read("1e3") == .number(1000) && read("1e999") == .number(.infinity))
  }

  @Test func spaceBetweenIsSkippedAndInsideKept() throws {
    #expect(try read(" \n\t[ 1 ,\r\n 2 ] \n") == [1, 2] && read("\" a \"") == " a ")
  }

  @Test func escapesAreThoseOfTheStandard() throws {
    #expect(try read(#""\"\\\/\b\f\n\r\t\u0041\ud83e\udde0""#) == .string("\"\\/\u{8}\u{c}\n\r\tA🧠"))
  }
}
