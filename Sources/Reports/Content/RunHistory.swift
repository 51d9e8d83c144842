import Foundation
import Schema
import Stages

/// `provenance.jsonl` read back: the last run of each stage.
struct RunHistory {
  /// One line of the file.
  struct Run: Equatable {
    var stage: String
    var key: String
    var time: String
    var command: String
    /// The command that makes the whole folder again, when one does.
    var again: String?
    /// The recording and the file of its behaviour as they were named; `nil` for a stage that reads none.
    var recording: String?
    var behaviour: String?
    /// The folder of the results as it was named.
    var folder: String?
    var program: String
    var threads: Int?
    var seed: Int?
    var wallSeconds: Double?
    var peakBytes: Int?
  }

  private(set) var runs: [Run] = []
  /// For each step of a chain that has had no result since, the last reason, in the order of the lines.
  private(set) var missing: [(stage: String, reason: String)] = []
  private(set) var unreadableLines = 0

  init(contentsOf url: URL) {
    let text = FileManager.default.contents(atPath: url.path) ?? Data()
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let json = try? JSONValue(text: Data(line)), let stage = json["stage"]?.string else {
        unreadableLines += 1
        continue
      }
      missing.removeAll { $0.stage == stage }
      if let reason = json["missing"]?.string {
        missing.append((stage, reason))
        continue
      }
      runs.append(
        Run(
          stage: stage, key: json["key"]?.string ?? "", time: json["time"]?.string ?? "",
          command: json["command"]?.string ?? "", again: json["again"]?.string,
          recording: json["recording"]?.string, behaviour: json["behaviour"]?.string, folder: json["folder"]?.string,
          program: json["program"]?.string ?? "",
          threads: json["threads"]?.integer, seed: json["seed"]?.integer,
          wallSeconds: json["wall_time_s"]?.double, peakBytes: json["peak_memory_bytes"]?.integer))
    }
  }

  /// The run that made a record: the last with its key.
  func run(of record: StageRecord) -> Run? {
    runs.last { $0.stage == record.stage && $0.key == record.key }
  }
}
