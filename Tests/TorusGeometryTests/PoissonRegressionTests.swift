import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry

/// Regressions on families of bins, against scikit-learn 1.x and closed forms.
@Suite struct PoissonRegressionTests {
  static let counts: [Double] = [
    1, 1, 3, 0, 1, 5, 1, 1, 1, 0, 3, 2, 0, 1, 0, 2, 1, 2, 1, 4, 3, 2, 1, 1, 1, 2, 1, 1, 0, 3, 2, 1, 0, 0, 2, 4, 0, 0, 4, 0, 2,
    1, 0, 3, 3, 1, 2, 3, 1, 1, 2, 0, 3, 1, 1, 1, 1, 1, 0, 2,
  ]
  static let ring: [Int32] = [
    0, 2, 4, 2, 1, 0, 4, 3, 3, 4, 0, 1, 2, 4, 2, 0, 3, 1, 0, 0, 0, 0, 0, 1, 3, 0, 2, 4, 2, 1, 0, 4, 3, 3, 4, 0, 1, 2, 4, 2, 0,
    3, 1, 0, 0, 0, 0, 0, 1, 3, 0, 2, 4, 2, 1, 0, 4, 3, 3, 4,
  ]
  static let line: [Int32] = [
    0, 3, 2, 1, 0, 3, 2, 2, 1, 0, 3, 2, 1, 0, 0, 3, 2, 1, 0, 3, 2, 2, 1, 0, 3, 2, 1, 0, 0, 3, 2, 1, 0, 3, 2, 2, 1, 0, 3, 2, 1,
    0, 0, 3, 2, 1, 0, 3, 2, 2, 1, 0, 3, 2, 1, 0, 0, 3, 2, 1,
  ]
  static var rows: RegressionRows {
    RegressionRows(bins: [ring, line], counts: counts, exposure: (0..<60).map { 0.02 + 0.01 * Double($0 % 3) })
  }

