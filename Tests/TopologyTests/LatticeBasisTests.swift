import ArrayNumerics
import Testing
import Topology

@Suite struct LatticeBasisTests {
  @Test func reducesASkewedHexagonalBasis() throws {
    // Rows (2, 1) and (3, 2) of the hexagonal lattice with |u| = |v| = 1 and angle 60 degrees.
    func gram(_ a: (Double, Double), _ b: (Double, Double)) -> Double {
      a.0 * b.0 + a.1 * b.1 + 0.5 * (a.0 * b.1 + a.1 * b.0)
    }
    let (a, b) = ((2.0, 1.0), (3.0, 2.0))
    let reduced = try #require(
      LatticeBasis(reducing: [[gram(a, a), gram(a, b)], [gram(a, b), gram(b, b)]]))
    #expect(abs(reduced.angle - .pi / 3) < 1e-12)
    #expect(abs(reduced.lengthRatio - 1) < 1e-12)
    #expect(abs(reduced.gram[0][0] - 1) < 1e-12)
    let u = reduced.change
    #expect(abs(u[0][0] * u[1][1] - u[0][1] * u[1][0]) == 1)
  }

  @Test func aReducedSquareStaysAsItIs() throws {
    let reduced = try #require(LatticeBasis(reducing: [[1, 0], [0, 1]]))
    #expect(reduced.change == [[1, 0], [0, 1]] && reduced.lengthRatio == 1)
    #expect(abs(reduced.angle - .pi / 2) < 1e-15)
  }

  @Test func dependentFormsHaveNoLattice() {
    #expect(LatticeBasis(reducing: [[1, 2], [2, 4]]) == nil)
    #expect(LatticeBasis(reducing: [[1, .nan], [.nan, 4]]) == nil)
  }

  /// Lattices of known shortest forms in bases mixed at random: cubic, and the face-centred one.
  @Test(arguments: 0..<20) func mixedBasesOfThreeAndFourFormsAreUndone(seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed), name: "lattice")
    let shapes: [[[Double]]] = [
      [[1, 0, 0], [0, 1.5, 0], [0, 0, 2]], [[2, 1, 1], [1, 2, 1], [1, 1, 2]],
      [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 4]],
    ]
    let shape = shapes[seed % shapes.count]
    let count = shape.count
    var mix = (0..<count).map { i in (0..<count).map { $0 == i ? 1 : 0 } }
    for _ in 0..<8 {
      let (i, j) = (random.integer(below: count), random.integer(below: count))
      if i == j { continue }
      let sign = random.integer(below: 2) == 0 ? 1 : -1
      for k in 0..<count { mix[i][k] += sign * mix[j][k] }
    }
    let mixed = transformed(shape, by: mix)
    let reduced = try #require(LatticeBasis(reducing: mixed))
    let (lengths, expected) = ((0..<count).map { reduced.gram[$0][$0] }, (0..<count).map { shape[$0][$0] })
    for (length, wanted) in zip(lengths, expected) { #expect(abs(length - wanted) < 1e-9) }
    let again = transformed(mixed, by: reduced.change)
    for i in 0..<count {
      for j in 0..<count { #expect(abs(again[i][j] - reduced.gram[i][j]) < 1e-9) }
      #expect(reduced.gram[0][i] >= 0)
    }
  }
}

/// The Gram matrix of sums of forms.
private func transformed(_ gram: [[Double]], by change: [[Int]]) -> [[Double]] {
  change.map { a in
    change.map { b in
      a.indices.reduce(0) { sum, i in sum + b.indices.reduce(0) { $0 + Double(a[i] * b[$1]) * gram[i][$1] } }
    }
  }
}
