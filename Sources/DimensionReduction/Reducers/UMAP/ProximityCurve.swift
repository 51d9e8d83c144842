import Foundation

/// The curve 1/(1 + a·d²ᵇ) by which UMAP turns a distance in the picture into the strength of an edge.
package struct ProximityCurve: Sendable, Equatable {
  /// Of the distance to the power 2b.
  package let a: Double
  /// Half the power.
  package let b: Double

  /// The curve nearest, by least squares on 300 distances up to three times the spread, to 1 up to `minimumDistance` and
  /// `exp(−(d − minimumDistance)/spread)` from there.
  ///
  /// Levenberg–Marquardt on the logarithms of a and b; without damping it runs away at a minimum distance of 0.8.
  /// - Parameters:
  ///   - minimumDistance: not negative, below three times the spread.
  ///   - spread: positive.
  package init(minimumDistance: Double, spread: Double) {
    var (logA, logB) = (0.0, 0.0)
    var damping = 1e-3
    var current = NormalEquations(logA, logB, minimumDistance, spread)
    for _ in 0..<200 {
      let step = current.step(damping)
      let next = NormalEquations(logA + step.0, logB + step.1, minimumDistance, spread)
      if next.error <= current.error {
        (logA, logB, current, damping) = (logA + step.0, logB + step.1, next, damping / 3)
        if abs(step.0) + abs(step.1) < 1e-12 { break }
      } else {
        damping *= 4
      }
    }
    (a, b) = (exp(logA), exp(logB))
  }

  /// How strongly the ends of an edge are drawn together at a squared distance d² > 0: the factor of their difference.
  func attraction(_ square: Double) -> Double { -2 * a * b * pow(square, b - 1) / (1 + a * pow(square, b)) }

  /// How strongly two points are pushed apart.
  func repulsion(_ square: Double) -> Double { 2 * b / ((0.001 + square) * (1 + a * pow(square, b))) }
}

/// Sums of products of the derivatives by log a and log b, and of these with the residuals.
private struct NormalEquations {
  var (aa, ab, bb) = (0.0, 0.0, 0.0)
  var (ar, br) = (0.0, 0.0)
  var error = 0.0

  init(_ logA: Double, _ logB: Double, _ minimumDistance: Double, _ spread: Double) {
    let (a, b) = (exp(logA), exp(logB))
    for place in 1..<300 {
      let distance = 3 * spread * Double(place) / 299
      let wanted = distance < minimumDistance ? 1 : exp(-(distance - minimumDistance) / spread)
      let power = a * pow(distance, 2 * b)
      let value = 1 / (1 + power)
      let slope = -value * value * power
      let (byA, byB) = (slope, slope * 2 * b * log(distance))
      let residual = wanted - value
      aa += byA * byA
      ab += byA * byB
      bb += byB * byB
      ar += byA * residual
      br += byB * residual
      error += residual * residual
    }
  }

  func step(_ damping: Double) -> (Double, Double) {
    let (p, q) = (aa * (1 + damping), bb * (1 + damping))
    let determinant = p * q - ab * ab
    return ((q * ar - ab * br) / determinant, (p * br - ab * ar) / determinant)
  }
}
