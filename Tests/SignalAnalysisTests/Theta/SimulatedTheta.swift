import ArrayNumerics
import Foundation
import Recordings
import Schema
import SignalAnalysis
import Stages

/// A field potential with a rhythm whose frequency and amplitude are known, and cells that keep to its phase or do not.
struct SimulatedTheta {
  let rate: Double
  let phase: [Double]
  let samples: [Double]

  /// - Parameters:
  ///   - frequency: in the middle; it swings by `swing` over 20 s, Hz.
  ///   - amplitude: of the rhythm; the noise, 1/f, has a deviation of 1.
  init(
    seconds: Double = 120, rate: Double = 1250, frequency: Double = 8, swing: Double = 0.5, amplitude: Double = 2,
    seed: UInt64 = 1
  ) throws {
    self.rate = rate
    let count = Int(seconds * rate)
    var stream = RandomStream(seed: seed, name: "simulated theta")
    let transform = try RealFourierTransform(size: count)
    var coefficients = try transform.forward((0..<count).map { _ in stream.normal() })
    coefficients[0] = .zero
    for index in 1..<coefficients.count { coefficients[index] = coefficients[index] * (1 / Double(index).squareRoot()) }
    let noise = try transform.inverse(coefficients)
    let deviation = standardDeviation(noise)
    var (angle, phase) = (1.0, [Double]())
    for sample in 0..<count {
      phase.append(angle)
      angle += 2 * .pi * (frequency + swing * sin(2 * .pi * Double(sample) / rate / 20)) / rate
    }
    self.phase = phase
    samples = zip(noise, phase).map { $0 / deviation + amplitude * cos($1) }
  }

  /// Spikes at a rate of mean `mean`, Hz, with a probability that follows the phase.
  func spikes(mean: Double, preferring preferred: Double, depth: Double, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, name: "spikes")
    return phase.indices.compactMap { sample in
      let chance = mean * (1 + depth * cos(phase[sample] - preferred)) / rate
      return stream.uniform() < chance ? Double(sample) / rate : nil
    }
  }

  /// The recording with two cells: one that keeps to a phase of 2 rad, and one that does not.
  func recording(start: Double = 0) -> Recording {
    var recording = Recording(source: RecordingSource(url: URL(fileURLWithPath: "simulated.npz"), format: "NPZ"))
    recording.fieldPotential = FieldPotential(samples: samples, rate: rate, start: start)
    let cells = [("locked", 0.8), ("free", 0.0)].enumerated().map { index, cell in
      SpikeTrain(
        id: cell.0,
        times: spikes(mean: 10, preferring: 2, depth: cell.1, seed: UInt64(10 + index)).map { start + $0 })
    }
    recording.spikes = .trains(cells)
    recording.cellIDs = cells.map(\.id)
    return recording
  }
}

/// The stage with some settings.
func theta(_ recording: Recording, _ settings: KeyValuePairs<String, String> = [:], threads: Int = 2) throws -> ThetaResult {
  try Theta.run(
    ThetaInput(recording),
    parameters: ThetaParameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) }),
    context: RunContext(work: Work(threads: threads), seed: 3))
}
