import ArrayFiles
import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema
import Stages
import TestSupport
import Workbench

/// A stage that was run on the simulated session, and what became of running it again.
struct StageTrial: Sendable {
  var stage: RegisteredStage
  var record: StageRecord
  /// As the archive holds them.
  var arrays: [String: DataArray]
  /// As the stage's own type gives them after reading the archive.
  var fields: [StoredField]
  /// The methods text under changed settings, by parameter.
  var changedMethods: [ChangedMethods]
  /// Files in the folder of figures.
  var files: [String]
  /// What a second run, and one with another seed, did.
  var again: StageOutcome.Status
  var withAnotherSeed: StageOutcome.Status
  /// Whether the archive had the same bytes when it was made again, and on more threads in another folder.
  var hasSameBytesAgain: Bool
  var hasSameBytesOnThreads: Bool
}

/// Every registered stage on one simulated session, in the order of the registry: each takes what it needs from the results
/// of those before it.
enum StageTrials {
  static let all = Result { try run() }

  static func trial(_ key: String) throws -> StageTrial {
    guard let trial = try all.get().first(where: { $0.stage.description.key == key }) else {
      throw CocoaError(.coderValueNotFound)
    }
    return trial
  }

  /// Settings that keep every stage small, or make it go on where there is no ring; each is given to the stages that have it.
  static let settings: KeyValuePairs = [
    "anyway": "true", "active": "800", "stride": "3", "neighbors": "80", "landmarks": "100", "landmark-neighbors": "70",
    "max-dimension": "2", "shuffles": "3", "circles": "2", "cocycles": "true", "text": "true", "bin-cm": "10",
    "jitters": "20", "permutations": "99", "level": "0.5",
    "points": "400", "model": "cann2d", "set": "length=18", "frames": "10",
    "animation": "false", "grid-side": "12", "dt-ms": "5", "draws": "3",
    "repeats": "1", "jitter-ms": "50,500", "circle-bins": "6", "angle-bins": "8",
  ]

  private static func run() throws -> [StageTrial] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conformance-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writeSession(folder)
    return try StageRegistry.workbench.stages.map { try Runs(stage: $0, folder: folder).trial() }
  }

  /// A rhythm of 8 Hz in noise, 250 times a second.
  private static func fieldPotential(until end: Double) -> [Double] {
    var stream = RandomStream(seed: 8, name: "field potential")
    var noise = 0.0
    return (0..<Int(250 * end)).map { sample in
      noise = 0.98 * noise + 0.2 * stream.normal()
      return cos(2 * .pi * 8 * Double(sample) / 250) + noise
    }
  }

  /// Half of the session with sixty grid cells, with a direction of the head, eight regions on a ring in which a bump follows
  /// it, and a field potential; and points on a circle, for stages that read any file.
  private static func writeSession(_ folder: URL) throws {
    let end = SimulatedSessions.times.count / 2
    let trains = SimulatedSessions.torusTrains.map { $0.filter { $0 < SimulatedSessions.times[end] } }
    let ends = trains.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.count) }
    try NPZArchive.write(
      [
        ("spike_times", DataArray(trains.flatMap { $0 })), ("spike_index", DataArray(ends)),
        ("t", DataArray(Array(SimulatedSessions.times[..<end]))), ("x", DataArray(Array(SimulatedSessions.path.x[..<end]))),
        ("y", DataArray(Array(SimulatedSessions.path.y[..<end]))),
        ("head_direction", DataArray(SimulatedSessions.direction[..<end].map(wrapAngle))),
        ("dff", DataArray(regions(end))), ("roi_rate", DataArray([2.5], shape: [])),
        ("lfp", DataArray(fieldPotential(until: SimulatedSessions.times[end]))), ("fs", DataArray([250.0], shape: [])),
      ], to: folder.appendingPathComponent("session.npz"))
    let rows = (0..<24).map { "\(cos(Double($0) * .pi / 12)),\(sin(Double($0) * .pi / 12))\n" }
    try Data(rows.joined().utf8).write(to: folder.appendingPathComponent("points.csv"))
  }

  /// ΔF/F of the regions at every twentieth sample, `[frame, region]`.
  private static func regions(_ end: Int) -> Matrix<Double> {
    let frames = stride(from: 0, to: end, by: 20).map { SimulatedSessions.direction[$0] }
    let elements = frames.enumerated().flatMap { frame, direction in
      (0..<8).map { region in
        let bump = exp(2 * (cos(direction - Double(region) * .pi / 4) - 1))
        return bump + 0.2 * hashedUniform(50, UInt64(8 * frame + region))
      }
    }
    return Matrix(rows: frames.count, columns: 8, elements: elements)
  }

  /// The runs of one stage.
  private struct Runs {
    var stage: RegisteredStage
    var folder: URL
    var stem: String { stage.description.stem }

    func trial() throws -> StageTrial {
      let record = try run().record
      let results = ResultsFolder(url: folder.appendingPathComponent("results"))
      let archive = try bytes(in: "results")
      let fields = try stage.fields(of: record, in: results)
      // Read while the folder is there.
      for field in fields { _ = try field.content.array() }
      var trial = StageTrial(
        stage: stage, record: record, arrays: try results.arrays(of: record), fields: fields,
        changedMethods: try stage.parameters.map { try ChangedMethods($0.name, settings: settings, stage, record, results) },
        files: (try? FileManager.default.contentsOfDirectory(atPath: results.figuresURL.path)) ?? [], again: try run().status,
        withAnotherSeed: try run(seed: 9).status, hasSameBytesAgain: false, hasSameBytesOnThreads: false)
      _ = try run(force: true)
      trial.hasSameBytesAgain = try bytes(in: "results") == archive
      _ = try run(threads: 3, in: "threads")
      trial.hasSameBytesOnThreads = try bytes(in: "threads") == archive
      return trial
    }

    private func bytes(in name: String) throws -> Data {
      try Data(contentsOf: ResultsFolder(url: folder.appendingPathComponent(name)).archiveURL(of: stem, format: .npz))
    }

    private func run(
      seed: UInt64 = 5, threads: Int = 1, force: Bool = false, in name: String = "results"
    ) throws -> StageOutcome {
      let results = ResultsFolder(url: folder.appendingPathComponent(name))
      let environment = StageEnvironment(
        folder: results, context: RunContext(work: Work(threads: threads), seed: seed),
        figures: FigureSettings(isEnabled: name == "results", formats: [.svg]), force: force,
        program: ProgramIdentity(name: "test", version: "0", command: "test", time: nil))
      return try stage.run(settings, in: environment, from: InputSource(recordingURL: input, folder: results))
    }

    private var settings: [ParameterSetting] {
      var settings = StageTrials.settings.filter { setting in stage.parameters.contains { $0.name == setting.key } }
        .map { ParameterSetting(name: $0.key, text: $0.value) }
      if let further = stage.description.furtherFolders {
        // Laid beside its own results.
        settings.append(ParameterSetting(name: further, text: folder.appendingPathComponent("results").path))
      }
      if let variant = stage.description.variant {
        settings.append(ParameterSetting(name: variant.option, text: variant.name))
      }
      return settings
    }

    private var input: URL? {
      if stage.requirements.contains(.file) { return folder.appendingPathComponent("points.csv") }
      return stage.requirements.contains(.recording) ? folder.appendingPathComponent("session.npz") : nil
    }
  }
}
