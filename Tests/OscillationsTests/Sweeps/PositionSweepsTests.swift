import ArrayNumerics
import Foundation
import Oscillations
import Testing

@Suite struct PositionSweepsTests {
  /// Sweeps of `length` to ±`angle` that begin at a quarter of each cycle and last for half of it, twelve steps a cycle.
  private func points(_ cycles: Int, angle: Double, length: Double, noise: Double = 0, seed: UInt64 = 1) -> [PositionSweeps
    .Point]
  {
    var stream = RandomStream(seed: seed, name: "sweeps")
    return (0..<12 * cycles).map { step -> PositionSweeps.Point in
      let cycle = Double(step) / 12 + 1e-6
      let number = Int((cycle - 0.25).rounded(.down))
      let part = cycle - 0.25 - Double(number)
      let way: Double = part < 0.5 ? 2 * part * length : 0
      let side = number % 2 == 0 ? angle : -angle
      let ahead = 0.02 + way * cos(side) + noise * stream.normal()
      let left = way * sin(side) + noise * stream.normal()
      return PositionSweeps.Point(time: Double(step) * 0.01, cycle: cycle, offset: Complex(ahead, left))
    }
  }

  @Test func directionAndLengthAreThoseThatWereMade() throws {
    let found = try #require(PositionSweeps(points(40, angle: 0.6, length: 0.24)))
    let known = found.angles.indices.filter { found.angles[$0].isFinite }
    #expect(known.count >= 38)
    #expect(known.allSatisfy { abs(abs(found.angles[$0]) - 0.6) < 1e-6 })
    #expect(zip(known, known.dropFirst()).allSatisfy { found.angles[$0] * found.angles[$1] < 0 })
    // The last step of the sweep is the fifth of six.
    #expect(known.allSatisfy { abs(found.lengths[$0] - 0.24 * 5 / 6) < 0.021 })
  }

  @Test func theyAlternateInNoiseAndNoiseAloneDoesNot() throws {
    let found = try #require(PositionSweeps(points(300, angle: 0.6, length: 0.2, noise: 0.03)))
    let test = try Alternation(found.inOrder(found.angles), permutations: 200, seed: 1, name: "position")
    #expect(test.signChanges > 0.9 && test.signP < 0.01 && test.zigzagP < 0.01)
    var passed = 0
    for seed in 0..<100 {
      let none = try #require(PositionSweeps(points(100, angle: 0, length: 0.2, noise: 0.05, seed: 100 + UInt64(seed))))
      let test = try Alternation(none.inOrder(none.angles), permutations: 100, seed: UInt64(seed), name: "none")
      if test.zigzagP < 0.05 { passed += 1 }
    }
    #expect(passed <= 11, "\(passed) of 100")
  }

  @Test func cyclesThatAreNotCompleteHaveNoSweepAndNeighboursAreNeighbours() throws {
    var points = points(20, angle: 0.6, length: 0.24)
    for step in 60..<80 { points[step].cycle = .nan }
    let found = try #require(PositionSweeps(points))
    let ordered = found.inOrder(found.angles)
    #expect(zip(found.numbers, found.numbers.dropFirst()).contains { $1 > $0 + 1 })
    #expect(ordered.count > found.angles.count)
    let known = found.angles.indices.filter { found.angles[$0].isFinite }
    #expect(known.allSatisfy { abs(abs(found.angles[$0]) - 0.6) < 1e-6 } && known.count >= 15)
    #expect(PositionSweeps([]) == nil)
  }
}
