import Foundation
import TestSupport
import Testing
import Topology

/// The degree of toroidality, against persim 0.3 and gudhi 3 by its definition, which agree to all digits.
@Suite struct ToroidalityTests {
  static func bars(_ numbers: [(Double, Double)]) -> [PersistencePair] {
    numbers.map { PersistencePair(birth: $0.0, death: $0.1) }
  }

  static func gamma(_ numbers: [(Double, Double)], _ dimension: Int = 1) throws -> Double {
    try degreeOfToroidality(bars(numbers), dimension: dimension, limit: 10)
  }

  @Test func barcodesByHand() throws {
    // The second loop is 0.4 short of the longest, and the diameter of either barcode is 1.
    #expect(close(try Self.gamma([(0.5, 2.5), (0.6, 2.2), (0.4, 0.7), (0.9, 1.0), (0.3, 0.5)]), 0.7, 1e-12))
    // A third long loop.
    #expect(close(try Self.gamma([(0.5, 2.5), (0.6, 2.2), (0.4, 1.7), (0.9, 1.0), (0.3, 0.5)]), 0.35, 1e-12))
    // One loop only.
    #expect(close(try Self.gamma([(0.5, 2.5), (0.6, 1.0), (0.4, 0.7), (0.9, 1.0), (0.3, 0.5)]), 0, 1e-12))
    #expect(close(try Self.gamma([(1.0, 2.0), (1.1, 1.3), (0.9, 1.0)], 2), 0.8, 1e-12))
    // Two voids of a length.
    #expect(close(try Self.gamma([(1.0, 1.5), (1.1, 1.6), (0.9, 1.0), (1.3, 1.32)], 2), 0, 1e-12))
  }

  /// Forty bars by a rule, with two long ones.
  @Test func fortyBars() throws {
    func part(_ x: Double) -> Double { x - x.rounded(.down) }
    let bars = (0..<40).map { k -> (Double, Double) in
      let birth = 0.3 + 0.7 * part(Double(k) * 0.6180339887498949)
      let life = k == 7 ? 1.9 : k == 19 ? 1.4 : 0.05 + 0.4 * part(Double(k) * 0.7548776662466927)
      return (birth, birth + life)
    }
    #expect(close(try Self.gamma(bars), 0.6931731521061923, 1e-9))
    #expect(close(try Self.gamma(bars, 2), 0.26315789473684204, 1e-9))
    // The unit of the distances does not matter.
    #expect(close(try Self.gamma(bars.map { (7 * $0.0, 7 * $0.1) }), 0.6931731521061923, 1e-9))
  }

  @Test func theBarsOfATorusAreItsIdeal() throws {
    let ideal = [(0.5, 2.5), (0.7, 2.7), (0.4, 0.5), (0.8, 0.9)]
    #expect(try Self.gamma(ideal) == 1)
    let found = idealisedBarcode(Self.bars([(0.5, 2.5), (0.7, 2.0), (0.4, 0.5), (0.8, 1.1)]), loops: 2)
    for (bar, (birth, death)) in zip(found, ideal) {
      #expect(close(bar.birth, birth, 1e-12) && close(bar.death, death, 1e-12))
    }
  }

  @Test func aBarcodeWithoutItsBarsIsNoTorus() throws {
    #expect(try Self.gamma([]) == 0 && Self.gamma([(1, 2)]) == 0 && Self.gamma([], 2) == 0)
    #expect(try Self.gamma([(1, 2)], 2) == 1 && Self.gamma([(1, 2), (1, 2)]) == 1)
    // What never dies is as long as the limit allows.
    #expect(try Self.gamma([(0.5, .infinity), (0.6, 9.9), (0.4, 0.7)]) == Self.gamma([(0.5, 10), (0.6, 9.9), (0.4, 0.7)]))
  }
}
