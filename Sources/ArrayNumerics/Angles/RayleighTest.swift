import Foundation

/// Rayleigh's test of the hypothesis that angles are uniform on the circle, against one preferred direction.
///
/// The p-value is Zar's approximation exp(√(1 + 4n + 4(n² − (nR)²)) − (1 + 2n)) (Zar 1999, "Biostatistical
/// analysis", equation 27.4), good to three decimals from n = 10 on. Spikes of one neuron are not independent, so
/// it overstates: compare with shuffles before calling a cell tuned.
public struct RayleighTest: Sendable, Equatable {
  /// n: the number of angles, for spike counts in bins the number of spikes.
  public var count: Double
  /// R: the mean resultant length, in 0...1.
  public var resultantLength: Double
  /// z = nR².
  public var statistic: Double
  /// The natural logarithm of the p-value, which itself underflows for long recordings.
  public var logPValue: Double
  /// The p-value; 0 where it underflows.
  public var pValue: Double { exp(logPValue) }

  public init(_ summary: CircularSummary) {
    count = summary.totalWeight
    resultantLength = summary.resultantLength
    statistic = count * resultantLength * resultantLength
    // The difference of the two large terms above, multiplied out so that nothing cancels.
    let squared = count * statistic
    let root = max(0, 1 + 4 * count + 4 * (count * count - squared)).squareRoot()
    logPValue = min(0, -4 * squared / (root + 1 + 2 * count))
  }
}

/// Rayleigh's test of angles in radians.
public func rayleighTest(_ angles: [Double]) -> RayleighTest { RayleighTest(circularSummary(angles)) }

/// Rayleigh's test of binned angles: n is the sum of the spike counts, not the number of bins.
///
/// - Throws: as `circularSummary(_:weights:)`.
public func rayleighTest(
  _ angles: [Double], spikeCounts: [Double]
) throws(NumericsError) -> RayleighTest {
  RayleighTest(try circularSummary(angles, weights: spikeCounts))
}
