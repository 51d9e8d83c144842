import ArrayNumerics
import Foundation

/// The population-vector decoder of Gardner et al. 2022: every cell votes for the angle at which it was active among the
/// landmarks.
package struct PopulationVector: Sendable {
  /// `[N, C]`: Σ over landmarks of cos(angle) · z-scored rate, and the same with the sine.
  package var cosineWeights: Matrix<Double>
  package var sineWeights: Matrix<Double>

  /// - Parameters:
  ///   - rates: rates at the landmarks `[P, N]`.
  ///   - angles: coordinates of the landmarks `[P, C]`, rad; a landmark with NaN has no vote.
  package init(rates: Matrix<Float>, angles: Matrix<Double>, work: Work) throws {
    let scores = try standardizeColumns(rates.map(Double.init), work: work).matrix
    var cosine = Matrix<Double>(rows: rates.columns, columns: angles.columns, repeating: 0)
    var sine = cosine
    for landmark in 0..<angles.rows {
      for circle in 0..<angles.columns where angles[landmark, circle].isFinite {
        let (c, s) = (cos(angles[landmark, circle]), sin(angles[landmark, circle]))
        for cell in 0..<rates.columns {
          cosine[cell, circle] += c * scores[landmark, cell]
          sine[cell, circle] += s * scores[landmark, cell]
        }
      }
    }
    cosineWeights = cosine
    sineWeights = sine
  }

  /// Angles and confidence at some rows of an activity matrix.
  ///
  /// The activity is z-scored over all its rows. The confidence is the length of the vote divided by the length it would
  /// have if all cells agreed, between 0 and 1.
  /// O(rows · N · C).
  package func decode(
    _ activity: Matrix<Float>, rows: [Int], work: Work
  ) throws -> (angles: Matrix<Double>, confidence: Matrix<Double>) {
    let moments = try columnMoments(activity, work: work)
    let circles = cosineWeights.columns
    let cells = activity.columns
    var angles = Matrix<Double>(rows: rows.count, columns: circles, repeating: 0)
    var confidence = angles
    let length = (0..<cells * circles).map {
      hypot(cosineWeights.elements[$0], sineWeights.elements[$0])
    }
    let block = 1024
    try angles.withUnsafeMutableBufferPointer { angles in
      try confidence.withUnsafeMutableBufferPointer { confidence in
        // Every block of rows writes to its own places.
        nonisolated(unsafe) let (angles, confidence) = (angles, confidence)
        try concurrentForEach((rows.count + block - 1) / block, work: work) { part in
          votes(
            activity, rows: rows, range: part * block..<min(rows.count, (part + 1) * block), moments: moments,
            length: length, angles: angles, confidence: confidence)
        }
      }
    }
    return (angles, confidence)
  }

  private func votes(
    _ activity: Matrix<Float>, rows: [Int], range: Range<Int>, moments: [(mean: Double, scale: Double)],
    length: [Double], angles: UnsafeMutableBufferPointer<Double>,
    confidence: UnsafeMutableBufferPointer<Double>
  ) {
    let circles = cosineWeights.columns
    let cells = activity.columns
    var scores = [Double](repeating: 0, count: cells)
    activity.withUnsafeBufferPointer { activity in
      cosineWeights.withUnsafeBufferPointer { cosines in
        sineWeights.withUnsafeBufferPointer { sines in
          for position in range {
            let row = rows[position] * cells
            for cell in 0..<cells {
              scores[cell] = (Double(activity[row + cell]) - moments[cell].mean) / moments[cell].scale
            }
            for circle in 0..<circles {
              var (c, s, all) = (0.0, 0.0, 0.0)
              for cell in 0..<cells {
                c += scores[cell] * cosines[cell * circles + circle]
                s += scores[cell] * sines[cell * circles + circle]
                all += abs(scores[cell]) * length[cell * circles + circle]
              }
              angles[position * circles + circle] = wrapAngle(atan2(s, c))
              confidence[position * circles + circle] = all > 0 ? min(1, hypot(c, s) / all) : 0
            }
          }
        }
      }
    }
  }
}

/// Mean and population standard deviation (1 for a constant column) of every column, sums in double precision.
private func columnMoments(_ matrix: Matrix<Float>, work: Work) throws -> [(mean: Double, scale: Double)] {
  let columns = matrix.columns
  let block = 4096
  let parts = try concurrentMap((matrix.rows + block - 1) / block, work: work) { part -> [Double] in
    var sums = [Double](repeating: 0, count: 2 * columns)
    let range = part * block..<min(matrix.rows, (part + 1) * block)
    matrix.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in range {
          for column in 0..<columns {
            let value = Double(values[row * columns + column])
            sums[column] += value
            sums[columns + column] += value * value
          }
        }
      }
    }
    return sums
  }
  return (0..<columns).map { column in
    let sum = parts.reduce(0) { $0 + $1[column] }
    let squares = parts.reduce(0) { $0 + $1[columns + column] }
    let mean = sum / Double(matrix.rows)
    let variance = max(0, squares / Double(matrix.rows) - mean * mean)
    return (mean, variance > 0 ? variance.squareRoot() : 1)
  }
}
