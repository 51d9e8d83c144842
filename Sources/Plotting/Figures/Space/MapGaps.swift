import ArrayNumerics
import Foundation
import Schema

/// The most bins of a gap that maps are drawn without, when nobody says otherwise.
let standardGap = 4

/// A map for the eye: gaps of a few bins inside what was visited take the mean of the bins around them, as smoothing would give
/// them. Larger regions, and gaps at the edge of the arena, stay unvisited. What is computed from a map never sees this.
///
/// Bins belong to one gap when they share a side. A gap is filled from its rim inward; of angles the mean is the circular one.
///
/// - Parameters:
///   - map: `[y, x]`, NaN where nobody was.
///   - bins: the most bins of a gap that is filled; 0 fills none.
///   - isAngle: whether the values are angles in radians.
func fillingGaps(_ map: Matrix<Double>, upTo bins: Int, isAngle: Bool = false) -> Matrix<Double> {
  guard bins > 0 else { return map }
  var filled = map
  for gap in gaps(of: map) where gap.count <= bins {
    let touchesEdge = gap.contains { place in
      let (row, column) = (place / map.columns, place % map.columns)
      return row == 0 || column == 0 || row == map.rows - 1 || column == map.columns - 1
    }
    if touchesEdge { continue }
    var open = gap
    while !open.isEmpty {
      // All of a rim at once, so that the order of the bins does not matter.
      let values = open.map { mean(around: $0, in: filled, isAngle: isAngle) }
      for (place, value) in zip(open, values) where value.isFinite { filled[place / map.columns, place % map.columns] = value }
      let rest = zip(open, values).filter { !$0.1.isFinite }.map(\.0)
      if rest.count == open.count { break }
      open = rest
    }
  }
  return filled
}

/// The connected regions of bins without a value, as places in the elements of the matrix.
private func gaps(of map: Matrix<Double>) -> [[Int]] {
  var isSeen = map.elements.map(\.isFinite)
  var gaps: [[Int]] = []
  for start in map.elements.indices where !isSeen[start] {
    isSeen[start] = true
    var gap = [start]
    var next = 0
    while next < gap.count {
      let (row, column) = (gap[next] / map.columns, gap[next] % map.columns)
      next += 1
      for (y, x) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)] {
        guard (0..<map.rows).contains(y), (0..<map.columns).contains(x), !isSeen[y * map.columns + x] else { continue }
        isSeen[y * map.columns + x] = true
        gap.append(y * map.columns + x)
      }
    }
    gaps.append(gap.sorted())
  }
  return gaps
}

/// Of the eight bins around one, those that have a value; NaN where none has.
private func mean(around place: Int, in map: Matrix<Double>, isAngle: Bool) -> Double {
  let (row, column) = (place / map.columns, place % map.columns)
  var values: [Double] = []
  for y in max(0, row - 1)...min(map.rows - 1, row + 1) {
    for x in max(0, column - 1)...min(map.columns - 1, column + 1) where map[y, x].isFinite { values.append(map[y, x]) }
  }
  if values.isEmpty { return .nan }
  guard isAngle else { return values.reduce(0, +) / Double(values.count) }
  let angle = atan2(values.reduce(0) { $0 + sin($1) }, values.reduce(0) { $0 + cos($1) })
  return angle < 0 ? angle + 2 * .pi : angle
}

/// What `fill_gaps` does, for the help of both kinds of maps.
let fillGapsHelp = "gaps of up to so many bins inside the arena are drawn with the mean around them; 0: none"

/// The clause of a caption.
func gapWords(_ bins: Int) -> String {
  bins > 0 ? " (gaps of up to \(counted(bins, "bin")) inside are drawn with the mean around them)" : ""
}
