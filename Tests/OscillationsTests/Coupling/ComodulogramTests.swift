import ArrayNumerics
import Foundation
import Oscillations
import Testing

@Suite struct ComodulogramTests {
  /// Theta whose frequency wanders by 0.4 Hz within half a second, as it does in animals: a rhythm that keeps its beat for
  /// longer than a shift is coupled in the shifted pictures too.
  private func field(coupled: Double, count: Int = 60_000, seed: UInt64) throws -> [Double] {
    let rate = 500.0
    var stream = RandomStream(seed: seed, name: "comodulogram")
    var (angle, fast, off) = (0.0, 0.0, 0.0)
    let keeps = exp(-1 / (0.5 * rate))
    let kick = 0.4 * (1 - keeps * keeps).squareRoot()
    return try coloredNoise(count, exponent: 1, seed: seed).map { noise -> Double in
      off = keeps * off + kick * stream.normal()
      angle += 2 * .pi * (8 + off) / rate
      fast += 2 * .pi * 80 / rate
      let size = 0.5 * (1 + coupled * cos(angle - 1))
      return noise + 2 * cos(angle) + size * cos(fast)
    }
  }

  private func picture(_ samples: [Double], shifts: Int) throws -> Comodulogram {
    try #require(
      try Comodulogram(samples, rate: 500, isUsed: samples.map { _ in true }, shifts: shifts, work: Work(threads: 2)))
  }

  @Test func gammaOnThetaIsFoundAtItsPairOfBands() throws {
    let found = try picture(field(coupled: 0.9, seed: 1), shifts: 40)
    let best = found.index.elements.indices.max { found.index.elements[$0] < found.index.elements[$1] } ?? 0
    #expect(found.slow[best / found.fast.count] == 8 && found.fast[best % found.fast.count] == 80)
    #expect(found.pValue.elements[best] == 1.0 / 41 && found.zScore.elements[best] > 5)
    // Far from both bands there is nothing.
    let (low, high) = (found.slow.firstIndex(of: 3) ?? 0, found.fast.firstIndex(of: 150) ?? 0)
    #expect(found.pValue[low, high] > 0.05)
  }

  @Test func weakCouplingIsFoundMoreOftenThanNot() throws {
    let found = try (0..<10).map { try picture(field(coupled: 0.4, seed: 40 + $0), shifts: 39) }
    let passed = found.count { picture in
      let pair = (picture.slow.firstIndex(of: 8) ?? 0) * picture.fast.count + (picture.fast.firstIndex(of: 80) ?? 0)
      return picture.pValue.elements[pair] <= 0.05
    }
    #expect(passed >= 7, "\(passed) of 10")
  }

  @Test func withoutCouplingThePictureIsEmptyAsOftenAsItShould() throws {
    let passed = try (0..<60).count { seed in
      let found = try picture(field(coupled: 0, count: 15_000, seed: 100 + UInt64(seed)), shifts: 39)
      return found.pValue.elements.contains { $0 <= 0.05 }
    }
    // Three of sixty, and not more than seven in 98 of 100 sets.
    #expect(passed <= 7, "\(passed) of 60")
  }

  @Test func whatDoesNotFitHasNone() throws {
    let samples = try coloredNoise(5000, exponent: 1, seed: 3)
    #expect(try Comodulogram(samples, rate: 100, isUsed: samples.map { _ in true }, shifts: 0) == nil)
    #expect(try Comodulogram(samples, rate: 1000, isUsed: samples.map { _ in true }, shifts: 0) == nil)
  }
}
