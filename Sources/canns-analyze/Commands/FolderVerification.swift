import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import Stages

/// Compares the files of a results folder with their records.
struct FolderVerification {
  let folder: ResultsFolder

  init(_ folder: ResultsFolder) { self.folder = folder }

  func run(_ output: Output) throws {
    let records = try folder.records()
    guard !records.isEmpty else {
      throw StageError.missingResult(
        stage: "embed", command: "embed", inputName: "RECORDING", folder: folder.path, neededBy: "verify")
    }
    var problems: [String] = []
    let archives = Dictionary(
      records.compactMap { record in record.archive.map { ($0.name, $0.sha256) } }, uniquingKeysWith: { $1 })
    for record in records {
      guard let archive = record.archive else {
        problems.append("\(record.stage): the record names no archive")
        continue
      }
      let file = folder.url.appendingPathComponent(archive.name)
      if !FileManager.default.fileExists(atPath: file.path) {
        problems.append("\(archive.name) is missing")
      } else if try sha256(of: file) != archive.sha256 {
        problems.append("\(archive.name) is not the file that was written (its checksum differs)")
      } else {
        output.say("\(archive.name): as recorded (\(archive.sha256.prefix(12)))")
      }
      for input in record.inputs where archives[input.name] != nil && archives[input.name] != input.sha256 {
        problems.append("\(record.stage) was computed from another \(input.name); run it again")
      }
      for figure in record.figures {
        for file in figure.files {
          if let problem = folder.problem(of: file, in: figure) { problems.append("\(file) \(problem)") }
        }
      }
    }
    if output.json {
      output.print(.record(["folder": .string(folder.path), "problems": JSONValue(problems)]))
    }
    if !problems.isEmpty {
      throw StageError.damagedResult(file: folder.path, reason: problems.joined(separator: "; "))
    }
  }
}

/// Compares two results folders.
struct FolderComparison {
  let first: ResultsFolder
  let second: ResultsFolder

  init(_ first: ResultsFolder, _ second: ResultsFolder) {
    self.first = first
    self.second = second
  }

  func run(_ output: Output) throws {
    // In the order of the chain, so that the first difference is the cause of those below it.
    let stages = try first.records().map(\.stage)
    let names = stages + (try second.records().map(\.stage)).filter { !stages.contains($0) }
    let archives = Set(try (first.records() + second.records()).compactMap { $0.archive?.name })
    var lines: [String] = []
    for name in names {
      guard let a = try first.record(of: name), let b = try second.record(of: name) else {
        lines.append("\(name): only in \(try first.record(of: name) == nil ? second.path : first.path)")
        continue
      }
      for parameter in a.parameters {
        let other = b.parameters.first { $0.name == parameter.name }?.value ?? .null
        if other != parameter.value {
          lines.append("\(name) --\(parameter.name): \(parameter.value.parameterText) and \(other.parameterText)")
        }
      }
      if let line = inputDifference(a, b, archives: archives) { lines.append(line) }
      lines += try arrayDifferences(name)
    }
    if output.json { output.print(.record(["differences": JSONValue(lines)])) }
    for line in lines { output.say(line) }
    if lines.isEmpty { output.say("no difference") }
  }

  /// What was made from different files, other than the results of earlier stages, which have their own lines.
  private func inputDifference(_ a: StageRecord, _ b: StageRecord, archives: Set<String>) -> String? {
    func own(_ record: StageRecord) -> [FileRecord] { record.inputs.filter { !archives.contains($0.name) } }
    let (left, right) = (own(a), own(b))
    guard left.map(\.sha256) != right.map(\.sha256) else { return nil }
    func named(_ inputs: [FileRecord]) -> String {
      inputs.isEmpty ? "no file" : inputs.map { "\($0.name) (\($0.sha256.prefix(12)))" }.joined(separator: " + ")
    }
    return "\(a.stage): made from \(named(left)) and \(named(right))"
  }

  private func unit(of key: String, in record: StageRecord) -> String? {
    record.json["arrays"]?.array?.first { $0["key"]?.string == key }?["unit"]?.string
  }

  private func arrayDifferences(_ stage: String) throws -> [String] {
    let (a, record) = try first.arrays(of: stage, neededBy: "diff")
    let (b, _) = try second.arrays(of: stage, neededBy: "diff")
    let keys = (record.json["arrays"]?.array ?? []).compactMap { $0["key"]?.string }
    return keys.compactMap { key -> String? in
      guard let left = a[key] else { return "\(stage).\(key): its record names it, and \(first.path) does not hold it" }
      guard let right = b[key] else { return "\(stage).\(key): only in \(first.path)" }
      if left == right { return nil }
      if left.shape != right.shape { return "\(stage).\(key): shapes \(left.shape) and \(right.shape)" }
      guard let x = left.doubles, let y = right.doubles else { return "\(stage).\(key): texts differ" }
      // Angles within one turn lie at most half of one apart.
      let isAngle = unit(of: key, in: record) == "rad" && [x, y].allSatisfy { $0.allSatisfy { !($0 < 0 || $0 > 2 * .pi) } }
      let differences = zip(x, y).map { left, right in
        left == right || (left.isNaN && right.isNaN) ? 0 : isAngle ? abs(angleDifference(left, right)) : abs(left - right)
      }
      let differing = differences.count { !($0 == 0) }
      if differing == 0 { return nil }
      let largest = differences.filter(\.isFinite).max() ?? .infinity
      return "\(stage).\(key): \(differing) of \(x.count) values differ, by up to \(largest)"
    }
  }
}
