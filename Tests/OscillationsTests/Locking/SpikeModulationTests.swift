import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct SpikeModulationTests {
  /// Bursts of one to three spikes; the chance of a burst follows a rhythm of 8.4 Hz with a depth, every second cycle weaker by
  /// `skip`.
  private func train(seconds: Double, depth: Double, skip: Double = 0, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, name: "train")
    var times: [Double] = []
    for sample in 0..<Int(seconds * 1000) {
      let t = Double(sample) / 1000
      let turn = 8.4 * t
      let weight = Int(turn) % 2 == 0 ? 1 + skip : 1 - skip
      guard stream.uniform() < 0.0035 * weight * (1 + depth * cos(2 * .pi * turn - .pi)) else { continue }
      for spike in 0...stream.integer(below: 3) { times.append(t + 0.005 * Double(spike)) }
    }
    return times.sorted()
  }

  @Test func aRhythmIsFoundWithItsFrequency() throws {
    let found = try (0..<8).map {
      try SpikeModulation(train(seconds: 300, depth: 0.8, seed: $0), jitters: 100, seed: 1, index: 0)
    }
    #expect(found.allSatisfy { $0.pValue < 0.05 })
    #expect(median(found.map { abs($0.peak.frequency - 8.4) }) < 0.1)
  }

  @Test func burstsAloneAreNoRhythmWhateverTheirRatio() throws {
    let found = try (0..<60).map {
      try SpikeModulation(train(seconds: 200, depth: 0, seed: 100 + $0), jitters: 60, seed: 2, index: Int($0))
    }
    // Three standard errors above 5 % of 60.
    #expect(found.count { $0.pValue < 0.05 } <= 8)
  }

  /// Bursts that edges of bins cut in two would look like structure that moved bursts lack; and middles of bins stand on a
  /// comb of lags: 27 of 60 random cells had a p up to 0.05 at 25 ms while the comb stood in the data alone. Bursts, and
  /// Poisson cells of 8 Hz, whose level is known well enough for a comb to matter.
  @Test(arguments: [0.01, 0.02, 0.025, 0.0333]) func middlesOfBinsAreNoRhythm(width: Double) throws {
    func binned(_ times: [Double]) -> [Double] { times.map { (($0 / width).rounded(.down) + 0.5) * width } }
    let poisson = (0..<60).map { cell -> [Double] in
      var stream = RandomStream(seed: 200 + UInt64(cell), name: "Poisson")
      return binned((0..<2400).map { _ in 300 * stream.uniform() }.sorted())
    }
    for trains in [poisson, (0..<60).map { binned(train(seconds: 200, depth: 0, seed: 100 + $0)) }] {
      let found = try trains.enumerated().map {
        try SpikeModulation($1, resolution: width, jitters: 60, seed: 2, index: $0)
      }
      #expect(found.count { $0.pValue < 0.05 } <= 8, "\(found.map(\.pValue))")
    }
    // A rhythm is found all the same.
    let rhythmic = try SpikeModulation(
      binned(train(seconds: 300, depth: 0.8, seed: 3)), resolution: width, jitters: 100, seed: 1, index: 0)
    #expect(rhythmic.pValue < 0.05 && abs(rhythmic.peak.frequency - 8.4) < 0.3)
  }

  @Test func fewPairsHaveNoP() throws {
    let found = try SpikeModulation([1, 2, 3, 3.1], jitters: 50, seed: 1, index: 0)
    #expect(found.pValue.isNaN)
    #expect(try SpikeModulation([], jitters: 50, seed: 1, index: 0).peak.amplitude.isNaN)
  }

  @Test func inCyclesTheFrequencyIsRelativeToTheField() throws {
    // The field has 8 Hz, the cell 8.4: cycles of the field.
    let cycles = train(seconds: 300, depth: 0.8, seed: 5).map { 8 * $0 }
    let found = try CycleModulation(cycles, exchanges: 0, seed: 1, index: 0)
    #expect(abs(found.relativeFrequency - 1.05) < 0.02 && found.skippingP.isNaN)
  }

  @Test func skippingIsToldFromNone() throws {
    var (without, with) = (0, 0)
    for seed in 0..<40 {
      let none = train(seconds: 300, depth: 0.6, seed: UInt64(seed)).map { 8.4 * $0 }
      let some = train(seconds: 300, depth: 0.6, skip: 0.5, seed: UInt64(seed)).map { 8.4 * $0 }
      if try CycleModulation(none, exchanges: 60, seed: 3, index: seed).skippingP < 0.05 { without += 1 }
      let skipping = try CycleModulation(some, exchanges: 60, seed: 4, index: seed)
      if skipping.skippingP < 0.05 { with += 1 }
      #expect(skipping.skipping > 0)
    }
    #expect(without <= 6 && with >= 20, "\(without) without, \(with) with")
  }
}
