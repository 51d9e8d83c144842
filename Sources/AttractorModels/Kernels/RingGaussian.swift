import Foundation

/// exp(−sharpness (d / a)²) on a circle: ½ for a connection, ¼ for a bump or its stimulus.
public struct RingGaussian: Sendable, Hashable {
  /// What is made of the circle's other turns.
  public enum Images: String, Sendable, CaseIterable {
    /// Summed over all turns: smooth, so that its spectrum falls to rounding.
    case all
    /// The nearest turn only, as in canns: a kink half way round, 2.7 · 10⁻⁹ of the peak at a = 0.5.
    case nearest
  }

  /// a, in the unit of the axis.
  public var width: Double
  /// Of the exponent.
  public var sharpness: Double
  /// Which turns count.
  public var images: Images

  public init(width: Double, sharpness: Double, images: Images = .all) {
    self.width = width
    self.sharpness = sharpness
    self.images = images
  }

  /// At a distance on a circle.
  ///
  /// - Parameter distance: as `RingGrid.distance` gives it.
  public func value(at distance: Double, circumference: Double) -> Double {
    func gaussian(_ d: Double) -> Double { exp(-sharpness * (d / width) * (d / width)) }
    if images == .nearest { return gaussian(distance) }
    var sum = gaussian(distance)
    var turn = 1.0
    while turn < 50 {
      let more = gaussian(distance + turn * circumference) + gaussian(distance - turn * circumference)
      sum += more
      if more < 1e-18 * sum { break }
      turn += 1
    }
    return sum
  }
}
