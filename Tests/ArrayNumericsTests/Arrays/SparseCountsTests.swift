import ArrayNumerics
import Testing

@Suite struct SparseCountsTests {
  private static func counts(rows: Int, columns: Int, occupancy: Double, seed: UInt64 = 3) -> Matrix<Int32> {
    var stream = RandomStream(seed: seed, name: "counts")
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in
        stream.uniform() < occupancy ? Int32(1 + stream.integer(below: 3)) : 0
      })
  }

  @Test(arguments: [0.0, 0.02, 0.5, 1]) func theMatrixComesBack(occupancy: Double) {
    let matrix = Self.counts(rows: 211, columns: 19, occupancy: occupancy)
    let sparse = SparseCounts(matrix)
    #expect(sparse.matrix == matrix && sparse.rows == 211 && sparse.columns == 19)
    #expect(sparse.columnTotals == (0..<19).map { matrix.column($0).reduce(0) { $0 + Int($1) } })
  }

  @Test func spikesAreCountedInAnyOrder() {
    var sparse = SparseCounts(rows: 4)
    sparse.appendCell(bins: [0, 0, 3])
    sparse.appendCell(bins: [])
    sparse.appendCell(bins: [3, 1, 3, 1, 3])
    #expect(sparse.matrix.elements == [2, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 3])
    #expect(sparse == SparseCounts(sparse.matrix))
  }

  @Test func partsAreThoseOfTheMatrix() {
    let matrix = Self.counts(rows: 90, columns: 7, occupancy: 0.2)
    let sparse = SparseCounts(matrix)
    let rows = (0..<90).filter { $0 % 7 != 2 }
    #expect(sparse.selectingRows(rows).matrix == matrix.selectingRows(rows))
    #expect(sparse.selectingColumns([6, 0, 3]).matrix == matrix.selectingColumns([6, 0, 3]))
    let cleared = sparse.clearing { $0 >= 40 }.matrix
    #expect(cleared.elements == matrix.elements.enumerated().map { $0.offset / 7 >= 40 ? 0 : $0.element })
  }

  @Test(arguments: [1, 13, 90]) func piecesMakeTheSame(rows: Int) {
    let matrix = Self.counts(rows: 90, columns: 7, occupancy: 0.2)
    let sparse = SparseCounts(rows: 90, columns: 7) { body in
      for start in stride(from: 0, to: 90, by: rows) { body(matrix.selectingRows(start..<min(90, start + rows))) }
    }
    #expect(sparse == SparseCounts(matrix))
  }

  @Test func aLargerGridHasTheCountsAtTheirPlaces() {
    let matrix = Self.counts(rows: 20, columns: 3, occupancy: 0.4)
    let places = (0..<20).map { (place: Int) -> Int in place < 8 ? place : 2 * place + 1 }
    let spread = SparseCounts(matrix).spread(to: places, of: 50).matrix
    #expect(spread.rows == 50 && spread.selectingRows(places) == matrix)
    let (before, after) = (matrix.elements.reduce(0, +), spread.elements.reduce(0, +))
    #expect(after == before)
  }

  @Test func inTheOrderOfTimeTheyAreTheRowsOfTheMatrix() {
    let matrix = Self.counts(rows: 40, columns: 5, occupancy: 0.3)
    let inTime = SparseCounts(matrix).inTime
    for row in 0..<40 {
      let events = inTime.starts[row]..<inTime.starts[row + 1]
      let cells = (0..<5).filter { matrix[row, $0] != 0 }
      #expect(inTime.cells[events].map(Int.init) == cells)
      #expect(Array(inTime.counts[events]) == cells.map { matrix[row, $0] })
    }
  }

  /// Rows that were kept are the same bytes as those of the whole, however they were chosen, smoothed and weighted.
  @Test(arguments: [0.0, 0.003, 0.06, 0.6]) func rowsAreFilteredAsTheWholeIs(occupancy: Double) throws {
    let matrix = Self.counts(rows: 1_500, columns: 17, occupancy: occupancy)
    let some = (0..<1_500).filter { $0 < 700 ? $0 % 5 != 0 : ($0 / 90) % 2 == 0 }
    let weights = (0..<1_500).map { 0.5 + Double($0 % 3) / 4 }
    for sigma in [0.0, 2, 33] {
      let whole = try gaussianFilterColumns(matrix.map { Float($0) }, sigma: sigma, border: .constant(0))
        .map { $0 * Float(7.9788) }
      for kept in [Array(0..<1_500), some, [1_499], []] {
        for threads in [1, 3] {
          let rows = try gaussianFilterOfCounts(
            counts: SparseCounts(matrix), at: kept, sigma: sigma, scale: 7.9788, work: Work(threads: threads))
          #expect(rows == whole.selectingRows(kept))
        }
        var weighted = whole.selectingRows(kept)
        weighted.multiplyRows { Float(1 / weights[kept[$0]]) }
        let divided = try gaussianFilterOfCounts(
          counts: SparseCounts(matrix), at: kept, sigma: sigma, scale: 7.9788, weights: weights)
        #expect(divided == weighted)
      }
    }
  }
}
