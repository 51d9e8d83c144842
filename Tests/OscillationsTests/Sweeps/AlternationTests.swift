import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct AlternationTests {
  /// Offsets of 30° whose side changes with a chance, with noise, a bias and a slow lag.
  private func offsets(
    _ count: Int, changes: Double, bias: Double = 0, lag: Double = 0, seed: UInt64
  ) -> [Double] {
    var stream = RandomStream(seed: seed, name: "offsets")
    var (side, slow) = (1.0, 0.0)
    return (0..<count).map { _ in
      if stream.uniform() < changes { side = -side }
      slow = 0.97 * slow + lag * stream.normal()
      return side * .pi / 6 + bias + slow + 0.15 * stream.normal()
    }
  }

  @Test func sidesThatAlternateAreFound() throws {
    let found = try Alternation(offsets(400, changes: 0.85, seed: 1), permutations: 200, seed: 2, name: "a")
    #expect(abs(found.signChanges - 0.85) < 0.06 && found.index > 0.5 && found.zigzag > 0.7)
    #expect(found.signP < 0.01 && found.indexP < 0.01 && found.zigzagP < 0.01)
  }

  @Test func theTestsHoldTheirLevelWithBiasAndLag() throws {
    var (sign, index, zigzag) = (0, 0, 0)
    let runs = 200
    for seed in 0..<runs {
      let found = try Alternation(
        offsets(200, changes: 0.5, bias: 0.2, lag: seed % 2 == 0 ? 0.05 : 0, seed: UInt64(seed)), permutations: 100,
        seed: UInt64(seed), name: "null")
      if found.signP < 0.05 { sign += 1 }
      if found.indexP < 0.05 { index += 1 }
      if found.zigzagP < 0.05 { zigzag += 1 }
    }
    for count in [sign, index, zigzag] { #expect(Double(count) / Double(runs) < 0.09, "\(sign) \(index) \(zigzag)") }
  }

  @Test func pairsAreOfNeighboursOnly() throws {
    let angles = [0.5, .nan, -0.5, 0.5, .nan, .nan, 0.3]
    let found = try Alternation(angles, permutations: 10, seed: 1, name: "few")
    #expect(found.cycles == 4 && found.pairs == 1 && found.signChanges == 1 && found.signP.isNaN)
  }

  @Test func aPopulationThatSweepsIsReadCycleByCycle() throws {
    var stream = RandomStream(seed: 11, name: "population")
    var (spikes, truth) = ([DirectionSweeps.Spike](), [Double]())
    for cycle in 0..<300 {
      let heading = 0.02 * Double(cycle)
      let side = cycle % 2 == 0 ? 0.5 : -0.5
      truth.append(side)
      for cell in 0..<60 {
        let preferred = 2 * Double.pi * Double(cell) / 60
        let rate = 0.4 * exp(3 * (cos(preferred - heading - side) - 1))
        guard stream.uniform() < rate else { continue }
        // Around phase 0.6 of the cycle.
        let place = Double(cycle) + 0.6 + 0.08 * stream.normal()
        spikes.append(.init(time: place / 8, cycle: place, preferred: preferred, heading: heading, isOdd: cell % 2 == 1))
      }
    }
    let sweeps = try #require(try DirectionSweeps(spikes))
    let known = sweeps.angles.indices.filter { sweeps.angles[$0].isFinite }
    #expect(
      known.count > 200 && abs(sweeps.mostPhase / (2 * .pi) - 0.6) < 0.06 && abs(sweeps.readPhase / (2 * .pi) - 0.6) < 0.2)
    let right = known.count { sweeps.angles[$0] * truth[min($0, 299)] > 0 }
    #expect(Double(right) / Double(known.count) > 0.95)
    #expect(try DirectionSweeps([]) == nil)
  }
}
