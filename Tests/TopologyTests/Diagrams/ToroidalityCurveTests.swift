import Foundation
import TestSupport
import Testing
import Topology

/// Sigmoids that fall.
@Suite struct ToroidalityCurveTests {
  static let x: [Double] = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1].flatMap { (x: Double) in [x, x] }

  static func curve(_ x: Double) -> Double { 0.1 + 0.6 / (1 + exp((x - 0.23) / 0.04)) }

  @Test func aCurveIsFoundAgain() throws {
    let fit = try #require(ToroidalityCurve(x: Self.x, y: Self.x.map(Self.curve)))
    #expect(close(fit.center, 0.23, 1e-4) && close(fit.width, 0.04, 1e-4))
    #expect(close(fit.fall, 0.6, 1e-3) && close(fit.low, 0.1, 1e-4) && fit.meanSquare < 1e-8)
    #expect(close(fit.value(0.23), 0.4, 1e-3))
  }

  /// With noise the least squares are those of scipy 1.16's curve_fit.
  @Test func leastSquaresAreThoseOfSciPy() throws {
    let y = Self.x.enumerated().map { index, x -> Double in
      let turn = Double(index) * 0.6180339887498949
      return Self.curve(x) + 0.1 * (turn - turn.rounded(.down) - 0.5)
    }
    let fit = try #require(ToroidalityCurve(x: Self.x, y: y))
    #expect(close(fit.center, 0.23786989, 1e-4) && close(fit.width, 0.03639018, 1e-4), "\(fit)")
    #expect(close(fit.fall, 0.58637865, 1e-3) && close(fit.low, 0.09636481, 1e-4))
    #expect(fit.meanSquare >= 0.00076335 && close(fit.meanSquare, 0.0007633522618853773, 1e-9))
  }

  @Test func whatDoesNotFallHasNone() {
    #expect(ToroidalityCurve(x: [0, 1, 2], y: [3, 2, 1]) == nil)
    #expect(ToroidalityCurve(x: [0, 1, 2, 3], y: [0, 1, 2, 3]) == nil)
    #expect(ToroidalityCurve(x: [0, 1, 2, 3], y: [1, 1, 1, 1]) == nil)
    // A value that is not known is no value.
    #expect(ToroidalityCurve(x: [0, 1, 2, 3], y: [1, 1, .nan, 0]) == nil)
  }
}
