import ArrayNumerics
import CalciumBumps
import Foundation
import Testing

@Suite("Baselines, places and preparation")
struct BaselineTests {
  /// Frames of one exact bump on 16 regions.
  private func bumps(_ places: [Double], amplitude: Double = 2, concentration: Double = 3) -> RingSignals {
    let angles = RingSignals.evenAngles(16)
    let elements = places.flatMap { place in
      angles.map { 0.3 + amplitude * BumpModel.profile($0 - place, concentration: concentration) }
    }
    return RingSignals(values: Matrix(rows: places.count, columns: 16, elements: elements), angles: angles)
  }

  @Test("Both find an exact bump")
  func exact() throws {
    let places = [Double](repeating: 0.7, count: 8) + [Double](repeating: 4.2, count: 8)
    let signals = bumps(places)
    let vector = PopulationVector(signals)
    #expect(abs(vector.position[2] - 0.7) < 1e-9 && abs(vector.position[13] - 4.2) < 1e-9)
    #expect(vector.strength.allSatisfy { $0 > 0 && $0 <= 1 })
    let fit = try VonMisesFit(signals, work: Work(threads: 2))
    for frame in places.indices {
      #expect(abs(fit.position[frame] - places[frame]) < 2e-3 && abs(fit.concentration[frame] / 3 - 1) < 0.15)
      #expect(abs(fit.amplitude[frame] - 2) < 0.15)
    }
    let made = fit.reconstruction(signals)
    for region in 0..<16 { #expect(abs(Double(made[3, region]) - signals.values[3, region]) < 0.1) }
  }

  @Test("Frames across a gap are not averaged, and missing ones have no least squares")
  func gaps() throws {
    var signals = bumps([1, 1, 1, 3, 3, 3])
    signals.restarts[3] = true
    signals.isObserved[4] = false
    #expect(abs(PopulationVector(signals).position[2] - 1) < 1e-9 && abs(PopulationVector(signals).position[3] - 3) < 1e-9)
    #expect(try VonMisesFit(signals, work: Work()).position[4].isNaN)
  }

  @Test("A bridge of 18 or 16 is folded, others are none")
  func bridge() throws {
    let whole = try #require(RingArrangement.bridge(18))
    #expect(whole.columns == Array(1...16) && whole.angles[1] == .pi / 4 && abs(whole.angles[8] + .pi / 8) < 1e-12)
    #expect(try #require(RingArrangement.bridge(16)).columns == Array(0..<16))
    #expect(RingArrangement.bridge(17) == nil && RingArrangement.bridge(32) == nil)
    let some = whole.filter { $0 != 3 }
    #expect(some.columns.count == 15 && !some.columns.contains(3) && some.angles[2] == whole.angles[3])
  }

  @Test("Places are found from correlations, in any order of the regions")
  func seriation() throws {
    let signals = BumpSimulation(frames: 1500, regions: 16, common: 0.3).made().signals
    let order = [0, 9, 3, 14, 6, 11, 1, 8, 13, 4, 15, 2, 10, 5, 12, 7]
    let found = try #require(try RingSeriation(signals.selecting(regions: order)))
    let truth = order.map { signals.angles[$0] }
    // Up to the way round.
    let errors = [1.0, -1].map { direction in
      zip(found.angles, truth).map { abs(angleDifference($0, direction * $1)) }.max() ?? 9
    }
    #expect(min(errors[0], errors[1]) < 0.25 && found.angles[0] == 0 && found.share > 0.6)
  }

  @Test("A running baseline, z-scores and bleaching")
  func preparation() throws {
    let frames = 600
    let drift = (0..<frames).map { (frame: Int) -> Double in 100 * (1 + 0.5 * Double(frame) / Double(frames)) }
    let values = Matrix(
      rows: frames, columns: 2,
      elements: (0..<frames).flatMap { (frame: Int) -> [Double] in [drift[frame] * (frame % 50 < 5 ? 2 : 1), .nan] })
    let changed = try #require(
      try SignalPreparation.relativeChange(values, percentile: 20, window: 100, work: Work(threads: 2)))
    #expect(abs(changed[300, 0] - 1) < 0.08 && abs(changed[320, 0]) < 0.08 && changed[5, 1].isNaN)
    let centred = values.map { $0 - 130 }
    #expect(try SignalPreparation.relativeChange(centred, percentile: 20, window: 100, work: Work()) == nil)
    let z = SignalPreparation.standardized(values).column(0)
    #expect(abs(mean(z)) < 1e-9 && abs(standardDeviation(z) - 1) < 1e-9)
    let decay = (0..<1500).map { (place: Int) -> Double in 5 * exp(-Double(place / 3) / 200) }
    let bleached = Matrix(rows: 500, columns: 3, elements: decay)
    let mended = try #require(SignalPreparation.withoutBleaching(bleached))
    #expect(abs(mended.frames - 200) < 1e-6 && abs(mended.values[499, 1] - 5) < 1e-6)
    #expect(SignalPreparation.withoutBleaching(centred.map { -abs($0) }) == nil)
  }

  @Test("A region that rests on one value has a scale")
  func resting() {
    var signals = bumps((0..<200).map { Double($0) })
    for frame in 0..<200 { signals.values[frame, 2] = frame == 7 ? 3 : 1 }
    let scale = RegionScale.percentiles(signals)
    #expect(scale.low[2] == 1 && scale.range[2] == 2)
  }
}
