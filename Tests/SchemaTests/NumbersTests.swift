import Schema
import Testing

@Suite struct NumbersTests {
  @Test func measurementsHaveFourDigitsAndNoExponentAboveOne() {
    #expect([0.001664, 33.8712, 0, -2.5].map(measured) == ["0.001664", "33.87", "0", "-2.5"])
    // Where `formatted` would say 2.883e+04.
    #expect(measured(28_829.6) == "28830" && measured(1_201_000.2) == "1201000")
    #expect(measured(999.96) == "1000" && measured(.infinity) == "inf" && measured(.nan) == "nan")
  }
}
