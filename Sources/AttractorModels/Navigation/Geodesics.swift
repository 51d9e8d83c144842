import ArrayNumerics
import Foundation

/// Lengths of the shortest ways through an arena, m: exact, straight wherever nothing is between, else bent round the corners
/// of walls and holes (a visibility graph; Lozano-Pérez & Wesley 1979, doi:10.1145/359156.359164).
///
/// One metric for all: no grid, whose ways of 4 or 8 directions are up to 41 % or 8.2 % too long, and no way between two walls
/// that touch. A way keeps a ten-millionth of the arena's size from the corners that it turns round, which is all that it is
/// too long by at each.
public struct Geodesics: Sendable {
  /// Where the ways are.
  public let arena: Arena
  /// Corners that ways bend round, m.
  public let corners: [SIMD2<Double>]
  private let walls: [Wall]
  /// Between corners, m.
  private let between: [[Double]]

  /// - Throws: `badParameter` for a periodic arena.
  public init(_ arena: Arena) throws(AttractorModelsError) {
    guard arena.border == .solid else {
      throw .badParameter(name: "the number of walls at the border", value: 0, expected: "4, for shortest ways")
    }
    self.arena = arena
    walls = arena.walls
    corners = Self.bends(of: arena)
    let (corners, walls) = (corners, walls)
    var between = corners.map { first in
      corners.map { second in
        Self.isFree(first, second, walls) ? length(first - second) : .infinity
      }
    }
    for middle in corners.indices {
      for first in corners.indices {
        for second in corners.indices {
          between[first][second] = min(between[first][second], between[first][middle] + between[middle][second])
        }
      }
    }
    self.between = between
  }

  /// Beside each end of a wall round which there is more than half a turn of room, a little away from it.
  private static func bends(of arena: Arena) -> [SIMD2<Double>] {
    let walls = arena.walls
    let size = max(arena.width, arena.height)
    var seen: [SIMD2<Double>] = []
    var found: [SIMD2<Double>] = []
    for corner in walls.flatMap({ [$0.start, $0.end] }) where !seen.contains(where: { length($0 - corner) < 1e-9 * size }) {
      seen.append(corner)
      var directions: [Double] = []
      for wall in walls where length(wall.distanceVector(to: corner)) < 1e-9 * size {
        for end in [wall.start, wall.end] where length(end - corner) > 1e-9 * size {
          directions.append(atan2(end.y - corner.y, end.x - corner.x))
        }
      }
      directions.sort()
      for index in directions.indices {
        let next = index + 1 < directions.count ? directions[index + 1] : directions[0] + 2 * .pi
        let room = next - directions[index]
        guard room > .pi + 1e-9 else { continue }
        let middle = directions[index] + room / 2
        let bend = corner + 1e-7 * size * SIMD2(cos(middle), sin(middle))
        if arena.contains(bend) { found.append(bend) }
      }
    }
    return found
  }

  private static func isFree(_ from: SIMD2<Double>, _ to: SIMD2<Double>, _ walls: [Wall]) -> Bool {
    !walls.contains { $0.meets(from, to) }
  }

  /// Whether nothing is on the straight way between two points of the arena.
  public func isVisible(_ from: SIMD2<Double>, _ to: SIMD2<Double>) -> Bool { Self.isFree(from, to, walls) }

  /// Of the shortest way, m; infinite where there is none. Points are in the arena and on no wall.
  public func distance(from: SIMD2<Double>, to: SIMD2<Double>) -> Double {
    distances(from: from, to: [to], seen: [waysToCorners(to)])[0]
  }

  /// Straight ways from a point to each corner, m; infinite where it is hidden.
  private func waysToCorners(_ point: SIMD2<Double>) -> [Double] {
    corners.map { isVisible(point, $0) ? length(point - $0) : .infinity }
  }

