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

/// Where an animal can be: a rectangle [0, width] × [0, height] or a polygon, m, with walls and holes inside.
public struct Arena: Sendable, Hashable {
  /// What happens at the border.
  public enum Border: String, Sendable, CaseIterable {
    /// Walls all round.
    case solid
    /// What leaves on one side comes back on the other; there are no other walls at the border. For rectangles.
    case periodic
  }

  /// Along x, m; of a polygon from its leftmost corner to its rightmost.
  public let width: Double
  /// Along y, m.
  public let height: Double
  /// What happens at the border.
  public let border: Border
  /// Inside.
  public let innerWalls: [Wall]
  /// Corners one after another; those of a rectangle from (0, 0) on against the clock.
  public let outline: [SIMD2<Double>]
  /// Corners of what is cut out, one list for each.
  public let holes: [[SIMD2<Double>]]
  /// Whether the border is that of a rectangle from (0, 0).
  let isRectangle: Bool

  /// A rectangle.
  ///
  /// - Throws: `badParameter`; `outside` for a wall or a hole beyond the border.
  public init(
    width: Double, height: Double, border: Border = .solid, innerWalls: [Wall] = [], holes: [[SIMD2<Double>]] = []
  ) throws(AttractorModelsError) {
    try checkPositive("the width of the arena", width)
    try checkPositive("the height of the arena", height)
    self.width = width
    self.height = height
    self.border = border
    self.innerWalls = innerWalls
    self.holes = holes
    outline = [SIMD2(0, 0), SIMD2(width, 0), SIMD2(width, height), SIMD2(0, height)]
    isRectangle = true
    try check()
  }

  /// A polygon.
  ///
  /// - Parameter outline: its corners in order, m; the last is joined to the first.
  /// - Throws: `wrongCount` for fewer than three corners; `notFinite`; `badParameter` for sides that cross each other;
  ///   `outside` for a wall or a hole beyond the border.
  public init(
    outline: [SIMD2<Double>], innerWalls: [Wall] = [], holes: [[SIMD2<Double>]] = []
  ) throws(AttractorModelsError) {
    try Polygon.check(outline, what: "outline")
    let x = outline.map(\.x)
    let y = outline.map(\.y)
    width = (x.max() ?? 0) - (x.min() ?? 0)
    height = (y.max() ?? 0) - (y.min() ?? 0)
    border = .solid
    self.innerWalls = innerWalls
    self.holes = holes
    self.outline = outline
    isRectangle = false
    try check()
  }

  private func check() throws(AttractorModelsError) {
    for wall in innerWalls {
      for end in [wall.start, wall.end] where !isWithinBorder(end) {
        throw .outside(what: "end of a wall", x: end.x, y: end.y)
      }
    }
    for hole in holes {
      try Polygon.check(hole, what: "hole")
      if let corner = hole.first(where: { !isWithinBorder($0) }) {
        throw .outside(what: "corner of a hole", x: corner.x, y: corner.y)
      }
    }
  }

  private func isWithinBorder(_ point: SIMD2<Double>) -> Bool {
    isRectangle
      ? point.x >= 0 && point.x <= width && point.y >= 0 && point.y <= height
      : Polygon.contains(outline, point) || Polygon.isOnBorder(outline, point)
  }

  /// Whether a point is in the arena, its border and those of holes included.
  public func contains(_ point: SIMD2<Double>) -> Bool {
    isWithinBorder(point) && !holes.contains { Polygon.contains($0, point) && !Polygon.isOnBorder($0, point) }
  }

  /// All that an animal runs into: the border, walls, holes.
  public var walls: [Wall] { (border == .periodic ? [] : Polygon.sides(outline)) + obstacles }

  /// Walls, and the sides of holes.
  var obstacles: [Wall] { innerWalls + holes.flatMap(Polygon.sides) }

  /// The smallest rectangle that holds the arena, m.
  public var bounds: (lower: SIMD2<Double>, upper: SIMD2<Double>) {
    let lower = outline.reduce(outline[0]) { SIMD2(min($0.x, $1.x), min($0.y, $1.y)) }
    return (lower, lower + SIMD2(width, height))
  }

  /// A point that left a periodic arena, back in it.
  func wrapped(_ point: SIMD2<Double>) -> SIMD2<Double> {
    func once(_ x: Double, _ length: Double) -> Double { x - length * (x / length).rounded(.down) }
    return SIMD2(once(point.x, width), once(point.y, height))
  }
}

extension Arena {
  /// A T-maze: a stem along y from the middle of its foot at (0, 0), and an arm to each side of its end, m.
  ///
  /// - Parameters:
  ///   - corridor: width of the stem.
  ///   - stem: length of the stem, to the arms.
  ///   - arm: from the middle of the stem to the end of an arm.
  ///   - thickness: width of the arms.
  ///   - recess: pockets into the corners between stem and arms, as wide along x and as deep along y; `nil` for none.
  /// - Throws: `badParameter`
  public static func tMaze(
    corridor: Double = 0.3, stem: Double = 1, arm: Double = 0.75, thickness: Double = 0.3,
    recess: (width: Double, depth: Double)? = nil
  ) throws(AttractorModelsError) -> Arena {
    for (name, value) in [
      ("the width of the stem", corridor), ("the length of the stem", stem), ("the length of an arm", arm),
      ("the width of the arms", thickness),
    ] { try checkPositive(name, value) }
    let half = corridor / 2
    guard arm > half + (recess?.width ?? 0) else {
      throw .badParameter(
        name: "the length of an arm", value: arm, expected: "above \(half + (recess?.width ?? 0)), where the stem ends")
    }
    func side(_ sign: Double) -> [SIMD2<Double>] {
      guard let recess else { return [SIMD2(sign * half, stem)] }
      return [
        SIMD2(sign * half, stem - recess.depth), SIMD2(sign * (half + recess.width), stem - recess.depth),
        SIMD2(sign * (half + recess.width), stem),
      ]
    }
    if let recess {
      try checkPositive("the width of a recess", recess.width)
      guard recess.depth > 0, recess.depth < stem else {
        throw .badParameter(name: "the depth of a recess", value: recess.depth, expected: "above 0 and below the stem, \(stem)")
      }
    }
    let left = [SIMD2(-half, 0)] + side(-1) + [SIMD2(-arm, stem), SIMD2(-arm, stem + thickness)]
    let right = [SIMD2(arm, stem + thickness), SIMD2(arm, stem)] + side(1).reversed() + [SIMD2(half, 0)]
    return try Arena(outline: left + right)
  }
}
