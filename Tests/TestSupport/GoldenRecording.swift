import Foundation
import Recordings

/// A simulated grid-cell recording that any language can make, since its random numbers are a hash of a counter:
/// 60 cells, 120 s at 10 ms. The numbers that the reference program (canns 1.5.0) gives for it are known.
public enum GoldenRecording {
  public static let samples = 12_000
  public static let cells = 60

  public static let times = (0..<samples).map { 0.01 * Double($0) }
  public static let x = times.map { 0.75 + 0.37 * sin(0.71 * $0) + 0.37 * sin(1.13 * $0 + 1) }
  public static let y = times.map { 0.75 + 0.37 * sin(0.83 * $0 + 2) + 0.37 * sin(1.29 * $0 + 0.5) }
  /// The position on the torus, rad, not wrapped.
  public static let first = x.map { 4 * Double.pi * $0 }
  public static let second = zip(x, y).map { 4 * Double.pi * ($0 / 2 + 3.0.squareRoot() / 2 * $1) }

  /// Spike times in seconds, for each cell.
  public static let spikes: [[Double]] = {
    var spikes = [[Double]](repeating: [], count: cells)
    for cell in 0..<cells {
      let p = 2 * Double.pi * hashedUniform(0, UInt64(cell))
      let q = 2 * Double.pi * hashedUniform(1, UInt64(cell))
      for sample in 0..<samples {
        let rate = 20 * exp(1.5 * (cos(first[sample] - p) + cos(second[sample] - q) - 2))
        let counter = UInt64(cell * samples + sample)
        if hashedUniform(2, counter) < 0.01 * rate {
          spikes[cell].append(times[sample] + 0.01 * hashedUniform(3, counter))
        }
      }
    }
    return spikes
  }()

  public static let recording = makeRecording(trains: spikes, t: times, x: x, y: y)
}

/// A recording in memory. Cells are named by their number.
public func makeRecording(
  trains: [[Double]], t: [Double]? = nil, x: [Double]? = nil, y: [Double]? = nil,
  headDirection: [Double]? = nil,
  epochs: [Epoch] = []
) -> Recording {
  Recording(
    source: RecordingSource(url: URL(fileURLWithPath: "simulated.npz"), format: "simulated"),
    spikes: .trains(trains.enumerated().map { SpikeTrain(id: String($0), times: $1) }),
    trajectory: t.map { Trajectory(t: $0, x: x, y: y, headDirection: headDirection) }, epochs: epochs)
}
