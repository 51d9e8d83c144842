import ArrayNumerics
import Foundation

/// How much of the covariances between cells is explained by a state that consists of one or two angles: 1 when the cells,
/// given the angles, fire independently of each other.
///
/// If the state s of the population is all that the cells share, then by the law of total covariance
/// Cov(rₙ, rₘ) = Cov(E[rₙ | s], E[rₘ | s]) for n ≠ m, and what is left after each cell's mean given s is subtracted is noise
/// of single cells, which has no covariance. On a ring the angle is the state. On a sheet with a hole there is an angle as
/// well, the way around the hole, but cells that share a place away from it stay correlated at any given angle. The variances,
/// which hold the noise of single cells, do not enter, so weak and noisy cells are judged as strong ones are.
///
/// Each cell's mean is a histogram over the angles (36 bins, or 24 × 24), smoothed by 0.25 rad. It is made in one half of the
/// time (ten blocks, taken in turns) and subtracted in the other; with C the covariances in a half and R those of what is left,
///
///     share = 1 − Σₙ≠ₘ R¹ₙₘ R²ₙₘ / Σₙ≠ₘ C¹ₙₘ C²ₙₘ
///
/// Products of two halves have no bias from noise.
///
/// - Parameters:
///   - scores: z-scored rates, `[time, cell]`, rows in order of time.
///   - angles: `[time, circle]` of one or two circles, rad in [0, 2π).
/// - Returns: at most about 1, and below 0 when the angles make it worse; 0 when the covariances of the halves have nothing in
///   common; `nil` when there is nothing to judge. O(time · cell²).
/// - Throws: `CancellationError`.
package func covarianceExplained(
  _ scores: Matrix<Float>, by angles: Matrix<Double>, work: Work
) throws -> Double? {
  let circles = angles.columns
  guard scores.columns > 1, scores.rows >= 100, angles.rows == scores.rows, circles == 1 || circles == 2,
    angles.elements.allSatisfy(\.isFinite)
  else { return nil }
  let states = angularBins(angles, bins: circles == 1 ? 36 : 24)
  let half = (0..<scores.rows).map { $0 * 10 / scores.rows % 2 }
  let tuning = try concurrentMap(2, work: work) { side in
    AngularTuning(scores, states: states, rows: half.indices.filter { half[$0] == side })
  }
  let parts = try [0, 1].map { side -> (all: Matrix<Double>, left: Matrix<Double>) in
    let rows = half.indices.filter { half[$0] == side }
    let measured = scores.selectingRows(rows)
    let left = tuning[1 - side].residual(measured, states: rows.map { states.bin[$0] })
    return (try covariance(measured, work), try covariance(left, work))
  }
  func product(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    var sum = 0.0
    for row in 0..<a.rows {
      for column in 0..<a.columns where column != row { sum += a[row, column] * b[row, column] }
    }
    return sum
  }
  let shared = product(parts[0].all, parts[1].all)
  return shared > 0 ? 1 - product(parts[0].left, parts[1].left) / shared : 0
}

/// The share of the combinations of two angles that occur, on a grid of 8 × 8: near 1 for a torus; for a sheet with two
/// holes, which maps to the two circles and their surroundings, far below.
///
/// - Parameter angles: `[time, 2]`, rad in [0, 2π).
package func torusCoverage(_ angles: Matrix<Double>) -> Double {
  let states = angularBins(angles, bins: 8)
  return Double(Set(states.bin).count) / Double(states.count)
}

/// The bin of a grid over one or two circles that each time falls in.
struct AngularBins {
  var perCircle: Int
  var circles: Int
  var bin: [Int]
  var count: Int { circles == 1 ? perCircle : perCircle * perCircle }
}

private func angularBins(_ angles: Matrix<Double>, bins: Int) -> AngularBins {
  func bin(_ angle: Double) -> Int { max(0, min(bins - 1, Int(angle / (2 * .pi) * Double(bins)))) }
  return AngularBins(
    perCircle: bins, circles: angles.columns,
    bin: (0..<angles.rows).map { row in angles.row(row).reduce(0) { $0 * bins + bin($1) } })
}

/// The mean score of every cell in every bin of the angles, smoothed by 0.25 rad along each circle.
private struct AngularTuning {
  /// `[bin, cell]`.
  private var mean: Matrix<Double>

  init(_ scores: Matrix<Float>, states: AngularBins, rows: [Int]) {
    // The last column counts the time spent.
    let cells = scores.columns
    var sums = Matrix<Double>(rows: states.count, columns: cells + 1, repeating: 0)
    sums.withUnsafeMutableBufferPointer { sums in
      scores.withUnsafeBufferPointer { scores in
        for row in rows {
          let place = states.bin[row] * (cells + 1)
          for cell in 0..<cells { sums[place + cell] += Double(scores[row * cells + cell]) }
          sums[place + cells] += 1
        }
      }
    }
    let bins = states.perCircle
    sums = smoothed(sums, bins: bins, step: 1)
    if states.circles == 2 { sums = smoothed(sums, bins: bins, step: bins) }
    // One bin of time at the mean, which is 0, keeps angles that were hardly visited near the mean.
    mean = Matrix(rows: states.count, columns: cells, repeating: 0)
    for state in 0..<states.count {
      for cell in 0..<cells { mean[state, cell] = sums[state, cell] / (sums[state, cells] + 1) }
    }
  }

  /// What is left of scores when the mean at their angles is subtracted.
  func residual(_ scores: Matrix<Float>, states: [Int]) -> Matrix<Float> {
    var result = scores
    let cells = scores.columns
    result.withUnsafeMutableBufferPointer { result in
      mean.withUnsafeBufferPointer { mean in
        for (row, state) in states.enumerated() {
          for cell in 0..<cells { result[row * cells + cell] -= Float(mean[state * cells + cell]) }
        }
      }
    }
    return result
  }
}

/// Smooths over one of the circles; neighbours on it stand `step` rows apart, and a circle is `bins` such rows.
private func smoothed(_ values: Matrix<Double>, bins: Int, step: Int) -> Matrix<Double> {
  let width = 0.25 / (2 * .pi) * Double(bins)
  let weights = (0..<bins).map { lag in exp(-0.5 * pow(Double(min(lag, bins - lag)) / width, 2)) }
  let total = weights.reduce(0, +)
  let columns = values.columns
  var result = Matrix<Double>(rows: values.rows, columns: columns, repeating: 0)
  result.withUnsafeMutableBufferPointer { result in
    values.withUnsafeBufferPointer { values in
      for row in 0..<values.count / columns {
        let place = row / step % bins
        for other in 0..<bins {
          let weight = weights[(other - place + bins) % bins] / total
          let source = (row + (other - place) * step) * columns
          for column in 0..<columns { result[row * columns + column] += weight * values[source + column] }
        }
      }
    }
  }
  return result
}

private func covariance(_ values: Matrix<Float>, _ work: Work) throws -> Matrix<Double> {
  let products = try gram(values, work: work)
  let count = Double(values.rows)
  let means = (0..<values.columns).map { column in
    (0..<values.rows).reduce(0.0) { $0 + Double(values[$1, column]) } / count
  }
  var result = products
  for row in means.indices {
    for column in means.indices { result[row, column] = products[row, column] / count - means[row] * means[column] }
  }
  return result
}
