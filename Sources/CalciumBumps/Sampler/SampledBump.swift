import ArrayNumerics
import Foundation

/// One bump of a set: the signal that it adds to a region at x is area · exp(κ cos(x − center)) / (2π I₀(κ)), a von Mises
/// density times its area.
package struct SampledBump: Sendable, Equatable {
  /// rad in [0, 2π)
  package var center: Double
  /// The integral of its signal around the ring, in the unit of the signal times rad; above 0.
  package var area: Double
  /// κ
  package var concentration: Double

  package init(center: Double, area: Double, concentration: Double) {
    (self.center, self.area, self.concentration) = (center, area, concentration)
  }

  /// The height of a density at its peak: 1 / (2π exp(−κ) I₀(κ)), with the Bessel function to 14 digits.
  package static func peak(concentration: Double) -> Double { 1 / (2 * .pi * scaledBesselI0(concentration)) }

  /// The height of the bump at its peak, in the unit of the signal.
  package var height: Double { area * Self.peak(concentration: concentration) }
}
