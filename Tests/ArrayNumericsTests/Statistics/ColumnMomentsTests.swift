import ArrayNumerics
import Testing

@Suite struct ColumnMomentsTests {
  /// NumPy 2.4: `mean(axis=0)` and `std(axis=0)`.
  @Test(arguments: ColumnMoments.Order.allCases)
  func meansAndDeviationsOfNumPy(order: ColumnMoments.Order) throws {
    let matrix = Matrix<Double>(rows: 4, columns: 3, elements: [1, 5, 0.1, 2, 5, 0.3, 4, 5, -0.2, 9, 5, 0.6])
    let moments = try ColumnMoments(matrix, order: order)
    #expect(largestDifference(moments.means, [4, 5, 0.2]) < 1e-15)
    #expect(largestDifference(moments.deviations, [3.082207001484488, 0, 0.29154759474226505]) < 1e-15)
    #expect(moments.constantColumns == [1])
  }

  @Test(arguments: ColumnMoments.Order.allCases)
  func threadsAndPrecisionMakeNoDifference(order: ColumnMoments.Order) throws {
    let matrix = testMatrix(1000, 7, "moments").map { Float($0) }
    let one = try ColumnMoments(matrix, order: order, block: 64)
    #expect(try ColumnMoments(matrix, order: order, block: 64, work: Work(threads: 4)) == one)
    #expect(try ColumnMoments(matrix.map(Double.init), order: order, block: 64) == one)
  }

  @Test func aLargeOffsetCostsNoDigits() throws {
    let matrix = Matrix<Double>(rows: 3, columns: 1, elements: [1e9 + 1, 1e9 + 2, 1e9 + 3])
    #expect(try ColumnMoments(matrix).deviations == [(2.0 / 3).squareRoot()])
  }
}
