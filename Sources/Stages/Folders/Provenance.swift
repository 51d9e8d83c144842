import Foundation
import Schema

/// `provenance.jsonl`: one line for each run of a stage, never rewritten.
enum Provenance {
  /// Adds one line.
  ///
  /// - Throws: `StageError.cannotWrite`
  static func append(_ entry: JSONValue, to url: URL) throws {
    let line = Data((entry.compactText + "\n").utf8)
    do {
      if !FileManager.default.fileExists(atPath: url.path) {
        try Data().write(to: url)
      }
      let handle = try FileHandle(forWritingTo: url)
      try handle.seekToEnd()
      try handle.write(contentsOf: line)
      try handle.close()
    } catch {
      throw StageError.cannotWrite(path: url.path, reason: reasonText(error))
    }
  }

  /// For each stage the number of the first line that names it.
  static func stageOrder(at url: URL) -> [String: Int] {
    let text = FileManager.default.contents(atPath: url.path) ?? Data()
    var order: [String: Int] = [:]
    for (number, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      if let stage = (try? JSONValue(text: Data(line)))?["stage"]?.string, order[stage] == nil {
        order[stage] = number
      }
    }
    return order
  }
}
