import ArrayNumerics
import Testing

@Suite struct MatrixProductTests {
  private func naive(_ a: Matrix<Double>, _ b: Matrix<Double>) -> [Double] {
    var result: [Double] = []
    for row in 0..<a.rows {
      for column in 0..<b.columns {
        result.append((0..<a.columns).reduce(0) { $0 + a[row, $1] * b[$1, column] })
      }
    }
    return result
  }

  @Test func productAgreesWithItsDefinitionForAllTranspositions() throws {
    let a = testMatrix(1030, 7, "a")
    let b = testMatrix(7, 5, "b")
    let expected = naive(a, b)
    for transposeFirst in [false, true] {
      for transposeSecond in [false, true] {
        let product = try matrixProduct(
          transposeFirst ? a.transposed() : a, transposeSecond ? b.transposed() : b,
          transposeFirst: transposeFirst, transposeSecond: transposeSecond)
        #expect(product.rows == 1030 && product.columns == 5)
        #expect(largestDifference(product.elements, expected) < 1e-13)
        let single = try matrixProduct(a.map { Float($0) }, b.map { Float($0) })
        #expect(largestDifference(single.elements.map(Double.init), expected) < 1e-5)
      }
    }
  }

  @Test func threadsDoNotChangeABit() throws {
    let a = testMatrix(3000, 40, "a")
    let b = testMatrix(40, 33, "b")
    #expect(try matrixProduct(a, b) == matrixProduct(a, b, work: Work(threads: 3)))
    #expect(try gram(a) == gram(a, work: Work(threads: 3)))
  }

  @Test func gramIsTheProductWithItself() throws {
    let a = testMatrix(5000, 6, "a")
    let product = try matrixProduct(a, a, transposeFirst: true)
    let squared = try gram(a)
    #expect(largestDifference(squared.elements, product.elements) < 1e-10)
    #expect(squared == squared.transposed())
    let floats = a.map { Float($0) }
    let expected = try gram(floats.map { Double($0) })
    #expect(try gram(floats) == expected)
  }

  @Test func shapesAreChecked() throws {
    #expect(throws: NumericsError.self) { try matrixProduct(testMatrix(2, 3, "a"), testMatrix(2, 3, "b")) }
    let empty = Matrix<Double>(rows: 0, columns: 3, repeating: 0)
    #expect(try matrixProduct(empty, testMatrix(3, 2, "b")).rows == 0)
    #expect(try gram(empty).elements == [Double](repeating: 0, count: 9))
    #expect(
      try matrixProduct(empty, empty, transposeFirst: true).elements == [Double](repeating: 0, count: 9))
  }
}
