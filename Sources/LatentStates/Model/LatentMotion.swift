import Foundation

/// How the latent state moves from one bin to the next: the same everywhere on the circles, and symmetric.
package struct LatentMotion: Sendable, Equatable {
  package enum Kernel: Sendable, Equatable {
    /// One circle: probability of a step of d states, one-sided `[0, 1, …]`.
    case steps([Double])
    /// Covariance of a step, rad², `[C][C]`: a diffusion.
    case diffusion([[Double]])
  }

  package var kernel: Kernel
  /// Probability of a jump to anywhere.
  package var teleport = 1e-3

  package init(kernel: Kernel, teleport: Double = 1e-3) {
    self.kernel = kernel
    self.teleport = teleport
  }

  /// A Gaussian step of the ring with a standard deviation in rad.
  package static func gaussianSteps(sigma: Double, space: LatentStateSpace) -> LatentMotion {
    LatentMotion(
      kernel: .steps(discreteGaussian(variance: pow(sigma / space.step, 2), largestRadius: largestStep(space))))
  }

  /// The ring's kernel reaches to an eighth of a turn on either side.
  package static func largestStep(_ space: LatentStateSpace) -> Int {
    max(1, min(space.statesPerCircle / 8, (space.statesPerCircle - 1) / 2))
  }

  /// Another rate of bins, or a wider step: the variance times a factor.
  package func widened(by factor: Double, space: LatentStateSpace) -> LatentMotion {
    switch kernel {
    case .diffusion(let covariance):
      return LatentMotion(kernel: .diffusion(covariance.map { $0.map { $0 * factor } }), teleport: teleport)
    case .steps(let taps):
      let variance = 2 * taps.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }
      return LatentMotion(
        kernel: .steps(
          discreteGaussian(variance: variance * factor, largestRadius: (space.statesPerCircle - 1) / 2)),
        teleport: teleport)
    }
  }

  /// Standard deviation of a step on each circle, rad.
  package func stepDeviation(space: LatentStateSpace) -> [Double] {
    switch kernel {
    case .diffusion(let covariance): covariance.indices.map { covariance[$0][$0].squareRoot() }
    case .steps(let taps):
      [
        (2 * taps.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }).squareRoot() * space.step
      ]
    }
  }

  /// The kernel as numbers: one-sided steps, or the covariance row after row.
  package var numbers: [Double] {
    switch kernel {
    case .steps(let taps): taps
    case .diffusion(let covariance): covariance.flatMap { $0 }
    }
  }

  func passes(space: LatentStateSpace) -> [CirclePass] {
    switch kernel {
    case .steps(let taps): [CirclePass(space: space, direction: [1], taps: taps)]
    // What the kernel leaves out is far less than the teleport brings.
    case .diffusion(let covariance): diffusionPasses(covariance, space: space, smallest: 1e-4)
    }
  }
}

/// The convolutions of a diffusion with a covariance in rad².
func diffusionPasses(
  _ covariance: [[Double]], space: LatentStateSpace, smallest: Double = 1e-7
) -> [CirclePass] {
  DiffusionFactors(covariance: covariance).factors.map { factor in
    CirclePass(
      space: space, direction: factor.direction,
      taps: discreteGaussian(
        variance: factor.variance / (space.step * space.step), largestRadius: (space.statesPerCircle - 1) / 2,
        smallest: smallest))
  }
}
