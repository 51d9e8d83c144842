import ArrayNumerics
import Foundation

/// How the spikes of one cell stand to the phase of a rhythm.
package struct PhaseLocking: Sendable, Equatable {
  /// Spikes with a phase.
  package let count: Int
  /// Mean resultant: length in 0...1, and direction in [0, 2π); NaN without spikes.
  package let resultantLength: Double
  package let preferredPhase: Double
  /// Pairwise phase consistency over all pairs of spikes (Vinck et al. 2010, doi:10.1016/j.neuroimage.2010.01.073).
  package let consistency: Double
  /// The same over pairs in different blocks of a second, which bursts do not raise.
  package let blockConsistency: Double
  /// p of Rayleigh's test, which assumes independent spikes: bursts make it far too small.
  package let rayleighP: Double
  /// p by the F test on the sums of blocks (Hotelling's T² of one-second clusters); NaN with fewer than six blocks.
  package let clusterP: Double
  /// Blocks with spikes.
  package let blocks: Int

  /// The fewest blocks with spikes that the F test takes.
  package static let fewestBlocks = 6

  /// - Parameters:
  ///   - phases: of the spikes, rad.
  ///   - times: of the same spikes, s, ascending.
  ///   - block: length of a block, s.
  package init(phases: [Double], times: [Double], block: Double = 1) {
    count = phases.count
    let summary = circularSummary(phases)
    resultantLength = summary.resultantLength
    preferredPhase = summary.mean
    rayleighP = phases.isEmpty ? .nan : RayleighTest(summary).pValue
    var sums: [(number: Int, cosine: Double, sine: Double, spikes: Double)] = []
    for (phase, time) in zip(phases, times) {
      let number = Int((time / block).rounded(.down))
      if sums.last?.number != number { sums.append((number, 0, 0, 0)) }
      sums[sums.count - 1].cosine += cos(phase)
      sums[sums.count - 1].sine += sin(phase)
      sums[sums.count - 1].spikes += 1
    }
    blocks = sums.count
    let n = Double(phases.count)
    let c = sums.reduce(0) { $0 + $1.cosine }
    let s = sums.reduce(0) { $0 + $1.sine }
    consistency = n > 1 ? (c * c + s * s - n) / (n * (n - 1)) : .nan
    let within = sums.reduce(0) { $0 + $1.cosine * $1.cosine + $1.sine * $1.sine }
    let pairs = n * n - sums.reduce(0) { $0 + $1.spikes * $1.spikes }
    blockConsistency = pairs > 0 ? (c * c + s * s - within) / pairs : .nan
    clusterP = Self.clusterTest(c, s, sums.map { ($0.cosine, $0.sine) })
  }

  /// With T² = mᵀ(ΣXXᵀ)⁻¹m of k block sums X and m = ΣX, (k − 2)/2 · T²/(k − T²) is F(2, k − 2) without locking, whose
  /// upper tail is (1 − T²/k)^((k − 2)/2).
  private static func clusterTest(_ c: Double, _ s: Double, _ sums: [(Double, Double)]) -> Double {
    guard sums.count >= fewestBlocks else { return .nan }
    let cc = sums.reduce(0) { $0 + $1.0 * $1.0 }
    let cs = sums.reduce(0) { $0 + $1.0 * $1.1 }
    let ss = sums.reduce(0) { $0 + $1.1 * $1.1 }
    let determinant = cc * ss - cs * cs
    guard determinant > 1e-12 * cc * ss else { return .nan }
    let t = (ss * c * c - 2 * cs * c * s + cc * s * s) / determinant
    let k = Double(sums.count)
    return pow(max(0, 1 - t / k), (k - 2) / 2)
  }
}
