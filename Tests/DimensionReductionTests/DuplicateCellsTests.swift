import ArrayNumerics
import DimensionReduction
import TestSupport
import Testing

@Suite struct DuplicateCellsTests {
  /// Three cells that fire alone, the first again with its spikes a bin late now and then, and one that is silent.
  static let counts: Matrix<Int32> = {
    var counts = Matrix<Int32>(rows: 2000, columns: 5, repeating: 0)
    for row in 0..<2000 {
      for cell in 0..<3 where hashedUniform(UInt64(80 + cell), UInt64(row)) < 0.1 { counts[row, cell] = 1 }
    }
    for row in 0..<2000 where counts[row, 0] > 0 { counts[min(row + (row % 5 == 0 ? 1 : 0), 1999), 3] = 1 }
    return counts
  }()

  @Test func aUnitSortedTwiceIsFound() throws {
    let found = try duplicateCells(counts: SparseCounts(Self.counts), binWidth: 0.01, threshold: 0.9, work: Work())
    #expect(found.map(\.cell) == [3] && found.map(\.original) == [0])
    #expect(found.allSatisfy { $0.correlation > 0.9 && $0.correlation <= 1 })
    let signal = try duplicateCells(
      signal: Self.counts.map { 2 * Float($0) }, binWidth: 0.01, threshold: 0.9, work: Work(threads: 2))
    #expect(signal.map(\.cell) == [3])
  }

  @Test func withAThresholdOfOneNobodyRepeatsAnother() throws {
    #expect(try duplicateCells(counts: SparseCounts(Self.counts), binWidth: 0.01, threshold: 1, work: Work()).isEmpty)
  }
}
