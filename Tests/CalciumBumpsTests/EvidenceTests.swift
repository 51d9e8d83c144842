import ArrayNumerics
import CalciumBumps
import Foundation
import Testing

@Suite("Evidence for a ring")
struct EvidenceTests {
  @Test("The order of a ring beats permuted orders; noise does not")
  func ringTest() throws {
    let ring = try RingTest.run(
      BumpSimulation(frames: 400, regions: 16).made().signals, learnsGain: false, permutations: 9, seed: 1,
      work: Work(threads: 2))
    #expect(ring.margin > 1 && ring.pValue == 0.1 && ring.permuted.count == 9)
    let noise = try RingTest.run(
      BumpSimulation(frames: 400, regions: 16, hasBump: false).made().signals, learnsGain: false, permutations: 9, seed: 1,
      work: Work(threads: 2))
    #expect(abs(noise.margin) < 0.3)
  }

  @Test("The label follows the shares")
  func quality() {
    func label(_ usable: Double, isBump: Bool = true, isRing: Bool? = true) -> BumpQuality.Label {
      BumpQuality(usable: usable, presence: 1, vague: 0, isBump: isBump, isRing: isRing).label
    }
    #expect([0.95, 0.94, 0.8, 0.79].map { label($0) } == [.good, .partial, .partial, .poor])
    #expect(BumpQuality(usable: 1, presence: 1, vague: 0, second: 0.6, isBump: true, isRing: true).label == .partial)
    #expect(label(1, isBump: false) == .poor && label(1, isRing: false) == .poor && label(1, isRing: nil) == .good)
  }

  @Test("One bump has no second")
  func second() throws {
    let fit = try HiddenMarkovBump.fit(BumpSimulation(frames: 400, regions: 16).made().signals, work: Work(threads: 2))
    let second = try fit.secondBumps(work: Work())
    #expect(second.found.count <= 2 && !second.areMany && second.frames > 300)
    // What is left of the signals is near to what the hidden Markov fit says of them.
    #expect(abs(second.model.concentration - BumpSimulation.concentration) < 0.6)
    #expect(abs(mean(second.model.noise).squareRoot() / 0.12 - 1) < 0.15)
    #expect(abs(second.model.amplitude / fit.model.amplitude - 1) < 0.15)
  }

  /// Two bumps that go round together leave the hidden Markov fit no ring to follow: it makes a half of it deaf, and what it
  /// says of gains may not be asked.
  @Test("Two bumps opposite each other are seen")
  func opposite() throws {
    let simulation = BumpSimulation(frames: 400, regions: 16, noise: 0.1).made()
    let one = simulation.signals
    var both = one
    for frame in 0..<one.frames {
      for j in 0..<16 { both.values[frame, j] = one.values[frame, j] + 0.9 * one.values[frame, (j + 8) % 16] }
    }
    let second = try HiddenMarkovBump.fit(both, work: Work(threads: 2)).secondBumps(work: Work())
    #expect(second.areMany && second.found.count > second.frames / 2)
    let errors = second.found.map { bump -> Double in
      let apart = abs(angleDifference(bump.position, simulation.position[bump.frame]))
      return min(apart, .pi - apart)
    }
    #expect(median(errors) < 0.1)
  }

  @Test("Regions of unequal gain have no second bump")
  func unequal() throws {
    let fit = try HiddenMarkovBump.fit(
      BumpSimulation(frames: 400, regions: 16, gainSpread: 0.4).made().signals, work: Work(threads: 2))
    #expect(try !fit.secondBumps(work: Work()).areMany)
  }
}
