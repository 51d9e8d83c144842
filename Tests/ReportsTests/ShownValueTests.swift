import Reports
import Schema
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
}
