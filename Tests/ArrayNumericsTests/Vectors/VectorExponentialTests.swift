import ArrayNumerics
import Foundation
import Testing

@Suite struct VectorExponentialTests {
  @Test func singlePrecisionIsGoodToItsLastDigits() {
    for step in 0..<8600 {
      let x = -Float(step) / 100
      let expected = exp(Double(x))
      let (careful, quick) = (expNonPositive(SIMD8(repeating: x))[3], quickExpNonPositive(SIMD8(repeating: x))[5])
      #expect(abs(Double(careful) / expected - 1) < 3e-7)
      #expect(abs(Double(quick) / expected - 1) < 3e-7 + 8e-8 * Double(-x))
    }
  }

  @Test func doublePrecisionIsGoodToItsLastDigits() {
    for step in 0..<7000 {
      let x = -Double(step) / 10
      #expect(abs(expNonPositive(SIMD4(repeating: x))[1] / exp(x) - 1) < 1e-15)
    }
  }

  @Test func zeroGivesOneAndFarBelowAlmostNothing() {
    #expect(expNonPositive(SIMD8<Float>(repeating: 0)) == SIMD8(repeating: 1))
    #expect(quickExpNonPositive(SIMD8(repeating: 0)) == SIMD8(repeating: 1))
    #expect(expNonPositive(SIMD4<Double>(repeating: -1e9)).max() < 1e-307)
    #expect(quickExpNonPositive(SIMD8(repeating: -1e9)).max() < 1e-37)
  }
}
