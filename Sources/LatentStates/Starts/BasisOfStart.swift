import ArrayNumerics
import Foundation

/// Angles of a torus in the integer basis, out of those with entries up to 2, in which they follow known angles best; unchanged
/// where they follow them badly. Offsets are left as they are.
func changedToBasis(_ angles: Matrix<Double>, of known: Matrix<Double>) -> Matrix<Double> {
  let step = max(1, angles.rows / 5000)
  let rows = stride(from: 0, to: angles.rows, by: step).filter { row in
    (0..<2).allSatisfy { angles[row, $0].isFinite && known[row, $0].isFinite }
  }
  guard rows.count > 50 else { return angles }
  func resultant(_ i: Int, _ j: Int, _ circle: Int) -> Double {
    var (c, s) = (0.0, 0.0)
    for row in rows {
      let difference = known[row, circle] - Double(i) * angles[row, 0] - Double(j) * angles[row, 1]
      c += cos(difference)
      s += sin(difference)
    }
    return hypot(c, s) / Double(rows.count)
  }
  var choices: [[(row: [Int], value: Double)]] = [[], []]
  for circle in 0..<2 {
    for i in -2...2 {
      for j in -2...2 where i != 0 || j != 0 { choices[circle].append(([i, j], resultant(i, j, circle))) }
    }
  }
  var best: (first: [Int], second: [Int], value: Double) = ([1, 0], [0, 1], -1)
  for first in choices[0] {
    for second in choices[1] where abs(first.row[0] * second.row[1] - first.row[1] * second.row[0]) == 1 {
      let value = min(first.value, second.value)
      if value > best.value { best = (first.row, second.row, value) }
    }
  }
  guard best.value > 0.5 else { return angles }
  var result = angles
  for row in 0..<angles.rows {
    for (circle, change) in [best.first, best.second].enumerated() {
      let angle = Double(change[0]) * angles[row, 0] + Double(change[1]) * angles[row, 1]
      result[row, circle] = angle.isFinite ? wrapAngle(angle) : .nan
    }
  }
  return result
}
