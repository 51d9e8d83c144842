import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import Schema
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Positions that are decoded from simulated place cells.
@Suite struct PositionDecodingTests {
  /// Spikes of cells with Gaussian fields on the path of the simulated sessions, at 50 samples a second.
  static func trains(_ count: Int, width: Double, peak: Double, seed: UInt64, rate: (Int, Int) -> Double) -> [[Double]] {
    (0..<count).map { cell in
      var random = RandomStream(seed: seed, name: "spikes", index: UInt64(cell))
      return SimulatedSessions.times.indices.flatMap { sample -> [Double] in
        (0..<random.poisson(mean: rate(cell, sample) / 50)).map { _ in
          SimulatedSessions.times[sample] + random.uniform() / 50
        }
      }
    }
  }

  static let (cells, width, peak) = (40, 0.14, 12.0)

  static let arena = Result { () throws -> EmbeddingResult in
    let path = SimulatedSessions.path
    let trains = Self.trains(cells, width: width, peak: peak, seed: 3) { cell, sample in
      let (x, y) = (hashedUniform(70, UInt64(cell)), hashedUniform(71, UInt64(cell)))
      let square = (path.x[sample] - x) * (path.x[sample] - x) + (path.y[sample] - y) * (path.y[sample] - y)
      return peak * exp(-square / (2 * width * width))
    }
    return try embed(makeRecording(trains: trains, t: SimulatedSessions.times, x: path.x, y: path.y)) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
  }

