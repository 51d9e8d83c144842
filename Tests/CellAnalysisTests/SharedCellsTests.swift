import ArrayFiles
import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// Grid cells, head-direction cells and modules of the larger sessions, whose truth is known, and of real cells.
@Suite(.enabled(if: SharedFixtures.folder != nil, "the shared fixtures are not here"), .serialized)
struct SharedCellsTests {
  static let context = RunContext(work: Work(threads: 2), seed: 1)

  static func embedded(_ recording: Recording, binWidth: Double = 0.01) throws -> EmbeddingResult {
    var parameters = EmbeddingParameters()
    (parameters.speedFilter, parameters.binWidth) = (false, binWidth)
    return try Embedding.run(.recording(recording), parameters: parameters, context: context)
  }

  static func scores(_ embedding: EmbeddingResult, shuffles: Int) throws -> GridScoreResult {
    var parameters = GridScoreParameters()
    parameters.shuffles = shuffles
    return try GridScores.run(Results(embedding), parameters: parameters, context: context)
  }

  /// Every train moved by its own time around the end: no cell knows anything of the path.
  static func rolled(_ recording: Recording, seconds: Double, times: Int = 1) throws -> Recording {
    guard case .trains(let trains)? = recording.spikes else { throw SharedFixtures.Missing() }
    var random = RandomStream(seed: 11, name: "rolls")
    var rolled = recording
    rolled.spikes = .trains(
      try (0..<times).flatMap { time in
        try trains.map { train in
          let shift = 20 + (seconds - 40) * random.uniform()
          let moved = try train.times.map { ($0 + shift).truncatingRemainder(dividingBy: seconds) }.sorted()
          return SpikeTrain(id: "\(train.id)-\(time)", times: moved)
        }
      })
    return rolled
  }

  /// Differences of orientations, degrees in [−30, 30).
  static func turned(_ a: Double, _ b: Double) -> Double { angleDifference(a * .pi / 30, b * .pi / 30) * 30 / .pi }

  static let mixed = Result { try embedded(SharedFixtures.recording("session_mixed")) }
  static let mixedScores = Result { try scores(mixed.get(), shuffles: 199) }
  /// 0: noise, 1 and 2: modules, 3: place cells.
  static func labels() throws -> [Int] {
    guard
      case .array(let array) = try NPZArchive(contentsOf: SharedFixtures.input("truth_session_mixed.npz")).read("label")
    else { throw SharedFixtures.Missing() }
    return try #require(array.integers)
  }

  @Test func gridCellsOfAMixedSessionAreFoundAndOthersAreNot() throws {
    let (labels, result) = (try Self.labels(), try Self.mixedScores.get())
    let p = try #require(result.p)
    let isGrid = labels.map { $0 == 1 || $0 == 2 }
    #expect(zip(isGrid, p).count { $0 && $1 <= 0.01 } == 95)
    #expect(zip(isGrid, p).count { !$0 && $1 <= 0.05 } <= 3)
  }

  @Test func modulesOfAMixedSessionAreRight() throws {
    let (labels, grids) = (try Self.labels(), try Self.mixedScores.get())
    let result = try GridModules.run(
      Results(Self.mixed.get(), grids), parameters: ModuleParameters(), context: Self.context)
    // By rising spacing: module 2 of the truth is the first.
    let expected = labels.map { $0 == 1 ? 1 : $0 == 2 ? 0 : -1 }
    #expect(zip(expected, result.module).count { $0 == $1 } >= 128)
    // The same without position.
    let ensembles = try EnsemblesTests.run(Self.mixed.get(), modules: result)
    #expect(ensembles.sizes.count == 2 && (ensembles.agreement ?? 0) > 0.95, "\(ensembles.agreement ?? .nan)")
    #expect(zip(labels, ensembles.ensemble).count { ($0 == 0 || $0 == 3) && $1 >= 0 } <= 2)
  }

