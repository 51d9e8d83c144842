import Foundation

/// How fast an animal runs, m/s.
public enum SpeedDistribution: Sendable, Hashable {
  /// Always so fast.
  case constant(Double)
  /// Rayleigh's distribution with this mean; canns takes what it calls the mean for the scale, and runs 1.2533 times as fast.
  case rayleigh(mean: Double)
  /// The logarithm is normal; mean and deviation are those of the speed.
  case logNormal(mean: Double, deviation: Double)

  /// The mean, m/s.
  public var mean: Double {
    switch self {
    case .constant(let mean), .rayleigh(let mean), .logNormal(let mean, _): mean
    }
  }

  func check() throws(AttractorModelsError) {
    try checkPositive("the mean speed", mean)
    if case .logNormal(_, let deviation) = self { try checkPositive("the deviation of the speed", deviation) }
  }

  /// The speed that stands where z stands in the standard normal distribution.
  func speed(at z: Double) -> Double {
    switch self {
    case .constant(let mean): mean
    case .rayleigh(let mean): mean / (Double.pi / 2).squareRoot() * (-2 * log(upperTail(z))).squareRoot()
    case .logNormal(let mean, let deviation):
      exp(log(mean) - logVariance(mean, deviation) / 2 + logVariance(mean, deviation).squareRoot() * z)
    }
  }

  /// Its inverse, within ±5.
  func z(at speed: Double) -> Double {
    switch self {
    case .constant: return 0
    case .rayleigh(let mean):
      let scale = mean / (Double.pi / 2).squareRoot()
      let tail = exp(-speed * speed / (2 * scale * scale))
      var (low, high) = (-5.0, 5.0)
      for _ in 0..<50 {
        let middle = (low + high) / 2
        if upperTail(middle) > tail { low = middle } else { high = middle }
      }
      return (low + high) / 2
    case .logNormal(let mean, let deviation):
      let variance = logVariance(mean, deviation)
      return min(5, max(-5, (log(max(speed, 1e-12)) - log(mean) + variance / 2) / variance.squareRoot()))
    }
  }

  private func logVariance(_ mean: Double, _ deviation: Double) -> Double { log1p(deviation * deviation / (mean * mean)) }
  /// 1 − Φ(z).
  private func upperTail(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }
}
