import ArrayNumerics
import Foundation
import Oscillations
import Testing

@Suite struct ComodulogramTests {
  private func field(coupled: Double, seed: UInt64) throws -> [Double] {
    let rate = 500.0
    var stream = RandomStream(seed: seed, name: "comodulogram")
    var (angle, fast) = (0.0, 0.0)
    return try coloredNoise(60_000, exponent: 1, seed: seed).map { noise -> Double in
      angle += 2 * .pi * (8 + 0.5 * stream.normal()) / rate
      fast += 2 * .pi * 80 / rate
      let size = 0.5 * (1 + coupled * cos(angle - 1))
      return noise + 2 * cos(angle) + size * cos(fast)
    }
  }

  @Test func gammaOnThetaIsFoundAtItsPairOfBands() throws {
    let samples = try field(coupled: 0.9, seed: 1)
    let found = try #require(
      try Comodulogram(samples, rate: 500, isUsed: samples.map { _ in true }, shifts: 40, seed: 1, work: Work(threads: 2)))
    let best = found.index.elements.indices.max { found.index.elements[$0] < found.index.elements[$1] } ?? 0
    #expect(found.slow[best / found.fast.count] == 8 && found.fast[best % found.fast.count] == 80)
    #expect(found.pValue.elements[best] < 0.05 && found.zScore.elements[best] > 5)
    // Far from both bands there is nothing.
    let (low, high) = (found.slow.firstIndex(of: 3) ?? 0, found.fast.firstIndex(of: 150) ?? 0)
    #expect(found.pValue[low, high] > 0.05)
  }

  @Test func withoutCouplingThePictureIsEmptyAsOftenAsItShould() throws {
    var passed = 0
    for seed in 0..<20 {
      let samples = Array(try field(coupled: 0, seed: 10 + UInt64(seed)).prefix(20_000))
      let found = try #require(
        try Comodulogram(samples, rate: 500, isUsed: samples.map { _ in true }, shifts: 39, seed: 1, work: Work(threads: 2)))
      if found.pValue.elements.contains(where: { $0 < 0.05 }) { passed += 1 }
    }
    #expect(passed <= 4, "\(passed) of 20")
  }

  @Test func whatDoesNotFitHasNone() throws {
    let samples = try coloredNoise(5000, exponent: 1, seed: 3)
    #expect(try Comodulogram(samples, rate: 100, isUsed: samples.map { _ in true }, shifts: 0, seed: 1) == nil)
    #expect(try Comodulogram(samples, rate: 1000, isUsed: samples.map { _ in true }, shifts: 0, seed: 1) == nil)
  }
}