  /// Median and bias of the spacing, %, and median of the orientation, degrees, by plane waves.
  @Test(arguments: [("session1_20min", 1.0, 0.5), ("session4_f64", 1.6, 1.0)])
  func spacingAndOrientationAreThoseOfTheTruth(session: String, spacing: Double, orientation: Double) throws {
    let result = try Self.scores(Self.embedded(SharedFixtures.recording(session)), shuffles: 0)
    let errors = result.lattice.regularSpacing.map { 100 * ($0 / 0.45 - 1) }
    // The waves stand at 0.21 rad, the vectors of the lattice 30° from them.
    let angles = result.lattice.regularOrientation.map { Self.turned($0, 0.21 * 180 / .pi + 30) }
    #expect(median(errors.map(abs)) <= spacing && abs(mean(errors)) <= 0.4, "\(median(errors.map(abs))) \(mean(errors))")
    #expect(median(angles.map(abs)) <= orientation && errors.allSatisfy { abs($0) < 5 }, "\(median(angles.map(abs)))")
    #expect(result.score.allSatisfy { $0 > 1 })
  }

  /// 267 cells that know nothing of the path: 2 to 9 % with p up to 0.05, at most 2.5 % up to 0.01.
  @Test func nullCellsPassAsOftenAsTheyMay() throws {
    var p: [Double] = []
    let labels = try Self.labels()
    p += zip(labels, try #require(Self.mixedScores.get().p)).filter { $0.0 == 0 }.map(\.1)
    for (recording, seconds) in [
      (try SharedFixtures.recording("session_negative"), 0.0), (try SharedFixtures.recording("session4_f64"), 240),
      (try SharedFixtures.recording("session1_20min"), 1200),
    ] {
      let rolled = seconds > 0 ? try Self.rolled(recording, seconds: seconds) : recording
      p += try #require(Self.scores(Self.embedded(rolled, binWidth: 0.02), shuffles: 199).p)
    }
    let known = p.filter(\.isFinite)
    #expect(known.count >= 260)
    let (often, rare) = (known.count { $0 <= 0.05 }, known.count { $0 <= 0.01 })
    let share = Double(often) / Double(known.count)
    #expect(share >= 0.02 && share <= 0.09 && Double(rare) <= 0.025 * Double(known.count), "\(often) \(rare)")
  }

  // MARK: Real cells

  static func recordings(_ path: String) throws -> URL {
    let file = try #require(SharedFixtures.folder).deletingLastPathComponent().appendingPathComponent("recordings/" + path)
    guard FileManager.default.fileExists(atPath: file.path) else { throw SharedFixtures.Missing() }
    return file
  }

  /// Two mouse cells (Gerlei et al. 2020): 0.73 and 1.21 by another program of this definition, 0.463 and 0.474 m by waves.
  @Test func realGridCellsHaveTheirScores() throws {
    let source = try ArraySource(
      arraysOf: Self.recordings("grid-mouse-gerlei2020/M12_2018-04-03_of/converted.npz"))
    func values(_ name: String) throws -> [Double] {
      guard case .array(let array) = try source.read(try #require(source.items.first { $0.path == name })) else {
        throw SharedFixtures.Missing()
      }
      return try #require(array.doubles)
    }
    var recording = Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/gerlei"), format: "NPZ"),
      spikes: .trains(
        try ["cell5", "cell10"].map { SpikeTrain(id: $0, times: try values("\($0)_spike_times_s")) }))
    recording.trajectory = Trajectory(
      t: try values("t"), x: try values("x_cm").map { $0 / 100 }, y: try values("y_cm").map { $0 / 100 })
    let result = try Self.scores(Self.embedded(recording, binWidth: 0.02), shuffles: 500)
    #expect(close(result.score[0], 0.73, 0.04) && close(result.score[1], 1.21, 0.04), "\(result.score)")
    #expect(try #require(result.p).allSatisfy { $0 <= 0.0121 }, "\(result.p ?? [])")
    let spacing = result.lattice.regularSpacing
    #expect(close(spacing[0], 0.463, 0.005) && close(spacing[1], 0.474, 0.005), "\(spacing)")
  }

