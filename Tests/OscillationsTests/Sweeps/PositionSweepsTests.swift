import ArrayNumerics
import Foundation
import Oscillations
import Testing

@Suite struct PositionSweepsTests {
  /// A hundred place cells over a square of 1.2 m, whose rates are known, and an animal that runs in a circle.
  private struct Session {
    var search: SweepSearch
    var tuning: FoldedTuning
  }

  private static let step = 0.01
  private static let middles = (0..<100).map { cell -> SIMD2<Double> in
    SIMD2<Double>(0.12 * Double(cell % 10) + 0.06, 0.12 * Double(cell / 10) + 0.06)
  }

  private func rate(_ cell: Int, _ x: Double, _ y: Double) -> Double {
    let (dx, dy) = (x - Self.middles[cell].x, y - Self.middles[cell].y)
    let square: Double = dx * dx + dy * dy
    return 0.1 + 25 * exp(-square / 0.02)
  }

  /// Sweeps of `length` m to ±`angle` in the second half of each cycle of 125 ms.
  ///
  /// - Parameter isLeft: the side of each cycle.
  private func session(
    _ cycles: Int, angle: Double, length: Double, seed: UInt64, isLeft: (Int) -> Bool = { $0 % 2 == 0 }
  ) -> Session {
    var stream = RandomStream(seed: seed, name: "sweeps")
    let steps = Int(Double(cycles) * 12.5)
    let turned = (0..<steps).map { 0.8 * Double($0) * Self.step }
    let (x, y) = (turned.map { 0.6 + 0.25 * cos($0) }, turned.map { 0.6 + 0.25 * sin($0) })
    let headings = turned.map { $0 + .pi / 2 }
    var times = [[Double]](repeating: [], count: 100)
    // Ten parts of each step, so that the end of a sweep is not that of a step.
    for part in 0..<10 * steps {
      let cycle = (Double(part) + 0.5) / 125
      let number = Int(cycle)
      let way = length * max(0, 2 * (cycle - Double(number)) - 1)
      let (own, side) = (part / 10, isLeft(number) ? angle : -angle)
      let (px, py) = (x[own] + way * cos(headings[own] + side), y[own] + way * sin(headings[own] + side))
      for cell in 0..<100 where stream.uniform() < rate(cell, px, py) * Self.step / 10 {
        times[cell].append((Double(part) + 0.5) * Self.step / 10)
      }
    }
    let maps = (0..<100).map { cell -> Matrix<Double> in
      var elements: [Double] = []
      for row in 0..<48 {
        for column in 0..<48 { elements.append(rate(cell, 0.025 * (Double(column) + 0.5), 0.025 * (Double(row) + 0.5))) }
      }
      return Matrix(rows: 48, columns: 48, elements: elements)
    }
    let spikes = BinnedSpikes(times, start: 0, step: Self.step, steps: steps)
    return Session(
      search: SweepSearch(
        spikes, x: x, y: y, headings: headings, cycles: (0..<steps).map { (Double($0) + 0.5) / 12.5 }, reach: 0.5),
      tuning: FoldedTuning(PlaneTuning(maps: maps, x: 0, y: 0, bin: 0.025)))
  }

  private func sweeps(_ session: Session) throws -> PositionSweeps {
    let cut = try session.search.bestCut(session.tuning, work: Work(threads: 2))
    return try session.search(session.tuning, cut: cut, seed: 1, work: Work(threads: 2))
  }

  private func alternation(_ sweeps: PositionSweeps, seed: UInt64 = 1) throws -> Alternation {
    let angles = zip(sweeps.angles, sweeps.active).map { $1 >= PositionSweeps.fewestActive ? $0 : .nan }
    return try Alternation(sweeps.inOrder(angles), permutations: 200, seed: seed, name: "position")
  }

  @Test(arguments: [0.1, 0.2, 0.3]) func lengthSidesAndPhaseAreThoseThatWereMade(length: Double) throws {
    let found = try sweeps(session(800, angle: 0.7, length: length, seed: 1))
    #expect(abs(found.commonLength - length) < 0.02, "\(found.commonLength)")
    #expect(abs(found.cut - 0.5) < 0.1 && !found.isAtReach)
    let known = found.angles.indices.filter { found.active[$0] >= 5 && found.angles[$0].isFinite }
    let sizes = known.map { abs(found.angles[$0]) }
    let right = known.count { (found.angles[$0] > 0) == (found.numbers[$0] % 2 == 0) }
    #expect(Double(right) / Double(known.count) > (length > 0.15 ? 0.8 : 0.65))
    #expect(length < 0.15 || abs(median(sizes) - 0.7) < 0.2)
    let test = try alternation(found)
    #expect(test.signP < 0.01 && test.zigzagP < 0.01)
    let passed = found.p.indices.filter { found.active[$0] >= 5 }.map { found.p[$0] <= 0.05 }
    #expect(Double(passed.count { $0 }) / Double(passed.count) > 0.08)
  }

  @Test func withoutSweepsThereIsNoLengthNoSideAndOneCycleInTwenty() throws {
    var (passed, shares) = (0, [Double]())
    for seed in 0..<20 {
      let found = try sweeps(session(300, angle: 0, length: 0, seed: 100 + UInt64(seed)))
      let read = found.p.indices.filter { found.active[$0] >= 5 }
      shares.append(Double(read.count { found.p[$0] <= 0.05 }) / Double(read.count))
      #expect(found.commonLength < 0.04)
      let test = try alternation(found, seed: UInt64(seed))
      if test.zigzagP < 0.05 { passed += 1 }
      if test.signP < 0.05 { passed += 1 }
    }
    // Forty tests at 5 %.
    #expect(passed <= 6, "\(passed) of 40")
    #expect(mean(shares) < 0.065 && mean(shares) > 0.02, "\(mean(shares))")
  }

  @Test func sidesThatStayAreNotCalledAlternating() throws {
    var passed = 0
    for seed in 0..<10 {
      let found = try sweeps(session(300, angle: 0.7, length: 0.25, seed: 3000 + UInt64(seed)) { $0 / 40 % 2 == 0 })
      let test = try alternation(found, seed: UInt64(seed))
      if test.signP < 0.05 { passed += 1 }
      if test.zigzagP < 0.05 { passed += 1 }
      #expect(abs(found.commonLength - 0.25) < 0.025, "\(found.commonLength)")
    }
    // Twenty tests at 5 %.
    #expect(passed <= 3, "\(passed) of 20")
  }

  @Test func cyclesThatAreNotCompleteHaveNoSweepAndNeighboursAreNeighbours() throws {
    let search = SweepSearch(
      BinnedSpikes([[]], start: 0, step: 0.01, steps: 240), x: [Double](repeating: 0.5, count: 240),
      y: [Double](repeating: 0.5, count: 240), headings: [Double](repeating: 0, count: 240),
      cycles: (0..<240).map { (60..<80).contains($0) ? .nan : (Double($0) + 0.5) / 12 }, reach: 0.2)
    let map = Matrix<Double>(rows: 40, columns: 40, repeating: 1)
    let found = try search(
      FoldedTuning(PlaneTuning(maps: [map], x: 0, y: 0, bin: 0.025)), cut: 0, seed: 1, work: Work(threads: 1))
    // Twenty cycles but for the two that the gap cuts.
    #expect(found.numbers == Array(0..<5) + Array(7..<20))
    #expect(found.inOrder(found.lengths).count == 19 && found.lengths.allSatisfy { $0 == 0 } && found.p.allSatisfy { $0 == 1 })
    #expect(found.angles.allSatisfy(\.isNaN) && found.commonLength.isNaN)
  }
}
