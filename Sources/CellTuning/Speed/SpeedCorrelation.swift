import ArrayNumerics
import Foundation

/// The correlation of a cell's rate with the speed of the animal, at every shift of its spikes in time by Fourier transform.
///
/// Source: Kropff et al. 2015 (doi:10.1038/nature14622).
package struct SpeedCorrelation: Sendable {
  private let transform: RealFourierTransform
  private let speed: [Complex]
  private let deviation: Double
  private let sigma: Double
  /// Power of the speed times that of the Gaussian, of each frequency.
  private let power: [Double]

  /// - Parameters:
  ///   - speed: of each bin of time; where it is not known it takes no part.
  ///   - sigma: standard deviation of the Gaussian over the rate, bins of time.
  /// - Returns: `nil` when the speed does not vary.
  /// - Throws: `NumericsError` for a session without bins.
  package init?(speed: [Double], sigma: Double) throws {
    let known = speed.filter(\.isFinite)
    guard known.count > 1 else { return nil }
    let mean = ArrayNumerics.mean(known)
    let centred = speed.map { $0.isFinite ? $0 - mean : 0 }
    deviation = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard deviation > 0 else { return nil }
    transform = try RealFourierTransform(size: speed.count)
    let spectrum = try transform.forward(centred)
    self.speed = spectrum
    self.sigma = sigma
    let turn = 2 * Double.pi * sigma / Double(speed.count)
    power = spectrum.indices.map { spectrum[$0].squaredMagnitude * exp(-pow(turn * Double($0), 2)) }
  }

  /// Pearson's correlation at a shift of 0, 1, …, the bins of time less one.
  ///
  /// - Returns: empty for a cell whose rate does not vary.
  /// - Throws: `NumericsError` when a transform fails.
  package func correlations(_ events: CellEvents) throws -> [Double] {
    try correlations(events.series(bins: transform.size))
  }

  /// The same where what changes slowly (`SlowRate`) is taken from the counts first: what p compares.
  ///
  /// - Parameter binWidth: of a bin of time, s.
  package func steadyCorrelations(_ events: CellEvents, binWidth: Double) throws -> [Double] {
    try correlations(events.steadySeries(bins: transform.size, binWidth: binWidth))
  }

  /// The same for what a cell did in each bin of time.
  package func correlations(_ counts: [Double]) throws -> [Double] {
    let rate = try gaussianFilter(counts, sigma: sigma, border: .wrap)
    let mean = rate.reduce(0, +) / Double(rate.count)
    let norm = rate.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    guard norm > 1e-9 * Double(rate.count).squareRoot() else { return [] }
    let moved = try transform.inverse(
      zip(try transform.forward(rate.map { $0 - mean }), speed).map { $0.conjugate * $1 })
    return moved.map { $0 / (norm * deviation) }
  }
  /// Squares of the covariance of the speed and what a cell did, smoothed, summed over all shifts; up to a factor.
  ///
  /// - Throws: `NumericsError` when a transform fails.
  package func squares(_ counts: [Double]) throws -> Double {
    zip(try transform.forward(counts), power).reduce(0) { $0 + $1.0.squaredMagnitude * $1.1 }
  }
}
