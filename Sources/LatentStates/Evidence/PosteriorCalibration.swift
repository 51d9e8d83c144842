import ArrayNumerics
import Foundation

/// How the widths of the posterior are brought to what they should be.
///
/// A hidden Markov model with a random walk for the motion and tuning taken as known is not calibrated: animals move
/// smoothly, which makes its posterior too wide; cells vary more than Poisson and not independently of themselves, which makes
/// it too narrow, and most where it is narrowest; tuning and coordinates are estimates. What mends that:
/// - Either half of the cells decodes the same bins. With weights p and q that their widths give them, their difference d says
///   |d| √((p² + q²)/2) of the error of all cells together (`DecodedHalves.error`).
/// - What both halves have in common, that they lag behind turns, is not in d. In a simulated session with the fitted tuning
///   along the decoded path the error is known; its 0.9 quantile over that of the halves there is the factor of `WidthLaw`.
/// - The squares are regressed on the squares of the posterior's widths, so that the width is √(level + slope · w²), and scaled
///   to hold 0.9 of the bins.
/// - Fits on either half of the session decode the same bins; the spread of their angles is that of the fit.
/// - The gauge fixes the parametrisation only to some degrees (`gauge`), measured on simulated sessions.
package struct PosteriorCalibration: Sendable, Equatable {
  /// How a width follows from that of the posterior, `[circle]`.
  package var laws: [WidthLaw]
  /// Standard deviation of the fitted coordinates, rad, `[circle]`; 0 when unknown.
  package var fit: [Double]
  /// What the gauge leaves open, rad.
  package var gauge: Double

  package static func gaugeTolerance(circles: Int) -> Double { (circles == 1 ? 1.5 : 4.5) * .pi / 180 }

  /// Bins that the laws are found on, at most.
  static func budget(circles: Int) -> Int { circles == 1 ? 20_000 : 8_000 }

  /// The half width of a 90 % region, rad.
  package func halfWidth(_ posterior: Float, circle: Int) -> Double {
    let quantile = 1.6448536269514722
    let spread = quantile * quantile * (fit[circle] * fit[circle] + gauge * gauge)
    return min(.pi, (laws[circle].squared(Double(posterior)) + spread).squareRoot())
  }

  /// - Parameters:
  ///   - crossFit: differences between fits on the halves of the session.
  ///   - seed: of the simulated session.
  package init(
    _ model: LatentModel, _ observations: LatentObservations, crossFit: CrossFit?, seed: UInt64, work: Work
  ) throws {
    let circles = model.space.circles
    gauge = Self.gaugeTolerance(circles: circles)
    // The error of a fit falls with the time, on a torus less, where much of it is drift that half a session shows as well. A
    // part of it is in the differences of the halves of the cells, each of which has its own tuning's errors.
    let share = circles == 1 ? 0.35 : 0.5.squareRoot()
    fit = crossFit?.difference.map { $0 * share } ?? [Double](repeating: 0, count: circles)
    let part = observations.spreadBlocks(Self.budget(circles: circles))
    let found = try DecodedHalves(model, part, work: work)
    let simulated = part.simulated(by: model, along: found.all.angles, seed: seed)
    let known = try DecodedHalves(model, simulated, work: work)
    laws = (0..<circles).map { circle in WidthLaw(found, known, truth: found.all.angles, part, circle: circle) }
  }
}

/// A session decoded from all cells and from either half of them.
struct DecodedHalves: Sendable {
  var all: LatentPosterior
  var halves: [LatentPosterior]

  init(_ model: LatentModel, _ observations: LatentObservations, work: Work) throws {
    all = try model.posterior(observations, work: work).posterior
    let cells = Array(0..<model.tuning.rows)
    halves = try [0, 1].map { parity -> LatentPosterior in
      let chosen = cells.filter { $0 % 2 == parity }
      return try model.selecting(cells: chosen).posterior(observations.selecting(cells: chosen), work: work).posterior
    }
  }

  /// What the difference of the halves says of the error of all cells in a bin: |d| √((p² + q²)/2), rad.
  func error(_ place: Int) -> Double {
    let d = abs(angleDifference(Double(halves[0].angles[place]), Double(halves[1].angles[place])))
    let (a, b) = (pow(Double(halves[0].halfWidths[place]), 2), pow(Double(halves[1].halfWidths[place]), 2))
    guard a + b > 0 else { return d / 2 }
    return d * ((a * a + b * b) / (2 * (a + b) * (a + b))).squareRoot()
  }
}

