import ArrayNumerics
import Foundation

/// Which direction a population of direction cells says, step by step: by a flat prior, and by a state-space model in which the
/// direction walks at random, as `PlaneDecoder`.
package struct RingDecoder: Sendable {
  /// log of the rate of each cell `[cell][bin]`, and the sum of all rates, Hz.
  private let logRates: [Float], total: [Float]
  private let bins: Int
  private let kernel: [Float]
  private let step: Double

  private static let block = 8192
  private static let margin = 64
  /// Rates below this share of a cell's mean are raised to it.
  private static let leastShare = 0.05

  /// - Parameters:
  ///   - tuning: rates of each cell in equal bins from 0 to 2π, Hz; the same number for all.
  ///   - motion: of the random walk, rad per √s.
  ///   - step: of time, s.
  package init(tuning: [[Double]], motion: Double, step: Double) {
    let bins = tuning.first?.count ?? 0
    self.bins = bins
    self.step = step
    var (total, logs) = ([Double](repeating: 0, count: bins), [Float]())
    for rates in tuning {
      let floor = max(0.02, Self.leastShare * mean(rates))
      for bin in 0..<bins {
        let used = max(floor, rates[bin])
        total[bin] += used
        logs.append(Float(log(used)))
      }
    }
    (logRates, self.total) = (logs, total.map(Float.init))
    kernel = gaussianTaps(motion * step.squareRoot() / (2 * .pi / Double(max(1, bins))))
  }

  /// The directions at every step, rad in [0, 2π): by the state-space model, and by a flat prior from the spikes of two steps,
  /// NaN without any.
  ///
  /// - Throws: `CancellationError`.
  package func callAsFunction(_ spikes: BinnedSpikes, work: Work) throws -> (smooth: [Double], flat: [Double]) {
    let blocks = Array(stride(from: 0, to: spikes.steps, by: Self.block))
    let parts = try concurrentMap(blocks.count, work: work) { number -> (smooth: [Double], flat: [Double]) in
      let used = blocks[number]..<min(spikes.steps, blocks[number] + Self.block)
      let whole = max(0, used.lowerBound - Self.margin)..<min(spikes.steps, used.upperBound + Self.margin)
      var smooth = [Double](repeating: .nan, count: used.count)
      var flat = smooth
      forwardBackward(
        steps: whole.count, states: bins,
        likelihood: { step, values in
          logLikelihood(spikes.spikes(in: whole.lowerBound + step), seconds: self.step, &values)
          exponentiate(&values)
        }, move: { density, _, _ in spread(&density) },
        take: { step, posterior in
          let index = whole.lowerBound + step
          if used.contains(index) { smooth[index - used.lowerBound] = direction(posterior) }
        })
      var values = [Float](repeating: 0, count: bins)
      for index in used {
        let window = spikes.spikes(around: index)
        if window.isEmpty { continue }
        logLikelihood(window, seconds: 2 * step, &values)
        exponentiate(&values)
        flat[index - used.lowerBound] = direction(values)
      }
      return (smooth, flat)
    }
    return (parts.flatMap(\.smooth), parts.flatMap(\.flat))
  }

  private func logLikelihood(_ spikes: ArraySlice<Int32>, seconds: Double, _ values: inout [Float]) {
    for bin in 0..<bins { values[bin] = -Float(seconds) * total[bin] }
    for cell in spikes { for bin in 0..<bins { values[bin] += logRates[Int(cell) * bins + bin] } }
  }

  private func spread(_ density: inout [Float]) {
    let half = min(kernel.count - 1, bins / 2)
    var result = [Float](repeating: 0, count: bins)
    for tap in -half...half {
      let weight = kernel[abs(tap)]
      for bin in 0..<bins { result[bin] += weight * density[(bin + tap + bins) % bins] }
    }
    density = result
  }

  /// The circular mean of a density over the bins.
  private func direction(_ density: [Float]) -> Double {
    var sum = Complex.zero
    for (bin, weight) in density.enumerated() {
      let angle = 2 * .pi * (Double(bin) + 0.5) / Double(bins)
      sum = sum + Complex(Double(weight) * cos(angle), Double(weight) * sin(angle))
    }
    return sum.magnitude > 0 ? wrapAngle(atan2(sum.imaginary, sum.real)) : .nan
  }
}

/// Rates over equal bins of direction, Hz: spikes over time, both smoothed by the same circular Gaussian.
///
/// - Parameters:
///   - headings: at the spikes, rad; NaN counts not.
///   - occupancy: headings at even times, `step` s apart.
///   - smoothing: deviation of the Gaussian, bins.
package func directionRates(
  headings: [Double], occupancy: [Double], step: Double, bins: Int, smoothing: Double
) throws -> [Double] {
  func counts(_ angles: [Double]) throws -> [Double] {
    var counts = [Double](repeating: 0, count: bins)
    for angle in angles where angle.isFinite {
      counts[min(bins - 1, Int(wrapAngle(angle) / (2 * .pi) * Double(bins)))] += 1
    }
    return try gaussianFilter(counts, sigma: smoothing, border: .wrap)
  }
  return try zip(counts(headings), counts(occupancy)).map { $1 > 0 ? $0 / ($1 * step) : 0 }
}
