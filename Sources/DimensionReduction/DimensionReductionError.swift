/// What can be wrong with the input or the parameters of a reduction, and what would work instead.
public enum DimensionReductionError: Error, Equatable, Sendable {
  /// A value that is NaN or infinite at `[row, column]` of the input.
  case notFinite(row: Int, column: Int)
  /// A parameter below its smallest allowed value.
  case parameterTooSmall(name: String, value: Double, smallest: Double)
  /// Fewer than two points are left to work on.
  case tooFewPoints(found: Int, because: String)
  /// More components than points or cells can carry.
  case tooManyComponents(requested: Int, points: Int, cells: Int)
  /// As many neighbours (each point counted as its own first one) as there are points, or more.
  case tooManyNeighbours(requested: Int, points: Int)
  /// More landmarks than points to choose them from.
  case tooManyLandmarks(requested: Int, points: Int)
  /// More neighbours of a landmark than there are landmarks.
  case tooManyLandmarkNeighbours(requested: Int, landmarks: Int)
  /// Not one column varies: every cell is silent or constant.
  case noVariance(rows: Int, cells: Int)
  /// A list of shifts that does not hold one for each cell.
  case wrongShiftCount(found: Int, cells: Int)
  /// More points than the search can number.
  case tooManyPoints(found: Int, largest: Int)
  /// More axes of a picture than the points or the method can carry.
  case tooManyDimensions(requested: Int, most: Int)
  /// A neighbour graph that falls into parts, of so many points each.
  case disconnected(parts: [Int])
  /// A minimum distance beyond the curve that it shapes.
  case minimumDistanceBeyondSpread(minimumDistance: Double, spread: Double)
}

extension DimensionReductionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "The activity of cell \(column) in time bin \(row) is not a finite number (both counted from 0). "
        + "Fill or remove such bins before the reduction; nothing was computed."
    case .parameterTooSmall(let name, let value, let smallest):
      "The parameter \(name) is \(Self.plain(value)), but must be at least \(Self.plain(smallest))."
    case .tooFewPoints(let found, let because):
      "Only \(found) time bin\(found == 1 ? " is" : "s are") left (\(because)); at least 2 are needed, "
        + "and a few hundred for a meaningful result. Use a longer recording or a smaller stride."
    case .tooManyComponents(let requested, let points, let cells):
      "\(requested) components were asked for, but \(points) time bins of \(cells) cells carry at most "
        + "\(min(points, cells)). Use \(min(6, points, cells)) components."
    case .tooManyNeighbours(let requested, let points):
      "\(requested) neighbours were asked for, but there are only \(points) time bins to find them among. "
        + "Use at most \(points); about \(max(2, points / 15)) keeps the usual proportion."
    case .tooManyLandmarks(let requested, let points):
      "\(requested) landmarks were asked for, but only \(points) time bins are left to choose them from "
        + "after the stride and the choice of active bins. Use at most \(points) landmarks, a smaller "
        + "stride, or a longer recording."
    case .tooManyLandmarkNeighbours(let requested, let landmarks):
      "\(requested) neighbours of each landmark were asked for, but there are only \(landmarks) landmarks. "
        + "Use at most \(landmarks); about \(max(2, landmarks * 2 / 3)) keeps the usual proportion."
    case .noVariance(let rows, let cells):
      "None of the \(cells) cells varies over the \(rows) time bins looked at: all are silent or constant. "
        + "Check that the spikes and the time stamps use the same clock and unit."
    case .wrongShiftCount(let found, let cells):
      "\(found) shifts were given for \(cells) cells; each cell needs exactly one."
    case .tooManyPoints(let found, let largest):
      "\(found) points are more than the neighbour search can number (\(largest)). "
        + "Use a larger stride or fewer active bins."
    case .tooManyDimensions(let requested, let most):
      "\(requested) dimensions were asked for, but these points and this method carry at most \(most)."
    case .disconnected(let parts):
      "The neighbour graph falls into \(parts.count) parts, of \(parts.prefix(5).map(String.init).joined(separator: ", ")) "
        + "time bins\(parts.count > 5 ? " and fewer" : ""); no path leads from one to another, so the distance between "
        + "them is not defined. Use more neighbours, or a method that lays each part out by itself."
    case .minimumDistanceBeyondSpread(let minimumDistance, let spread):
      "The minimum distance \(Self.plain(minimumDistance)) is not below three times the spread "
        + "(\(Self.plain(spread))), so no curve has it. Use a smaller one, between 0 and the spread."
    }
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
