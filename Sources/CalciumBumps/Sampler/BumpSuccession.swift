import ArrayNumerics
import Foundation

/// How sets of bumps follow each other from frame to frame before any signal is seen.
///
/// Each bump goes away with a probability p from one frame to the next, else it moves by a step; new ones come at a mean of λp,
/// anywhere. The number of bumps of every frame is then Poisson with mean λ, whatever the coupling, as in a queue with servers
/// without number. Which bump became which is summed over:
///
/// p(B′ | B) = e^{−λp} p^n (λp)^{n′} Π_j m_j / 2π · Σ_M Π_{(i,j) ∈ M} w_ij, w_ij = (1 − p) K(θ′_j − θ_i) 2π / (λ p²)
///
/// over all partial matchings M of the n bumps with the n′, with m the density of what a bump has besides a place, and K the
/// density of steps: Laplace distributed on [−π, π), mixed with a few to anywhere.
package struct BumpSuccession: Sendable, Equatable {
  /// λ, the mean number of bumps of a frame.
  package let rate: Double
  /// p, the probability that a bump goes away.
  package let loss: Double
  /// The scale of the steps, rad.
  package let step: Double
  /// The share of steps to anywhere.
  package let jumps: Double
  /// Bumps of a frame at most: larger sets are cut off from the prior.
  package let most: Int

  private let odds: Double
  private let stepHeight: Double

  /// The largest `most`.
  package static let capacity = 6

  /// - Precondition: a positive rate, a loss between 0 and 1, a positive step, at most `capacity` bumps.
  package init(rate: Double, loss: Double, step: Double, jumps: Double = BumpModel.jumps.on, most: Int = 4) {
    precondition(rate > 0 && loss > 0 && loss < 1 && step > 0 && (1...Self.capacity).contains(most))
    (self.rate, self.loss, self.step, self.jumps, self.most) = (rate, loss, step, jumps, most)
    odds = (1 - loss) * 2 * .pi / (rate * loss * loss)
    stepHeight = (1 - jumps) / (2 * step * (1 - exp(-.pi / step)))
  }

  /// K, per rad.
  @inline(__always)
  package func stepDensity(_ from: Double, _ to: Double) -> Double {
    let apart = abs(from - to)
    return stepHeight * exp(-min(apart, 2 * .pi - apart) / step) + jumps / (2 * .pi)
  }

  /// log Σ_M Π w of two sets.
  ///
  /// - Parameters:
  ///   - count: of the bumps of the first set, which stand in `bumps` from `first` on; the same of the second.
  @inline(__always)
  func logMatchings(_ bumps: [SampledBump], _ first: Int, count: Int, _ second: Int, count other: Int) -> Double {
    if count == 0 || other == 0 { return 0 }
    if count == 1 && other == 1 { return log(1 + weight(bumps[first], bumps[second])) }
    return log(matchings(bumps, first, first + count, second, other, used: 0))
  }

  @inline(__always)
  private func weight(_ bump: SampledBump, _ other: SampledBump) -> Double {
    odds * stepDensity(bump.center, other.center)
  }

  /// Over matchings of the bumps from `first` to `end` with those of the other set that are not used.
  private func matchings(
    _ bumps: [SampledBump], _ first: Int, _ end: Int, _ second: Int, _ other: Int, used: Int
  ) -> Double {
    if first == end { return 1 }
    var sum = matchings(bumps, first + 1, end, second, other, used: used)
    for place in 0..<other where used & 1 << place == 0 {
      sum +=
        weight(bumps[first], bumps[second + place])
        * matchings(bumps, first + 1, end, second, other, used: used | 1 << place)
    }
    return sum
  }

  /// Sets of bumps of consecutive frames, whatever their size.
  ///
  /// - Parameters:
  ///   - restarts: whether a frame begins anew.
  ///   - mark: draws area and κ.
  func draw(
    restarts: [Bool], using stream: inout RandomStream,
    mark: (inout RandomStream) -> (area: Double, concentration: Double)
  ) -> [[SampledBump]] {
    var before: [SampledBump] = []
    return restarts.map { isFirst in
      var centers: [Double] = []
      if !isFirst {
        for bump in before where stream.uniform() >= loss { centers.append(moved(bump.center, &stream)) }
      }
      for _ in 0..<stream.poisson(mean: isFirst ? rate : rate * loss) { centers.append(2 * .pi * stream.uniform()) }
      before = centers.map { center in
        let (area, concentration) = mark(&stream)
        return SampledBump(center: center, area: area, concentration: concentration)
      }
      return before
    }
  }

  /// A place after one step.
  func moved(_ center: Double, _ stream: inout RandomStream) -> Double {
    if stream.uniform() < jumps { return 2 * .pi * stream.uniform() }
    let size = -step * log(1 - stream.uniform() * (1 - exp(-.pi / step)))
    return wrapAngle(stream.uniform() < 0.5 ? center + size : center - size)
  }
}
