import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct PreparedFieldTests {
  @Test func decimationDoesNotDependOnTheBlocks() throws {
    let samples = try coloredNoise(60_001, exponent: 1, seed: 1)
    let factors = Decimator.factors(of: 30_000, target: 250, least: 200)
    #expect(factors.reduce(1, *) == 120)
    let whole = Decimator(rate: 30_000, factors: factors)(samples)
    #expect(whole.count == 501)
    var blocks = Decimator(rate: 30_000, factors: factors)
    var joined: [Double] = []
    for lower in stride(from: 0, to: samples.count, by: 777) {
      joined += blocks.push(Array(samples[lower..<min(samples.count, lower + 777)]))
    }
    joined += blocks.finish()
    #expect(joined == whole)
  }

  @Test func thetaPassesDecimationAndWhatWouldFoldOntoItDoesNot() {
    let decimate = Decimator(rate: 30_000, factors: Decimator.factors(of: 30_000, target: 250, least: 200))
    func response(_ frequency: Double) -> Double {
      let wave = decimate((0..<90_000).map { cos(2 * .pi * frequency * Double($0) / 30_000) })
      return wave[250..<500].enumerated().reduce(0.0) { error, item in
        max(error, abs(item.element - cos(2 * .pi * frequency * Double(item.offset + 250) / 250)))
      }
    }
    #expect(response(8) < 2e-4)
    #expect(response(60) < 3e-4)
    let alias = decimate((0..<90_000).map { cos(2 * .pi * 242 * Double($0) / 30_000) })
    #expect(alias[250..<500].allSatisfy { abs($0) < 2e-4 })
  }

  @Test(arguments: [250.0, 1000, 1250, 2000, 4800, 20_000, 24_414.0625, 32_556])
  func everyRateBecomesOneThatSuitsTheta(rate: Double) {
    let factors = Decimator.factors(of: rate, target: 250, least: 200)
    let slow = rate / Double(factors.reduce(1, *))
    #expect(slow >= 200 && slow <= 300)
  }

  @Test func damageIsCountedAndLeftOut() throws {
    var samples = try rhythmInNoise(
      seconds: 60, rate: 1250, frequency: 8, jitter: 0.2, power: 0.5, exponent: 1, seed: 3)
    for index in 10_000..<11_250 { samples[index] = .nan }
    for index in 30_000..<31_250 { samples[index] = 0.5 }
    samples[50_000..<50_010].withContiguousMutableStorageIfAvailable { part in for index in part.indices { part[index] = 500 } }
    let field = try PreparedField(samples, rate: 1250)
    #expect(abs(field.artefacts.missing - 1250.0 / 75_000) < 1e-12)
    #expect(abs(field.artefacts.flat - 1250.0 / 75_000) < 1e-4)
    #expect(field.artefacts.jumps >= 1)
    #expect(!field.slow.contains { !$0.isFinite })
    for second in [8.5, 24.5, 40.0] { #expect(field.isMasked[Int(second * field.slowRate)]) }
    #expect(field.maskedShare > 0.05 && field.maskedShare < 0.09)
  }

  @Test func theEndsOfTheRangeAreSeenOnlyWhereValuesPileUp() throws {
    let samples = try rhythmInNoise(
      seconds: 60, rate: 250, frequency: 8, jitter: 0.2, power: 0.5, exponent: 1, seed: 4)
    #expect(try PreparedField(samples, rate: 250).artefacts.rail == 0)
    let clipped = try PreparedField(samples.map { min(1.5, max(-1.5, $0)) }, rate: 250).artefacts
    let expected = Double(samples.count { abs($0) >= 1.5 }) / Double(samples.count)
    #expect(abs(clipped.rail - expected) < 1e-12 && expected > 0.05)
  }

  @Test func aDeadChannelIsRefused() {
    #expect(throws: OscillationError.constant(samples: 5000)) {
      try PreparedField([Double](repeating: 3, count: 5000), rate: 250)
    }
    #expect(throws: OscillationError.constant(samples: 5000)) {
      try PreparedField([Double](repeating: .nan, count: 5000), rate: 250)
    }
    #expect(throws: OscillationError.badRate(0)) { try PreparedField([1, 2, 3], rate: 0) }
  }

  @Test func aStimulusInsideTheBandIsFoundAndItsTimeLeftOut() throws {
    var samples = try coloredNoise(50_000, exponent: 1, seed: 5)
    for index in 0..<25_000 where index % 25 < 1 { samples[index] += 3 }
    let found = try PreparedField(samples, rate: 250).artefacts
    #expect(found.lines.contains { abs($0 - 10) < 0.06 })
    #expect(found.stimulation.allSatisfy { $0.lowerBound < 25_000 })
    let clean = try rhythmInNoise(
      seconds: 200, rate: 250, frequency: 8, jitter: 0.2, power: 0.5, exponent: 1, seed: 6)
    #expect(try PreparedField(clean, rate: 250).artefacts.lines.isEmpty)
  }
}
