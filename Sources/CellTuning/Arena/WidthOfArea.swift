import ArrayNumerics

/// How wide the area is that an animal visited: the diameter of the largest disc inside of it, gaps filled.
///
/// A track, a maze or a ring is narrow however long it is, and the square around it says nothing of that.
///
/// - Parameters:
///   - visited: bins of the arena `[y, x]`.
///   - gap: gaps up to this width are filled, bins.
/// - Returns: bins; 0 without a visited one.
/// - Complexity: O(rows · columns · (rows + columns)).
package func widthOfArea(_ visited: Matrix<Bool>, fillingUpTo gap: Double) -> Double {
  let reach = gap / 2
  let margin = Int(reach.rounded(.up)) + 1
  var padded = Matrix<Bool>(rows: visited.rows + 2 * margin, columns: visited.columns + 2 * margin, repeating: false)
  for row in 0..<visited.rows {
    for column in 0..<visited.columns { padded[row + margin, column + margin] = visited[row, column] }
  }
  guard padded.elements.contains(true) else { return 0 }
  let isOutside = squaredDistances(to: padded).map { $0 > reach * reach }
  let largest = squaredDistances(to: isOutside).elements.max() ?? 0
  return max(0, 2 * (largest.squareRoot() - reach))
}

extension ArenaRates {
  /// The width of a track, ring or maze that was given as x and y, m; `nil` for an area.
  ///
  /// - Parameter least: an area is as wide as this, m, or a third as wide as long.
  package func pathWidth(below least: Double) -> Double? {
    let side = grid.xEdges.count > 1 ? grid.xEdges[1] - grid.xEdges[0] : 1
    let width = widthOfArea(visited, fillingUpTo: least / side) * side
    return width < least && 3 * width < side * Double(max(grid.rows, grid.columns)) ? width : nil
  }
}

/// The square of the distance of each bin to the nearest that is marked, bins; infinite where none is.
private func squaredDistances(to marked: Matrix<Bool>) -> Matrix<Double> {
  let (rows, columns) = (marked.rows, marked.columns)
  // Along each column first, then the best over each row.
  var vertical = Matrix<Double>(rows: rows, columns: columns, repeating: .infinity)
  for column in 0..<columns {
    for order in [Array(0..<rows), Array((0..<rows).reversed())] {
      var distance = Double.infinity
      for row in order {
        distance = marked[row, column] ? 0 : distance + 1
        vertical[row, column] = min(vertical[row, column], distance)
      }
    }
  }
  var squares = Matrix<Double>(rows: rows, columns: columns, repeating: .infinity)
  for row in 0..<rows {
    let line = (0..<columns).map { vertical[row, $0] * vertical[row, $0] }
    for column in 0..<columns {
      var best = Double.infinity
      for other in 0..<columns { best = min(best, line[other] + Double((other - column) * (other - column))) }
      squares[row, column] = best
    }
  }
  return squares
}
