import Foundation

/// The sampled Gaussian of SciPy's filters: exp(−i²/2σ²) for |i| ≤ radius, divided by its sum.
public struct GaussianKernel: Sendable, Equatable {
  /// `int(truncate·σ + 0.5)` samples.
  public let radius: Int
  /// The weights of the centre and of one side, by distance: `radius + 1` values.
  public let weights: [Double]

  /// - Parameters:
  ///   - sigma: standard deviation in samples; 0 gives the kernel that changes nothing.
  ///   - truncate: where the kernel ends, in standard deviations.
  /// - Throws: `NumericsError.badParameter`.
  public init(sigma: Double, truncate: Double = 4) throws(NumericsError) {
    guard sigma >= 0, truncate >= 0, sigma.isFinite, truncate.isFinite, truncate * sigma <= 1e6 else {
      throw .badParameter(
        name: "the width of a Gaussian filter", found: "\(sigma) samples (cut at \(truncate) widths)",
        expected: "zero or positive, and cut at no more than 10^6 samples")
    }
    radius = sigma > 0 ? Int(truncate * sigma + 0.5) : 0
    if radius == 0 {
      weights = [1]
      return
    }
    let factor = -0.5 / (sigma * sigma)
    let side = (0...radius).map { exp(factor * Double($0 * $0)) }
    // The sum runs over both sides in NumPy's order, so that the weights have SciPy's last bits.
    let total = pairwiseSum(side.reversed() + side.dropFirst())
    weights = side.map { $0 / total }
  }
}
