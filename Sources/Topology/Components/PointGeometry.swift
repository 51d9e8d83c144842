import ArrayNumerics

/// A metric in the form that search trees need: a reduced distance that grows axis by axis and orders pairs as the metric does.
protocol PointGeometry: Sendable {
  /// The gap between two coordinates of an axis.
  func gap(_ a: Double, _ b: Double, axis: Int) -> Double
  /// The smallest gap between a coordinate and an interval.
  func gap(_ a: Double, low: Double, high: Double, axis: Int) -> Double
  /// The reduced distance with one more gap.
  func adding(_ gap: Double, to reduced: Double) -> Double
  func distance(reduced: Double) -> Double
}

extension PointGeometry {
  @inline(__always) func gap(_ a: Double, _ b: Double, axis: Int) -> Double { abs(a - b) }
  @inline(__always) func gap(_ a: Double, low: Double, high: Double, axis: Int) -> Double {
    max(low - a, a - high, 0)
  }
}

/// Reduced to the squared distance. On unit vectors half of that is the cosine distance.
struct EuclideanGeometry: PointGeometry {
  var isCosine = false

  @inline(__always) func adding(_ gap: Double, to reduced: Double) -> Double { reduced + gap * gap }
  @inline(__always) func distance(reduced: Double) -> Double { isCosine ? reduced / 2 : reduced.squareRoot() }
}

struct ManhattanGeometry: PointGeometry {
  @inline(__always) func adding(_ gap: Double, to reduced: Double) -> Double { reduced + gap }
  @inline(__always) func distance(reduced: Double) -> Double { reduced }
}

struct ChebyshevGeometry: PointGeometry {
  @inline(__always) func adding(_ gap: Double, to reduced: Double) -> Double { max(reduced, gap) }
  @inline(__always) func distance(reduced: Double) -> Double { reduced }
}

/// The straight line on a torus; coordinates lie in [0, period].
struct FlatTorusGeometry: PointGeometry {
  let periods: [Double]

  @inline(__always) func gap(_ a: Double, _ b: Double, axis: Int) -> Double {
    let gap = abs(a - b)
    return min(gap, periods[axis] - gap)
  }
  @inline(__always) func gap(_ a: Double, low: Double, high: Double, axis: Int) -> Double {
    if a >= low && a <= high { return 0 }
    return min(gap(a, low, axis: axis), gap(a, high, axis: axis))
  }
  @inline(__always) func adding(_ gap: Double, to reduced: Double) -> Double { reduced + gap * gap }
  @inline(__always) func distance(reduced: Double) -> Double { reduced.squareRoot() }
}

/// A cloud made ready for its metric: unit vectors for the cosine distance, coordinates within one period for a torus.
struct PreparedCloud: Sendable {
  let points: Matrix<Double>
  let metric: Metric
  /// One for each axis on a flat torus; else empty.
  let periods: [Double]

  /// - Throws: `TopologyError` for no points, coordinates that are not finite or too large, a zero vector with `.cosine`, or
  ///   periods that do not fit.
  init(_ points: Matrix<Double>, metric: Metric, periods: [Double] = []) throws {
    guard points.rows > 0 else { throw TopologyError.noPoints }
    if let bad = points.elements.firstIndex(where: { !$0.isFinite }) {
      let axes = points.columns
      throw TopologyError.nonFiniteCoordinate(row: bad / axes, column: bad % axes, value: points.elements[bad])
    }
    // Beyond this a distance might not be a finite number of single precision.
    let limit = Double(Float.greatestFiniteMagnitude) / Double(2 * max(1, points.columns))
    if metric != .cosine, let bad = points.elements.firstIndex(where: { abs($0) > limit }) {
      throw TopologyError.coordinateTooLarge(
        row: bad / points.columns, column: bad % points.columns, value: points.elements[bad])
    }
    if metric != .cosine { try checkSpread(points) }
    self.metric = metric
    switch metric {
    case .cosine:
      self.points = try unitVectors(points)
      self.periods = []
    case .flatTorus:
      self.periods = try resolvedPeriods(periods, axes: points.columns)
      self.points = wrapped(points, periods: self.periods)
    case .euclidean, .manhattan, .chebyshev:
      self.points = points
      self.periods = []
    }
  }
}

/// Points so near to each other that single precision takes them for one are refused.
private func checkSpread(_ points: Matrix<Double>) throws {
  var largest = 0.0
  for axis in 0..<points.columns {
    var (low, high) = (points[0, axis], points[0, axis])
    for row in 0..<points.rows {
      low = min(low, points[row, axis])
      high = max(high, points[row, axis])
    }
    largest = max(largest, high - low)
  }
  if largest > 0 && largest < Double(Float.leastNormalMagnitude) { throw TopologyError.distanceOutOfRange(largest) }
}

/// One period for each axis; without any, 2π, as for angles.
private func resolvedPeriods(_ periods: [Double], axes: Int) throws -> [Double] {
  let all = periods.count <= 1 ? [Double](repeating: periods.first ?? 2 * .pi, count: axes) : periods
  guard all.count == axes, all.allSatisfy({ $0 > 0 && $0 < .infinity }) else {
    throw TopologyError.invalidPeriods(periods, axes: axes)
  }
  return all
}

private func wrapped(_ points: Matrix<Double>, periods: [Double]) -> Matrix<Double> {
  var result = points
  for row in 0..<points.rows {
    for axis in 0..<points.columns {
      let rest = points[row, axis].truncatingRemainder(dividingBy: periods[axis])
      result[row, axis] = rest < 0 ? rest + periods[axis] : rest
    }
  }
  return result
}

private func unitVectors(_ points: Matrix<Double>) throws -> Matrix<Double> {
  var units = points
  for row in 0..<points.rows {
    // Scaling by the largest coordinate first keeps the squares in range.
    let scale = points.row(row).reduce(0) { max($0, abs($1)) }
    guard scale > 0 else { throw TopologyError.zeroVector(row: row) }
    let norm = points.row(row).reduce(0) { $0 + ($1 / scale) * ($1 / scale) }.squareRoot()
    for column in 0..<points.columns { units[row, column] = points[row, column] / scale / norm }
  }
  return units
}
