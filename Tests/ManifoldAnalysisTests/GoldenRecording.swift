import Foundation
import Recordings

/// A simulated grid-cell recording that any language can make, since its random numbers are a hash of a counter:
/// 60 cells, 120 s at 10 ms. The numbers that the reference program (canns 1.5.0) gives for it are known.
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

  static let times = (0..<samples).map { 0.01 * Double($0) }
  static let x = times.map { 0.75 + 0.37 * sin(0.71 * $0) + 0.37 * sin(1.13 * $0 + 1) }
  static let y = times.map { 0.75 + 0.37 * sin(0.83 * $0 + 2) + 0.37 * sin(1.29 * $0 + 0.5) }
  /// The position on the torus, rad, not wrapped.
  static let first = x.map { 4 * Double.pi * $0 }
  static let second = zip(x, y).map { 4 * Double.pi * ($0 / 2 + 3.0.squareRoot() / 2 * $1) }

  /// Spike times in seconds, for each cell.
  static let spikes: [[Double]] = {
    var spikes = [[Double]](repeating: [], count: cells)
    for cell in 0..<cells {
      let p = 2 * Double.pi * uniform(0, UInt64(cell))
      let q = 2 * Double.pi * uniform(1, UInt64(cell))
      for sample in 0..<samples {
        let rate = 20 * exp(1.5 * (cos(first[sample] - p) + cos(second[sample] - q) - 2))
        let counter = UInt64(cell * samples + sample)
        if uniform(2, counter) < 0.01 * rate {
          spikes[cell].append(times[sample] + 0.01 * uniform(3, counter))
        }
      }
    }
    return spikes
  }()

  static let recording = makeRecording(trains: spikes, t: times, x: x, y: y)
}

/// A recording in memory. Cells are named by their number.
func makeRecording(
  trains: [[Double]], t: [Double]? = nil, x: [Double]? = nil, y: [Double]? = nil,
  headDirection: [Double]? = nil,
  epochs: [Epoch] = []
) -> Recording {
  Recording(
    source: RecordingSource(url: URL(fileURLWithPath: "simulated.npz"), format: "simulated"),
    spikes: .trains(trains.enumerated().map { SpikeTrain(id: String($0), times: $1) }),
    trajectory: t.map { Trajectory(t: $0, x: x, y: y, headDirection: headDirection) }, epochs: epochs)
}
