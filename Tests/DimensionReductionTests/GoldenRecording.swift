import ArrayNumerics
import Foundation

/// A simulated grid-cell recording that any language can make, since its random numbers are a hash of a counter:
/// 60 cells, 120 s at 10 ms. The numbers that the reference program gives for it are known.
enum GoldenRecording {
  static let samples = 12_000
  static let cells = 60

  static func uniform(_ stream: UInt64, _ counter: UInt64) -> Double {
    var z = (counter &+ stream &* (1 << 40) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-53
  }

  /// Spike times in seconds, for each cell.
  static func spikes() -> [[Double]] {
    var phases: [(Double, Double)] = []
    for cell in 0..<cells {
      phases.append((2 * .pi * uniform(0, UInt64(cell)), 2 * .pi * uniform(1, UInt64(cell))))
    }
    var spikes = [[Double]](repeating: [], count: cells)
    for sample in 0..<samples {
      let t = 0.01 * Double(sample)
      let x = 0.75 + 0.37 * sin(0.71 * t) + 0.37 * sin(1.13 * t + 1)
      let y = 0.75 + 0.37 * sin(0.83 * t + 2) + 0.37 * sin(1.29 * t + 0.5)
      let first = 4 * Double.pi * x
      let second = 4 * Double.pi * (x / 2 + 3.0.squareRoot() / 2 * y)
      for cell in 0..<cells {
        let (p, q) = phases[cell]
        let rate = 20 * exp(1.5 * (cos(first - p) + cos(second - q) - 2))
        let counter = UInt64(cell * samples + sample)
        if uniform(2, counter) < 0.01 * rate { spikes[cell].append(t + 0.01 * uniform(3, counter)) }
      }
    }
    return spikes
  }

  /// The activity `[time, cell]` by the reference program's rules: bins of 10 ms, the spike at the start and all of the
  /// last bin lost, a Gaussian of 5 bins cut at 20, and its scale.
  static func rates() -> Matrix<Float> {
    let lastTime = 0.01 * Double(samples - 1)
    var counts = [Double](repeating: 0, count: samples)
    var elements = [Float](repeating: 0, count: samples * cells)
    let weights = (-20...20).map { exp(-Double($0 * $0) / 50) }
    let total = weights.reduce(0, +)
    let factor = Float(1 / (2 * Double.pi * 0.05 * 0.05).squareRoot())
    for (cell, times) in spikes().enumerated() {
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
