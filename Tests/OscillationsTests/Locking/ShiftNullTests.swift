import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct ShiftNullTests {
  private func wanderingPhase(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, name: "wandering")
    var (offset, phase) = (0.0, 0.0)
    return (0..<count).map { _ in
      offset = 0.992 * offset + 0.3 * 0.126 * stream.normal()
      phase += 2 * .pi * (8 + offset) / 125
      return wrapAngle(phase)
    }
  }

  /// Of lengths that hold no whole number of cycles too: what is shifted over the end meets the phase of the start.
  @Test(arguments: [(12_500, 8.0), (12_450, 8.03), (12_375, 7.94)])
  func everyShiftIsThatOfTheSumItself(count: Int, frequency: Double) throws {
    let phase = wanderingPhase(count, seed: 1)
    let null = try #require(try ShiftNull(phase: phase, isUsed: phase.map { _ in true }, rate: 125, frequency: frequency))
    let spikes = (0..<200).map { Double(($0 * 7919) % (count - 1)) }
    let sums = null.sums(spikes)
    for shift in [0, 400, 2500] {
      let samples = Double(shift) * 2.5
      let direct = spikes.reduce(Complex.zero) { sum, spike in
        let angle = phase[Int(spike + samples) % count]
        return sum + Complex(cos(angle), sin(angle))
      }
      // Two samples and a half per bin: the phase moves a little within.
      #expect(abs(sums[shift].magnitude - direct.magnitude) < 0.06 * 200.0.squareRoot() + 0.03 * direct.magnitude)
    }
  }

  @Test func burstsWithoutLockingPassAndLockedSpikesDoNot() throws {
    let phase = wanderingPhase(37_500, seed: 2)
    let null = try #require(try ShiftNull(phase: phase, isUsed: phase.map { _ in true }, rate: 125, frequency: 8))
    var rejected = 0
    for seed in 0..<400 {
      var stream = RandomStream(seed: UInt64(seed), name: "bursts")
      let spikes = (0..<300).flatMap { _ -> [Double] in
        let first = stream.uniform() * 37_490
        return (0...stream.integer(below: 4)).map { first + 0.75 * Double($0) }
      }
      if null.pValue(spikes) < 0.05 { rejected += 1 }
    }
    #expect(Double(rejected) / 400 <= 0.07)
    var stream = RandomStream(seed: 7, name: "locked")
    let locked = phase.indices.filter { stream.uniform() < 0.02 * exp(0.8 * (cos(phase[$0] - 1) - 1)) }.map(Double.init)
    #expect(null.pValue(locked) < 1e-3)
  }
}
