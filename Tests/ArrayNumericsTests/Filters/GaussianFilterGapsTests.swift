import ArrayNumerics
import Testing

@Suite struct GaussianFilterGapsTests {
  /// All rows, made in two parts.
  private func filtered(
    _ counts: Matrix<Int32>, at rows: [Int], of gridRows: Int, sigma: Double
  ) throws -> Matrix<Float> {
    let filtered = try FilteredCounts(counts: SparseCounts(counts), at: rows, of: gridRows, sigma: sigma)
    let parts = try [0..<rows.count / 3, rows.count / 3..<rows.count].map(filtered.matrix)
    return Matrix(rows: rows.count, columns: counts.columns, elements: parts.flatMap(\.elements))
  }

  @Test func constantActivityStaysConstantAcrossGaps() throws {
    let rows = [0, 1, 2, 3, 7, 8, 20, 21, 22, 30]
    let counts = Matrix<Int32>(rows: rows.count, columns: 2, repeating: 3)
    let rates = try filtered(counts, at: rows, of: 40, sigma: 2.5)
    #expect(rates.rows == rows.count && rates.columns == 2)
    #expect(rates.elements.allSatisfy { abs($0 - 3) < 1e-6 })
  }

  @Test func countsAndSignalsAgree() throws {
    let counts = Matrix<Int32>(rows: 200, columns: 3, elements: testValues(600, "gaps").map { Int32(abs($0) * 2) })
    let rows = (0..<200).map { $0 < 90 ? $0 : $0 + 25 }
    let rates = try filtered(counts, at: rows, of: 225, sigma: 3)
    #expect(try gaussianFilterOfKeptRows(counts.map { Float($0) }, at: rows, of: 225, sigma: 3) == rates)
  }

  @Test func farFromGapsAndBordersItIsThePlainFilter() throws {
    let counts = Matrix<Int32>(rows: 100, columns: 1, elements: testValues(100, "plain").map { Int32(abs($0) * 2) })
    let rates = try filtered(counts, at: Array(0..<100), of: 100, sigma: 2)
    let plain = try gaussianFilterOfCounts(counts: SparseCounts(counts), at: Array(0..<100), sigma: 2)
    #expect((10..<90).allSatisfy { abs(rates[$0, 0] - plain[$0, 0]) <= 2e-7 * plain[$0, 0] })
  }
}
