import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct FieldSpectraTests {
  @Test func tapersAreOrthonormalAndConcentrated() throws {
    let set = try TaperSet.slepian(2000, halfBandwidth: 4)
    #expect(set.windows.count == 7)
    #expect(set.weights[0] > 0.999_999 && set.weights[6] > 0.9 && set.weights[6] < 1)
    for (a, first) in set.windows.enumerated() {
      for (b, second) in set.windows.enumerated() {
        let product = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-3)
      }
    }
  }

  @Test func thePowerOfASegmentIsItsVariance() throws {
    let samples = try coloredNoise(1000, exponent: 1, seed: 1)
    let tapers = TaperSet.hann(1000)
    var spectrum = try SegmentedSpectrum(rate: 250, tapers: tapers)
    try spectrum.push(samples)
    let mean = try #require(spectrum.average())
    let centre = ArrayNumerics.mean(samples)
    let energy = zip(samples, tapers.windows[0]).reduce(0) { $0 + pow(($1.0 - centre) * $1.1, 2) }
    // The tapered segment has the energy Σ(w x)², spread over the two-sided spectrum.
    #expect(abs(mean.power.reduce(0, +) * mean.step / energy - 1) < 1e-10)
  }

  @Test func spectraDoNotDependOnTheBlocks() throws {
    let samples = try coloredNoise(10_000, exponent: 1, seed: 2)
    var whole = try SegmentedSpectrum(rate: 250, tapers: .hann(1000))
    try whole.push(samples)
    var blocks = try SegmentedSpectrum(rate: 250, tapers: .hann(1000))
    for lower in stride(from: 0, to: samples.count, by: 333) {
      try blocks.push(samples[lower..<min(samples.count, lower + 333)])
    }
    #expect(blocks.average() == whole.average())
    #expect(whole.segments.count == 19)
  }

  @Test func thePeakIsWhereTheRhythmIs() throws {
    var errors: [Double] = []
    var exponents: [Double] = []
    for seed in 0..<20 {
      let exponent = 1 + 0.06 * Double(seed)
      let frequency = 6.5 + 0.15 * Double(seed)
      let samples = try rhythmInNoise(
        seconds: 120, rate: 250, frequency: frequency, jitter: 0.25, power: 0.4, exponent: exponent, seed: UInt64(seed))
      let spectra = try FieldSpectra(try PreparedField(samples, rate: 250), band: 4...12)
      errors.append(abs(try #require(spectra.peak.frequency) - frequency))
      exponents.append(abs(spectra.background.exponent - exponent))
    }
    #expect(median(errors) <= 0.03)
    #expect(quantile(errors, 0.9) <= 0.06)
    #expect(median(exponents) <= 0.03)
  }

  /// Theta that changes its frequency to and fro has two tops, and the peak is one of them: the centroid of both is where there
  /// is least. A dip that chance makes between tops parts nothing.
  @Test func aPeakIsNotMarkedInADip() throws {
    let frequencies = (0..<801).map { 0.125 * Double($0) }
    func spectrum(apart: Double, dip: Double = 0) -> PowerSpectrum {
      let power = frequencies.map { frequency -> Double in
        func top(_ middle: Double, _ width: Double) -> Double { exp(-0.5 * pow((frequency - middle) / width, 2)) }
        let tops = 20 * (top(8 - apart / 2, 0.35) + 0.9 * top(8 + apart / 2, 0.35)) - dip * top(8, 0.15)
        return (1 + tops) / max(frequency, 0.1)
      }
      return PowerSpectrum(frequencies: frequencies, power: power)
    }
    func peak(_ spectrum: PowerSpectrum, deviation: Double) throws -> (frequency: Double, to: Double) {
      let background = try #require(AperiodicFit(spectrum, band: 2...40))
      guard case .found(let frequency, _, _, let to) = ThetaPeak(spectrum, over: background, band: 4...12, deviation: deviation)
      else { return (.nan, .nan) }
      return (frequency, to)
    }
    let two = try peak(spectrum(apart: 1.1), deviation: 0.05)
    #expect(abs(two.frequency - 7.45) < 0.15 && abs(two.to - 8) < 0.13)
    // Of so few spectra the same dip may be chance, and one top is one with a dent of a tenth.
    #expect(abs(try peak(spectrum(apart: 1.1), deviation: 0.4).frequency - 8) < 0.1)
    #expect(abs(try peak(spectrum(apart: 0.3, dip: 3), deviation: 0).frequency - 8) < 0.1)
  }

  @Test func noiseHasNoPeak() throws {
    for seed in 0..<10 {
      let samples = try coloredNoise(30_000, exponent: 1.5, seed: UInt64(100 + seed))
      let spectra = try FieldSpectra(try PreparedField(samples, rate: 250), band: 4...12)
      #expect(spectra.peak.frequency == nil)
    }
  }

  @Test func aBandAboveHalfTheRateIsRefused() throws {
    let samples = try coloredNoise(2000, exponent: 1, seed: 7)
    #expect(throws: OscillationError.bandAboveNyquist(band: [4, 12], rate: 20)) {
      try FieldSpectra(try PreparedField(samples, rate: 20), band: 4...12)
    }
    #expect(throws: OscillationError.badRate(4)) {
      try FieldSpectra(try PreparedField(samples, rate: 4), band: 1...1.5)
    }
    #expect(throws: (any Error).self) { try FieldSpectra(try PreparedField(Array(samples[..<500]), rate: 250), band: 4...12) }
  }
}
