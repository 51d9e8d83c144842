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
  try CovarianceShare(scores, by: angles, work: work)?.squared
}

/// What angles explain of the covariances between cells, in two measures.
package struct CovarianceShare: Sendable, Equatable {
  /// 1 − ΣR¹R² / ΣC¹C²: large covariances count by their squares, which forgives a rest that is spread over many pairs.
  package var squared: Double
  /// 1 − ½ Σ(R¹C² + C¹R²) / ΣC¹C²: the rest as it stands, along the covariances that there are.
  package var plain: Double
  /// How far the covariances of the two halves of the time agree, a correlation over pairs of cells: without agreement there is
  /// nothing to explain.
  package var agreement: Double
}

extension CovarianceShare {
  /// As `covarianceExplained` takes it; `nil` when there is nothing to judge.
  package init?(_ scores: Matrix<Float>, by angles: Matrix<Double>, work: Work) throws {
    let circles = angles.columns
    guard scores.columns > 1, scores.rows >= 100, angles.rows == scores.rows, circles == 1 || circles == 2,
      angles.elements.allSatisfy(\.isFinite)
    else { return nil }
    let states = AngularBins(angles, bins: circles == 1 ? 36 : 24)
    let half = timeHalves(scores.rows)
    let tuning = try concurrentMap(2, work: work) { side in
      AngularTuning(scores, states: states, rows: half.indices.filter { half[$0] == side }, width: 0.25)
    }
    let parts = try [0, 1].map { side -> (all: Matrix<Double>, left: Matrix<Double>) in
      let rows = half.indices.filter { half[$0] == side }
      let measured = scores.selectingRows(rows)
      let left = tuning[1 - side].residual(measured, states: rows.map { states.bin[$0] })
      return (try covariance(measured, work), try covariance(left, work))
    }
    self.init(all: parts.map(\.all), left: parts.map(\.left))
  }

  /// From the covariances in the two halves, and what is left of them.
  init(all: [Matrix<Double>], left: [Matrix<Double>]) {
    let shared = productOfPairs(all[0], all[1])
    guard shared > 0 else {
      self.init(squared: 0, plain: 0, agreement: 0)
      return
    }
    let crossed = productOfPairs(left[0], all[1]) + productOfPairs(all[0], left[1])
    self.init(
      squared: 1 - productOfPairs(left[0], left[1]) / shared, plain: 1 - crossed / (2 * shared),
      agreement: pairAgreement(all[0], all[1]))
  }
}

/// How far two matrices of covariances agree, a correlation about 0 over pairs of different cells.
func pairAgreement(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  let sizes = productOfPairs(a, a) * productOfPairs(b, b)
  return sizes > 0 ? productOfPairs(a, b) / sizes.squareRoot() : 0
}

/// The sum over pairs of different cells of the products of two matrices.
private func productOfPairs(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  var sum = 0.0
  for row in 0..<a.rows {
    for column in 0..<a.columns where column != row { sum += a[row, column] * b[row, column] }
  }
  return sum
}

/// Ten stretches of the time, of as many rows each, that are taken in turns by the two halves, 0 and 1.
package func timeHalves(_ rows: Int) -> [Int] { (0..<rows).map { $0 * 10 / rows % 2 } }

/// The share of the combinations of two angles that occur, on a grid of 8 × 8: near 1 for a torus; for a sheet with two
/// holes, which maps to the two circles and their surroundings, far below.
///
/// - Parameter angles: `[time, 2]`, rad in [0, 2π).
package func torusCoverage(_ angles: Matrix<Double>) -> Double {
  let states = AngularBins(angles, bins: 8)
  return Double(Set(states.bin).count) / Double(states.count)
}

/// The covariances of the columns, divided by the number of rows.
func covariance(_ values: Matrix<Float>, _ work: Work) throws -> Matrix<Double> {
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
