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
  ///
  /// - Parameter rows: ascending.
  package func decode<Rows: RowBlocks<Float> & Sendable>(
    _ activity: Rows, rows: [Int], work: Work
  ) throws -> (angles: Matrix<Double>, confidence: Matrix<Double>) {
    let moments = try ColumnMoments(activity, order: .onePass, work: work)
    let inverseScale = moments.deviations.map { $0 > 0 ? 1 / $0 : 1 }
    let circles = cosineWeights.columns
    let ballots = (0..<circles).map { Ballot(cosines: cosineWeights.column($0), sines: sineWeights.column($0)) }
    var angles = Matrix<Double>(rows: rows.count, columns: circles, repeating: 0)
    var confidence = angles
    try concurrentRows(of: &angles, &confidence, block: 1024, work: work) { positions, angles, confidence in
      var scores = [Double](repeating: 0, count: paddedCount(moments.means.count))
      let first = rows[positions.lowerBound]
      let (values, lent) = activity.withRows(first..<rows[positions.upperBound - 1] + 1) { ($0, $1) }
      for (row, position) in positions.enumerated() {
        let place = rows[position] - first + lent.lowerBound
        standardize(values, row: place, moments.means, inverseScale, into: &scores)
        for (circle, ballot) in ballots.enumerated() {
          let vote = scores.withUnsafeBufferPointer { ballot.count($0) }
          angles[row * circles + circle] = vote.angle
          confidence[row * circles + circle] = vote.confidence
        }
      }
    }
    return (angles, confidence)
  }
}

/// The weights of all cells for one circle, with zeros up to a multiple of four cells.
private struct Ballot: Sendable {
  private let cosines: [Double]
  private let sines: [Double]
  private let lengths: [Double]

  init(cosines: [Double], sines: [Double]) {
    let padding = [Double](repeating: 0, count: paddedCount(cosines.count) - cosines.count)
    self.cosines = cosines + padding
    self.sines = sines + padding
    lengths = zip(cosines, sines).map { hypot($0, $1) } + padding
  }

  /// The sum of the votes of all cells with these scores, four cells at a time.
  func count(_ scores: UnsafeBufferPointer<Double>) -> (angle: Double, confidence: Double) {
    var (cosine, sine, length) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    cosines.withUnsafeBytes { cosines in
      sines.withUnsafeBytes { sines in
        lengths.withUnsafeBytes { lengths in
          let scores = UnsafeRawBufferPointer(scores)
          for offset in stride(from: 0, to: scores.count, by: MemoryLayout<SIMD4<Double>>.stride) {
            let score = scores.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
            let size = score.replacing(with: -score, where: score .< 0)
            cosine += score * cosines.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
            sine += score * sines.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
            length += size * lengths.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
          }
        }
      }
    }
    let (x, y, all) = (cosine.sum(), sine.sum(), length.sum())
    return (wrapAngle(atan2(y, x)), all > 0 ? min(1, (x * x + y * y).squareRoot() / all) : 0)
  }
}

private func paddedCount(_ cells: Int) -> Int { (cells + 3) / 4 * 4 }

/// Z-scores of one row; the places beyond the cells stay 0.
private func standardize(
  _ activity: Matrix<Float>, row: Int, _ means: [Double], _ inverseScale: [Double], into scores: inout [Double]
) {
  let (values, means, inverse) = (activity.span, means.span, inverseScale.span)
  var scores = scores.mutableSpan
  let start = row &* activity.columns
  for cell in 0..<activity.columns {
    scores[cell] = (Double(values[start &+ cell]) - means[cell]) * inverse[cell]
  }
}
