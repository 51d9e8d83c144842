import ArrayNumerics
import Testing

@Suite struct ConcurrentRowsTests {
  private struct Refusal: Error, Equatable { var row: Int }

  @Test(arguments: [1, 2, 5])
  func everyRowIsHandedOutOnce(threads: Int) throws {
    var matrix = Matrix<Int>(rows: 103, columns: 3, repeating: 0)
    let blocks = try concurrentRows(of: &matrix, block: 10, work: Work(threads: threads)) { rows, values in
      for place in 0..<values.count { values[place] += rows.lowerBound * 3 + place + 1 }
      return rows
    }
    #expect(matrix.elements == Array(1...309))
    #expect(blocks.first == 0..<10 && blocks.last == 100..<103 && blocks.count == 11)
  }

  @Test func severalMatricesAreFilledTogether() throws {
    var first = Matrix<Double>(rows: 50, columns: 2, repeating: 0)
    var second = Matrix<Int>(rows: 50, columns: 0, repeating: 0)
    var third = Matrix<Int>(rows: 50, columns: 1, repeating: 0)
    try concurrentRows(of: &first, &second, &third, block: 7, work: Work(threads: 3)) { rows, first, second, third in
      for row in 0..<rows.count {
        first[2 * row + 1] = Double(rows.lowerBound + row)
        third[row] = second.count + rows.lowerBound + row
      }
    }
    #expect(first.column(0) == [Double](repeating: 0, count: 50))
    #expect(first.column(1) == (0..<50).map(Double.init))
    #expect(third.elements == Array(0..<50))
  }

  @Test func theErrorOfTheLowestBlockIsThrown() {
    var values = [Int](repeating: 0, count: 40)
    #expect(throws: Refusal(row: 0)) {
      try concurrentRows(of: &values, block: 10, work: Work(threads: 1)) { places, _ in
        throw Refusal(row: places.lowerBound)
      }
    }
  }

  @Test func nothingRunsOnceCancelled() {
    var values = [Int](repeating: 0, count: 40)
    #expect(throws: CancellationError.self) {
      try concurrentRows(of: &values, block: 10, work: Work(threads: 2, isCancelled: { true })) { _, values in
        values[0] = 1
      }
    }
    #expect(values.allSatisfy { $0 == 0 })
  }
}
