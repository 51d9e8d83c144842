import ArrayNumerics
import Testing

@Suite struct RankSelectionTests {
  /// Many ties, ordered, reversed and random input: what stands at the place is what sorting puts there.
  @Test(arguments: [1, 2, 3, 10, 257])
  func theValueAtTheRankIsThatOfTheSortedValues(count: Int) {
    var stream = RandomStream(seed: 5, name: "ranks")
    let ascending = (0..<count).map { $0 }
    let inputs = [
      ascending, ascending.reversed(), [Int](repeating: 4, count: count),
      ascending.map { _ in stream.integer(below: 7) }, ascending.map { _ in stream.integer(below: 1 << 40) },
    ]
    for input in inputs {
      let sorted = input.sorted()
      for middle in stride(from: 0, to: count, by: max(1, count / 9)) {
        var values = input
        values.withUnsafeMutableBufferPointer { selectRank(middle, of: $0, in: 0..<count) }
        #expect(values[middle] == sorted[middle])
        #expect(values[..<middle].allSatisfy { $0 <= sorted[middle] })
        #expect(values[middle...].allSatisfy { $0 >= sorted[middle] })
        #expect(values.sorted() == sorted)
      }
    }
  }

  @Test func placesOutsideTheRangeKeepTheirValues() {
    var values = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    values.withUnsafeMutableBufferPointer { selectRank(5, of: $0, in: 3..<8) }
    #expect(values[..<3] == [9, 8, 7])
    #expect(values[8...] == [1, 0])
    #expect(values[5] == 4)
  }
}
