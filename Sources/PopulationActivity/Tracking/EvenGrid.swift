import ArrayNumerics
import Schema

/// Even times `start + k · step`.
struct EvenGrid {
  var start: Double
  var step: Double
  var count: Int

  var times: [Double] { (0..<count).map { start + Double($0) * step } }
}

extension EvenGrid {
  /// Values at the times of the grid by linear interpolation between samples that are no further apart than `maximumGap`;
  /// NaN elsewhere.
  ///
  /// - Parameter positions: times of the samples, ascending; beside a gap, a grid time within a thousandth of a step of a
  /// sample   belongs to it.
  func interpolating(_ values: [Double], at positions: [Double], maximumGap: Double) -> [Double] {
    var result = [Double](repeating: .nan, count: count)
    guard let last = positions.indices.last else { return result }
    let near = 1e-3 * step
    var next = 0
    for index in 0..<count {
      let time = start + Double(index) * step
      while next <= last && positions[next] < time { next += 1 }
      if next <= last, positions[next] == time {
        result[index] = values[next]
      } else if next > 0, next <= last, positions[next] - positions[next - 1] <= maximumGap {
        let (before, after) = (positions[next - 1], positions[next])
        result[index] = values[next - 1] + (values[next] - values[next - 1]) * ((time - before) / (after - before))
      } else if next <= last, positions[next] - time <= near {
        result[index] = values[next]
      } else if next > 0, time - positions[next - 1] <= near {
        result[index] = values[next - 1]
      }
    }
    return result
  }
}

/// The stretches of finite values.
func runs(of values: [Double]) -> [Range<Int>] { runs(in: values.count) { !values[$0].isNaN } }

/// Angles as a curve without jumps within each stretch: consecutive angles differ by the shorter way round. NaN stays.
func unwrapped(_ angles: [Double], in runs: [Range<Int>]) -> [Double] {
  var result = [Double](repeating: .nan, count: angles.count)
  for run in runs {
    result.replaceSubrange(run, with: unwrapAngles(Array(angles[run])))
  }
  return result
}

/// Each stretch of values smoothed by a Gaussian on its own.
///
/// Beyond its ends a stretch is continued by its point reflection, 2 p₀ − pₖ, so that motion at constant velocity stays as it
/// is up to the last sample.
/// - Parameter sigma: samples; 0 leaves the values as they are.
func smoothed(_ values: [Double], in runs: [Range<Int>], sigma: Double) throws -> [Double] {
  guard sigma > 0 else { return values }
  let radius = Int((4 * sigma).rounded(.up))
  var result = values
  for run in runs where run.count > 1 {
    let line = Array(values[run])
    let last = line.count - 1
    let before = (1...radius).reversed().map { 2 * line[0] - line[min($0, last)] }
    let after = (1...radius).map { 2 * line[last] - line[last - min($0, last)] }
    let filtered = try gaussianFilter(before + line + after, sigma: sigma, border: .nearest)
    result.replaceSubrange(run, with: filtered[radius...radius + last])
  }
  return result
}

/// The rate of change within each stretch: central differences over two steps, one-sided at its ends; NaN for a stretch of
/// one value.
///
/// The error is of second order in the step inside and of first order at the ends.
func derivative(_ values: [Double], in runs: [Range<Int>], step: Double) -> [Double] {
  var result = [Double](repeating: .nan, count: values.count)
  for run in runs where run.count > 1 {
    let (first, last) = (run.lowerBound, run.upperBound - 1)
    result[first] = (values[first + 1] - values[first]) / step
    result[last] = (values[last] - values[last - 1]) / step
    for index in stride(from: first + 1, to: last, by: 1) {
      result[index] = (values[index + 1] - values[index - 1]) / (2 * step)
    }
  }
  return result
}
