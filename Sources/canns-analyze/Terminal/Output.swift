import Foundation
import Glibc
import Recordings
import Schema
import Stages

/// What a command says on standard output and standard error.
struct Output {
  var quiet: Bool
  var json: Bool

  init(_ options: CommonOptions) {
    quiet = options.quiet
    json = options.json
  }

  /// A line of the result for people.
  func say(_ text: String) {
    if !quiet && !json { print(text) }
  }

  /// A remark beside the result.
  func note(_ text: String) {
    if !quiet { writeToStandardError(text + "\n") }
  }

  /// The outcome of a stage: one line on what came out, then what was left out and what to look at.
  func tell(_ outcome: StageOutcome, folder: ResultsFolder) {
    let record = outcome.record
    switch outcome.status {
    case .computed: say("\(record.stage): \(record.headline)")
    case .unchanged:
      say("\(record.stage): up to date, nothing done (inputs, parameters and version are unchanged). \(record.headline)")
    case .redrawn: say("\(record.stage): up to date, figures drawn. \(record.headline)")
    }
    for item in record.dropped where item.count > 0 {
      say("  left out: \(item.count) \(item.what) (\(item.reason))")
    }
    for finding in record.json["reading_findings"]?.array ?? [] where finding["level"]?.string == "guessed" {
      note("  guessed: \(finding["text"]?.string ?? "")")
    }
    for warning in record.warnings { note("  warning: \(warning)") }
    if let verdict = record.json["verdict"]?.string {
      say("  verdict: \(verdict)")
      for reason in record.json["reasons"]?.array?.compactMap(\.string) ?? [] { say("    \(reason)") }
    }
  }

  /// What a reader assumed or found amiss.
  func tell(_ findings: [Finding]) {
    for finding in findings where finding.level != .found { note("  \(finding.level.rawValue): \(finding.text)") }
  }

  func print(_ json: JSONValue) {
    Swift.print(json.prettyText, terminator: "")
  }

  private func print(_ text: String) { Swift.print(text) }
}

/// Writes to standard error as far as it goes: a closed or full one is no reason to lose the result.
func writeToStandardError(_ text: String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return }
    bytes = bytes.dropFirst(count)
  }
}
