import ArrayNumerics
import Testing

@Suite struct DistributionTests {
  @Test func normalMoments() {
    var stream = RandomStream(seed: 1, name: "normal")
    let draws = (0..<100_000).map { _ in stream.normal(mean: 2, standardDeviation: 3) }
    #expect(abs(mean(draws) - 2) < 0.04)
    #expect(abs(standardDeviation(draws) - 3) < 0.03)
    let beyond = draws.filter { abs($0 - 2) > 3 * 1.959964 }.count
    #expect(abs(beyond - 5000) < 300)
  }

  @Test func exponentialMoments() {
    var stream = RandomStream(seed: 1, name: "exponential")
    let draws = (0..<100_000).map { _ in stream.exponential(mean: 0.5) }
    #expect(abs(mean(draws) - 0.5) < 0.007)
    #expect(abs(median(draws) - 0.34657) < 0.007)
    #expect(draws.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  /// χ² of 200,000 draws against the Poisson probabilities, over the values expected at least 20 times.
  @Test(arguments: [0.3, 4, 9.99, 10, 23.7, 400])
  func poissonProbabilities(rate: Double) {
    var stream = RandomStream(seed: 2, name: "poisson")
    let draws = 200_000
    var counts: [Int: Int] = [:]
    for _ in 0..<draws { counts[stream.poisson(mean: rate), default: 0] += 1 }
    var (chiSquare, bins) = (0.0, 0.0)
    // The recursion of the probabilities, started at the mode where nothing underflows, and normalised.
    let mode = Int(rate)
    var probabilities = [mode: 1.0]
    for value in mode..<mode + 300 {
      probabilities[value + 1] = probabilities[value]! * rate / Double(value + 1)
    }
    for value in stride(from: mode, to: max(0, mode - 300), by: -1) {
      probabilities[value - 1] = probabilities[value]! * Double(value) / rate
    }
    let total = probabilities.values.sorted().reduce(0, +)
    for (value, probability) in probabilities {
      let expected = probability / total * Double(draws)
      if expected < 20 { continue }
      let difference = Double(counts[value] ?? 0) - expected
      chiSquare += difference * difference / expected
      bins += 1
    }
    #expect(chiSquare < bins + 4.5 * (2 * bins).squareRoot())
  }

  @Test func poissonWithoutAPositiveMeanIsZero() {
    var stream = RandomStream(seed: 2, name: "poisson")
    #expect(stream.poisson(mean: 0) == 0 && stream.poisson(mean: -1) == 0 && stream.poisson(mean: .nan) == 0)
    #expect(stream.poisson(mean: .infinity) > 0)
  }

  @Test func permutationsAreUniform() {
    var stream = RandomStream(seed: 3, name: "permutation")
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquare = counts.values.reduce(0.0) { $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000 }
    #expect(chiSquare < 49.7)  // 99.9th percentile of 23 degrees of freedom
    #expect(stream.permutation(0).isEmpty)
  }

  @Test func choicesAreUniformSubsets() {
    var stream = RandomStream(seed: 4, name: "choice")
    var counts: [[Int]: Int] = [:]
    for _ in 0..<10_000 { counts[stream.choose(2, of: 5), default: 0] += 1 }
    #expect(counts.count == 10)
    #expect(counts.keys.allSatisfy { $0[0] < $0[1] })
    let chiSquare = counts.values.reduce(0.0) { $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000 }
    #expect(chiSquare < 27.9)  // 99.9th percentile of 9 degrees of freedom
    #expect(stream.choose(7, of: 3) == [0, 1, 2])
    #expect(stream.choose(0, of: 3).isEmpty)
  }

  /// `scipy.special.gammaln`.
  @Test func logarithmsOfFactorials() {
    let expected = [
      0, 0, 4.787491742782046, 12.801827480081469, 15.104412573075516, 17.502307845873887, 148.47776695177302,
      5912.128178488164,
    ]
    for (k, value) in zip([0.0, 1, 5, 9, 10, 11, 50, 1000], expected) {
      #expect(abs(logFactorial(k) - value) <= 1e-14 * max(1, value))
    }
  }
}
