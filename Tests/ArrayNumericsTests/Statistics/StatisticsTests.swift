import ArrayNumerics
import Testing

/// Expected numbers are those of NumPy 2.4 and SciPy 1.17.
@Suite struct StatisticsTests {
  private let a = [2.0, 1, 4, 4, 3, -7, 10, 4]
  private let b = [1.0, 3, 2, 2, 9, -4, 5, 8]

  @Test func moments() {
    #expect(mean(a) == 2.625)
    #expect(variance(a) == 19.484375)
    #expect(standardDeviation(a, freedomLost: 1) == 4.718883039751796)
    #expect(mean([Double]()).isNaN)
    let many = testValues(10_000, "sum")
    #expect(abs(pairwiseSum(many) - many.reduce(0, +)) < 1e-9)
  }

  @Test func quantilesByNumPysRule() {
    let expected = [-7.0, -1.3999999999999995, 1.75, 2.331, 3.5, 5.799999999999999, 10.0]
    #expect(quantiles(a, [0, 0.1, 0.25, 0.333, 0.5, 0.9, 1]) == expected)
    #expect(median(a) == 3.5)
    #expect(median([3, 1, 2]) == 2)
    #expect(quantile([1, .nan], 0.5).isNaN)
    #expect(median([]).isNaN)
    #expect(quantile([7], 0.3) == 7)
  }

  @Test func ranksShareTies() {
    #expect(ranks(a) == [3, 2, 6, 6, 4, 1, 8, 6])
    #expect(ranks([1, .nan]).allSatisfy { $0.isNaN })
    #expect(ranks([]).isEmpty)
  }

  @Test func correlations() throws {
    #expect(abs(try pearsonCorrelation(a, b) - 0.6576007068695292) < 1e-15)
    #expect(abs(try spearmanCorrelation(a, b) - 0.4663366589901251) < 1e-15)
    #expect(try pearsonCorrelation([1, 1, 1], [1, 2, 3]).isNaN)
    #expect(try pearsonCorrelation([0.1, 0.2, 0.3], [10, 20, 30]) <= 1)
    #expect(throws: NumericsError.self) { try pearsonCorrelation([1], [1, 2]) }
  }

  @Test func standardizedColumnsReportConstantOnes() throws {
    let rows = 9000
    var matrix = testMatrix(rows, 4, "z")
    for row in 0..<rows { matrix[row, 2] = 0.1 }
    let scores = try standardizeColumns(matrix)
    #expect(scores.constantColumns == [2])
    #expect(scores.deviations[2] == 0)
    #expect(scores.matrix.column(2).allSatisfy { $0 == 0 })
    #expect(abs(mean(scores.matrix.column(1))) < 1e-14)
    #expect(abs(standardDeviation(scores.matrix.column(1)) - 1) < 1e-13)
    #expect(abs(scores.deviations[3] - standardDeviation(matrix.column(3))) < 1e-14)
    #expect(try standardizeColumns(matrix, work: Work(threads: 3)) == scores)
    #expect(try standardizeColumns(matrix.map { Float($0) }).constantColumns == [2])
  }

  @Test func histogramsByNumPysRule() throws {
    let uniform = try histogram(a, bins: 5)
    #expect(uniform.counts == [1, 0, 3, 3, 1])
    #expect(uniform.edges == [-7.0, -3.6, -0.20000000000000018, 3.1999999999999993, 6.6, 10.0])
    let given = try histogram(a + [.nan], edges: [-10, 1, 4])
    #expect(given.counts == [1, 6])
    #expect(given.outside == 2)
    #expect(binIndex(of: 4, edges: [-10, 1, 4]) == 1)
    #expect(binIndex(of: 1, edges: [-10, 1, 4]) == 1)
    #expect(binIndex(of: 4.1, edges: [-10, 1, 4]) == nil)
    #expect(try histogram([2, 2], bins: 4).counts == [0, 0, 2, 0])
    #expect(try histogram([], bins: 2).counts == [0, 0])
    #expect(throws: NumericsError.self) { try histogram(a, bins: 0) }
    #expect(throws: NumericsError.self) { try histogram(a, edges: [1, 1]) }
  }

  @Test func interpolationClampsAtTheEnds() throws {
    let values = try interpolate(
      [-1, 0, 0.25, 1, 1.5, 2.75, 3, 9, 0.25], positions: [0, 1, 2, 3], values: [5, -1, -1, 4])
    #expect(values == [5.0, 5.0, 3.5, -1.0, -1.0, 2.75, 4.0, 4.0, 3.5])
    #expect(try interpolate([.nan], positions: [0], values: [1])[0].isNaN)
    #expect(try interpolate([0, 1, 2], positions: [0, 1, 1, 2], values: [0, 1, 5, 6]) == [0, 5, 6])
    #expect(throws: NumericsError.self) { try interpolate([0], positions: [], values: []) }
    // Evenly spaced samples: as with their positions, and NaN beside a NaN.
    for (factor, count) in [(1, 5), (3, 13), (3, 11), (4, 30), (5, 1)] {
      let samples = [1.0, 4, -2, 0.5, 7]
      let even = try interpolate(
        (0..<count).map(Double.init), positions: samples.indices.map { Double(factor * $0) }, values: samples)
      #expect(largestDifference(interpolate(samples, factor: factor, count: count), even) < 1e-14)
    }
    #expect(interpolate([1, 2], factor: 2, count: 0).isEmpty)
    #expect(interpolate([1, .nan, 3], factor: 2, count: 6).map(\.isNaN) == [false, true, true, true, false, false])
    #expect(throws: NumericsError.self) { try interpolate([0], positions: [1, 0], values: [1, 2]) }
    #expect(throws: NumericsError.self) { try interpolate([0], positions: [.nan, 0], values: [1, 2]) }
  }

  @Test func unwrappingFollowsNumPy() {
    let unwrapped = unwrapAngles([0, 2, 4, 6, 1, -2, 2.9, -3.1, .pi, 0, 9])
    let expected = [
      0.0, 2.0, 4.0, 6.0, 7.283185307179586, 4.283185307179586, 2.9, 3.183185307179586, 3.141592653589793,
      0.0,
      2.7168146928204138,
    ]
    #expect(largestDifference(unwrapped, expected) < 1e-14)
    #expect(unwrapAngles([]).isEmpty)
  }
}
