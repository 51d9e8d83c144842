import CCairo
import Foundation
import Plotting
import Testing

/// Curves without the points that nobody can see.
@Suite struct SimplifiedPathTests {
  /// The curves that are left of some: each a list of corners.
  private func simplified(_ curves: [[PagePoint]]) throws -> [[PagePoint]] {
    let surface = try #require(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1))
    let context = try #require(cairo_create(surface))
    defer {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }
    var path = SimplifiedPath(context: context)
    for curve in curves {
      for point in curve { path.add(point) }
      path.end()
    }
    let copy = try #require(cairo_copy_path(context))
    defer { cairo_path_destroy(copy) }
    var found: [[PagePoint]] = []
    var place = 0
    while place < Int(copy.pointee.num_data) {
      let header = copy.pointee.data[place].header
      let point = copy.pointee.data[place + 1].point
      if header.type == CAIRO_PATH_MOVE_TO { found.append([]) }
      found[found.count - 1].append(PagePoint(x: point.x, y: point.y))
      place += Int(header.length)
    }
    return found
  }

  private func distance(_ point: PagePoint, from corners: [PagePoint]) -> Double {
    zip(corners, corners.dropFirst()).map { start, end in
      let (dx, dy) = (end.x - start.x, end.y - start.y)
      let length = dx * dx + dy * dy
      let along = length > 0 ? min(1, max(0, ((point.x - start.x) * dx + (point.y - start.y) * dy) / length)) : 0
      return hypot(point.x - start.x - along * dx, point.y - start.y - along * dy)
    }.min() ?? .infinity
  }

  @Test func everyPointIsWithinTheTolerance() throws {
    func curve(_ count: Int, _ place: (Double) -> (Double, Double)) -> [PagePoint] {
      (0..<count).map { index in
        let (x, y) = place(Double(index))
        return PagePoint(x: x, y: y)
      }
    }
    var curves: [(name: String, points: [PagePoint], most: Int)] = []
    curves.append(("a wave", curve(2000) { (0.1 * $0, 100 * sin(0.01 * $0)) }, 400))
    curves.append(("a circle", curve(2001) { (50 * cos(0.01 * $0), 50 * sin(0.01 * $0)) }, 700))
    curves.append(("a straight line", curve(3000) { (0.05 * $0, 0.02 * $0) }, 2))
    curves.append(("a line there and back", curve(200) { ($0 < 100 ? $0 : 200 - $0, 0) }, 3))
    curves.append(("a zigzag", curve(400) { (0.3 * $0, 5 * $0.truncatingRemainder(dividingBy: 2)) }, 400))
    curves.append(("steps", curve(400) { (($0 / 2).rounded(.down), 3 * ($0 / 2).rounded(.up)) }, 400))
    curves.append(("a point that stays", curve(50) { _ in (3, 4) }, 2))
    curves.append(("a walk", curve(1500) { (0.02 * $0, sin(1.7 * $0) + sin(0.3 * $0)) }, 1500))
    for (name, curve, most) in curves {
      let found = try simplified([curve])
      let corners = try #require(found.first)
      #expect(found.count == 1 && corners.count <= most, "\(name): \(corners.count) corners")
      #expect(corners.first.map { hypot($0.x - curve[0].x, $0.y - curve[0].y) } ?? 1 < 0.01, "\(name)")
      // As far across as along a segment at most; Cairo keeps places in 1/256 of a unit.
      let worst = curve.map { distance($0, from: corners) }.max() ?? .infinity
      #expect(worst <= SimplifiedPath.tolerance * 2.0.squareRoot() + 0.006, "\(name): \(worst)")
      // Nothing is added: every corner is a point of the curve.
      for corner in corners {
        #expect(curve.contains { hypot($0.x - corner.x, $0.y - corner.y) < 0.006 }, "\(name)")
      }
    }
  }

  @Test func aBreakStaysABreak() throws {
    let first = [PagePoint(x: 0, y: 0), PagePoint(x: 10, y: 0)]
    let second = [PagePoint(x: 20, y: 0), PagePoint(x: 30, y: 0), PagePoint(x: 40, y: 0)]
    #expect(try simplified([first, second]) == [first, [second[0], second[2]]])
  }
}
