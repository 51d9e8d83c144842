import ArrayNumerics
import Foundation

/// Finds the most probable factors of one bin of counts.
struct PoissonNewton {
  private let weights: [Double]
  private let offsets: [Double]
  private let factors: Int
  /// Where it stands.
  var state: [Double]
  /// The inverse of the curvature there, `[factor · factor]`.
  private(set) var covariance: [Double]
  private var rates: [Double]
  private var curvature: [Double]
  private var gradient: [Double]
  private var step: [Double]

  /// - Parameters:
  ///   - weights: `[cell · factor]`.
  ///   - offsets: `[cell]`.
  init(weights: [Double], offsets: [Double], factors: Int) {
    (self.weights, self.offsets, self.factors) = (weights, offsets, factors)
    state = [Double](repeating: 0, count: factors)
    covariance = [Double](repeating: 0, count: factors * factors)
    rates = [Double](repeating: 0, count: offsets.count)
    curvature = covariance
    (gradient, step) = (state, state)
  }

  /// Climbs from `state`.
  ///
  /// - Returns: the logarithm of the likelihood of the counts, nats, by the Laplace approximation.
  mutating func run(_ counts: ArraySlice<Float>, exposure: Double) -> Double {
    var value = objective(counts, exposure)
    for _ in 0..<50 where factors > 0 {
      derive(counts)
      decompose()
      solve()
      let gain = (0..<factors).reduce(0) { $0 + gradient[$1] * step[$1] }
      if gain < 1e-10 { break }
      let origin = state
      var size = 1.0
      while true {
        for factor in 0..<factors { state[factor] = origin[factor] + size * step[factor] }
        let next = objective(counts, exposure)
        if next >= value {
          value = next
          break
        }
        size /= 2
        if size < 1e-6 {
          state = origin
          value = objective(counts, exposure)
          break
        }
      }
      if size < 1e-6 { break }
    }
    derive(counts)
    decompose()
    invert()
    let logDeterminant = (0..<factors).reduce(0) { $0 + 2 * log(curvature[$1 * factors + $1]) }
    return value - logDeterminant / 2
  }

  /// The logarithm of the probability of the counts and the state, but for the constant of the prior, which the approximation
  /// takes off again; fills `rates`.
  private mutating func objective(_ counts: ArraySlice<Float>, _ exposure: Double) -> Double {
    var value = 0.0
    for factor in 0..<factors { value -= state[factor] * state[factor] / 2 }
    for cell in offsets.indices {
      var logRate = offsets[cell]
      for factor in 0..<factors { logRate += weights[cell * factors + factor] * state[factor] }
      rates[cell] = exposure * exp(min(logRate, 50))
      let count = Double(counts[counts.startIndex + cell])
      value -= rates[cell]
      if count > 0 { value += count * (logRate + log(exposure)) - logFactorial(count) }
    }
    return value
  }

  /// Gradient and curvature (lower triangle) at the state.
  private mutating func derive(_ counts: ArraySlice<Float>) {
    for a in 0..<factors {
      gradient[a] = -state[a]
      for b in 0...a { curvature[a * factors + b] = a == b ? 1 : 0 }
    }
    for cell in offsets.indices {
      let (residual, rate) = (Double(counts[counts.startIndex + cell]) - rates[cell], rates[cell])
      let own = cell * factors
      for a in 0..<factors {
        gradient[a] += residual * weights[own + a]
        for b in 0...a { curvature[a * factors + b] += rate * weights[own + a] * weights[own + b] }
      }
    }
  }

  /// Cholesky: the lower triangle L of the curvature L Lᵀ, in its place.
  private mutating func decompose() {
    for a in 0..<factors {
      for b in 0...a {
        var sum = curvature[a * factors + b]
        for k in 0..<b { sum -= curvature[a * factors + k] * curvature[b * factors + k] }
        curvature[a * factors + b] = a == b ? max(sum, 1e-300).squareRoot() : sum / curvature[b * factors + b]
      }
    }
  }

  /// `step` from `gradient`.
  private mutating func solve() {
    for a in 0..<factors {
      var sum = gradient[a]
      for k in 0..<a { sum -= curvature[a * factors + k] * step[k] }
      step[a] = sum / curvature[a * factors + a]
    }
    for a in (0..<factors).reversed() {
      var sum = step[a]
      for k in a + 1..<max(factors, a + 1) { sum -= curvature[k * factors + a] * step[k] }
      step[a] = sum / curvature[a * factors + a]
    }
  }

  /// `covariance` from the triangle, a column at a time.
  private mutating func invert() {
    let kept = gradient
    for column in 0..<factors {
      for a in 0..<factors { gradient[a] = a == column ? 1 : 0 }
      solve()
      for a in 0..<factors { covariance[a * factors + column] = step[a] }
    }
    gradient = kept
  }
}
