import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry

/// Tori laid over each other, with the answer known.
@Suite struct TorusAlignmentTests {
  static func centers(_ count: Int, seed: UInt64) -> Matrix<Double> {
    var random = RandomStream(seed: seed, name: "centres")
    return Matrix(rows: count, columns: 2, elements: (0..<2 * count).map { _ in 2 * .pi * random.uniform() })
  }

  /// U a + s with noise of a standard deviation, rad.
  static func moved(_ a: Matrix<Double>, _ u: [[Int]], _ s: [Double], noise: Double, seed: UInt64 = 1) -> Matrix<Double> {
    var random = RandomStream(seed: seed, name: "noise")
    var b = a
    for cell in 0..<a.rows {
      for circle in 0..<2 {
        let angle = Double(u[circle][0]) * a[cell, 0] + Double(u[circle][1]) * a[cell, 1] + s[circle]
        b[cell, circle] = wrapAngle(angle + noise * random.normal())
      }
    }
    return b
  }

  /// All forty matrices are found, with their shift; without noise the score is 2.
  @Test func everyMatrixIsFound() {
    let a = Self.centers(20, seed: 3)
    var found = 0
    for code in 0..<81 {
      let entries = [code % 3 - 1, code / 3 % 3 - 1, code / 9 % 3 - 1, code / 27 - 1]
      guard abs(entries[0] * entries[3] - entries[1] * entries[2]) == 1 else { continue }
      let u = [[entries[0], entries[1]], [entries[2], entries[3]]]
      let alignment = TorusAlignment(of: a, onto: Self.moved(a, u, [0.3, 5], noise: 0))
      #expect(alignment.transform == u && close(alignment.score, 2, 1e-9))
      #expect(close(alignment.shift[0], 0.3, 1e-9) && close(alignment.shift[1], 5, 1e-9))
      #expect(alignment.isMirrored == (entries[0] * entries[3] - entries[1] * entries[2] < 0))
      found += 1
    }
    #expect(found == 40)
  }

  /// With noise of σ on each circle the score is 2 exp(−σ²/2), and distances are those of the noise.
  @Test func noiseLowersTheScoreAsItShould() throws {
    let a = Self.centers(400, seed: 4)
    let b = Self.moved(a, [[0, -1], [1, 1]], [1, 2], noise: 0.5)
    let alignment = TorusAlignment(of: a, onto: b)
    #expect(alignment.transform == [[0, -1], [1, 1]] && close(alignment.score, 2 * exp(-0.125), 0.04))
    #expect(alignment.isHexagonal(angle: 60) != alignment.isHexagonal(angle: 120))
  }

  /// Cells that have nothing to do with each other: p is spread over 0 to 1, since forty choices are made under the null too.
  @Test func cellsThatDoNotAgreeAreNotSignificant() throws {
    let p = try (0..<24).map { draw -> Double in
      let (a, b) = (Self.centers(30, seed: UInt64(100 + draw)), Self.centers(30, seed: UInt64(200 + draw)))
      let null = try AlignmentNull(of: a, onto: b, permutations: 99, work: Work(threads: 2)) {
        RandomStream(seed: 1, name: "exchange", draw, $0)
      }
      let score = TorusAlignment(of: a, onto: b).score
      return Double(1 + null.scores.count { $0 >= score }) / 100
    }
    #expect(p.count { $0 <= 0.05 } <= 4 && p.contains { $0 > 0.7 } && close(p.reduce(0, +) / 24, 0.5, 0.25), "\(p)")
    let a = Self.centers(12, seed: 9)
    let null = try AlignmentNull(
      of: a, onto: Self.moved(a, [[1, 0], [0, -1]], [0, 0], noise: 0.6), permutations: 99, work: Work()
    ) {
      RandomStream(seed: 1, name: "exchange", index: UInt64($0))
    }
    #expect(null.scores.allSatisfy { $0 < 1.9 } && null.medianDistances.allSatisfy { $0 > 0.5 })
  }

  @Test func theHexagonalMatricesAreTwelve() {
    let entries = (0..<81).map { [$0 % 3 - 1, $0 / 3 % 3 - 1, $0 / 9 % 3 - 1, $0 / 27 - 1] }
    for angle in [60.0, 120] {
      let matrices = entries.filter { e in
        abs(e[0] * e[3] - e[1] * e[2]) == 1
          && TorusAlignment(transform: [[e[0], e[1]], [e[2], e[3]]], shift: [0, 0], score: 0).isHexagonal(angle: angle)
      }
      #expect(matrices.count == 12)
    }
  }

  /// The nearest of nine images on a hexagonal lattice of half a metre.
  @Test func stepsAreTakenToTheNearestImage() {
    let lattice = (first: (x: 0.5, y: 0.0), second: (x: 0.25, y: 0.5 * 0.75.squareRoot()))
    #expect(close(imageDistance((.pi / 2, 0), displacements: lattice), 0.125, 1e-12))
    #expect(
      close(imageDistance((-3, -3), displacements: lattice), imageDistance((2 * .pi - 3, -3), displacements: lattice), 1e-12))
    // The point farthest from all lattice points is 1/√3 of the spacing away.
    #expect(close(imageDistance((2 * .pi / 3, 2 * .pi / 3), displacements: lattice), 0.5 / 3.0.squareRoot(), 1e-12))
  }
}
