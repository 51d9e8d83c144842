import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct TrackedPhaseTests {
  /// A field with a drifting rhythm of changing strength in 1/f noise, and its truth.
  private func drifting(seed: UInt64) throws -> (field: [Double], phase: [Double], envelope: [Double], frequency: [Double]) {
    let (rate, count) = (250.0, 30_000)
    var stream = RandomStream(seed: seed, name: "drifting")
    let offset = 2 * Double.pi * stream.uniform()
    var levels: [Double] = []
    while levels.count < count {
      levels += [Double](repeating: 0.05 + 1.15 * stream.uniform(), count: Int((2 + 6 * stream.uniform()) * rate))
    }
    let envelope = try gaussianFilter(Array(levels[..<count]), sigma: 0.2 * rate)
    var (phases, frequencies, phase) = ([Double](), [Double](), 0.0)
    for index in 0..<count {
      let t = Double(index) / rate
      let frequency = 8 + 1.7 * sin(2 * .pi * t / 37 + offset) + 0.3 * sin(2 * .pi * t / 4.3)
      phase += 2 * .pi * frequency / rate
      frequencies.append(frequency)
      phases.append(phase)
    }
    let noise = try coloredNoise(count, exponent: 1, seed: seed)
    let field = (0..<count).map { 200 * envelope[$0] * cos(phases[$0] + 0.35 * sin(phases[$0])) + 60 * noise[$0] }
    return (field, phases, envelope, frequencies)
  }

  @Test func phaseAndFrequencyFollowADriftingRhythm() throws {
    var (errors, strong, frequencyErrors) = ([Double](), [Double](), [Double]())
    for seed in 1...3 {
      let truth = try drifting(seed: UInt64(seed))
      let spectra = try FieldSpectra(try PreparedField(truth.field, rate: 250), band: 4...12)
      let tracked = try TrackedPhase(truth.field, rate: 250, background: spectra.background, band: 4...12)
      for index in 250..<29_750 {
        let error = abs(angleDifference(tracked.phase[index], truth.phase[index])) * 180 / .pi
        errors.append(error)
        frequencyErrors.append(abs(tracked.frequency[index] - truth.frequency[index]))
        if truth.envelope[index] >= 0.25 { strong.append(error) }
      }
    }
    #expect(median(errors) <= 4.5)
    #expect(median(strong) <= 4)
    #expect(median(frequencyErrors) <= 0.05)
    #expect(quantile(frequencyErrors, 0.95) <= 0.15)
  }

  @Test func threadsDoNotChangeThePhase() throws {
    let truth = try drifting(seed: 9)
    let spectra = try FieldSpectra(try PreparedField(truth.field, rate: 250), band: 4...12)
    let phases = try [1, 2, 3].map {
      try TrackedPhase(truth.field, rate: 250, background: spectra.background, band: 4...12, work: Work(threads: $0)).phase
    }
    #expect(phases[0] == phases[1] && phases[1] == phases[2])
  }

  @Test(arguments: [8.0...8.1, 4.0...30])
  func aBandThatCannotBeFollowedIsRefused(band: ClosedRange<Double>) throws {
    let truth = try drifting(seed: 9)
    let spectra = try FieldSpectra(try PreparedField(truth.field, rate: 250), band: 4...12)
    #expect(throws: OscillationError.untrackableBand([band.lowerBound, band.upperBound], widths: [0.5, 15])) {
      try TrackedPhase(truth.field, rate: 250, background: spectra.background, band: band)
    }
  }

  @Test(arguments: [1.0, 1.5, 2.0])
  func noiseHasFewBouts(exponent: Double) throws {
    var bouts = 0
    for seed in 0..<4 {
      let noise = try coloredNoise(60_000, exponent: exponent, seed: UInt64(200 + seed))
      let field = try PreparedField(noise, rate: 250)
      let spectra = try FieldSpectra(field, band: 4...12)
      let tracked = try TrackedPhase(field.slow, rate: 250, background: spectra.background, band: 4...12)
      bouts += ThetaBouts(strength: tracked.strength, isMasked: field.isMasked, rate: 250).stretches.count
    }
    #expect(bouts <= 16)
  }
}
