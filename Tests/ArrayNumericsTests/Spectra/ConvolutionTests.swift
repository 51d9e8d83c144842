import ArrayNumerics
import Testing

@Suite struct ConvolutionTests {
  @Test func linearConvolution() throws {
    let result = try convolve([1, 2, -1, 0.5], [3, 0, 1])
    #expect(largestDifference(result, [3, 6, -2, 3.5, -1, 0.5]) < 1e-14)
    #expect(try convolve([], [1]).isEmpty)
    #expect(try convolve([2], [3]) == [6])
  }

  @Test func crossCorrelationPeaksAtTheDelay() throws {
    let first = testValues(101, "x")
    let second = (0..<101).map { first[($0 + 101 - 17) % 101] }
    let correlation = try circularCrossCorrelation(first, second)
    #expect(correlation.indices.max { correlation[$0] < correlation[$1] } == 17)
    for lag in [0, 17, 100] {
      let sum = (0..<101).reduce(0.0) { $0 + first[$1] * second[($1 + lag) % 101] }
      #expect(abs(correlation[lag] - sum) < 1e-12)
    }
    #expect(throws: NumericsError.self) { try circularCrossCorrelation([1], [1, 2]) }
  }

  @Test func fastSizes() {
    #expect([0, 1, 7, 11, 13, 97, 1000].map(fastTransformSize) == [1, 1, 8, 12, 15, 100, 1000])
  }
}
