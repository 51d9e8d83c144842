import ArrayNumerics
import Foundation

/// The parametrisation of a ring in which the latent angle moves alike everywhere.
///
/// Likelihood cannot tell a bent angle from a straight one; that the animal turns alike wherever it faces can. The speed v(θ)
/// is the root mean square displacement over a lag, by its midpoint; the new angle φ runs with v^−exponent.
package struct RingGauge: Sendable, Equatable {
  /// New angle of each state, rad, from 0 at state 0 and ascending; one more entry, 2π.
  package var angles: [Double]
  /// Speed at each state divided by its mean.
  package var speed: [Double]

  /// - Parameters:
  ///   - angles: mean angle of the posterior, `[bin]`, and its resultant length.
  ///   - restarts: bins that do not follow the one before.
  ///   - lag: bins.
  ///   - smoothing: standard deviation of the Gaussian over the angle, rad.
  package init(
    angles theta: [Float], lengths: [Float], restarts: [Bool], lag: Int, space: LatentStateSpace,
    smoothing: Double = 12 * .pi / 180, exponent: Double = 0.7, smallestSpeed: Double = 0.15
  ) {
    let k = space.statesPerCircle
    var squares = [Double](repeating: 0, count: k)
    var numbers = squares
    var run = 0  // bins since the last restart
    for bin in theta.indices {
      run = restarts[bin] ? 0 : run + 1
      guard run >= lag, lengths[bin] > 0.5, lengths[bin - lag] > 0.5 else { continue }
      let difference = angleDifference(Double(theta[bin]), Double(theta[bin - lag]))
      let middle = wrapAngle(Double(theta[bin - lag]) + difference / 2)
      let state = Int((middle / space.step).rounded()) % k
      squares[state] += difference * difference
      numbers[state] += 1
    }
    let smoother = StateSmoother(
      space: LatentStateSpace(circles: 1, statesPerCircle: k), covariance: [[smoothing * smoothing]])
    let (top, bottom) = (smoother.smooth(squares), smoother.smooth(numbers))
    let total = numbers.reduce(0, +)
    guard total > 0 else {
      self.angles = (0...k).map { Double($0) * space.step }
      speed = [Double](repeating: 1, count: k)
      return
    }
    // Where nobody has been the mean speed is as good as any.
    let mean = squares.reduce(0, +) / total
    let weak = 1e-3 * total / Double(k)
    let v = (0..<k).map { ((top[$0] + weak * mean) / (bottom[$0] + weak)).squareRoot() }
    let average = v.reduce(0, +) / Double(k)
    speed = v.map { average > 0 ? max(smallestSpeed, $0 / average) : 1 }
    let density = speed.map { pow($0, -exponent) }
    var sums = [0.0]
    for state in 0..<k { sums.append(sums[state] + (density[state] + density[(state + 1) % k]) / 2) }
    self.angles = sums.map { 2 * .pi * $0 / sums[k] }
  }

  /// Tuning curves on the new angle, `[cell, state]`: λ_new(φ(θ)) = λ(θ), by linear interpolation.
  package func apply(to tuning: Matrix<Double>) -> Matrix<Double> {
    let k = tuning.columns
    let step = 2 * Double.pi / Double(k)
    var result = tuning
    var segment = 0
    for state in 0..<k {
      let angle = Double(state) * step
      while segment + 1 < k, angles[segment + 1] <= angle { segment += 1 }
      let part = (angle - angles[segment]) / max(1e-12, angles[segment + 1] - angles[segment])
      for cell in 0..<tuning.rows {
        result[cell, state] = (1 - part) * tuning[cell, segment] + part * tuning[cell, (segment + 1) % k]
      }
    }
    return result
  }

  /// The new angle of an old one, rad.
  package func apply(to angle: Double) -> Double {
    let k = angles.count - 1
    let position = wrapAngle(angle) / (2 * .pi) * Double(k)
    let segment = min(k - 1, Int(position))
    return wrapAngle(angles[segment] + (position - Double(segment)) * (angles[segment + 1] - angles[segment]))
  }
}
