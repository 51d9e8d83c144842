import ArrayNumerics
import Foundation

/// How the widths of the posterior are brought to what they should be.
///
/// A hidden Markov model with a random walk for the motion and tuning taken as known is not calibrated: animals move
/// smoothly, which makes its posterior too wide, and tuning and coordinates are estimates, which makes it too narrow. Three
/// terms mend that:
/// - the posteriors of either half of the cells are independent measurements of one angle; `scale` is the root mean square
///   difference of their angles over what their widths say;
/// - fits on either half of the session decode the same bins; the spread of their angles is that of the fit;
/// - the gauge fixes the parametrisation only to some degrees (`gauge`), measured on simulated sessions.
package struct PosteriorCalibration: Sendable, Equatable {
  /// Factor on the width of the posterior, `[circle]`.
  package var scale: [Double]
  /// Standard deviation of the fitted coordinates, rad, `[circle]`; 0 when unknown.
  package var fit: [Double]
  /// What the gauge leaves open, rad.
  package var gauge: Double

  package static func gaugeTolerance(circles: Int) -> Double { (circles == 1 ? 2.5 : 6.5) * .pi / 180 }

  /// The half width of a 90 % region, rad.
  package func halfWidth(_ posterior: Float, circle: Int) -> Double {
    let quantile = 1.6448536269514722
    let spread = quantile * quantile * (fit[circle] * fit[circle] + gauge * gauge)
    return min(.pi, (pow(scale[circle] * Double(posterior), 2) + spread).squareRoot())
  }

  /// - Parameter crossFit: differences between fits on the halves of the session.
  package init(
    _ model: LatentModel, _ observations: LatentObservations, crossFit: CrossFit?, work: Work
  ) throws {
    let circles = model.space.circles
    gauge = Self.gaugeTolerance(circles: circles)
    // On a ring the error of a fit falls with the time; on a torus much of it is drift that half a session shows as well.
    let share = circles == 1 ? 0.5 : 0.5.squareRoot()
    fit = crossFit?.difference.map { $0 * share } ?? [Double](repeating: 0, count: circles)
    let cells = Array(0..<model.tuning.rows)
    let halves = try [0, 1].map { parity -> LatentPosterior in
      let chosen = cells.filter { $0 % 2 == parity }
      return try model.selecting(cells: chosen).posterior(observations.selecting(cells: chosen), work: work).posterior
    }
    scale = (0..<circles).map { Self.scale(halves[0], halves[1], circle: $0) }
  }

  private static func scale(_ a: LatentPosterior, _ b: LatentPosterior, circle: Int) -> Double {
    var (found, expected, number) = (0.0, 0.0, 0)
    for place in stride(from: circle, to: a.angles.count, by: a.circles) {
      // Widths of a posterior with several peaks are no standard deviations.
      guard a.lengths[place] > 0.5, b.lengths[place] > 0.5 else { continue }
      let difference = angleDifference(Double(a.angles[place]), Double(b.angles[place]))
      found += difference * difference
      expected -= 2 * (log(Double(a.lengths[place])) + log(Double(b.lengths[place])))
      number += 1
    }
    guard number >= 200, expected > 0 else { return 1 }
    return min(1.5, max(0.5, (found / expected).squareRoot()))
  }
}
