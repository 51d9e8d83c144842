import ArrayNumerics
import CalciumBumps
import Foundation
import TestSupport
import Testing

@Suite("Estimate of an indicator's decay")
struct DecayEstimateTests {
  /// A wandering bump at ten frames a second behind an indicator that decays, with noise of the camera.
  private func shown(decay: Double, seed: UInt64, frames: Int = 4000, noise: Double = 0.05) -> RingSignals {
    var simulation = BumpSimulation()
    (simulation.frames, simulation.regions, simulation.seed, simulation.noise) = (frames, 16, seed, 0)
    var signals = simulation.made().signals
    var random = RandomStream(seed: seed, name: "camera")
    let rho = decay > 0 ? exp(-0.1 / decay) : 0
    var trace = signals.values.row(0).map { $0 }
    for frame in 0..<frames {
      for region in 0..<16 {
        trace[region] = rho * trace[region] + (1 - rho) * signals.values[frame, region]
        signals.values[frame, region] = trace[region] + noise * random.normal()
      }
    }
    return signals
  }

  private func estimate(_ signals: RingSignals) throws -> DecayEstimate {
    try #require(DecayEstimate(signals, step: 0.1, stream: RandomStream(seed: 1, name: "blocks")))
  }

  @Test("The interval holds the time constant, and the median of ten is near it", arguments: [0.3, 0.6, 1])
  func known(decay: Double) throws {
    let found = try (1...10).map { try estimate(shown(decay: decay, seed: $0)) }
    #expect(found.count { $0.low <= decay && decay <= $0.high } >= 8)
    #expect(abs(median(found.map(\.time)) - decay) < 0.25 * decay)
  }

  @Test("Without a decay none is found, and none in time that runs backwards")
  func none() throws {
    #expect(try (1...10).count { try estimate(shown(decay: 0, seed: $0)).isKnown } <= 1)
    let forward = shown(decay: 0.6, seed: 3)
    let backward = RingSignals(
      values: forward.values.selectingRows(Array((0..<forward.frames).reversed())), angles: forward.angles)
    #expect(try estimate(backward).time == 0 && !estimate(backward).isKnown)
  }

  @Test("Frames that are missing break the pairs, and too few blocks give nothing")
  func gaps() throws {
    var signals = shown(decay: 0.6, seed: 4)
    let whole = try estimate(signals)
    for frame in stride(from: 50, to: 4000, by: 200) {
      signals.isObserved[frame] = false
      signals.restarts[frame + 60] = true
      for region in 0..<16 { signals.values[frame, region] = .nan }
    }
    let broken = try estimate(signals)
    #expect(broken.time.isFinite && broken.time != whole.time && broken.low <= 0.6 && broken.high >= 0.6)
    #expect(DecayEstimate(shown(decay: 0.6, seed: 4, frames: 200), step: 0.1, stream: RandomStream(seed: 1, name: "")) == nil)
  }
}
