import ArrayNumerics
import Foundation
import Oscillations
import Testing

@Suite struct DecoderTests {
  private static let step = 0.01

  /// Sixty place cells on a lattice over a square of 1 m, and an animal that runs in a circle of 30 cm at 20 cm/s.
  private struct Arena {
    var tuning: PlaneTuning
    var spikes: BinnedSpikes
    var x: [Double], y: [Double]
    var places: [Int] { x.indices.map { tuning.index(x[$0], y[$0]) } }
  }

  private func arena(seconds: Double, seed: UInt64) -> Arena {
    let middles = (0..<64).map { cell -> SIMD2<Double> in
      SIMD2(Double(cell % 8) / 8 + 0.0625, Double(cell / 8) / 8 + 0.0625)
    }
    func rate(_ cell: Int, _ x: Double, _ y: Double) -> Double {
      let (dx, dy) = (x - middles[cell].x, y - middles[cell].y)
      let square: Double = dx * dx + dy * dy
      return 0.1 + 15 * exp(-square / 0.02)
    }
    let maps = middles.indices.map { cell -> Matrix<Double> in
      var elements: [Double] = []
      for row in 0..<40 {
        for column in 0..<40 { elements.append(rate(cell, (Double(column) + 0.5) / 40, (Double(row) + 0.5) / 40)) }
      }
      return Matrix(rows: 40, columns: 40, elements: elements)
    }
    let steps = Int(seconds / Self.step)
    let angles = (0..<steps).map { 0.2 / 0.3 * Double($0) * Self.step }
    let (x, y) = (angles.map { 0.5 + 0.3 * cos($0) }, angles.map { 0.5 + 0.3 * sin($0) })
    var stream = RandomStream(seed: seed, name: "decoder")
    var times = [[Double]](repeating: [], count: 64)
    for step in 0..<steps {
      for cell in 0..<64 where stream.uniform() < rate(cell, x[step], y[step]) * Self.step {
        times[cell].append((Double(step) + stream.uniform()) * Self.step)
      }
    }
    return Arena(
      tuning: PlaneTuning(maps: maps, x: 0, y: 0, bin: 0.025),
      spikes: BinnedSpikes(times, start: 0, step: Self.step, steps: steps), x: x, y: y)
  }

  @Test func theStateSpaceIsNearerThanTheFlatPriorAndKnowsHowNear() throws {
    let arena = arena(seconds: 60, seed: 1)
    let decoder = PlaneDecoder(FoldedTuning(arena.tuning), reach: 0.4, motion: 0.1, step: Self.step)
    let found = try decoder(arena.spikes, places: arena.places, work: Work(threads: 2))
    func errors(_ places: [DecodedPlaces.Place]) -> [Double] {
      places.indices.filter { places[$0].x.isFinite }.map { hypot(places[$0].x - arena.x[$0], places[$0].y - arena.y[$0]) }
    }
    let (smooth, flat) = (errors(found.smooth), errors(found.flat))
    #expect(smooth.count == arena.x.count && flat.count < smooth.count)
    #expect(median(smooth) < 0.04 && median(smooth) < 0.6 * median(flat), "\(median(smooth)) \(median(flat))")
    // The deviation of the posterior is that of the errors.
    let size = (smooth.reduce(0) { $0 + $1 * $1 } / Double(smooth.count)).squareRoot()
    let said = (found.smooth.reduce(0) { $0 + $1.deviation * $1.deviation } / Double(smooth.count)).squareRoot()
    #expect(abs(size / said - 1) < 0.35, "\(size) \(said)")
    #expect(found.spikes.reduce(0, +) > 1000)
  }

  @Test func threadsAndBlocksChangeNothingAndUnknownPlacesStayUnknown() throws {
    let arena = arena(seconds: 45, seed: 2)
    let decoder = PlaneDecoder(FoldedTuning(arena.tuning), reach: 0.3, motion: 0.5, step: Self.step)
    var places = arena.places
    for step in 1000..<1100 { places[step] = -1 }
    let found = try (1...3).map { try decoder(arena.spikes, places: places, work: Work(threads: $0)) }
    for other in found.dropFirst() {
      #expect(places.indices.allSatisfy { other.smooth[$0].x.bitPattern == found[0].smooth[$0].x.bitPattern })
    }
    #expect((1000..<1100).allSatisfy { found[0].smooth[$0].x.isNaN && found[0].flat[$0].x.isNaN })
    #expect(found[0].smooth[1100].x.isFinite)
  }

