import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry

/// Tunings judged in time that they were not fitted to.
@Suite struct HeldOutTuningTests {
  static let step = 0.05
  static let times = (0..<24_000).map { Double($0) * step }
  /// An angle that wanders, rad.
  static let angle: [Double] = {
    var random = RandomStream(seed: 4, name: "angle")
    var angle = 0.0
    return times.map { _ in
      angle += 0.15 * random.normal()
      return wrapAngle(angle)
    }
  }()
  static let bins = TuningBins.ring(20)
  static let indices = bins.indices(ofAngles: Matrix(rows: times.count, columns: 1, elements: angle))
  static let exposure = [Double](repeating: step, count: times.count)
  static let tuning = Result {
    try HeldOutTuning(bins, indices: indices, time: FoldedTime(times), exposure: exposure)
  }

  static func spikes(_ stream: String, rate: (Double) -> Double) -> CellEvents {
    var random = RandomStream(seed: 5, name: stream)
    var events = CellEvents()
    for (row, angle) in angle.enumerated() {
      let count = random.poisson(mean: rate(angle) * step)
      if count == 0 { continue }
      events.rows.append(Int32(row))
      events.values.append(Double(count))
    }
    return events
  }

  static func cell(_ angle: Double) -> Double { 0.5 + 15 * exp(2 * (cos(angle - 2) - 1)) }

  /// With many spikes what is found is what the rate itself would tell about the spikes.
  @Test func theScoreIsThatOfTheTruth() throws {
    let events = Self.spikes("tuned", rate: Self.cell)
    let score = try Self.tuning.get().score(events)
    let mean = Self.angle.map(Self.cell).reduce(0, +) / Double(Self.angle.count)
    let total = events.values.reduce(0, +)
    var bits = 0.0
    for (row, value) in zip(events.rows, events.values) { bits += value * log2(Self.cell(Self.angle[Int(row)]) / mean) }
    for angle in Self.angle { bits -= (Self.cell(angle) - mean) * Self.step / log(2) }
    #expect(close(score.bitsPerSpike, bits / total, 0.03), "\(score) \(bits / total)")
    #expect(score.explainedDeviance > 0.1)
  }

  @Test func anUntunedCellGainsNothing() throws {
    let scores = try (0..<5).map { try Self.tuning.get().score(Self.spikes("flat \($0)") { _ in 4 }) }
    for score in scores { #expect(score.bitsPerSpike < 0.005 && score.bitsPerSpike > -0.02, "\(score)") }
    let none = try Self.tuning.get().score(CellEvents())
    #expect(none.bitsPerSpike.isNaN)
  }

  /// Nothing within a second of a held-out block trains, and all else does.
  @Test func whatStandsNextToAHeldOutBlockDoesNotTrain() {
    let folded = FoldedTime(Self.times)
    for fold in 0..<FoldedTime.folds {
      let training = Set(FoldedTime.training(without: fold))
      for (time, part) in zip(Self.times, folded.part) {
        // Distance from the nearest block of the fold.
        let place = (time / 10).truncatingRemainder(dividingBy: 5)
        let isHeld = Int(place) == fold
        let before = (Double(fold) - place + 5).truncatingRemainder(dividingBy: 5) * 10
        let behind = (place - Double(fold + 1) + 5).truncatingRemainder(dividingBy: 5) * 10
        if isHeld {
          #expect(FoldedTime.heldOut(fold).contains(part) && !training.contains(part))
        } else if min(before, behind) > 1 + 1e-9 {
          #expect(training.contains(part))
        } else if min(before, behind) < 1 - 1e-9 {
          #expect(!training.contains(part))
        }
      }
    }
  }

  /// A cell that is drawn from the map of another has its tuning.
  @Test func aCellOfAFixedMapFiresAlike() throws {
    let events = Self.spikes("tuned", rate: Self.cell)
    let fine = TuningBins.ring(40)
    let indices = fine.indices(ofAngles: Matrix(rows: Self.times.count, columns: 1, elements: Self.angle))
    let model = try FixedMapCell(events, bins: fine, indices: indices, exposure: Self.exposure, sigma: 0.8)
    let drawn = (0..<20).map { draw -> CellEvents in
      var random = RandomStream(seed: 6, name: "draw", index: UInt64(draw))
      return model.draw(&random)
    }
    let (own, mean) = (events.values.reduce(0, +), drawn.reduce(0) { $0 + $1.values.reduce(0, +) } / 20)
    #expect(abs(mean - own) < 4 * (own / 20).squareRoot(), "\(own) \(mean)")
    let scores = try drawn.map { try Self.tuning.get().score($0).bitsPerSpike }
    let score = try Self.tuning.get().score(events).bitsPerSpike
    #expect(close(scores.reduce(0, +) / 20, score, 0.06))
    #expect(zip(drawn[0].rows, drawn[0].rows.dropFirst()).allSatisfy(<))
  }
}
