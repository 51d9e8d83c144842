import ArrayNumerics
import Foundation

/// Decoded angles that are followed through time without a jump: what goes once round has gone one turn further.
///
/// The circles are lifted to lines as a path on a torus is to the plane that covers it (Yao and Yoon 2025,
/// doi:10.48550/arXiv.2510.16216). Nothing is known of places here. Angles are smoothed as directions first, each with the
/// weight of its confidence; a path breaks where time has a gap.
package struct LiftedAngles: Sendable, Equatable {
  /// Smoothed angles that run on, rad, `[row, circle]`; NaN in rows that are not used.
  package var angles: Matrix<Double>
  /// Number of the segment of each row, from 0; −1 for a row that is not used.
  package var segments: [Int]
  /// How many segments there are.
  package var segmentCount: Int
  /// Steps from row to row of more than a third of a turn: they may have gone the other way round.
  package var doubtfulSteps: Int
  /// Rows without an angle, and rows that are less sure than was asked.
  package var (unknownRows, unsureRows): (Int, Int)

  /// Above this a step is doubtful, rad.
  package static let doubtfulStep = 2 * Double.pi / 3

  /// - Parameters:
  ///   - angles: rad, `[row, circle]`.
  ///   - confidence: 0 to 1, alike; what is not finite counts as 0.
  ///   - times: of the rows, s, ascending.
  ///   - leastConfidence: rows where a circle has less are not used.
  ///   - smoothing: standard deviation of the Gaussian over time, s; 0 for none.
  ///   - longestGap: a longer time without a used row begins a segment, s.
  /// - Complexity: O(rows · rows within four standard deviations).
  package init(
    _ angles: Matrix<Double>, confidence: Matrix<Double>, times: [Double], leastConfidence: Double, smoothing: Double,
    longestGap: Double
  ) {
    let circles = angles.columns
    var used: [Int] = []
    (unknownRows, unsureRows) = (0, 0)
    for row in 0..<angles.rows {
      if !angles.row(row).allSatisfy(\.isFinite) {
        unknownRows += 1
      } else if leastConfidence > 0, !confidence.row(row).allSatisfy({ $0 >= leastConfidence }) {
        unsureRows += 1
      } else {
        used.append(row)
      }
    }
    var segments = [Int](repeating: -1, count: angles.rows)
    var segment = -1
    var last: Double?
    for row in used {
      if last.map({ times[row] - $0 > longestGap }) ?? true { segment += 1 }
      segments[row] = segment
      last = times[row]
    }
    self.segments = segments
    segmentCount = segment + 1
    var lifted = Matrix<Double>(rows: angles.rows, columns: circles, repeating: .nan)
    doubtfulSteps = 0
    var first = 0
    for place in used.indices {
      let row = used[place]
      let isNew = place == 0 || segments[used[place - 1]] != segments[row]
      if isNew { first = place }
      while times[row] - times[used[first]] > 4 * smoothing { first += 1 }
      var isDoubtful = false
      for circle in 0..<circles {
        var (c, s) = (0.0, 0.0)
        var other = first
        while other < used.count, segments[used[other]] == segments[row], times[used[other]] - times[row] <= 4 * smoothing {
          let near = used[other]
          let distance = smoothing > 0 ? (times[near] - times[row]) / smoothing : 0
          let sure = confidence[near, circle]
          let weight = exp(-0.5 * distance * distance) * (sure.isFinite ? max(sure, 1e-6) : 1e-6)
          c += weight * cos(angles[near, circle])
          s += weight * sin(angles[near, circle])
          other += 1
        }
        let angle = hypot(c, s) > 0 ? atan2(s, c) : angles[row, circle]
        if isNew {
          lifted[row, circle] = wrapAngle(angle)
        } else {
          let before = lifted[used[place - 1], circle]
          let step = angleDifference(wrapAngle(angle), wrapAngle(before))
          isDoubtful = isDoubtful || abs(step) > Self.doubtfulStep
          lifted[row, circle] = before + step
        }
      }
      if isDoubtful { doubtfulSteps += 1 }
    }
    self.angles = lifted
  }
}
