import ArrayNumerics
import Foundation
import Testing

struct TridiagonalEigenTests {
  /// 2 beside −1 has the eigenvalues 2 − 2 cos(kπ/(n + 1)) and vectors sin(jkπ/(n + 1)).
  @Test func theChainOfSpringsHasItsKnownModes() throws {
    let size = 50
    let found = try largestTridiagonalEigen(
      diagonal: [Double](repeating: 2, count: size), offDiagonal: [Double](repeating: -1, count: size - 1), count: 3)
    #expect(found.values.count == 3 && found.vectors.count == 3)
    for (place, k) in [50, 49, 48].enumerated() {
      let angle = Double(k) * .pi / Double(size + 1)
      #expect(abs(found.values[place] - (2 - 2 * cos(angle))) < 1e-12)
      let mode = (1...size).map { sin(Double($0) * angle) * (2 / Double(size + 1)).squareRoot() }
      let product = zip(mode, found.vectors[place]).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(abs(product) - 1) < 1e-12)
    }
  }

  @Test func sizesThatDoNotFitTogetherAreRefused() {
    #expect(throws: NumericsError.self) { try largestTridiagonalEigen(diagonal: [1, 2], offDiagonal: [1, 2], count: 1) }
    #expect(throws: NumericsError.self) { try largestTridiagonalEigen(diagonal: [1, 2], offDiagonal: [1], count: 3) }
    #expect(throws: NumericsError.self) { try largestTridiagonalEigen(diagonal: [], offDiagonal: [], count: 1) }
  }
}
