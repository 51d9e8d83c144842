import ArrayNumerics
import Foundation

/// Profiles of bumps at the regions of a ring, eight regions at a time; what is left of the last eight is 0.
struct RingKernel: Sendable {
  /// Groups of eight regions.
  let lanes: Int
  private let cosines: [SIMD8<Float>], sines: [SIMD8<Float>], gains: [SIMD8<Float>]

  /// - Parameters:
  ///   - angles: where each region stands, rad.
  ///   - gains: what a profile is multiplied by in each region.
  init(angles: [Double], gains: [Double]) {
    lanes = (angles.count + 7) / 8
    cosines = Self.packed(angles.map { cos($0) })
    sines = Self.packed(angles.map { sin($0) })
    self.gains = Self.packed(gains)
  }

  /// Numbers of regions in groups of eight, with 0 behind the last.
  static func packed(_ values: [Double]) -> [SIMD8<Float>] {
    (0..<(values.count + 7) / 8).map { lane in
      var group = SIMD8<Float>()
      for place in 0..<min(8, values.count - 8 * lane) { group[place] = Float(values[8 * lane + place]) }
      return group
    }
  }

  /// Writes g_j exp(κ (cos(x_j − center) − 1)) · peak to `profiles` from `place` on.
  @inline(__always)
  func write(
    center: Double, concentration: Double, peak: Double, to profiles: inout [SIMD8<Float>], at place: Int
  ) {
    let (x, y) = (Float(cos(center)), Float(sin(center)))
    let (kappa, height) = (Float(concentration), Float(peak))
    for lane in 0..<lanes {
      // Rounding may take a cosine above 1.
      let distance = cosines[lane] * x + sines[lane] * y - 1
      let exponent = (distance * kappa).replacing(with: 0, where: distance .> 0)
      profiles[place + lane] = expNonPositive(exponent) * gains[lane] * height
    }
  }
}