  private func distances(from: SIMD2<Double>, to points: [SIMD2<Double>], seen: [[Double]]) -> [Double] {
    let own = waysToCorners(from)
    let bent = corners.indices.map { corner in
      corners.indices.reduce(Double.infinity) { min($0, own[$1] + between[$1][corner]) }
    }
    return points.indices.map { index in
      let straight = length(points[index] - from)
      var shortest = Double.infinity
      for corner in bent.indices { shortest = min(shortest, bent[corner] + seen[index][corner]) }
      // A bent way is never shorter than the straight one; where one is as good as it, nothing has to be looked for.
      if shortest <= straight * (1 + 1e-12) { return shortest }
      return isVisible(from, points[index]) ? straight : shortest
    }
  }

  /// Of the shortest ways from some points to others, m, `[source, point]`; infinite where there is none.
  ///
  /// Complexity: sources × points × (walls + corners).
  /// - Throws: `CancellationError`
  public func distances(
    from sources: [SIMD2<Double>], to points: [SIMD2<Double>], work: Work = Work()
  ) throws -> [[Double]] {
    let block = 256
    let seen = try concurrentMap((points.count + block - 1) / block, work: work) { group in
      try work.checkCancellation()
      return points[group * block..<min(points.count, (group + 1) * block)].map(waysToCorners)
    }.flatMap(\.self)
    return try concurrentMap(sources.count, work: work) { index in
      try work.checkCancellation()
      return distances(from: sources[index], to: points, seen: seen)
    }
  }
}

/// The squares of a grid over an arena whose middle is in it.
public struct ArenaCells: Sendable, Equatable {
  /// Along x and y.
  public let columns: Int
  /// Along y; row 0 is the lowest.
  public let rows: Int
  /// Of a cell, m.
  public let side: Double
  /// Lower left corner of the grid, m.
  public let origin: SIMD2<Double>
  /// Place in the grid, row × columns + column, of each cell, ascending.
  public let places: [Int]
  /// Number of the cell at each place; −1 where there is none.
  private let numbers: [Int]

  /// - Parameter side: m.
  /// - Throws: `badParameter`; `tooLarge` above ten million places.
  public init(_ arena: Arena, side: Double) throws(AttractorModelsError) {
    try checkPositive("the side of a cell", side)
    let (columns, rows) = ((arena.width / side - 1e-9).rounded(.up), (arena.height / side - 1e-9).rounded(.up))
    guard columns * rows <= 1e7 else { throw .tooLarge(bytes: Int(min(8 * columns * rows, 1e18)), limit: 80_000_000) }
    self.columns = max(1, Int(columns))
    self.rows = max(1, Int(rows))
    self.side = side
    origin = arena.bounds.lower
    var (places, numbers) = ([Int](), [Int](repeating: -1, count: self.columns * self.rows))
    let obstacles = arena.walls
    for place in numbers.indices {
      let center = origin + side * SIMD2(Double(place % self.columns) + 0.5, Double(place / self.columns) + 0.5)
      guard arena.contains(center), !obstacles.contains(where: { length($0.distanceVector(to: center)) < 1e-9 }) else {
        continue
      }
      numbers[place] = places.count
      places.append(place)
    }
    self.places = places
    self.numbers = numbers
  }

  /// Of each cell, m.
  public var centers: [SIMD2<Double>] {
    places.map { origin + side * SIMD2(Double($0 % columns) + 0.5, Double($0 / columns) + 0.5) }
  }

  /// The number of the cell that a point is in; those on the upper borders are in the last. `nil` where there is none.
  public func cell(at point: SIMD2<Double>) -> Int? {
    func index(_ x: Double, _ count: Int) -> Int? {
      let place = x / side
      guard place >= 0, place <= Double(count) + 1e-9 else { return nil }
      return min(Int(place), count - 1)
    }
    guard let column = index(point.x - origin.x, columns), let row = index(point.y - origin.y, rows) else { return nil }
    let number = numbers[row * columns + column]
    return number >= 0 ? number : nil
  }
}
