import Foundation
import Schema

/// What theory says of a bump u₀ exp(−|x − z|²/4a²) on an ideal ring or torus (Fung, Wong & Wu 2010,
/// doi:10.1162/neco.2009.07-08-824; with connections that are not divided by the number of neurons).
///
/// With V = Σ (u/u₀)² and G u₀² / B the recurrent peak, B = 1 + k V u₀², heights solve k V u₀² − G u₀ + 1 = 0.
public struct BumpTheory: Sendable, Equatable {
  /// 1 for a ring, 2 for a torus.
  public var dimensions: Int
  /// Of the network.
  public var parameters: AttractorParameters
  /// Neurons along each axis.
  public var neuronsPerAxis: Int
  /// Neurons per radian of each axis.
  public var density: Double

  /// - Parameter grid: of each axis.
  public init(grid: RingGrid, dimensions: Int, parameters: AttractorParameters) {
    self.dimensions = dimensions
    self.parameters = parameters
    neuronsPerAxis = grid.count
    density = grid.density
  }

  /// V: neurons that a bump covers, √(2π) a ρ for each axis.
  public var extent: Double { pow((2 * .pi).squareRoot() * parameters.width * density, Double(dimensions)) }

  /// G: what the recurrence makes of a peak, J₀ρ/√2 on a ring.
  public var gain: Double {
    parameters.peakWeight * pow(Double.pi.squareRoot() * parameters.width * density, Double(dimensions))
  }

  /// k_c, above which no bump is held: ρJ₀²/(8√(2π)a) on a ring, J₀²ρ²/16 on a torus.
  public var criticalInhibition: Double { gain * gain / (4 * extent) }

  /// Whether a bump is held without input.
  public var holdsBump: Bool { parameters.coupling > 0 && parameters.inhibition < criticalInhibition }

  /// u₀ of the stable bump and of the saddle below it; `nil` where there are none, or no inhibition bounds the activity.
  public var heights: (stable: Double, saddle: Double)? {
    let square = parameters.inhibition * extent
    let discriminant = gain * gain - 4 * square
    guard holdsBump, square > 0, discriminant > 0 else { return nil }
    // The smaller root by the product of both, which does not cancel.
    let stable = (gain + discriminant.squareRoot()) / (2 * square)
    return (stable, 1 / (square * stable))
  }

  /// B = 1 + k Σ u² of the stable bump.
  public var normalization: Double? { heights.map { 1 + parameters.inhibition * extent * $0.stable * $0.stable } }

  /// The fewest neurons along an axis that hold a bump, everything else equal; `nil` without coupling.
  public var fewestNeuronsPerAxis: Int? {
    guard parameters.coupling > 0 else { return nil }
    let needed = Double(neuronsPerAxis) * pow(parameters.inhibition / criticalInhibition, 1 / Double(dimensions))
    return needed.isFinite && needed < 1e9 ? Int(needed) + 1 : nil
  }

  /// The largest eigenvalues of the linearised dynamics at the stable bump without adaptation, times τ, largest first: 0 for
  /// each axis (translation), −1 + 2/B (height), −(1 − 2⁻ⁿ) once more than n for each axis but one (shape).
  public func spectrum(_ count: Int) -> [Double] {
    guard let normalization else { return [] }
    var values = [Double](repeating: 0, count: dimensions) + [-1 + 2 / normalization]
    for order in 1...max(1, count) {
      let multiplicity = dimensions == 1 ? 1 : order + 2
      values += [Double](repeating: -(1 - pow(2, -Double(order))), count: multiplicity)
    }
    return Array(values.sorted(by: >).prefix(count))
  }

  /// m τᵥ/τ: a bump moves by itself from 1 on; 0 without adaptation.
  public var adaptationRatio: Double {
    parameters.adaptation.map { $0.strength * $0.timeConstant / parameters.timeConstant } ?? 0
  }

  /// The speed at which adaptation drives a bump along a ring, radians per unit of time, to first order in m; 0 where it rests.
  ///
  /// ξ = c τᵥ/a solves 1 = (mτᵥ/τ) ∫₀^∞ s e^(−s) e^(−ξ²s²/6) ds, from projecting on the left null vector d(u²)/dx.
  public var adaptationSpeed: Double {
    guard let adaptation = parameters.adaptation, adaptationRatio > 1, holdsBump else { return 0 }
    func excess(_ xi: Double) -> Double { adaptationRatio * decayIntegral(xi) - 1 }
    var (low, high) = (0.0, 1.0)
    while excess(high) > 0 && high < 1e9 { (low, high) = (high, 2 * high) }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2 * parameters.width / adaptation.timeConstant
  }

  /// ∫₀^∞ s e^(−s) e^(−ξ²s²/6) ds by Simpson's rule over where the integrand is above rounding.
  private func decayIntegral(_ xi: Double) -> Double {
    let end = min(45, 15 / max(xi, 1e-9))
    let count = 2000
    let step = end / Double(count)
    let sum = (0...count).reduce(0.0) { sum, index in
      let s = Double(index) * step
      let weight: Double = index == 0 || index == count ? 1 : (index % 2 == 1 ? 4 : 2)
      return sum + weight * s * exp(-s - xi * xi * s * s / 6)
    }
    return sum * step / 3
  }

  /// How fast the variance of the bump's position along an axis grows under independent noise of stationary deviation σ in
  /// every neuron, radians² per unit of time: 2σ²/τ · Σψ²/(Σψ ∂u)² with ψ = u ∂u. `nil` where no bump is held.
  public func diffusion(noise sigma: Double) -> Double? {
    guard let height = heights?.stable else { return nil }
    let scale = sigma * sigma / (parameters.timeConstant * height * height)
    return dimensions == 1
      ? 27 * parameters.width * scale / (4 * Double.pi.squareRoot() * density)
      : 81 * scale / (16 * .pi * density * density)
  }

  /// When the deviation of the position reaches a tolerance in radians, by diffusion alone.
  public func memoryLifetime(tolerance: Double, noise sigma: Double) -> Double? {
    diffusion(noise: sigma).map { $0 > 0 ? tolerance * tolerance / $0 : .infinity }
  }
}
