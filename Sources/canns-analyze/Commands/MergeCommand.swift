import ArrayFiles
import Foundation
import Recordings
import Schema
import Stages

extension Command {
  /// Puts the parts of a null distribution together that were made elsewhere.
  static let merge = Command(
    name: "merge", group: .results, operands: "DIR PART...", summary: "put parts of a null distribution together",
    purpose:
      "Adds the draws that 'tda --shuffle-range' made in the folders PART to DIR and completes the analysis there. The parts "
      + "must come from the same embedding, parameters, seed and version; the result is the same to the byte as that of one "
      + "run. PART folders that hold draws of DIR itself may be given again.",
    example: "canns-analyze merge results part-1 part-2 part-3 part-4",
    writes: ["tda.npz, tda.json, figures/tda-*   the whole analysis", "tda.draws.jsonl   every draw"],
    takes: [.figures, .results, .work, .output]
  ) { try MergeCommand(stage: CommandTable.registry.resolve("tda").stage).run($0) }
}

struct MergeCommand {
  let stage: RegisteredStage

  func run(_ invocation: Invocation) throws {
    guard invocation.files.count >= 2, let pieces = SplitPieces(stage.description) else {
      throw UsageError("merge needs a results folder and at least one folder with a part: merge DIR PART...")
    }
    for file in invocation.files {
      var isFolder = ObjCBool(false)
      if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue {
        throw UsageError("merge takes results folders, and \(file) is a file. \(remedy(pieces))")
      }
    }
    let folders = try invocation.files.map {
      try Places(input: $0, output: nil, readsRecording: false, command: "merge").upstream
    }
    let (target, parts) = (folders[0], Array(folders.dropFirst()))
    let record = try agreedRecord(of: parts, pieces)
    let settings = record.givenSettings.filter { $0.name != pieces.rangeParameter }
    var environment = try invocation.common.environment(
      folder: target, command: invocation.text, drawing: [stage])
    if let seed = record.json["seed"]?.integer { environment.context.seed = UInt64(bitPattern: Int64(seed)) }
    let lock = try environment.takeLock()
    defer { withExtendedLifetime(lock) {} }
    environment.lock = lock
    let source = InputSource(recordingURL: nil, folder: target, keepsResults: false)
    guard let checkpoint = try stage.checkpoint(settings, in: environment, from: source) else { return }
    let merged = try union(of: parts, with: checkpoint)
    try requireAll(merged, record: record, pieces)
    try checkpoint.write(merged)
    environment.force = false
    let outcome = try stage.run(settings, in: environment, from: source)
    let output = Output(invocation.common)
    if invocation.common.json {
      output.print(outcome.record.json)
    } else {
      output.tell(outcome, folder: target)
    }
  }

  /// The record of the first part. The others may differ in the part that they made only, which their keys show.
  private func agreedRecord(of parts: [ResultsFolder], _ pieces: SplitPieces) throws -> StageRecord {
    let records = try parts.map { part in
      guard let record = try part.record(of: stage.description.stem) else {
        throw FileError(
          .noSuchInput, file: part.path, problem: "this folder holds no part of a null distribution.", remedy: remedy(pieces))
      }
      return record
    }
    func count(_ record: StageRecord) -> Int { self.count(record, pieces) }
    for (record, part) in zip(records, parts) where count(record) != count(records[0]) {
      throw StageError.unusableData(
        stage: "merge",
        reason: "\(parts[0].path) is a part of \(count(records[0])) \(pieces.name), and \(part.path) of \(count(record)).",
        remedy: "Make all parts with the same --\(pieces.countParameter).")
    }
    return records[0]
  }

  private func remedy(_ pieces: SplitPieces) -> String {
    sentence {
      "A part is the folder that 'canns-analyze \(stage.description.command) RESULTS -o PART "
      "--\(pieces.countParameter) N --\(pieces.rangeParameter) FIRST:END' wrote."
    }
  }

  private func count(_ record: StageRecord, _ pieces: SplitPieces) -> Int {
    record.parameters.first { $0.name == pieces.countParameter }?.value.integer ?? 0
  }

  private func union(of parts: [ResultsFolder], with checkpoint: CheckpointFile) throws -> [Int: JSONValue] {
    var merged = try checkpoint.finished()
    for part in parts {
      let url = part.checkpointURL(of: stage.description)
      guard let (key, pieces) = CheckpointFile.read(url) else {
        throw StageError.damagedResult(file: url.path, reason: "it holds no draws")
      }
      guard key == checkpoint.key else {
        throw StageError.unusableData(
          stage: "merge",
          reason:
            "the draws in \(part.path) belong to another embedding, other parameters, another seed or another version of "
            + "the program than the first part and the embedding in the results folder.",
          remedy: "Compare them with 'canns-analyze diff'; the embeddings must have the same checksum.")
      }
      for (piece, value) in pieces {
        if let known = merged[piece], known != value {
          throw StageError.damagedResult(
            file: url.path, reason: "its draw \(piece) is not the one that another part has under that number")
        }
        merged[piece] = value
      }
    }
    return merged
  }

  private func requireAll(_ merged: [Int: JSONValue], record: StageRecord, _ pieces: SplitPieces) throws {
    let missing = IndexSet((0..<count(record, pieces)).filter { merged[$0] == nil })
    if missing.isEmpty { return }
    let ranges = missing.rangeView.map { "\($0.lowerBound):\($0.upperBound)" }
    throw StageError.unusableData(
      stage: "merge",
      reason: sentence {
        "\(missing.count) of \(count(record, pieces)) \(pieces.name) are in none of the parts: "
        "\(ranges.joined(separator: ", "))."
      },
      remedy: "Make them with the command of the other parts and --\(pieces.rangeParameter) \(ranges[0]).")
  }
}

/// The pieces of a stage that can be made in parts.
private struct SplitPieces {
  let name: String
  let countParameter: String
  let rangeParameter: String

  init?(_ stage: StageDescription) {
    guard let pieces = stage.progress.pieces, let split = pieces.split else { return nil }
    (name, countParameter, rangeParameter) = (pieces.name, split.countParameter, split.rangeParameter)
  }
}
