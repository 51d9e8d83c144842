import ArrayNumerics
import Foundation

/// How thick the states are off their curve: what cells share beside the angle, in each sector of it, over what they share
/// along the two strongest directions of all.
///
/// In each of 12 sectors the covariances of different cells that are left when the curve is subtracted are taken in both halves
/// of the time. The strongest direction of one half, the tangent of the curve taken out, is measured in the other, so that
/// noise has no size on average: vᵀRv / (1 − Σv⁴), the mean over the sectors by their blocks. A ring has 0; around a hole in a
/// sheet the states have a width.
///
/// - Parameters:
///   - scores: `[block, cell]`.
///   - angles: of each block, rad in [0, 2π).
package func stateThickness(_ scores: Matrix<Float>, along angles: [Double], half: [Int], work: Work) throws -> Double {
  let (cells, sectors, bins) = (scores.columns, 12, 72)
  let curve = StateCurve(scores, along: angles, half: half, bins: bins, width: 0.15)
  let nearest = try curve.nearest(to: scores, angles: angles, half: half, reach: 0.4, work: work)
  let left = curve.residual(scores, at: nearest, half: half)
  let whole = try [0, 1].map { side in
    try pairCovariance(scores.selectingRows(half.indices.filter { half[$0] == side }), work: work)
  }
  let size = try leadingSize(whole)
  guard size > 0 else { return 0 }

  let sector = angles.map { min(sectors - 1, Int($0 / (2 * .pi) * Double(sectors))) }
  let parts = try concurrentMap(sectors, work: work) { number -> (size: Double, blocks: Int) in
    let sides = [0, 1].map { side in half.indices.filter { half[$0] == side && sector[$0] == number } }
    guard sides.allSatisfy({ $0.count >= 30 }) else { return (0, 0) }
    let rests = try sides.map { try pairCovariance(left.selectingRows($0), work: work.serial) }
    // The tangent at the middle of the sector, from a quarter of a sector to either side.
    let middle = (2 * number + 1) * bins / (2 * sectors)
    let tangent = (0..<cells).map { cell in
      curve.means.reduce(0.0) { $0 + $1[(middle + 3) % bins, cell] - $1[(middle - 3 + bins) % bins, cell] }
    }
    var (sum, blocks) = (0.0, 0)
    for side in [0, 1] {
      let direction = try strongestDirection(rests[side], without: tangent)
      sum += Double(sides[1 - side].count) * offDiagonalSize(rests[1 - side], along: direction)
      blocks += sides[1 - side].count
    }
    return (sum, blocks)
  }
  let blocks = parts.reduce(0) { $0 + $1.blocks }
  return blocks > 0 ? parts.reduce(0) { $0 + $1.size } / Double(blocks) / size : 0
}

/// The covariances of different cells; zeros on the diagonal, which holds the noise of single cells.
private func pairCovariance(_ scores: Matrix<Float>, work: Work) throws -> Matrix<Double> {
  var result = try covariance(scores, work)
  for cell in 0..<result.rows { result[cell, cell] = 0 }
  return result
}

/// The mean size of what is shared along the two strongest directions.
private func leadingSize(_ halves: [Matrix<Double>]) throws -> Double {
  let cells = halves[0].rows
  guard cells > 1 else { return 0 }
  let both = Matrix(
    rows: cells, columns: cells, elements: zip(halves[0].elements, halves[1].elements).map { $0 + $1 })
  let axes = try symmetricEigen(both).vectors
  let sizes = [0, 1].flatMap { axis in halves.map { offDiagonalSize($0, along: axes.column(axis)) } }
  return sizes.reduce(0, +) / Double(sizes.count)
}

/// vᵀMv / (1 − Σv⁴): the variance along a unit vector v that pairs of different cells show.
private func offDiagonalSize(_ matrix: Matrix<Double>, along vector: [Double]) -> Double {
  let rest = 1 - vector.reduce(0) { $0 + $1 * $1 * $1 * $1 }
  guard rest > 1e-9 else { return 0 }
  var sum = 0.0
  for row in vector.indices {
    for column in vector.indices { sum += vector[row] * matrix[row, column] * vector[column] }
  }
  return sum / rest
}

/// The eigenvector of the largest eigenvalue when a direction is projected out.
private func strongestDirection(_ matrix: Matrix<Double>, without direction: [Double]) throws -> [Double] {
  let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let t = length > 0 ? direction.map { $0 / length } : direction
  let cells = t.count
  let product = (0..<cells).map { row in (0..<cells).reduce(0.0) { $0 + matrix[row, $1] * t[$1] } }
  let along = zip(product, t).reduce(0) { $0 + $1.0 * $1.1 }
  var projected = matrix
  for row in 0..<cells {
    for column in 0..<cells {
      projected[row, column] += t[row] * t[column] * along - t[row] * product[column] - product[row] * t[column]
    }
  }
  return try symmetricEigen(projected).vectors.column(0)
}
