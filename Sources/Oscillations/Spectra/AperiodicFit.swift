import ArrayNumerics
import Foundation

/// The background of a spectrum: offset / f^exponent, a line in double logarithms, as in Donoghue et al. 2020
/// (doi:10.1038/s41593-020-00744-x) but fitted without an optimiser.
package struct AperiodicFit: Sendable, Equatable {
  /// log₁₀ of the power at 1 Hz.
  package var offset: Double
  /// How steeply the power falls: 0 for white, 1 for pink, 2 for Brownian noise.
  package var exponent: Double
  /// Robust standard deviation of what remains, in powers of ten.
  package var residual: Double

  /// Below this exponent the spectrum is not 1/f: the amplifier's high pass or few bits have shaped it.
  package static let leastExponent = 0.3

  /// The power of the background at a frequency above 0.
  package func power(at frequency: Double) -> Double { pow(10, offset - exponent * log10(frequency)) }

  /// Weighted least squares (weights 1/f) over the band, four times again without what stands over 1.5 robust deviations above.
  ///
  /// - Parameter band: Hz; cut at 0.4 of the sampling rate by the caller.
  /// - Returns: `nil` with fewer than ten usable frequencies.
  package init?(_ spectrum: PowerSpectrum, band: ClosedRange<Double>) {
    let all = spectrum.indices(in: band).filter { spectrum.frequencies[$0] > 0 && spectrum.power[$0] > 0 }
    guard all.count >= 10 else { return nil }
    let x = all.map { log10(spectrum.frequencies[$0]) }
    let y = all.map { log10(spectrum.power[$0]) }
    let weights = all.map { 1 / spectrum.frequencies[$0] }
    var kept = Array(all.indices)
    var line = weightedLine(x, y, weights, kept)
    for _ in 0..<4 {
      let rest = all.indices.map { y[$0] - line.intercept - line.slope * x[$0] }
      let spread = medianAbsoluteDeviation(kept.map { rest[$0] })
      let next = all.indices.filter { rest[$0] <= 1.5 * spread.deviation + spread.middle }
      if next.count < 10 || next == kept { break }
      kept = next
      line = weightedLine(x, y, weights, kept)
    }
    offset = line.intercept
    exponent = -line.slope
    residual = medianAbsoluteDeviation(kept.map { y[$0] - line.intercept - line.slope * x[$0] }).deviation
  }
}

/// The median, and 1.4826 times the median distance from it: the standard deviation of what is normal among outliers.
func medianAbsoluteDeviation(_ values: [Double]) -> (middle: Double, deviation: Double) {
  let middle = median(values)
  return (middle, 1.4826 * median(values.map { abs($0 - middle) }))
}

private func weightedLine(
  _ x: [Double], _ y: [Double], _ weights: [Double], _ kept: [Int]
) -> (intercept: Double, slope: Double) {
  var (sum, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for index in kept {
    let w = weights[index]
    sum += w
    sumX += w * x[index]
    sumY += w * y[index]
    sumXX += w * x[index] * x[index]
    sumXY += w * x[index] * y[index]
  }
  let slope = (sum * sumXY - sumX * sumY) / (sum * sumXX - sumX * sumX)
  return ((sumY - slope * sumX) / sum, slope)
}