  static func run(
    _ embedding: EmbeddingResult, threads: Int = 2, _ change: (inout PositionDecodingParameters) -> Void = { _ in }
  ) throws -> PositionDecodingResult {
    var parameters = PositionDecodingParameters()
    parameters.shuffles = 19
    change(&parameters)
    try parameters.validate()
    return try PositionDecoding.run(
      PositionDecodingInput(embedding), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 4))
  }

  /// Of N Gaussian fields in an area A a window W of spikes has the information 2π N W peak / A along each axis, and the median
  /// of the length of two normal numbers is √(2 ln 2) of their deviation. Nobody is better; edges and maps cost something.
  @Test func theErrorIsNearTheLimitOfTheSpikes() throws {
    let result = try Self.run(Self.arena.get())
    #expect(result.kind == .arena && result.decoded.columns == 2 && result.window == 0.1)
    let information = 2 * Double.pi * Double(Self.cells) * result.flatWindow * Self.peak
    let limit = (2 * log(2.0)).squareRoot() / information.squareRoot()
    #expect(result.flatMedianError > limit && result.flatMedianError < 1.8 * limit, "\(result.flatMedianError) \(limit)")
    #expect(result.medianError < result.flatMedianError, "\(result.medianError)")
    #expect(result.coverage95 > 0.8 && result.coverage95 < 0.99, "\(result.coverage95)")
    #expect(result.within20 > 0.95, "\(result.within20)")
    #expect(result.p == 0.05 && result.chance > 0.2 && result.chance < 0.7, "\(result.chance)")
    let interval = try #require(result.interval)
    #expect(interval[0] < result.medianError && result.medianError < interval[1])
    for row in stride(from: 0, to: result.times.count, by: 101) {
      let step = (result.decoded[row, 0] - result.actual[row, 0], result.decoded[row, 1] - result.actual[row, 1])
      #expect(close(result.error[row], hypot(step.0, step.1), 1e-12))
    }
    #expect(Set(result.folds) == [0, 1, 2, 3, 4])
    #expect(try Self.run(Self.arena.get(), threads: 1).error == result.error)
  }

  /// Cells that are each there twice are taken for two witnesses: the posterior is too sure, other folds show it, and the power
  /// is about a half. The places stay what they were.
  @Test func cellsThatSayTheSameAreNoTwoWitnesses() throws {
    let embedding = try Self.arena.get()
    let counts = try embedding.spikeCounts()
    var twice = embedding
    let columns = Array(0..<counts.columns) + Array(0..<counts.columns)
    twice.counts = Deferred(counts.selectingColumns(columns))
    twice.rates = Deferred(try embedding.rates().selectingColumns(columns))
    twice.cellIDs = columns.indices.map(String.init)
    twice.spikes = embedding.spikes.map { 2 * $0 }
    let (alone, both) = try (Self.run(embedding), Self.run(twice))
    func number(_ result: PositionDecodingResult, _ key: String) throws -> Double {
      try #require(result.storedFields.first { $0.information.key == key }?.content.number?.double)
    }
    let (power, doubled) = try (number(alone, "likelihood_power"), number(both, "likelihood_power"))
    #expect(power >= 0.6 && power <= 1, "\(power)")
    #expect(doubled < 0.75 * power && doubled > 0.3 * power, "\(doubled) of \(power)")
    #expect(try number(both, "coverage_95_uncalibrated") < number(alone, "coverage_95_uncalibrated"))
    #expect(try number(both, "coverage_95") > number(both, "coverage_95_uncalibrated"))
    #expect(abs(alone.coverage95 - both.coverage95) < 0.03, "\(alone.coverage95) \(both.coverage95)")
  }

  /// A gain that all cells share and that wanders over seconds makes counts vary more than Poisson counts, and for a tenth of
  /// the time the cells fire for a place where the animal is not. The likelihood as it is knows neither: what it says to hold
  /// 95 % does not. The share in which the cells are wrong is found, and the calibrated posterior keeps its word.
  @Test func cellsThatVaryTogetherAndAreElsewhereAreNotTrusted() throws {
    let path = SimulatedSessions.path
    let count = SimulatedSessions.times.count
    var random = RandomStream(seed: 21, name: "gain")
    var (gain, level) = ([Double](), 0.0)
    for _ in 0..<count {
      // A memory of 2 s and a deviation of 0.7 in the logarithm.
      level += -level / 100 + 0.7 * (2.0 / 100).squareRoot() * random.normal()
      gain.append(exp(level))
    }
    // Every 40 s the cells say for 4 s where the animal was 60 s before.
    func place(_ sample: Int) -> Int { sample % 2000 < 200 ? (sample + count - 3000) % count : sample }
    let trains = Self.trains(Self.cells, width: Self.width, peak: Self.peak, seed: 22) { cell, sample in
      let (x, y) = (hashedUniform(70, UInt64(cell)), hashedUniform(71, UInt64(cell)))
      let other = place(sample)
      let square = (path.x[other] - x) * (path.x[other] - x) + (path.y[other] - y) * (path.y[other] - y)
      return gain[sample] * Self.peak * exp(-square / (2 * Self.width * Self.width))
    }
    let embedding = try embed(makeRecording(trains: trains, t: SimulatedSessions.times, x: path.x, y: path.y)) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    let result = try Self.run(embedding)
    func number(_ key: String) throws -> Double {
      try #require(result.storedFields.first { $0.information.key == key }?.content.number?.double)
    }
    #expect(try number("coverage_95_uncalibrated") < 0.85)
    #expect(try number("silent_share") > 0.03 && number("silent_share") < 0.2)
    #expect(result.coverage95 > 0.9 && result.coverage95 < 0.99, "\(result.coverage95)")
    #expect(try number("flat_coverage_95") > 0.9)
  }

  /// Of N fields along a length L the information is √(2π) N W peak / (L width).
  @Test func aTrackIsReadAlongItself() throws {
    let run = SimulatedSessions.times.map { 0.9 - 0.8 * cos(0.35 * $0 + sin(0.11 * $0)) }
    let trains = Self.trains(20, width: 0.12, peak: 12, seed: 5) { cell, sample in
      let step = run[sample] - 0.1 - 1.6 * (Double(cell) + 0.5) / 20
      return 12 * exp(-step * step / (2 * 0.12 * 0.12))
    }
    let embedding = try embed(makeRecording(trains: trains, t: SimulatedSessions.times, x: run)) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    let result = try Self.run(embedding)
    #expect(result.kind == .track && result.decoded.columns == 1 && result.grid.rows == 1)
    let information = (2 * Double.pi).squareRoot() * 20 * result.flatWindow * 12 / (1.6 * 0.12)
    let limit = 0.6745 / information.squareRoot()
    #expect(result.flatMedianError > 0.8 * limit && result.flatMedianError < 2.5 * limit, "\(result.flatMedianError) \(limit)")
    #expect(result.medianError < result.flatMedianError * 1.1 && result.p == 0.05, "\(result.medianError)")
  }

  /// Rates that drift with the session and places that do as well are no code of place.
  @Test func cellsThatKnowNothingAreAtChance() throws {
    let path = SimulatedSessions.path
    let trains = Self.trains(20, width: 0, peak: 0, seed: 9) { cell, sample in
      5 + 4 * sin(2 * .pi * (SimulatedSessions.times[sample] / 90 + hashedUniform(72, UInt64(cell))))
    }
    let embedding = try embed(makeRecording(trains: trains, t: SimulatedSessions.times, x: path.x, y: path.y)) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    let result = try Self.run(embedding)
    #expect(result.p > 0.05 && result.medianError > 0.2, "\(result.p) \(result.medianError)")
  }

  @Test func whatCannotBeDecodedIsRefused() throws {
    var embedding = try Self.arena.get()
    embedding.behaviour = RowBehaviour()
    #expect(throws: StageError.self) { try Self.run(embedding) }
    let path = SimulatedSessions.path
    let short = try embed(
      makeRecording(
        trains: [[1, 2, 3, 70]], t: Array(SimulatedSessions.times.prefix(3600)), x: Array(path.x.prefix(3600)),
        y: Array(path.y.prefix(3600)))
    ) { $0.speedFilter = false }
    do {
      _ = try Self.run(short)
      Issue.record("72 seconds are too few")
    } catch let error as StageError {
      #expect("\(error)".contains("80 s"))
    }
    // A millimetre makes more places than anybody can walk.
    #expect(throws: StageError.self) { try Self.run(try Self.arena.get()) { $0.binSize = 0.002 } }
  }
}
