import ArrayNumerics
import Testing

@Suite struct ProportionTests {
  /// Values of `statsmodels.stats.proportion.proportion_confint(…, method="wilson")`.
  @Test(arguments: [
    (0.0, 10.0, 0.0, 0.27753279), (8, 10, 0.49016247, 0.94331785), (10, 10, 0.72246721, 1), (50, 100, 0.40383153, 0.59616847),
  ])
  func wilson(successes: Double, trials: Double, lower: Double, upper: Double) {
    let interval = wilsonInterval(successes: successes, of: trials)
    #expect(abs(interval.lowerBound - lower) < 1e-6 && abs(interval.upperBound - upper) < 1e-6)
  }
}
