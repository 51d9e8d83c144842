import AnalysisTestSupport
import ArrayFiles
import ArrayNumerics
import CellAnalysis
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Schema
import Stages
import TestSupport
import Testing
import TorusInSpace
import Workbench

/// Every stage's result through a folder and back, in both formats, by the runner that the program uses.
@Suite struct ArchiveRoundTripTests {
  /// A recording file with sixty cells for two minutes, and the chain run on it.
  private static func runChain(_ format: ArchiveFormat, in url: URL) throws -> InputSource {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let recording = url.appendingPathComponent("recording.npz")
    let counts = try embed(GoldenRecording.recording) { $0.speedFilter = false }.spikeCounts()
    try NPZArchive.write(
      [
        ("spikes", DataArray(counts)), ("bin_width", DataArray([0.01], shape: [])),
        ("t", DataArray(GoldenRecording.times)), ("x", DataArray(GoldenRecording.x)),
        ("y", DataArray(GoldenRecording.y)),
      ], to: recording)
    let folder = ResultsFolder(url: url.appendingPathComponent("results"))
    let source = InputSource(recordingURL: recording, folder: folder)
    let environment = StageEnvironment(
      folder: folder, context: RunContext(work: Work(threads: 2), seed: 5),
      figures: FigureSettings(isEnabled: false), archive: format,
      program: ProgramIdentity(name: "test", version: "0", command: "", time: nil))
    let settings: KeyValuePairs = [
      "embed": ["bin-ms": "20"], "reduce": [:],
      "tda": [
        "stride": "2", "active": "800", "neighbors": "80", "landmarks": "100", "landmark-neighbors": "70",
        "shuffles": "2", "max-dimension": "2",
      ], "decode": ["anyway": "true", "circles": "2"], "cohomap": [:], "ratemaps": ["bin-cm": "10"],
    ]
    for (stage, options) in settings {
      let (stage, own) = try StageRegistry.workbench.resolve(
        stage, options.map { ParameterSetting(name: $0.key, text: $0.value) })
      _ = try stage.run(own, in: environment, from: source)
    }
    return source
  }

  private static func load<S: Stage>(_ stage: S.Type, _ source: InputSource) throws -> S.Result {
    try source.folder.load(try #require(try source.folder.record(of: S.description.stem)))
  }

  private static func check<S: Stage>(_ stage: S.Type, _ source: InputSource) throws {
    let key = S.description.key
    let computed = try source.result(of: S.self, neededBy: "test")
    let stored = try load(S.self, source)
    #expect(identical(fingerprint(stored), fingerprint(computed)), "\(key)")
    let parameters = S.Parameters()
    #expect(S.headline(stored, parameters: parameters) == S.headline(computed, parameters: parameters), "\(key)")
    #expect(S.conclusion(stored, parameters: parameters) == S.conclusion(computed, parameters: parameters), "\(key)")
    #expect(S.checks(stored, parameters: parameters) == S.checks(computed, parameters: parameters), "\(key)")
    #expect(S.methods(parameters, result: stored) == S.methods(parameters, result: computed), "\(key)")
    #expect(stored.notes == computed.notes, "\(key)")
  }

  @Test(arguments: ArchiveFormat.allCases) func everyResultIsReadBackAsItWas(format: ArchiveFormat) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("chain-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    let source = try Self.runChain(format, in: url)
    try Self.check(Embedding.self, source)
    try Self.check(Reduction.self, source)
    try Self.check(Homology.self, source)
    try Self.check(LatentDecoding.self, source)
    try Self.check(CohoMap.self, source)
    try Self.check(RateMaps.self, source)
    let homology = try source.result(of: Homology.self, neededBy: "test")
    let stored = try Self.load(Homology.self, source)
    #expect(
      stored.persistence.diagrams == homology.persistence.diagrams && stored.verdict == homology.verdict)
    #expect(stored.persistence.cocycles[1] == homology.persistence.cocycles[1])
    #expect(stored.persistence.coefficient == 47 && stored.persistence.edges == homology.persistence.edges)
    #expect(stored.persistence.threshold == homology.persistence.threshold)
    #expect(stored.transform == homology.transform && stored.nullLifetimes == homology.nullLifetimes)
    let embedding = try Self.load(Embedding.self, source)
    #expect(embedding.binWidth == 0.02 && embedding.fullBinCount == 6000)
  }

  /// The rows of a result that somebody has edited do not fit: an error, no crash.
  @Test func anArchiveWhoseArraysDisagreeIsDamaged() throws {
    let embedding = try embed(GoldenRecording.recording) { $0.binWidth = 0.1 }
    let numbers = embedding.recordedNumbers.map { JSONValue.Member($0.key, $0.value) }
    let record = StageRecord(json: .record(["stage": "embed", "summary": .object(numbers)]))
    var arrays = fingerprint(embedding)
    _ = try EmbeddingResult(from: StoredResult(arrays: ArrayShelf(arrays), record: record))
    for (key, value) in [
      ("t", DataArray([1.0, 2])), ("bin", DataArray([5, 4])), ("cell_ids", DataArray(["a"])),
      ("x", DataArray([0.0])),
      ("counts", DataArray(Matrix<Int32>(rows: 1, columns: 1, repeating: 0))), ("rates", DataArray(["text"])),
    ] {
      let whole = arrays[key]
      arrays[key] = value
      #expect(throws: FieldError.self, "\(key)") {
        try EmbeddingResult(from: StoredResult(arrays: ArrayShelf(arrays), record: record))
      }
      arrays[key] = whole
    }
  }
}
