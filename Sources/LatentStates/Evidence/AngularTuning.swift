import ArrayNumerics
import Foundation

/// The bin of a grid over one or two circles that each time falls in.
struct AngularBins {
  var perCircle: Int
  var circles: Int
  var bin: [Int]
  var count: Int { circles == 1 ? perCircle : perCircle * perCircle }
}

extension AngularBins {
  /// - Parameter angles: `[time, circle]`, rad in [0, 2π).
  init(_ angles: Matrix<Double>, bins: Int) {
    func bin(_ angle: Double) -> Int { max(0, min(bins - 1, Int(angle / (2 * .pi) * Double(bins)))) }
    self.init(
      perCircle: bins, circles: angles.columns,
      bin: (0..<angles.rows).map { row in angles.row(row).reduce(0) { $0 * bins + bin($1) } })
  }

  /// Of one circle.
  init(_ angles: [Double], bins: Int) {
    self.init(Matrix(rows: angles.count, columns: 1, elements: angles), bins: bins)
  }
}

/// The mean of every cell in every bin of the angles, smoothed along each circle.
struct AngularTuning: Sendable {
  /// `[bin, cell]`.
  var mean: Matrix<Double>

  /// - Parameters:
  ///   - rows: those that are looked at.
  ///   - width: standard deviation of the smoothing, rad.
  ///   - prior: bins of time at 0 that are added everywhere. One keeps scores, whose mean is 0, near it at angles that were
  ///     hardly visited.
  init(
    _ scores: Matrix<Float>, states: AngularBins, rows: some Sequence<Int>, width: Double, prior: Double = 1
  ) {
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
    sums = smoothed(sums, bins: bins, step: 1, width: width)
    if states.circles == 2 { sums = smoothed(sums, bins: bins, step: bins, width: width) }
    mean = Matrix(rows: states.count, columns: cells, repeating: 0)
    for state in 0..<states.count {
      for cell in 0..<cells { mean[state, cell] = sums[state, cell] / (sums[state, cells] + prior) }
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
private func smoothed(_ values: Matrix<Double>, bins: Int, step: Int, width: Double) -> Matrix<Double> {
  let width = width / (2 * .pi) * Double(bins)
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