  @Test func eachStepIsDecodedByTheRatesOfOtherSteps() throws {
    let arena = arena(seconds: 5, seed: 3)
    // Stretches of a hundred steps, each for one fold.
    var used: [[Int]] = []
    let folded = FoldedTuning(steps: 500, step: Self.step) { isUsed in
      used.append((0..<500).filter(isUsed))
      return arena.tuning
    }
    #expect(folded.tunings.count == 5 && used.map(\.count) == [400, 400, 400, 400, 400])
    #expect(used.enumerated().allSatisfy { fold, steps in steps.allSatisfy { $0 / 100 != fold } })
    let (whole, parts) = (FoldedTuning(arena.tuning), folded)
    let found = try [whole, parts].map {
      try PlaneDecoder($0, reach: 0.3, motion: 0.5, step: Self.step)(arena.spikes, places: arena.places, work: Work(threads: 1))
    }
    #expect(found[0].smooth.map(\.x) == found[1].smooth.map(\.x))
  }

  @Test func aDirectionIsFollowedRoundTheRing() throws {
    let bins = 60
    let tuning = (0..<24).map { cell -> [Double] in
      let preferred = 2 * Double.pi * Double(cell) / 24
      return (0..<bins).map { bin -> Double in
        let direction = 2 * Double.pi * (Double(bin) + 0.5) / Double(bins)
        return 0.2 + 20 * exp(4 * (cos(direction - preferred) - 1))
      }
    }
    var stream = RandomStream(seed: 3, name: "ring")
    let steps = 3000
    let truth = (0..<steps).map { wrapAngle(1.5 * Double($0) * Self.step) }
    var times = [[Double]](repeating: [], count: 24)
    for step in 0..<steps {
      let bin = min(bins - 1, Int(truth[step] / (2 * .pi) * Double(bins)))
      for cell in 0..<24 where stream.uniform() < tuning[cell][bin] * Self.step {
        times[cell].append((Double(step) + 0.5) * Self.step)
      }
    }
    let decoder = RingDecoder(tuning: tuning, motion: 2, step: Self.step)
    let found = try decoder(
      BinnedSpikes(times, start: 0, step: Self.step, steps: steps), work: Work(threads: 2))
    let smooth = truth.indices.map { abs(angleDifference(found.smooth[$0], truth[$0])) }
    let flat = truth.indices.filter { found.flat[$0].isFinite }.map { abs(angleDifference(found.flat[$0], truth[$0])) }
    #expect(median(smooth) < 0.12 && median(smooth) < 0.7 * median(flat))
  }

  @Test func stepsInAnotherOrderKeepTheirSpikes() {
    let spikes = BinnedSpikes([[0.001, 0.012, 0.017], [0.025]], start: 0, step: 0.01, steps: 3)
    #expect((0..<3).map { spikes.spikes(in: $0).count } == [1, 2, 1])
    #expect(spikes.spikes(around: 1).count == 2 && spikes.spikes(around: 0).count == 2)
    let turned = spikes.reordered([2, 0, 1])
    #expect((0..<3).map { Array(turned.spikes(in: $0)) } == [[1], [0], [0, 0]])
  }

  @Test func ratesOfDirectionAreSpikesOverTime() throws {
    let occupancy = (0..<6000).map { wrapAngle(2 * .pi * Double($0) / 100) }
    let rates = try directionRates(
      headings: (0..<120).map { _ in 1.0 }, occupancy: occupancy, step: 0.02, bins: 60, smoothing: 0)
    // 120 spikes in the bin at 1 rad, where a sixtieth of 120 s was spent.
    #expect(rates.count(where: { $0 > 0 }) == 1 && abs((rates.max() ?? 0) - 60) < 12)
  }
}