/// The half width of a 90 % region over that of the posterior, w: √(level + slope · w²).
package struct WidthLaw: Sendable, Equatable {
  /// rad²
  package var level = 0.0
  package var slope = 1.0
  /// Root mean square of the widths over that of the posterior's.
  package var scale = 1.0
  /// 0.9 quantile of the halves' differences over that in the simulated session; 1 where cells fire as the model says.
  package var excess = 1.0
  /// Part of the bins of either half of the time whose difference of the halves of the cells is within the width that the other
  /// half of the time gives; NaN where there are too few bins.
  package var coverage = Double.nan

  /// Fewer bins say nothing.
  static let fewestBins = 200

  package func squared(_ width: Double) -> Double { level + slope * width * width }

  init(
    _ found: DecodedHalves, _ known: DecodedHalves, truth: [Float], _ observations: LatentObservations, circle: Int
  ) {
    let circles = found.all.circles
    let places = (0..<observations.count).filter { observations.exposure[$0] > 0 }.map { $0 * circles + circle }
    guard places.count >= Self.fewestBins else { return }
    func quantile90(_ values: [Double]) -> Double { quantile(values, 0.9) }
    let errors = places.map { abs(angleDifference(Double(known.all.angles[$0]), Double(truth[$0]))) }
    let (halves, simulated) = (places.map { found.error($0) }, places.map { known.error($0) })
    let chance = quantile90(simulated)
    guard chance > 0, quantile90(errors) > 0 else { return }
    let factor = quantile90(errors) / chance
    let widths = places.map { pow(Double(found.all.halfWidths[$0]), 2) }
    let squares = halves.map { pow(factor * $0, 2) }
    (level, slope) = Self.line(widths, squares)
    excess = quantile90(halves) / chance
    let middle = mean(widths)
    scale = middle > 0 ? (squared(middle.squareRoot()) / middle).squareRoot() : 1
    let half = places.count / 2
    guard half >= Self.fewestBins else { return }
    let parts = [0..<half, half..<places.count]
    let held = [0, 1].reduce(0) { held, part in
      let line = Self.line(Array(widths[parts[1 - part]]), Array(squares[parts[1 - part]]))
      return held + parts[part].count { squares[$0] <= line.level + line.slope * widths[$0] }
    }
    coverage = Double(held) / Double(places.count)
  }

  /// The line of the squares over the widths' squares, neither falling nor below 0, scaled so that 0.9 of them are under it;
  /// the largest fiftieth counts as the least of it.
  private static func line(_ widths: [Double], _ squares: [Double]) -> (level: Double, slope: Double) {
    let most = quantile(squares, 0.98)
    let bounded = squares.map { min($0, most) }
    let (x, y) = (mean(widths), mean(bounded))
    let variance = widths.reduce(0) { $0 + ($1 - x) * ($1 - x) }
    let covariance = zip(widths, bounded).reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
    let slope = max(0, min(variance > 0 ? covariance / variance : 0, x > 0 ? y / x : 0))
    let level = max(0, y - slope * x)
    let factor = quantile(zip(widths, squares).map { $1 / max(1e-12, level + slope * $0) }, 0.9)
    return (factor * level, factor * slope)
  }
}

extension LatentObservations {
  /// Counts drawn from a model along a path, on the same bins.
  ///
  /// - Parameter angles: `[bin, circle]`, rad.
  func simulated(by model: LatentModel, along angles: [Float], seed: UInt64) -> LatentObservations {
    var result = self
    (result.starts, result.eventCells, result.eventValues) = ([0], [], [])
    var stream = RandomStream(seed: seed, name: "calibration of widths")
    let space = model.space
    var spread: Double?
    if case .sharedGain(let shape) = model.emission { spread = log(1 + 1 / shape) }
    for bin in 0..<count {
      let corners = space.corners(of: (0..<space.circles).map { Double(angles[bin * space.circles + $0]) })
      // A gain of mean 1 and the variance of the model's.
      let gain = spread.map { exp($0.squareRoot() * stream.normal() - $0 / 2) } ?? 1
      let time = Double(exposure[bin]) * gain
      for cell in 0..<cells where time > 0 {
        let scale = model.emission.scale(ofCell: cell)
        let rate = corners.reduce(0) { $0 + $1.weight * model.tuning[cell, $1.state] }
        let drawn = stream.poisson(mean: max(0, rate * time / scale))
        if drawn > 0 {
          result.eventCells.append(Int32(cell))
          result.eventValues.append(Float(Double(drawn) * scale))
        }
      }
      result.starts.append(Int32(result.eventCells.count))
    }
    return result
  }
}

extension LatentStateSpace {
  /// The states around a place, with the weights of linear interpolation along each circle.
  func corners(of angles: [Double]) -> [(state: Int, weight: Double)] {
    var corners: [(state: Int, weight: Double)] = [(0, 1)]
    for angle in angles {
      let position = wrapAngle(angle) / step
      let first = Int(position) % statesPerCircle
      let second = (first + 1) % statesPerCircle
      let part = position - position.rounded(.down)
      corners =
        corners.map { ($0.state * statesPerCircle + first, $0.weight * (1 - part)) }
        + corners.map { ($0.state * statesPerCircle + second, $0.weight * part) }
    }
    return corners
  }
}
