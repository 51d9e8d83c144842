/// What can be wrong with a distance matrix, a point cloud or the parameters of a topological computation.
public enum TopologyError: Error, Equatable, Sendable {
  case noPoints
  case notSquare(rows: Int, columns: Int)
  case notANumber(row: Int, column: Int)
  case negativeDistance(row: Int, column: Int, value: Float)
  case asymmetric(row: Int, column: Int, upper: Float, lower: Float)
  case nonZeroDiagonal(row: Int, value: Float)
  case nonFiniteCoordinate(row: Int, column: Int, value: Double)
  case zeroVector(row: Int)
  case distanceOutOfRange(Double)
  case coordinateTooLarge(row: Int, column: Int, value: Double)
  case invalidBar(index: Int, birth: Double, death: Double)
  case invalidOrder(Double)
  case invalidImage(rows: Int, columns: Int, sigma: Double)
  case invalidPeriods([Double], axes: Int)
  case invalidEdge(index: Int, first: Int, second: Int, points: Int)
  case edgeListsDiffer(firsts: Int, seconds: Int, lengths: Int)
  case contradictingEdges(first: Int, second: Int, one: Float, other: Float)
  case invalidError(Double)
  case notPrime(Int)
  case invalidDimension(Int)
  case invalidThreshold(Float)
  case tooManyPoints(found: Int, limit: Int)
  case keyTooWide(points: Int, maxDimension: Int)
  case overMemoryBudget(needed: Int, budget: Int, points: Int, maxDimension: Int)
  case noSuchClass(asked: Int, available: Int)
  case cocyclesMissing
  case invalidFraction(Double)
  case pointsDiffer(result: Int, distances: Int)
  case landmarksOutsideGraph(cocycle: Int, landmarks: [Int], threshold: Double)
  case emptyGraph(cocycle: Int, threshold: Double)
  case notConverged(cocycle: Int, reason: String)
}

extension TopologyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noPoints:
      "There are no points, so there is no topology to compute. At least one point is needed."
    case .notSquare(let rows, let columns):
      "A distance matrix is square, but this one is \(rows) x \(columns). For a cloud of points, compute its distances first."
    case .notANumber(let row, let column):
      """
      The distance between points \(row) and \(column) is not a number (NaN). Remove the point, or mark a missing edge with \
      +infinity.
      """
    case .negativeDistance(let row, let column, let value):
      """
      The distance between points \(row) and \(column) is \(value); distances cannot be negative. Was a similarity given \
      instead of a distance?
      """
    case .asymmetric(let row, let column, let upper, let lower):
      """
      The distance matrix is not symmetric: entry (\(row), \(column)) is \(upper) but entry (\(column), \(row)) is \(lower). \
      Choose one of them (for example the smaller) before calling.
      """
    case .nonZeroDiagonal(let row, let value):
      "Point \(row) has distance \(value) from itself; the diagonal of a distance matrix must be 0."
    case .nonFiniteCoordinate(let row, let column, let value):
      "Coordinate \(column) of point \(row) is \(value). Remove the point or fill in the value."
    case .zeroVector(let row):
      """
      Point \(row) is the zero vector, which has no direction, so its cosine distance is undefined. Remove it or choose \
      another metric.
      """
    case .coordinateTooLarge(let row, let column, let value):
      "Coordinate \(column) of point \(row) is \(value), too large for distances in single precision. Choose another unit."
    case .distanceOutOfRange(let value):
      """
      The distance \(value) is out of the range of single precision, about 1.2e-38 to 3.4e+38. Choose another unit; a pair \
      that is never joined has the distance inf.
      """
    case .invalidBar(let index, let birth, let death):
      """
      Bar \(index) goes from \(birth) to \(death). A bar begins at a finite number and ends no earlier; its end may be \
      +infinity.
      """
    case .invalidOrder(let value):
      "The order is \(value); it must be a number that is 1 or larger."
    case .invalidImage(let rows, let columns, let sigma):
      """
      A persistence image of \(rows) x \(columns) pixels with a kernel of width \(sigma) cannot be made. It needs at least \
      one pixel, ranges that are not empty and a kernel wider than 0.
      """
    case .invalidPeriods(let periods, let axes):
      """
      The periods are \(periods.map { "\($0)" }.joined(separator: ", ")), and the points have \(axes) coordinates. Give one \
      positive period for all or one for each.
      """
    case .invalidEdge(let index, let first, let second, let points):
      "Edge \(index) joins points \(first) and \(second), but the points are numbered from 0 to \(points - 1)."
    case .edgeListsDiffer(let firsts, let seconds, let lengths):
      """
      The list of edges has \(firsts) first points, \(seconds) second points and \(lengths) lengths; there must be as many \
      of each.
      """
    case .contradictingEdges(let first, let second, let one, let other):
      "The edge of points \(first) and \(second) is listed with two lengths, \(one) and \(other). Keep one of them."
    case .invalidError(let value):
      "The relative error of the approximation is \(value); it must be a positive number, for example 0.1."
    case .notPrime(let value):
      """
      The coefficient \(value) is not a prime number from 2 to 65521, so the numbers modulo \(value) are not a usable field. \
      Try 2, 3 or 47.
      """
    case .invalidDimension(let value):
      "The highest dimension must be from 0 to \(PersistenceParameters.highestDimension), but it is \(value)."
    case .invalidThreshold(let value):
      "The threshold is \(value); it must be a number that is 0 or larger."
    case .tooManyPoints(let found, let limit):
      "There are \(found) points, more than the \(limit) that can be handled in this way. Choose landmarks first."
    case .keyTooWide(let points, let maxDimension):
      """
      Simplices on \(points) points in dimension \(maxDimension + 1) cannot be numbered in 64 bits. Use fewer landmarks or a \
      lower dimension.
      """
    case .overMemoryBudget(let needed, let budget, let points, let maxDimension):
      """
      Dimension \(maxDimension) on \(points) points needs about \((needed + 999_999) / 1_000_000) MB, more than the \
      \(budget / 1_000_000) MB allowed. Use fewer landmarks, a lower dimension or a larger budget.
      """
    case .noSuchClass(let asked, let available):
      "Class \(asked) of dimension 1 was asked for, but there are only \(available) (numbered from 0, longest first)."
    case .cocyclesMissing:
      "The persistence result holds no cocycles. Compute it again with cocycles switched on."
    case .invalidFraction(let value):
      "The fraction of a bar at which coordinates are taken must lie strictly between 0 and 1, but it is \(value)."
    case .pointsDiffer(let result, let distances):
      "The persistence result is about \(result) points, but the distance matrix has \(distances)."
    case .landmarksOutsideGraph(let cocycle, let landmarks, let threshold):
      """
      \(landmarks.count) landmarks (first: \(landmarks.prefix(3).map(String.init).joined(separator: ", "))) have no edge of \
      length at most \(threshold), so class \(cocycle) gives them no coordinate. Without the compatible mode they are \
      reported as NaN.
      """
    case .emptyGraph(let cocycle, let threshold):
      "No two landmarks are within \(threshold) of each other, so class \(cocycle) has no coordinates there."
    case .notConverged(let cocycle, let reason):
      "The least-squares fit of class \(cocycle) failed: \(reason). The graph may be too badly connected at this threshold."
    }
  }
}
