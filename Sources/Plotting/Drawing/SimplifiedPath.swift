import CCairo

/// Adds a curve to the path of a context without the points that nobody can see: no point left out is farther than 1/32 of a
/// point, 0.01 mm, beside the segment that stands for it, or beyond its end. One pass, O(1) for each point.
///
/// A segment grows as long as some direction from its start passes all of its points within the tolerance and they do not turn
/// back.
///
/// Source: Z. Zhao and A. Saalfeld (1997), Linear-time sleeve-fitting polyline simplification algorithms, Proceedings of
/// AutoCarto 13, 214–223.
package struct SimplifiedPath {
  /// Points of the page.
  package static let tolerance = 0.03125

  private let context: OpaquePointer
  /// Where the segment starts; `nil` before the first point.
  private var start: PagePoint?
  /// The last point, when it is not drawn yet.
  private var pending: PagePoint?
  /// The outermost directions that pass every point since the start; `nil` while all do.
  private var sleeve: (right: PagePoint, left: PagePoint)?
  /// From the start, of any point of the segment.
  private var farthest = 0.0

  package init(context: OpaquePointer) { self.context = context }

  package mutating func add(_ point: PagePoint) {
    guard let start else {
      cairo_move_to(context, point.x, point.y)
      self.start = point
      return
    }
    if !extends(to: point, from: start), let pending {
      cairo_line_to(context, pending.x, pending.y)
      (self.start, sleeve, farthest) = (pending, nil, 0)
      _ = extends(to: point, from: pending)
    }
    pending = point
  }

  /// Ends the curve: a point to come begins another.
  package mutating func end() {
    if let pending { cairo_line_to(context, pending.x, pending.y) }
    (start, pending, sleeve, farthest) = (nil, nil, nil, 0)
  }

  /// Whether one segment from the start can pass the point too; narrows the sleeve.
  private mutating func extends(to point: PagePoint, from start: PagePoint) -> Bool {
    let (dx, dy) = (point.x - start.x, point.y - start.y)
    let distance = (dx * dx + dy * dy).squareRoot()
    // Written so that no distance that is not finite passes.
    guard distance >= farthest - Self.tolerance, distance < 1e6 else { return false }
    farthest = max(farthest, distance)
    guard distance > Self.tolerance else { return true }
    if let sleeve {
      guard sleeve.right.x * dy - sleeve.right.y * dx >= 0, dx * sleeve.left.y - dy * sleeve.left.x >= 0,
        sleeve.right.x * dx + sleeve.right.y * dy > 0
      else { return false }
    }
    let along = (distance * distance - Self.tolerance * Self.tolerance).squareRoot()
    let right = PagePoint(x: along * dx + Self.tolerance * dy, y: along * dy - Self.tolerance * dx)
    let left = PagePoint(x: along * dx - Self.tolerance * dy, y: along * dy + Self.tolerance * dx)
    guard let sleeve else {
      sleeve = (right, left)
      return true
    }
    if sleeve.right.x * right.y - sleeve.right.y * right.x > 0 { self.sleeve?.right = right }
    if left.x * sleeve.left.y - left.y * sleeve.left.x > 0 { self.sleeve?.left = left }
    return true
  }
}
