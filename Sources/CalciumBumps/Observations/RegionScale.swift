import ArrayNumerics
import Foundation

/// The range of each region, which takes out unequal baselines and gains: (y − low) / (high − low).
package struct RegionScale: Sendable, Equatable {
  /// What becomes 0, `[region]`.
  package var low: [Double]
  /// high − low, `[region]`, above 0.
  package var range: [Double]

  /// No change.
  package static func identity(_ regions: Int) -> RegionScale {
    RegionScale(low: [Double](repeating: 0, count: regions), range: [Double](repeating: 1, count: regions))
  }

  /// From the 5th to the 99th percentile of each region.
  package static func percentiles(_ signals: RingSignals) -> RegionScale {
    let levels = (0..<signals.regions).map { quantiles(signals.observedValues(of: $0), [0.05, 0.99, 0, 1]) }
    // A region that rests on one value has no range between percentiles; its scale is that of all its values.
    return RegionScale(
      low: levels.map { $0[0] },
      range: levels.map { max($0[1] > $0[0] ? $0[1] - $0[0] : $0[3] - $0[2], .leastNormalMagnitude) })
  }

  /// The signals on this scale.
  package func apply(to signals: RingSignals) -> RingSignals {
    var scaled = signals
    for frame in 0..<signals.frames where signals.isObserved[frame] {
      for region in 0..<signals.regions {
        scaled.values[frame, region] = (signals.values[frame, region] - low[region]) / range[region]
      }
    }
    return scaled
  }

  /// What the log-likelihood of one frame loses by the change of unit: Σ log range.
  package var logVolume: Double { range.reduce(0) { $0 + log($1) } }
  /// The geometric mean of the ranges: the unit in which amplitudes on this scale are given.
  package var meanRange: Double { exp(logVolume / Double(max(1, range.count))) }
}

extension RegionScale {
  /// Values `[frame, region]` on this scale in the unit of the data.
  package func undone(_ values: Matrix<Float>) -> Matrix<Float> {
    var result = values
    for frame in 0..<values.rows {
      for region in 0..<values.columns {
        result[frame, region] = Float(low[region] + Double(values[frame, region]) * range[region])
      }
    }
    return result
  }
}
