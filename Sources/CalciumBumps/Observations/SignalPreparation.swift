import ArrayNumerics
import Foundation

/// What may be done to the signals of regions before a bump is fitted, step by step.
package enum SignalPreparation {
  /// Steps of the running percentile in one window.
  private static let stepsPerWindow = 10.0

  /// (F − F₀) / F₀ with F₀ the running percentile of each region, taken in windows around every tenth of a window and
  /// interpolated between.
  ///
  /// - Parameters:
  ///   - values: `[frame, region]`; NaN where there is none.
  ///   - percentile: 0 to 100.
  ///   - window: frames.
  /// - Returns: `nil` where a baseline is not above 0: these signals are no fluorescence.
  package static func relativeChange(
    _ values: Matrix<Double>, percentile: Double, window: Int, work: Work
  ) throws -> Matrix<Double>? {
    let half = max(1, window / 2)
    let step = max(1, Int((Double(window) / stepsPerWindow).rounded()))
    let centers = Array(stride(from: 0, to: values.rows, by: step))
    let columns = try concurrentMap(values.columns, work: work) { region -> [Double]? in
      let signal = values.column(region)
      var (places, levels) = ([Double](), [Double]())
      for center in centers {
        let known = signal[max(0, center - half)..<min(values.rows, center + half + 1)].filter(\.isFinite)
        if known.isEmpty { continue }
        places.append(Double(center))
        levels.append(quantile(known, percentile / 100))
      }
      guard !levels.isEmpty else { return signal }
      guard levels.allSatisfy({ $0 > 0 }) else { return nil }
      let baseline = try interpolate(signal.indices.map { Double($0) }, positions: places, values: levels)
      return zip(signal, baseline).map { ($0 - $1) / $1 }
    }
    guard !columns.contains(where: { $0 == nil }) else { return nil }
    return matrix(columns.compactMap { $0 }, rows: values.rows)
  }

  /// Each region less its mean, over its standard deviation; a region that does not vary becomes 0.
  package static func standardized(_ values: Matrix<Double>) -> Matrix<Double> {
    matrix(
      (0..<values.columns).map { region in
        let signal = values.column(region)
        let known = signal.filter(\.isFinite)
        guard !known.isEmpty else { return signal }
        let (middle, spread) = (mean(known), standardDeviation(known))
        return signal.map { spread > 0 ? ($0 - middle) / spread : $0 - middle }
      }, rows: values.rows)
  }

  /// The signals without the exponential decay of their mean brightness, scaled to the brightness of the first frame, and the
  /// time constant of the decay in frames, infinite where there is none.
  ///
  /// The decay is the line of least squares through the logarithm of the mean over the regions.
  ///
  /// - Returns: `nil` where the mean brightness is not above 0 in every frame.
  package static func withoutBleaching(_ values: Matrix<Double>) -> (values: Matrix<Double>, frames: Double)? {
    var (places, levels) = ([Double](), [Double]())
    for frame in 0..<values.rows where values.row(frame).contains(where: \.isFinite) {
      let brightness = mean(values.row(frame).filter(\.isFinite))
      guard brightness > 0 else { return nil }
      places.append(Double(frame))
      levels.append(log(brightness))
    }
    guard places.count > 1 else { return (values, .infinity) }
    let (x, y) = (mean(places), mean(levels))
    let slope =
      zip(places, levels).reduce(0.0) { $0 + ($1.0 - x) * ($1.1 - y) }
      / places.reduce(0.0) { $0 + ($1 - x) * ($1 - x) }
    guard slope < 0 else { return (values, .infinity) }
    var result = values
    for frame in 0..<values.rows {
      let factor = exp(-slope * Double(frame))
      for region in 0..<values.columns { result[frame, region] *= factor }
    }
    return (result, -1 / slope)
  }

  private static func matrix(_ columns: [[Double]], rows: Int) -> Matrix<Double> {
    Matrix(rows: columns.count, columns: rows, elements: columns.flatMap { $0 }).transposed()
  }
}
