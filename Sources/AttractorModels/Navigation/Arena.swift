import Foundation

/// A straight piece of wall, m.
public struct Wall: Sendable, Hashable {
  /// One end.
  public var start: SIMD2<Double>
  /// The other.
  public var end: SIMD2<Double>

  public init(_ start: SIMD2<Double>, _ end: SIMD2<Double>) {
    self.start = start
    self.end = end
  }

  /// From the nearest point of the wall to a point.
  func distanceVector(to point: SIMD2<Double>) -> SIMD2<Double> {
    let along = end - start
    let square = (along * along).sum()
    let fraction = square > 0 ? min(1, max(0, ((point - start) * along).sum() / square)) : 0
    return point - (start + fraction * along)
  }

  /// The part of the way from `from` to `to` at which the wall is crossed; `nil` when it is not.
  func crossing(from: SIMD2<Double>, to: SIMD2<Double>) -> Double? {
    let (way, along, offset) = (to - from, end - start, start - from)
    let determinant = way.x * along.y - way.y * along.x
    guard determinant != 0 else { return nil }
    let onWay = (offset.x * along.y - offset.y * along.x) / determinant
    let onWall = (offset.x * way.y - offset.y * way.x) / determinant
    return onWay >= 0 && onWay <= 1 && onWall >= -1e-9 && onWall <= 1 + 1e-9 ? onWay : nil
  }

  /// A vector mirrored at the wall.
  func reflected(_ vector: SIMD2<Double>) -> SIMD2<Double> {
    let along = end - start
    let square = (along * along).sum()
    guard square > 0 else { return -vector }
    let part: Double = 2 * (vector * along).sum() / square
    return part * along - vector
  }
}

/// A rectangle [0, width] × [0, height], m, with walls inside.
public struct Arena: Sendable, Hashable {
  /// What happens at the border.
  public enum Border: String, Sendable, CaseIterable {
    /// Four walls.
    case solid
    /// What leaves on one side comes back on the other; there are no other walls at the border.
    case periodic
  }

  /// Along x, m.
  public let width: Double
  /// Along y, m.
  public let height: Double
  /// What happens at the border.
  public let border: Border
  /// Inside the rectangle.
  public let innerWalls: [Wall]

  /// - Throws: `badParameter`; `outside` for a wall beyond the border.
  public init(
    width: Double, height: Double, border: Border = .solid, innerWalls: [Wall] = []
  ) throws(AttractorModelsError) {
    try checkPositive("the width of the arena", width)
    try checkPositive("the height of the arena", height)
    self.width = width
    self.height = height
    self.border = border
    self.innerWalls = innerWalls
    for wall in innerWalls {
      for end in [wall.start, wall.end] where !contains(end) { throw .outside(what: "end of a wall", x: end.x, y: end.y) }
    }
  }

  /// Whether a point is in the rectangle, its border included.
  public func contains(_ point: SIMD2<Double>) -> Bool {
    point.x >= 0 && point.x <= width && point.y >= 0 && point.y <= height
  }

  /// All that an animal runs into.
  public var walls: [Wall] {
    if border == .periodic { return innerWalls }
    let corners = [SIMD2(0, 0), SIMD2(width, 0), SIMD2(width, height), SIMD2(0, height)]
    return (0..<4).map { Wall(corners[$0], corners[($0 + 1) % 4]) } + innerWalls
  }

  /// A point that left a periodic arena, back in it.
  func wrapped(_ point: SIMD2<Double>) -> SIMD2<Double> {
    func once(_ x: Double, _ length: Double) -> Double { x - length * (x / length).rounded(.down) }
    return SIMD2(once(point.x, width), once(point.y, height))
  }
}
