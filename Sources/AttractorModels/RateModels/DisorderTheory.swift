import Foundation

/// How fast a bump drifts where neurons are not all alike, to first order: the disorder projected on the left null vector
/// ψ = u ∂u of the translation (Zhang 1996, doi:10.1523/JNEUROSCI.16-06-02112.1996; Seeholzer, Deger & Gerstner 2019,
/// doi:10.1371/journal.pcbi.1006928). With Gaussian bumps the sums are in closed form; along each axis of a torus alike.
extension BumpTheory {
  /// Deviation of the drift's speed over places and networks whose weights have independent noise, radians per unit of time:
  /// σ √(Σψ² Σr²) / (τ Σψ ∂u), which is σ u₀ √27 a / (√8 B τ) on a ring. `nil` where no bump is held.
  ///
  /// - Parameter part: σ, as a part of the largest weight.
  public func drift(weightNoise part: Double) -> Double? {
    guard let height = heights?.stable, let normalization else { return nil }
    let ring =
      part * parameters.peakWeight * height * 27.0.squareRoot() * parameters.width
      / (8.0.squareRoot() * normalization * parameters.timeConstant)
    return dimensions == 1 ? ring : ring * 3.0.squareRoot() / 2
  }

  /// The same where every neuron has a constant input of its own, of deviation σ: σ √Σψ² / (τ Σψ ∂u), which is
  /// σ √(27 a / (8 √π ρ)) / (τ u₀) on a ring.
  ///
  /// - Parameter sigma: in the unit of u.
  public func drift(heterogeneity sigma: Double) -> Double? {
    // The noise of the diffusion, frozen: D = 2σ²/τ · Σψ²/(Σψ ∂u)².
    diffusion(noise: sigma).map { ($0 / (2 * parameters.timeConstant)).squareRoot() }
  }
}
