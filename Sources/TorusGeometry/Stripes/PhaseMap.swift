import ArrayNumerics
import Foundation
import TuningMaps

/// The circular mean of a coordinate over the arena, smoothed, in [0, 2π); NaN where there is none.
///
/// O(samples + bins · kernel).
/// - Parameters:
///   - angles: one coordinate for each sample, rad.
///   - indices: bin of each sample, -1 for none.
///   - sigma: standard deviation of the Gaussian over sine and cosine, bins.
///   - fillsEmptyBins: give bins that were not visited the value of their neighbourhood (canns), instead of NaN.
/// - Returns: `[y, x]`, row 0 at the smallest y.
/// - Throws: `NumericsError` for a negative width.
package func phaseMap(
  angles: [Double], indices: [Int], grid: SpatialGrid, sigma: Double, fillsEmptyBins: Bool
) throws -> Matrix<Double> {
  let size = grid.rows * grid.columns
  var sine = [Double](repeating: 0, count: size)
  var cosine = sine
  var count = sine
  for (angle, index) in zip(angles, indices) where index >= 0 && angle.isFinite {
    sine[index] += sin(angle)
    cosine[index] += cos(angle)
    count[index] += 1
  }
  // The direction of each bin's mean counts once, however long the animal stayed there.
  for index in 0..<size where count[index] > 0 {
    let direction = atan2(sine[index], cosine[index])
    sine[index] = sin(direction)
    cosine[index] = cos(direction)
  }
  func smooth(_ values: [Double]) throws -> [Double] {
    try gaussianFilter(
      Matrix(rows: grid.rows, columns: grid.columns, elements: values), sigma: (sigma, sigma)
    ).elements
  }
  let (smoothSine, smoothCosine) = (try smooth(sine), try smooth(cosine))
  let weight = fillsEmptyBins ? try smooth(count.map { $0 > 0 ? 1 : 0 }) : count
  let smallest = fillsEmptyBins ? 1e-3 : 0
  let angles = (0..<size).map { index -> Double in
    weight[index] > smallest ? wrapAngle(atan2(smoothSine[index], smoothCosine[index])) : .nan
  }
  return Matrix(rows: grid.rows, columns: grid.columns, elements: angles)
}
