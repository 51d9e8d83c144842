import ArrayNumerics

/// The grid scores of maps with one mask, by one definition: the whole chain from the map to the number, as the data and every
/// shuffle go through it.
package struct GridScoring: Sendable {
  private enum Method: Sendable {
    case rings(PolarSampling, takesPeaks: Bool)
    case disc(GrowingDisc)
  }

  private let autocorrelation: MaskedAutocorrelation?
  private let method: Method
  private let smoothing: Double

  /// - Parameters:
  ///   - visited: which bins of the arena have a rate, `[y, x]`.
  ///   - smoothing: standard deviation of a Gaussian over the map once unvisited bins are 0, bins; as canns smooths.
  /// - Throws: `NumericsError` for an arena without bins.
  package init(
    _ definition: GridScoreDefinition, visited: Matrix<Bool>, smoothing: Double = 0
  ) throws(NumericsError) {
    self.smoothing = smoothing
    let everything = Matrix(rows: visited.rows, columns: visited.columns, repeating: true)
    switch definition {
    case .expanding, .sargolini:
      let radius = (definition == .expanding ? 0.8 : 1) * Double(min(visited.rows, visited.columns))
      let reach = Int(radius.rounded(.up))
      let correlation = try MaskedAutocorrelation(mask: visited, reach: (reach, reach))
      autocorrelation = correlation
      method = .rings(
        PolarSampling(rows: 2 * correlation.rowReach + 1, columns: 2 * correlation.columnReach + 1, radius: radius),
        takesPeaks: definition == .sargolini)
    case .opexebo:
      let (height, width) = (GrowingDisc.size(visited.rows), GrowingDisc.size(visited.columns))
      autocorrelation = try MaskedAutocorrelation(
        mask: everything, reach: (height / 2, width / 2), minimumOverlap: 1)
      method = .disc(GrowingDisc(rows: height, columns: width, isCanns: false))
    case .canns:
      autocorrelation = nil
      method = .disc(
        GrowingDisc(rows: GrowingDisc.size(visited.rows), columns: GrowingDisc.size(visited.columns), isCanns: true))
    }
  }

  /// The score of a map of the shape of the mask, and the autocorrelogram that it was taken from.
  ///
  /// - Parameter map: rates `[y, x]`; what is not finite counts as not visited, or as 0, as the definition has it.
  /// - Throws: `NumericsError` when a transform fails.
  package func callAsFunction(_ map: Matrix<Double>) throws -> (score: GridScore, autocorrelogram: Matrix<Double>) {
    switch method {
    case .rings(let sampling, let takesPeaks):
      guard let autocorrelation else { return (.undefined(.flat), Matrix(rows: 0, columns: 0, elements: [])) }
      let correlogram = try autocorrelation(map)
      let rings = sampling(correlogram)
      let score = takesPeaks ? Self.ringOfPeaks(correlogram, rings) : Self.expanding(rings)
      // Of a map of a few bins no lag has enough of them in common, and nothing is known of how it varies.
      let isSmall = rings.wholeRings == 0 && Self.varies(map)
      return (isSmall ? .undefined(.tooSmall) : score, correlogram)
    case .disc(let disc):
      let filled = try gaussianFilter(
        map.map { $0.isFinite ? $0 : 0 }, sigma: (smoothing, smoothing), border: (.nearest, .nearest))
      let correlogram = try autocorrelation?(filled) ?? rawAutocorrelogram(filled, rows: disc.rows, columns: disc.columns)
      return (disc.score(correlogram), correlogram)
    }
  }

  private static func varies(_ map: Matrix<Double>) -> Bool {
    let known = map.elements.filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return false }
    return high - low > 1e-9 * max(abs(low), abs(high))
  }

  /// The largest mean over three neighbouring outer radii of the score of an annulus around the central field.
  ///
  /// Source: Langston et al. 2010 (doi:10.1126/science.1188210), with the edge of the centre by the mean of its ring.
  static func expanding(_ rings: PolarRings) -> GridScore {
    guard rings.wholeRings > 0 else { return .undefined(.flat) }
    guard let inner = rings.edgeOfCentre() else { return .undefined(.noCentralField) }
    let ends = Array(max(inner + 3, 1)..<max(inner + 3, rings.wholeRings + 1))
    guard ends.count >= 3 else { return .undefined(.tooSmall) }
    let scores = ends.map { rings.score(inner..<$0) }
    var best = (score: -Double.infinity, middle: 0)
    for middle in 1..<scores.count - 1 {
      let mean = (scores[middle - 1] + scores[middle] + scores[middle + 1]) / 3
      if mean > best.score { best = (mean, middle) }
    }
    guard best.score.isFinite else { return .undefined(.flat) }
    return .score(
      best.score, inner: PolarSampling.step * Double(inner + 1), outer: PolarSampling.step * Double(ends[best.middle]))
  }

  /// The score of the annulus from the edge of the central field to beyond the three nearest peaks.
  ///
  /// Source: Sargolini et al. 2006 (doi:10.1126/science.1125572).
  static func ringOfPeaks(_ correlogram: Matrix<Double>, _ rings: PolarRings) -> GridScore {
    guard rings.wholeRings > 0 else { return .undefined(.flat) }
    guard let edge = rings.edgeOfCentre() else { return .undefined(.noCentralField) }
    let inner = PolarSampling.step * Double(edge + 1)
    let places = AutocorrelogramPeaks(correlogram, beyond: inner).places
    guard places.count == 3 else { return .undefined(.tooFewPeaks(places.count)) }
    let farthest = places.map { ($0 * $0).sum().squareRoot() }.max() ?? 0
    let end = min(rings.wholeRings, Int((farthest + inner) / PolarSampling.step))
    guard end >= edge + 3 else { return .undefined(.tooSmall) }
    let score = rings.score(edge..<end)
    return score.isFinite
      ? .score(score, inner: inner, outer: PolarSampling.step * Double(end)) : .undefined(.flat)
  }
}

/// The autocorrelation of a map less its mean, over that at lag 0: it falls with the lag because fewer bins overlap.
///
/// - Parameters:
///   - rows: lags along y that are kept, odd.
///   - columns: the same along x.
func rawAutocorrelogram(_ map: Matrix<Double>, rows: Int, columns: Int) throws(NumericsError) -> Matrix<Double> {
  let transform = try RealFourierTransform2D(
    rows: fastTransformSize(2 * map.rows), columns: fastTransformSize(2 * map.columns))
  let mean = map.elements.reduce(0, +) / Double(max(1, map.count))
  let values = padded(map.elements.map { $0 - mean }, map.rows, map.columns, transform.rows, transform.columns)
  let full = try transform.inverse(try transform.forward(values).map { Complex($0.squaredMagnitude) })
  let power = full[0, 0]
  var result = Matrix(rows: rows, columns: columns, repeating: Double.nan)
  guard power > 1e-18 * Double(map.count) else { return result }
  for row in 0..<rows {
    for column in 0..<columns {
      let (dy, dx) = (row - rows / 2, column - columns / 2)
      result[row, column] =
        full[(dy + transform.rows) % transform.rows, (dx + transform.columns) % transform.columns] / power
    }
  }
  return result
}
