import Foundation
import Reports
import Stages
import Testing

@Suite struct ShownValueTests {
  @Test func numbersHaveFourSignificantDigitsAndGroupedThousands() {
    #expect(shownText(.number(33.871650)) == "33.87")
    #expect(shownText(.number(0.0016642)) == "0.001664")
    #expect(shownText(.integer(20747)) == "20\u{202F}747")
    #expect(shownText(.integer(1234)) == "1234")
    #expect(shownText(.number(-2)) == "−2")
    #expect(shownText(.number(.infinity)) == "infinite")
    #expect(shownText([1, 2.5]) == "1, 2.5")
    #expect(shownText(.array((0..<20).map(JSONValue.integer))).hasSuffix("… (20 values)"))
  }

  @Test func exactValuesCanBeTypedAgain() {
    #expect(shownText(.integer(15000), exact: true) == "15000")
    #expect(shownText(.number(0.99), exact: true) == "0.99")
    #expect(shownText(.number(50), exact: true) == "50")
    #expect(shownText([], exact: true) == "none")
  }

  @Test func namesOfNumbersAreSplitIntoWordsAndUnit() {
    #expect(labelAndUnit("mean_rate_hz") == ("Mean rate", "Hz"))
    #expect(labelAndUnit("speed_quantiles_cm_s") == ("Speed quantiles", "cm/s"))
    #expect(labelAndUnit("h1_null_99_9") == ("H1 null 99.9", ""))
    #expect(labelAndUnit("kept_s") == ("Kept", "s"))
    #expect(labelAndUnit("p_h1") == ("p H1", ""))
  }

  @Test func wordsOfACommandAreQuotedForTheShell() {
    #expect(shellQuoted("results/a-1.npz") == "results/a-1.npz")
    #expect(shellQuoted("my results") == "'my results'")
    #expect(shellQuoted("it's") == "'it'\\''s'")
  }
}

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

@Suite struct InlineSVGTests {
  private func inlined(_ body: String) -> String? {
    inlineSVG(
      Data("<svg width=\"90pt\" height=\"60pt\" viewBox=\"0 0 90 60\">\(body)</svg>".utf8), idPrefix: "f-",
      label: "A & b")
  }

  @Test func drawingsGetPrefixedIdsALabelAndRoom() {
    #expect(
      inlined("<g id=\"a\"/><use href=\"#a\"/>")
        == "<svg viewBox=\"0 0 90 60\" width=\"120pt\" role=\"img\" aria-label=\"A &amp; b\"><g id=\"f-a\"/><use href=\"#f-a\"/></svg>"
        || inlined("<g id=\"a\"/><use href=\"#a\"/>")
          == "<svg width=\"120pt\" viewBox=\"0 0 90 60\" role=\"img\" aria-label=\"A &amp; b\"><g id=\"f-a\"/><use href=\"#f-a\"/></svg>"
    )
  }

  @Test(arguments: [
    "<script>1</script>", "<g onload=\"x\"/>", "<image href=\"http://example.org/a.png\"/>",
    "<rect fill=\"url(http://example.org/a)\"/>", "<foreignObject/>", "<a href=\"javascript:1\"/>",
  ])
  func activeOrForeignContentIsNotInlined(_ body: String) {
    #expect(inlined(body) == nil)
  }

  @Test func truncatedDrawingsAreNotInlined() {
    #expect(inlineSVG(Data("<svg width=\"9\"".utf8), idPrefix: "f-", label: "") == nil)
    #expect(inlineSVG(Data("<svg><g>".utf8), idPrefix: "f-", label: "") == nil)
  }
}
