import ArrayNumerics
import Foundation

/// The contour lines of a map at a level, by marching squares with linear interpolation; two high corners that face each other
/// across a square are taken apart.
///
/// Source: Lorensen and Cline 1987, Marching cubes (doi:10.1145/37402.37422), in the plane.
package struct ContourLines: Sendable {
  /// The corners of each line in order, x and y in bins; a line that leaves the map is open.
  package let lines: [[(x: Double, y: Double)]]

  /// - Parameter map: finite, `[y, x]`.
  package init(_ map: Matrix<Double>, level: Double) {
    let (rows, columns) = (map.rows, map.columns)
    // An edge runs from (row, column) to the right (even) or upward (odd); each is met by at most two squares.
    var neighbours = [SIMD2<Int32>](repeating: SIMD2(-1, -1), count: 2 * rows * columns)
    func join(_ a: Int, _ b: Int) {
      func add(_ edge: Int, _ other: Int) {
        if neighbours[edge].x < 0 { neighbours[edge].x = Int32(other) } else { neighbours[edge].y = Int32(other) }
      }
      add(a, b)
      add(b, a)
    }
    for row in 0..<max(0, rows - 1) {
      for column in 0..<max(0, columns - 1) {
        let corner = row * columns + column
        let (bottom, left) = (2 * corner, 2 * corner + 1)
        let (top, right) = (2 * (corner + columns), 2 * (corner + 1) + 1)
        let isHigh = (
          map[row, column] > level, map[row, column + 1] > level, map[row + 1, column] > level,
          map[row + 1, column + 1] > level
        )
        switch isHigh {
        case (true, false, false, false), (false, true, true, true): join(bottom, left)
        case (false, true, false, false), (true, false, true, true): join(bottom, right)
        case (false, false, true, false), (true, true, false, true): join(left, top)
        case (false, false, false, true), (true, true, true, false): join(top, right)
        case (true, true, false, false), (false, false, true, true): join(left, right)
        case (true, false, true, false), (false, true, false, true): join(bottom, top)
        case (true, false, false, true):
          join(bottom, left)
          join(top, right)
        case (false, true, true, false):
          join(bottom, right)
          join(left, top)
        case (true, true, true, true), (false, false, false, false): break
        }
      }
    }
    func place(_ edge: Int) -> (x: Double, y: Double) {
      let (row, column) = (edge / 2 / columns, edge / 2 % columns)
      let isUpward = edge % 2 == 1
      let (here, there) = (map[row, column], isUpward ? map[row + 1, column] : map[row, column + 1])
      let part = (level - here) / (there - here)
      return isUpward ? (Double(column), Double(row) + part) : (Double(column) + part, Double(row))
    }
    var isUsed = [Bool](repeating: false, count: neighbours.count)
    func follow(from first: Int) -> [(x: Double, y: Double)] {
      var line: [(x: Double, y: Double)] = []
      var edge = first
      while true {
        isUsed[edge] = true
        line.append(place(edge))
        let next = [Int(neighbours[edge].x), Int(neighbours[edge].y)].first { $0 >= 0 && !isUsed[$0] }
        guard let next else { return line }
        edge = next
      }
    }
    var lines: [[(x: Double, y: Double)]] = []
    // Open lines from their ends first, then rings.
    for isOpen in [true, false] {
      for edge in neighbours.indices where neighbours[edge].x >= 0 && !isUsed[edge] && (neighbours[edge].y < 0) == isOpen {
        lines.append(follow(from: edge))
      }
    }
    self.lines = lines
  }

  /// The area within the line whose mean corner is nearest to a place, square bins; `nil` without a line.
  package func areaOfLine(nearest place: (x: Double, y: Double)) -> Double? {
    func distance(_ line: [(x: Double, y: Double)]) -> Double {
      let count = Double(line.count)
      let (x, y) = (line.reduce(0) { $0 + $1.x } / count, line.reduce(0) { $0 + $1.y } / count)
      return hypot(x - place.x, y - place.y)
    }
    guard let line = lines.min(by: { distance($0) < distance($1) }) else { return nil }
    var twice = 0.0
    for (index, corner) in line.enumerated() {
      let next = line[(index + 1) % line.count]
      twice += corner.x * next.y - next.x * corner.y
    }
    return abs(twice) / 2
  }
}
