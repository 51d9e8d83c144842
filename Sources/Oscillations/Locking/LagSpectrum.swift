import ArrayNumerics
import Foundation

/// How an autocorrelogram oscillates: a half Hann window over its lags, a quadratic trend removed, and the amplitude of each
/// frequency of a band relative to the level of the autocorrelogram.
///
/// Lags may be seconds (frequencies in Hz) or cycles of a rhythm (frequencies relative to it).
package struct LagSpectrum: Sendable {
  /// Lags from and to, and the width of a bin.
  package let lags: ClosedRange<Double>
  package let binWidth: Double
  /// Where the peak is looked for, ascending and evenly spaced.
  package let frequencies: [Double]
  /// Frequencies over which the mean power is taken for the ratio.
  private let all: [Double]
  private let centres: [Double]
  private let weights: [Double]
  /// Orthonormal under the weights: 1, the lag and its square.
  private let trend: [[Double]]
  /// w cos(2πfl) · 2 / Σw `[frequency, lag]`.
  private let waves: [[Double]]
  private let allWaves: [[Double]]

  /// Of times of spikes: 50 to 600 ms in bins of 5 ms, 5 to 11 Hz by 0.05.
  package static let ofTimes = LagSpectrum(lags: 0.05...0.6, binWidth: 0.005, band: 5...11, step: 0.05, whole: 50)
  /// Of phases in cycles: 0.4 to 5 cycles in bins of a fortieth, 0.7 to 1.4 of the rhythm's frequency by 0.005.
  package static let ofCycles = LagSpectrum(lags: 0.4...5, binWidth: 0.025, band: 0.7...1.4, step: 0.005, whole: 6)

  init(lags: ClosedRange<Double>, binWidth: Double, band: ClosedRange<Double>, step: Double, whole: Double) {
    self.lags = lags
    self.binWidth = binWidth
    let count = Int(((lags.upperBound - lags.lowerBound) / binWidth).rounded())
    let centres = (0..<count).map { lags.lowerBound + (Double($0) + 0.5) * binWidth }
    let weights = centres.map { 0.5 * (1 + cos(.pi * $0 / lags.upperBound)) }
    let total = weights.reduce(0, +)
    func waves(_ frequencies: [Double]) -> [[Double]] {
      frequencies.map { frequency in zip(centres, weights).map { 2 * $1 * cos(2 * .pi * frequency * $0) / total } }
    }
    frequencies = (0...Int(((band.upperBound - band.lowerBound) / step).rounded())).map { band.lowerBound + Double($0) * step }
    all = (0...200).map { Double($0) * whole / 200 }
    self.centres = centres
    self.weights = weights
    self.waves = waves(frequencies)
    allWaves = waves(all)
    var basis: [[Double]] = []
    for power in 0...2 {
      var column = centres.map { pow($0 / lags.upperBound, Double(power)) }
      for other in basis {
        let share = Self.product(column, other, weights)
        column = zip(column, other).map { $0 - share * $1 }
      }
      let norm = Self.product(column, column, weights).squareRoot()
      basis.append(column.map { $0 / norm })
    }
    trend = basis
  }

  private static func product(_ a: [Double], _ b: [Double], _ weights: [Double]) -> Double {
    a.indices.reduce(0) { $0 + a[$1] * b[$1] * weights[$1] }
  }

  /// Pairs of events at each lag.
  ///
  /// - Parameter events: times or cycles, ascending.
  package func autocorrelogram(_ events: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: centres.count)
    events.withUnsafeBufferPointer { events in
      var first = 0
      for later in 0..<events.count {
        let end = events[later] - lags.upperBound
        while first < later, events[first] <= end { first += 1 }
        var earlier = first
        while earlier < later {
          let lag = events[later] - events[earlier]
          if lag < lags.lowerBound { break }
          let bin = Int((lag - lags.lowerBound) / binWidth)
          if bin < counts.count { counts[bin] += 1 }
          earlier += 1
        }
      }
    }
    return counts
  }

  /// What oscillates in an autocorrelogram.
  package struct Peak: Sendable, Equatable {
    /// Where the amplitude is largest; NaN at an end of the band.
    package var frequency: Double
    /// That amplitude over the mean of the autocorrelogram; NaN without pairs.
    package var amplitude: Double
    /// Mean power within a tenth of the widest frequency, or 1 Hz, of the peak over the mean power of all: the usual index.
    package var ratio: Double
  }

  /// The largest amplitude in the band, relative to the level.
  package func largestAmplitude(_ counts: [Double]) -> Double { amplitudes(counts, waves).max() ?? .nan }

  /// Where it stands, by a parabola, and its ratio.
  package func peak(_ counts: [Double]) -> Peak {
    let values = amplitudes(counts, waves)
    guard let best = values.indices.max(by: { (values[$0], $1) < (values[$1], $0) }), values[best].isFinite else {
      return Peak(frequency: .nan, amplitude: .nan, ratio: .nan)
    }
    let whole = amplitudes(counts, allWaves).map { $0 * $0 }
    let reach = all[all.count - 1] / 50
    let near = all.indices.filter { abs(all[$0] - frequencies[best]) <= reach }.map { whole[$0] }
    let ratio = mean(near) / mean(whole)
    guard best > 0, best < values.count - 1 else { return Peak(frequency: .nan, amplitude: values[best], ratio: ratio) }
    let (a, b, c) = (values[best - 1], values[best], values[best + 1])
    let offset = a - 2 * b + c < 0 ? 0.5 * (a - c) / (a - 2 * b + c) : 0
    let step = frequencies[1] - frequencies[0]
    return Peak(frequency: frequencies[best] + offset * step, amplitude: b, ratio: ratio)
  }

  private func amplitudes(_ counts: [Double], _ waves: [[Double]]) -> [Double] {
    let level = Self.product(counts, [Double](repeating: 1, count: counts.count), weights) / weights.reduce(0, +)
    guard level > 0 else { return waves.map { _ in .nan } }
    var rest = counts
    for column in trend {
      let share = Self.product(counts, column, weights)
      for index in rest.indices { rest[index] -= share * column[index] }
    }
    return waves.map { wave in
      var sum = 0.0
      for index in rest.indices { sum += wave[index] * rest[index] }
      return sum / level
    }
  }
}