  /// `PoissonRegressor(solver="newton-cholesky", tol=1e-13)` of scikit-learn on the columns times the inverse root of the
  /// penalty (λ 3 around the ring, 5 along the line, ρ 0.01), counts over time as values and time as weights.
  @Test func itIsThatOfScikitLearn() throws {
    let regression = PoissonRegression(
      [RegressionFamily(.ring(5), smoothness: 3), RegressionFamily(.line(4), smoothness: 5)], ridge: 0.01, tolerance: 1e-12)
    let expected = [
      3.620516455, 0.54414242, 0.078036744, -0.566335916, -0.364446919, 0.308603671, -0.483633727, -0.183036797, 0.190162674,
      0.476507851,
    ]
    let weights = try regression.fit(Self.rows)
    for (found, weight) in zip(weights, expected) { #expect(close(found, weight, 1e-6), "\(weights)") }
    // From anywhere else too.
    let again = try regression.fit(Self.rows, start: [1] + [Double](repeating: 0.5, count: 9))
    for (found, weight) in zip(again, expected) { #expect(close(found, weight, 1e-6)) }
  }

  /// Without penalties that count the rates of two families are those of `sm.GLM(…, family=Poisson(), offset=log(time))` of
  /// statsmodels.
  @Test func withoutPenaltiesItIsThatOfStatsmodels() throws {
    let regression = PoissonRegression(
      [RegressionFamily(.ring(5), smoothness: 0), RegressionFamily(.line(4), smoothness: 0)], ridge: 1e-9, tolerance: 1e-10)
    let rates = regression.logRates(try regression.fit(Self.rows), Self.rows).map { exp($0) }
    let expected = [37.266594993, 19.414833987, 67.795205197, 9.587165556, 23.962887928, 110.775956848]
    for (found, rate) in zip(rates, expected) { #expect(close(found / rate, 1, 1e-6), "\(rates)") }
  }

  /// One family without smoothness: spikes over time in each bin.
  @Test func oneFamilyIsTheHistogram() throws {
    let rows = RegressionRows(bins: [[0, 0, 1, 2, 2]], counts: [1, 2, 5, 1, 0], exposure: [0.1, 0.2, 0.5, 0.1, 0.4])
    let regression = PoissonRegression([RegressionFamily(.line(3), smoothness: 0)], ridge: 1e-9, tolerance: 1e-10)
    let rates = regression.logRates(try regression.fit(rows), rows).map { exp($0) }
    for (found, rate) in zip(rates, [10, 10, 10, 2, 2]) { #expect(close(found, Double(rate), 1e-5), "\(rates)") }
  }

  @Test func neighboursTouchAlongASide() {
    #expect(TuningBins.ring(4).edges.map { [$0.0, $0.1] } == [[0, 1], [1, 2], [2, 3], [3, 0]])
    #expect(TuningBins.line(3).edges.map { [$0.0, $0.1] } == [[0, 1], [1, 2]])
    #expect(TuningBins.torus(5).edges.count == 50)
  }

  /// A cell with a rate of place and heading, in which the heading goes with the place: each family has a part of its own, and
  /// speed has none. The deviance that all explain comes near to that of the true rate.
  @Test func nestedModelsTellWhatACellIsTunedTo() throws {
    var random = RandomStream(seed: 1, name: "cell")
    let count = 24_000
    var (place, heading, speed) = ([Int](), [Int](), [Int]())
    var (now, facing, pace) = (10.0, 0.0, 5.0)
    var rates: [Double] = []
    for _ in 0..<count {
      now = min(19.99, max(0, now + 0.3 * random.normal()))
      facing += 0.15 * random.normal() + 0.02 * sin(now / 3 - facing)
      pace = min(9.99, max(0, pace + 0.3 * random.normal()))
      place.append(Int(now))
      heading.append(Int(wrapAngle(facing) / (2 * .pi) * 18) % 18)
      speed.append(Int(pace))
      rates.append(6 * exp(cos(now / 2) + 0.7 * cos(facing - 1) - 1))
    }
    var events = CellEvents()
    for (row, rate) in rates.enumerated() {
      let spikes = random.poisson(mean: 0.02 * rate)
      if spikes > 0 {
        events.rows.append(Int32(row))
        events.values.append(Double(spikes))
      }
    }
    let families = [
      TuningFamily("position", .line(20), indices: place), TuningFamily("heading", .ring(18), indices: heading),
      TuningFamily("speed", .line(10), indices: speed),
    ]
    let time = FoldedTime((0..<count).map { 0.02 * Double($0) })
    let models = ComparedModels(families, time: time, exposure: [Double](repeating: 0.02, count: count))
    let found = try models.score(events, random: &random, work: Work())
    #expect(models.count == count)
    #expect(found.lost[0].low > 0 && found.lost[1].low > 0 && found.lost[2].low < 0, "\(found.lost)")
    let mean = rates.reduce(0, +) / Double(count)
    let gained = zip(events.rows, events.values).reduce(0) { $0 + $1.1 * log2(rates[Int($1.0)] / mean) }
    let oracle = gained / events.values.reduce(0, +)
    #expect(found.full.bitsPerSpike > 0.85 * oracle && found.full.bitsPerSpike < 1.1 * oracle, "\(found.full) \(oracle)")
    #expect(found.full.bitsPerSpike > found.alone[0].bitsPerSpike)
    #expect(found.alone[2].bitsPerSpike < 0.2 * found.full.bitsPerSpike, "\(found.alone[2])")
    #expect(found.without[1].bitsPerSpike < found.full.bitsPerSpike && found.smoothness[2] == 100, "\(found.smoothness)")
  }

  @Test func aCellWithoutSpikesHasNoNumbers() throws {
    let models = ComparedModels(
      [TuningFamily("speed", .line(3), indices: [0, 1, 2, 0])], time: FoldedTime([0, 10, 20, 30]),
      exposure: [1, 1, 1, 1])
    var random = RandomStream(seed: 1, name: "blocks")
    let found = try models.score(CellEvents(), random: &random, work: Work())
    #expect(found.full.bitsPerSpike.isNaN && found.alone.count == 1 && found.lost[0].low.isNaN)
  }
}
