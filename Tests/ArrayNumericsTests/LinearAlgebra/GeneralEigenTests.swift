import ArrayNumerics
import Foundation
import Testing

@Suite struct GeneralEigenTests {
  private func product(_ matrix: Matrix<Double>, _ x: [Double]) -> [Double] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).reduce(0) { $0 + matrix[row, $1] * x[$1] } }
  }

  private func random(_ size: Int, seed: UInt64) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, name: "matrix", 0, 0)
    return Matrix(rows: size, columns: size, elements: (0..<size * size).map { _ in stream.normal() })
  }

  /// |A v − λ v|, with A of any number of rows.
  private func defect(_ matrix: Matrix<Double>, _ vector: [Complex], _ value: Complex) -> Double {
    let (real, imaginary) = (product(matrix, vector.map(\.real)), product(matrix, vector.map(\.imaginary)))
    return zip(zip(real, imaginary), vector).reduce(0) { sum, item in
      sum + (Complex(item.0.0, item.0.1) - value * item.1).squaredMagnitude
    }.squareRoot()
  }

  private func inner(_ first: [Complex], _ second: [Complex]) -> Complex {
    zip(first, second).reduce(Complex.zero) { $0 + $1.0.conjugate * $1.1 }
  }

  @Test func vectorsOfBothSidesBelongToTheirValues() throws {
    let matrix = random(30, seed: 1)
    let eigen = try generalEigen(matrix)
    #expect(eigen.values == (try generalEigenvalues(matrix)))
    for index in 0..<30 {
      #expect(defect(matrix, eigen.right[index], eigen.values[index]) < 1e-12)
      #expect(defect(matrix.transposed(), eigen.left[index].map(\.conjugate), eigen.values[index]) < 1e-10)
      for other in 0..<30 {
        let product = inner(eigen.left[index], eigen.right[other])
        #expect((product - Complex(index == other ? 1 : 0)).magnitude < 1e-10)
      }
    }
  }

  /// A rotation that shrinks: λ = ½ e^{±i π/3}.
  @Test func pairOfARotation() throws {
    let (c, s) = (0.5 * cos(Double.pi / 3), 0.5 * sin(Double.pi / 3))
    let eigen = try generalEigen(Matrix(rows: 2, columns: 2, elements: [c, -s, s, c]))
    #expect(abs(eigen.values[0].real - c) < 1e-15 && abs(eigen.values[0].imaginary - s) < 1e-15)
    #expect(eigen.values[1] == eigen.values[0].conjugate)
    #expect(eigen.overlaps.allSatisfy { abs($0 - 1) < 1e-14 })
  }

  /// [[λ, 1], [0, λ]] has one vector: left and right are orthogonal.
  @Test func overlapOfADefectiveValueIsZero() throws {
    let eigen = try generalEigen(Matrix(rows: 2, columns: 2, elements: [0.3, 1, 0, 0.3]))
    #expect(eigen.overlaps[0] < 1e-12)
    #expect(eigen.left.allSatisfy { abs(inner($0, $0).real - 1) < 1e-12 })
  }

  @Test(arguments: [SpectrumEnd.largestReal, .largestMagnitude])
  func arnoldiFindsWhatLAPACKFinds(_ end: SpectrumEnd) throws {
    let matrix = random(150, seed: 7)
    var all = try generalEigenvalues(matrix)
    if end == .largestMagnitude { all.sort { $0.squaredMagnitude > $1.squaredMagnitude } }
    let found = try leadingEigen(size: 150, count: 8, end: end) { product(matrix, $0) }
    #expect(found.values.count == 8 || found.values.count == 9)
    for (index, value) in found.values.enumerated() {
      #expect(all.prefix(10).contains { ($0 - value).magnitude < 1e-9 })
      let expected = end == .largestReal ? all[index].real : all[index].magnitude
      #expect(abs((end == .largestReal ? value.real : value.magnitude) - expected) < 1e-9)
      #expect(defect(matrix, found.vectors[index], value) < 1e-8)
    }
    #expect(found.products < 3000)
  }

  /// Second differences on a ring: −4 sin²(π n/N), each but 0 and the last twice. A single start sees one of two; rounding
  /// shows the other, and none is lost before the wanted number.
  @Test func valuesThatComeTwice() throws {
    let size = 300
    let found = try leadingEigen(size: size, count: 5, basis: 60) { x in
      (0..<size).map { x[($0 + 1) % size] + x[($0 + size - 1) % size] - 2 * x[$0] }
    }
    let expected = [0, 1, 1, 2, 2].map { (n: Int) in -4 * pow(sin(Double.pi * Double(n) / Double(size)), 2) }
    #expect(zip(found.values, expected).allSatisfy { abs($0.real - $1) < 1e-9 && abs($0.imaginary) < 1e-9 })
  }

  /// −1 + a bᵀ has one eigenvalue beside −1: a·b − 1. The space closes at once.
  @Test func operatorOfRankOne() throws {
    let size = 400
    let (a, b) = ((0..<size).map { sin(Double($0)) }, (0..<size).map { cos(0.3 * Double($0)) + 0.2 })
    let value = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } - 1
    func apply(_ x: [Double], _ a: [Double], _ b: [Double]) -> [Double] {
      let part = zip(b, x).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(x, a).map { -$0 + part * $1 }
    }
    let pairs = try leadingEigenpairs(size: size, count: 3) {
      apply($0, a, b)
    } applyTransposed: {
      apply($0, b, a)
    }
    let own = try #require(pairs.values.firstIndex { abs($0.real - value) < 1e-10 })
    // The right vector is a, the left one b.
    let norm = a.reduce(0) { $0 + $1 * $1 }.squareRoot() * (a.max { abs($0) < abs($1) } ?? 1 < 0 ? -1 : 1)
    #expect(zip(pairs.right[own], a).allSatisfy { abs($0.real - $1 / norm) < 1e-10 })
    #expect(abs(inner(pairs.left[own], pairs.right[own]).real - 1) < 1e-10)
    #expect(pairs.values.enumerated().allSatisfy { $0.offset == own || ($0.element - Complex(-1)).magnitude < 1e-9 })
  }

  @Test func leftVectorsOfALargeOperator() throws {
    let matrix = random(230, seed: 3)
    let pairs = try leadingEigenpairs(size: 230, count: 6) {
      product(matrix, $0)
    } applyTransposed: {
      product(matrix.transposed(), $0)
    }
    let dense = try generalEigen(matrix)
    for index in 0..<6 {
      let own = try #require(dense.values.firstIndex { ($0 - pairs.values[index]).magnitude < 1e-8 })
      #expect(abs(pairs.overlaps[index] - dense.overlaps[own]) < 1e-6)
      for other in pairs.right.indices where other != index {
        #expect(inner(pairs.left[index], pairs.right[other]).magnitude < 1e-6)
      }
    }
  }

  @Test func aProductThatIsNotFiniteIsRefused() {
    #expect(throws: NumericsError.notFinite(what: "product", index: 0)) {
      try leadingEigen(size: 100, count: 2) { _ in [Double](repeating: .nan, count: 100) }
    }
  }
}
