import ArrayNumerics
import Foundation
import TestSupport

extension GoldenRecording {
  /// The activity `[time, cell]` by the reference program's rules: bins of 10 ms, the spike at the start and all of the
  /// last bin lost, a Gaussian of 5 bins cut at 20, and its scale.
  static func rates() -> Matrix<Float> {
    let lastTime = 0.01 * Double(samples - 1)
    var counts = [Double](repeating: 0, count: samples)
    var elements = [Float](repeating: 0, count: samples * cells)
    let weights = (-20...20).map { exp(-Double($0 * $0) / 50) }
    let total = weights.reduce(0, +)
    let factor = Float(1 / (2 * Double.pi * 0.05 * 0.05).squareRoot())
    for (cell, times) in spikes.enumerated() {
      for bin in 0..<samples { counts[bin] = 0 }
      for time in times where time >= 0 && time < lastTime {
        let tick = Int(time * 100_000)
        if tick > 0 && tick < (samples - 1) * 1_000 { counts[tick / 1_000] += 1 }
      }
      for bin in 0..<samples {
        var sum = 0.0
        for offset in max(-20, -bin)...min(20, samples - 1 - bin) where counts[bin + offset] > 0 {
          sum += counts[bin + offset] * weights[offset + 20] / total
        }
        elements[bin * cells + cell] = Float(sum) * factor
      }
    }
    return Matrix(rows: samples, columns: cells, elements: elements)
  }
}
