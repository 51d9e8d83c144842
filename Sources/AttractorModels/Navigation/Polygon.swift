import Foundation

/// What arenas ask of polygons: lists of corners, m, the last joined to the first.
enum Polygon {
  /// From each corner to the next.
  static func sides(_ corners: [SIMD2<Double>]) -> [Wall] {
    corners.indices.map { Wall(corners[$0], corners[($0 + 1) % corners.count]) }
  }

  /// Whether a point is inside, by how many sides a ray to the right of it crosses; either on the border.
  static func contains(_ corners: [SIMD2<Double>], _ point: SIMD2<Double>) -> Bool {
    var isInside = false
    for side in sides(corners) where (side.start.y > point.y) != (side.end.y > point.y) {
      let part = (point.y - side.start.y) / (side.end.y - side.start.y)
      if point.x < side.start.x + part * (side.end.x - side.start.x) { isInside.toggle() }
    }
    return isInside
  }

  /// Whether a point is on a side, to a billionth of a metre.
  static func isOnBorder(_ corners: [SIMD2<Double>], _ point: SIMD2<Double>) -> Bool {
    sides(corners).contains { length($0.distanceVector(to: point)) < 1e-9 }
  }

  /// - Throws: `wrongCount`, `notFinite`; `badParameter` for sides that cross each other.
  static func check(_ corners: [SIMD2<Double>], what: String) throws(AttractorModelsError) {
    guard corners.count >= 3 else { throw .wrongCount(what: what, found: corners.count, expected: 3) }
    if let index = corners.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, index: index) }
    let sides = sides(corners)
    for first in sides.indices {
      guard length(sides[first].end - sides[first].start) > 1e-9 else {
        throw .badParameter(name: "the length of side \(first + 1) of the \(what)", value: 0, expected: "positive")
      }
      for second in sides.indices where second > first + 1 && (first, second) != (0, sides.count - 1) {
        if sides[first].meets(sides[second].start, sides[second].end) {
          throw .badParameter(
            name: "side \(first + 1) of the \(what) against side", value: Double(second + 1), expected: "apart from it")
        }
      }
    }
  }
}

extension Wall {
  /// Whether the straight way from one point to another touches or crosses the wall.
  func meets(_ from: SIMD2<Double>, _ to: SIMD2<Double>) -> Bool {
    func side(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ p: SIMD2<Double>) -> Double {
      (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
    }
    let (a, b) = (side(start, end, from), side(start, end, to))
    if a * b > 0 { return false }
    let (c, d) = (side(from, to, start), side(from, to, end))
    if c * d > 0 { return false }
    if a != 0 || b != 0 { return true }
    // All on one line.
    func overlap(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Bool {
      max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d))
    }
    return overlap(from.x, to.x, start.x, end.x) && overlap(from.y, to.y, start.y, end.y)
  }
}
