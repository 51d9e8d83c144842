import ArrayNumerics
import Testing

@Suite struct DecompositionTests {
  @Test func eigenvaluesAndVectorsOfNumPy() throws {
    let matrix = Matrix(rows: 3, columns: 3, elements: [4.0, 1, -2, 1, 3, 0.5, -2, 0.5, 1])
    let eigen = try symmetricEigen(matrix)
    #expect(
      largestDifference(eigen.values, [5.217955775144567, 3.034654141519038, -0.25260991666360666]) < 1e-14)
    let vectors = [
      0.8731175045391053, -0.15814189553974115, 0.46114744295344745, 0.30857546975931954, 0.911590791215525,
      -0.2716310159644294, -0.37742151863694884, 0.3794645836519538, 0.8447245864917327,
    ]
    #expect(largestDifference(eigen.vectors.elements, vectors) < 1e-14)
  }

  @Test func eigendecompositionRebuildsTheMatrix() throws {
    let matrix = try gram(testMatrix(50, 20, "x"))
    let eigen = try symmetricEigen(matrix)
    var scaled = eigen.vectors
    for row in 0..<20 { for column in 0..<20 { scaled[row, column] *= eigen.values[column] } }
    let rebuilt = try matrixProduct(scaled, eigen.vectors, transposeSecond: true)
    #expect(largestDifference(rebuilt.elements, matrix.elements) < 1e-12)
    #expect(eigen.values == eigen.values.sorted(by: >))
  }

  @Test func singularValuesOfNumPy() throws {
    let matrix = Matrix(rows: 4, columns: 3, elements: [1.0, 2, 3, 4, -5, 6, 7, 8, 0, 1, 1, 1])
    let svd = try thinSVD(matrix)
    #expect(
      largestDifference(svd.values, [11.039657992714178, 8.879366680224866, 2.5065511688402644]) < 1e-13)
    // NumPy's vectors with the sign turned so that the largest component is positive.
    let first = [0.5646606735462107, 0.8242796804915021, -0.0414889392388707]
    #expect(largestDifference(Array(svd.rightTransposed.row(0)), first) < 1e-14)
    #expect(abs(svd.left[0, 0] - 0.18920452229508533) < 1e-14)
  }

  @Test(arguments: [(30, 8), (8, 30), (1, 5), (5, 1)])
  func singularVectorsRebuildTheMatrix(rows: Int, columns: Int) throws {
    let matrix = testMatrix(rows, columns, "x")
    let svd = try thinSVD(matrix)
    var scaled = svd.left
    for row in 0..<scaled.rows {
      for column in 0..<scaled.columns { scaled[row, column] *= svd.values[column] }
    }
    let rebuilt = try matrixProduct(scaled, svd.rightTransposed)
    #expect(largestDifference(rebuilt.elements, matrix.elements) < 1e-13)
  }

  @Test func badMatricesAreRefused() {
    #expect(throws: NumericsError.self) { try symmetricEigen(testMatrix(2, 3, "x")) }
    let missing = Matrix(rows: 1, columns: 1, elements: [Double.nan])
    #expect(throws: NumericsError.notFinite(what: "matrix of an eigendecomposition", index: 0)) {
      try symmetricEigen(missing)
    }
    #expect(throws: NumericsError.self) { try thinSVD(missing) }
  }

  @Test func emptyMatricesHaveEmptyDecompositions() throws {
    #expect(try symmetricEigen(Matrix(rows: 0, columns: 0, elements: [])).values.isEmpty)
    #expect(try thinSVD(Matrix(rows: 0, columns: 4, elements: [])).values.isEmpty)
  }
}
