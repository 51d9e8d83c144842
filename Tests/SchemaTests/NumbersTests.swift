import Schema
import Testing

@Suite struct NumbersTests {
  @Test func measurementsHaveFourDigitsAndNoExponentAboveOne() {
    #expect([0.001664, 33.8712, 0, -2.5].map(measured) == ["0.001664", "33.87", "0", "-2.5"])
    // Where `formatted` would say 2.883e+04.
    #expect(measured(28_829.6) == "28830" && measured(1_201_000.2) == "1201000")
    #expect(measured(999.96) == "1000" && measured(.infinity) == "inf" && measured(.nan) == "nan")
  }

  @Test func amountsSayWhatWasAskedFor() {
    #expect(amount(600, asked: 600) == "600" && amount(588, asked: 600) == "588 (of 600 asked for)")
    #expect(amount(50.000001, asked: 50) == "50" && amount(60, asked: 50.5) == "60 (50.5 asked for)")
  }

  @Test func aParameterIsWrittenAsItIsTyped() {
    #expect(JSONValue.number(15).parameterText == "15" && JSONValue.number(0.25).parameterText == "0.25")
    #expect(JSONValue.array(["a", 2]).parameterText == "a,2" && JSONValue.array([]).parameterText == "none")
    #expect(JSONValue.null.parameterText == "none" && JSONValue.bool(true).parameterText == "true")
  }
}