  /// Head-direction cells of a mouse (Peyrache et al. 2015): anterodorsal thalamus and postsubiculum.
  static func mouse(_ spikes: String) throws -> Recording {
    var options = ReadingOptions()
    options.map = ["spikes": spikes]
    return try RecordingReader.read(url: recordings("hd-mouse28-th1/wake_25ms.npz"), options: options)
  }

  static func tuning(_ recording: Recording) throws -> HeadDirectionResult {
    try HeadDirection.run(
      Results(embedded(recording, binWidth: 0.025)), parameters: HeadDirectionParameters(), context: context)
  }

  /// The mean vectors that come with the recording: 15 of 17 above 0.58, up to 0.93; 15 from 0.25 to 0.94.
  @Test(arguments: [("spike", 15, 0.25, 0.93), ("spike_postsubiculum", 12, 0.25, 0.94)])
  func realHeadDirectionCellsHaveTheirMeanVectors(spikes: String, cells: Int, least: Double, most: Double) throws {
    let result = try Self.tuning(Self.mouse(spikes))
    let lengths = result.meanVectorLength
    #expect(result.tunedCount == cells)
    #expect(close(lengths.max() ?? 0, most, 0.03) && close(lengths.min() ?? 0, least, 0.03), "\(lengths)")
    if spikes == "spike" { #expect(lengths.count { $0 > 0.55 } == 15) }
  }

  /// Their trains moved in time: 2 to 9 % with p up to 0.05, none called, and Rayleigh's test has all of them.
  @Test func rolledHeadDirectionCellsAreNone() throws {
    var (p, rayleigh, called): ([Double], [Double], Int) = ([], [], 0)
    for spikes in ["spike", "spike_postsubiculum"] {
      let recording = try Self.mouse(spikes)
      guard case .counts(let counts, let width, let start)? = recording.spikes else { throw SharedFixtures.Missing() }
      var random = RandomStream(seed: 12, name: spikes)
      let shifts = (0..<6 * counts.columns).map { _ in 800 + random.integer(below: counts.rows - 1600) }
      var rolled = Matrix<Int32>(rows: counts.rows, columns: shifts.count, repeating: 0)
      for (place, shift) in shifts.enumerated() {
        for row in 0..<counts.rows { rolled[(row + shift) % counts.rows, place] = counts[row, place % counts.columns] }
      }
      var moved = recording
      moved.spikes = .counts(rolled, binWidth: width, start: start)
      moved.cellIDs = shifts.indices.map(String.init)
      let result = try Self.tuning(moved)
      p += result.p
      rayleigh += result.rayleighP
      called += result.tunedCount
    }
    let share = Double(p.count { $0 <= 0.05 }) / Double(p.count)
    #expect(p.count == 192 && share >= 0.02 && share <= 0.09, "\(share)")
    #expect(called == 0 && rayleigh.allSatisfy { $0 < 0.05 })
  }

  @Test func theRingOfHeadDirectionsHasItsPeaks() throws {
    let result = try HeadDirection.run(
      Results(Self.embedded(SharedFixtures.recording("hd_ring"))), parameters: HeadDirectionParameters(),
      context: Self.context)
    guard case .array(let array) = try NPZArchive(contentsOf: SharedFixtures.input("truth_hd_ring.npz")).read("pref") else {
      throw SharedFixtures.Missing()
    }
    let preferred = try #require(array.doubles)
    let errors = zip(result.vonMises.direction, preferred).map { abs(angleDifference($0, $1)) * 180 / .pi }
    #expect(result.tunedCount == 40 && median(errors) <= 1.5, "\(median(errors))")
  }
}
