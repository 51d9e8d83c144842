import ArrayFiles
import Foundation
import Schema

/// `provenance.jsonl`: one line for each run of a stage, never rewritten; also for one that was to be part of a chain and has
/// no result, with the reason.
enum Provenance {
  /// Adds one line, unless it is the last one there: whoever was stopped after it adds it once more.
  ///
  /// - Throws: `FileError`; the file is then as it was.
  static func append(_ line: String, to url: URL) throws {
    let text = FileManager.default.contents(atPath: url.path) ?? Data()
    if let last = text.split(separator: UInt8(ascii: "\n")).last, last.elementsEqual(line.utf8) { return }
    try OutputFile.append(line: line, to: url, isStored: true)
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

extension ResultsFolder {
  /// Notes that a step of a chain has no result, and why: reports say so until the stage is run.
  ///
  /// - Parameters:
  ///   - stem: of the stage.
  ///   - reason: a sentence.
  ///   - program: which program, when and by what command.
  /// - Throws: `FileError`
  public func noteMissingResult(of stem: String, reason: String, program: ProgramIdentity) throws {
    let line = JSONValue.record([
      "time": program.time.map(JSONValue.string) ?? .null, "stage": .string(stem),
      "program": .string("\(program.name) \(program.version)"), "command": .string(program.command), "missing": .string(reason),
    ])
    try Provenance.append(line.compactText, to: provenanceURL)
  }
}
