import ArrayNumerics
import Foundation

/// Where the neurons of a network on a line or a surface stand. Places are x and y in radians, the unit of the width of the
/// connections; on a line y is 0.
public struct Surface: Sendable, Hashable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A piece of a line along x.
    case line
    /// A rectangle.
    case plane
    /// Closed along x, with two rims along y.
    case cylinder
    /// Closed along x after a half twist, so that y turns over once round; one rim.
    case moebius
    /// Of radius 1: x is the azimuth, y the elevation.
    case sphere
  }

  /// What it is.
  public let kind: Kind
  /// Along x; all of them on a sphere.
  public let columns: Int
  /// Along y; 1 on a line or a sphere.
  public let rows: Int
  /// Along x and y; 2π along a closed axis.
  public let extent: SIMD2<Double>
  /// Of each neuron, row after row; on open axes in the middles of equal cells.
  public let places: [SIMD2<Double>]

  /// - Parameters:
  ///   - length: of open axes, rad.
  /// - Throws: `badParameter`; `tooLarge` above 8192 neurons, whose weights take half a gigabyte.
  public init(_ kind: Kind, columns: Int, rows: Int = 1, length: Double = 4) throws(AttractorModelsError) {
    try checkPositive("the length of an open axis", length)
    let isFlat = kind != .line && kind != .sphere
    for (name, count, fewest) in [("columns", columns, kind == .sphere ? 12 : 3), ("rows", rows, isFlat ? 3 : 1)] {
      guard count >= fewest, isFlat || name == "columns" || count == 1 else {
        throw .badParameter(
          name: "the number of \(name)", value: Double(count),
          expected: isFlat || name == "columns" ? "\(fewest) or more" : "1")
      }
    }
    guard columns <= 8192, rows <= 8192, columns * rows <= 8192 else {
      let count = Double(columns) * Double(rows)
      throw .tooLarge(bytes: Int(min(8 * count * count, 1e18)), limit: 8 * 8192 * 8192)
    }
    self.kind = kind
    self.columns = columns
    self.rows = rows
    switch kind {
    case .line: extent = SIMD2(length, 1)
    case .plane: extent = SIMD2(length, length)
    case .cylinder, .moebius: extent = SIMD2(2 * .pi, length)
    case .sphere: extent = SIMD2(2 * .pi, .pi)
    }
    let extent = extent
    places = (0..<columns * rows).map { neuron in
      let (column, row) = (Double(neuron % columns), Double(neuron / columns))
      switch kind {
      case .sphere:
        // A Fibonacci lattice: equal areas, the golden angle from one to the next.
        let turn = column * Double.pi * (3 - 5.0.squareRoot())
        return SIMD2(turn.remainder(dividingBy: 2 * .pi), asin((2 * column + 1) / Double(columns) - 1))
      case .line: return SIMD2(-length / 2 + length * (column + 0.5) / Double(columns), 0)
      case .plane, .cylinder, .moebius:
        let x = kind == .plane ? column + 0.5 : column
        return SIMD2(
          -extent.x / 2 + extent.x * x / Double(columns), -extent.y / 2 + extent.y * (row + 0.5) / Double(rows))
      }
    }
  }

  /// Axes that a place has.
  public var dimensions: Int { kind == .line ? 1 : 2 }

  /// Neurons for each radian of a line, or for each square radian.
  public var density: Double {
    switch kind {
    case .line: Double(columns) / extent.x
    case .sphere: Double(columns) / (4 * .pi)
    case .plane, .cylinder, .moebius: Double(columns * rows) / (extent.x * extent.y)
    }
  }

  /// From the second place to the first: all ways that a Gaussian is summed over, the shortest first. On a sphere the length of
  /// the great circle, as x.
  func differences(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> [SIMD2<Double>] {
    let d = first - second
    switch kind {
    case .line, .plane: return [d]
    case .sphere:
      let (a, b) = (Self.vector(first), Self.vector(second))
      return [SIMD2(2 * asin(min(1, norm(a - b) / 2)), 0)]
    case .cylinder, .moebius:
      let ways = (-2...2).map { turn -> SIMD2<Double> in
        // Once round a Möbius band y has turned over.
        let isOver = kind == .moebius && turn % 2 != 0
        return SIMD2(d.x + Double(turn) * 2 * .pi, isOver ? -first.y - second.y : d.y)
      }
      return ways.sorted { ($0 * $0).sum() < ($1 * $1).sum() }
    }
  }

  /// A place as the axes have it: once round taken off, and y turned over for each turn of a Möbius band.
  public func normalized(_ place: SIMD2<Double>) -> SIMD2<Double> {
    guard kind == .cylinder || kind == .moebius || kind == .sphere else { return place }
    let turns = ((place.x + .pi) / (2 * .pi)).rounded(.down)
    let isOver = kind == .moebius && turns.remainder(dividingBy: 2) != 0
    return SIMD2(place.x - 2 * .pi * turns, isOver ? -place.y : place.y)
  }

  /// The length of the shortest way between two places, rad.
  public func distance(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> Double {
    length(differences(normalized(first), normalized(second))[0])
  }

  /// A place of a sphere in space.
  public static func vector(_ place: SIMD2<Double>) -> SIMD3<Double> {
    SIMD3(cos(place.y) * cos(place.x), cos(place.y) * sin(place.x), sin(place.y))
  }

  /// The mean place of the neurons with weights: from the heaviest of them the mean of the shortest ways to all.
  func mean(of weights: [Double]) -> SIMD2<Double> {
    let total = weights.reduce(0, +)
    guard total > 0, let peak = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return SIMD2(.nan, .nan) }
    if kind == .sphere {
      var sum = SIMD3<Double>.zero
      for (place, weight) in zip(places, weights) { sum += weight * Self.vector(place) }
      return SIMD2(atan2(sum.y, sum.x), atan2(sum.z, (sum.x * sum.x + sum.y * sum.y).squareRoot()))
    }
    var center = places[peak]
    for _ in 0..<3 {
      var sum = SIMD2<Double>.zero
      for (place, weight) in zip(places, weights) where weight > 0 { sum += weight * differences(place, center)[0] }
      center = normalized(center + sum / total)
    }
    return center
  }
}

/// |v|.
private func norm(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
