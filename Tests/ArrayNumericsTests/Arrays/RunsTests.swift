import ArrayNumerics
import Testing

struct RunsTests {
  @Test(
    arguments: [
      ([], []), ([false], []), ([true], [0..<1]), ([true, true, false, true], [0..<2, 3..<4]),
      ([false, true, true, false], [1..<3]),
    ] as [([Bool], [Range<Int>])])
  func stretchesAreMaximal(values: [Bool], expected: [Range<Int>]) {
    #expect(runs(in: values.count) { values[$0] } == expected)
  }
}
