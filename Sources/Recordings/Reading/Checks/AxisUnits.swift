import ArrayNumerics
import Schema

/// What the two coordinates of a position say of being in one unit.
///
/// An arena of 70 × 60 cm whose x is in centimetres and whose y is in metres extends over 70 × 0.6 of the same unit. A track is
/// as long and narrow, but along its width an animal moves otherwise than along its length, and nothing is narrower than its
/// head.
struct AxisUnits {
  /// The wider extent, and the narrower one, without the outermost hundredths.
  let wider: Double
  let narrower: Double
  /// Whether the extents are far apart, and yet both coordinates move alike, each in shares of its own, and visit a plane.
  let moveAlike: Bool

  /// Coordinates in two units of which one is at least ten times the other, in an arena of up to 4 : 1.
  static let leastRatio = 25.0
  /// Metres.
  static let narrowestWay = 0.02
  /// What the narrower one is as metres.
  static let arenas = 0.05...10.0
  /// The larger steps of one are at most so many times those of the other, in shares of the extents.
  static let mostUnlike = 3.0
  /// Of 6 × 6 fields so many are visited.
  static let fewestFields = 18

  /// Samples of which fewer say nothing.
  static let fewest = 100

  init(_ x: [Double], _ y: [Double]) {
    let places = zip(x, y).filter { $0.isFinite && $1.isFinite }
    let columns = [places.map(\.0), places.map(\.1)]
    let ends = columns.map { quantiles($0, [0.01, 0.99]) }
    let extents = ends.map { $0[1] - $0[0] }
    (wider, narrower) = (extents.max() ?? 0, extents.min() ?? 0)
    guard places.count >= Self.fewest, narrower > 0, wider > Self.leastRatio * narrower else {
      moveAlike = false
      return
    }
    let steps = zip(columns, extents).map { column, extent in
      quantile(zip(column, column.dropFirst()).map { abs($1 - $0) / extent }, 0.9)
    }
    var fields: Set<[Int]> = []
    for (x, y) in places {
      fields.insert(zip(zip([x, y], ends), extents).map { max(0, min(5, Int(6 * ($0.0 - $0.1[0]) / $1))) })
    }
    moveAlike = fields.count >= Self.fewestFields && (steps.max() ?? 0) < Self.mostUnlike * (steps.min() ?? 0)
  }

  /// Whether they are in two units.
  ///
  /// - Parameter unit: in which both would be taken.
  func differ(in unit: PositionUnit) -> Bool {
    moveAlike && unit.metres < 1 && narrower * unit.metres < Self.narrowestWay && Self.arenas.contains(narrower)
  }
}
