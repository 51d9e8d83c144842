import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct CouplingTests {
  @Test func theIndexOfAKnownProfile() throws {
    let rate = 250.0
    let phase = (0..<30_000).map { wrapAngle(2 * .pi * 8 * Double($0) / rate) }
    // Amplitudes of one half of the cycle only: nine of eighteen bins, ln 9 of ln 18.
    let half = phase.map { $0 < .pi ? 1.0 : 0 }
    let found = try #require(
      try PhaseAmplitudeCoupling(phase: phase, amplitude: half, rate: rate, shifts: 0, seed: 1, index: 0))
    #expect(abs(found.modulationIndex - (1 - log(9) / log(18))) < 0.01)
    #expect(abs(found.preferredPhase - .pi / 2) < 0.05 && abs(found.meanVector - 2 / .pi) < 0.02)
    let none = try #require(
      try PhaseAmplitudeCoupling(phase: phase, amplitude: phase.map { _ in 2 }, rate: rate, shifts: 0, seed: 1, index: 0))
    #expect(none.modulationIndex < 1e-9)
    #expect(try PhaseAmplitudeCoupling(phase: [1, 2], amplitude: [1, 2], rate: rate, shifts: 5, seed: 1, index: 0) == nil)
  }

  @Test func gammaOnThetaIsFoundInItsBand() throws {
    let rate = 1000.0
    var (phase, angle) = ([Double](), 0.0)
    for sample in 0..<60_000 {
      phase.append(wrapAngle(angle))
      angle += 2 * .pi * (8 + 0.8 * sin(2 * .pi * Double(sample) / rate / 7.3)) / rate
    }
    let noise = try coloredNoise(phase.count, exponent: 1, seed: 3)
    let samples = phase.indices.map { sample -> Double in
      let gamma = (1 + cos(phase[sample] - 2)) * cos(2 * .pi * 80 * Double(sample) / rate)
      return noise[sample] + cos(phase[sample]) + 0.1 * gamma
    }
    let found = try #require(try CouplingSpectrum(samples, rate: rate, phase: phase, shifts: 99, seed: 4))
    let best = found.coupling.indices.max { found.coupling[$0].modulationIndex < found.coupling[$1].modulationIndex } ?? 0
    #expect(abs(found.frequencies[best] - 80) <= 10 && found.coupling[best].pValue == 0.01)
    #expect(abs(angleDifference(found.coupling[best].preferredPhase, 2)) < 0.3)
    let far = found.coupling[found.frequencies.firstIndex(of: 180) ?? 0]
    #expect(far.pValue > 0.02)
  }

  @Test func coherenceStandsOutAtTheFrequencyOfTheSpikes() throws {
    let rate = 250.0
    var stream = RandomStream(seed: 5, name: "coherence")
    let noise = try coloredNoise(75_000, exponent: 1, seed: 6)
    var (samples, spikes, free) = ([Double](), [Double](), [Double]())
    for sample in noise.indices {
      let phase = 2 * Double.pi * 8 * Double(sample) / rate
      samples.append(noise[sample] + cos(phase))
      if stream.uniform() < 0.03 * (1 + cos(phase)) { spikes.append(Double(sample)) }
      if stream.uniform() < 0.03 { free.append(Double(sample)) }
    }
    let segments = try #require(
      try CoherenceSegments(samples, rate: rate, isUsed: [Bool](repeating: true, count: samples.count)))
    let locked = try #require(try segments.coherence(spikes))
    let best = locked.coherence.indices.max { locked.coherence[$0] < locked.coherence[$1] } ?? 0
    #expect(abs(locked.frequencies[best] - 8) < 1.6 && locked.coherence[best] > 3 * locked.level)
    let none = try #require(try segments.coherence(free))
    let above = none.coherence.dropFirst().count { $0 > none.level }
    // Two in three neighbouring frequencies share their tapers: a wide margin around 5 %.
    #expect(Double(above) / Double(none.coherence.count) < 0.15)
    #expect(try segments.coherence([1, 2, 3]) == nil)
  }

  @Test func theSlopeAgainstSpeedIsWithinItsInterval() throws {
    var stream = RandomStream(seed: 7, name: "speed")
    var (speed, values, current) = ([Double](), [Double](), 20.0)
    for _ in 0..<6000 {
      current = max(0, current + 0.05 * (20 - current) + 2 * stream.normal())
      speed.append(current)
      values.append(7.5 + 0.02 * current + 0.3 * stream.normal())
    }
    let found = try #require(SpeedDependence(values, speed: speed, rate: 10, seed: 1, name: "test"))
    #expect(found.interval.contains(0.02) && abs(found.slope - 0.02) < 0.004 && abs(found.intercept - 7.5) < 0.1)
    #expect(found.interval.upperBound - found.interval.lowerBound < 0.01 && found.blocks == 60)
    #expect(SpeedDependence(values, speed: values.map { _ in 5 }, rate: 10, seed: 1, name: "test") == nil)
  }
}
