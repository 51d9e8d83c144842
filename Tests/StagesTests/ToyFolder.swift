import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema
import Stages

/// Runs of stages in a results folder of their own, which is removed with it.
class ToyFolder {
  let folder: ResultsFolder
  let tally = Tally()
  var seed: UInt64 = 7
  var force = false
  var archive = ArchiveFormat.npz
  var figures = FigureSettings(isEnabled: false)
  var isCancelled: @Sendable () -> Bool = { false }
  /// The recording or file that the command was given.
  var given: URL?
  var reading = ReadingOptions()
  var readingRecord: [JSONValue.Member] = []

  init() {
    folder = ResultsFolder(
      url: FileManager.default.temporaryDirectory.appendingPathComponent("stages-\(UUID().uuidString)"))
  }

  deinit { try? FileManager.default.removeItem(at: folder.url) }

  var environment: StageEnvironment {
    StageEnvironment(
      folder: folder,
      context: RunContext(
        work: Work(progress: TallyProgress(tally: tally), isCancelled: isCancelled), seed: seed),
      figures: figures, archive: archive, force: force, readingRecord: readingRecord,
      program: ProgramIdentity(name: "program", version: "1", command: "program source -o x", time: "12:00"))
  }

  var source: InputSource { InputSource(recordingURL: given, folder: folder, readingOptions: reading) }

  @discardableResult
  func run<S: Stage>(_ stage: S.Type, _ settings: [(String, String)] = []) throws -> StageOutcome {
    try RegisteredStage(stage).run(
      settings.map { ParameterSetting(name: $0.0, text: $0.1) }, in: environment, from: source)
  }

  func result<S: Stage>(of stage: S.Type) throws -> S.Result { try source.result(of: stage, neededBy: "test") }

  func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  func bytes(_ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.url.appendingPathComponent(name).path)
  }

  /// Replaces the arrays of a result, and the checksum in its record, as somebody would who knows how.
  func replaceArrays(of stem: String, _ change: (inout [String: DataArray]) -> Void) throws {
    var (arrays, record) = try folder.arrays(of: stem, neededBy: "test")
    change(&arrays)
    let file = folder.archiveURL(of: stem, format: .npz)
    try NPZArchive.write(arrays.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, to: file)
    let entry = JSONValue.record([
      "file": .string(file.lastPathComponent), "sha256": .string(try sha256(of: file)),
      "bytes": .integer(try Data(contentsOf: file).count),
    ])
    record.json = .object(record.json.members!.map { $0.key == "archive" ? .init("archive", entry) : $0 })
    try Data(record.json.prettyText.utf8).write(to: folder.recordURL(of: stem))
  }
}
