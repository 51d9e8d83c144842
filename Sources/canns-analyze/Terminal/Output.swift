import Foundation
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
    if !quiet { FileHandle.standardError.write(Data((text + "\n").utf8)) }
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
    for warning in record.warnings { note("  warning: \(warning)") }
    if let verdict = record.json["verdict"]?.string {
      say("  verdict: \(verdict)")
      for reason in record.json["reasons"]?.array?.compactMap(\.string) ?? [] { say("    \(reason)") }
    }
  }

  func print(_ json: JSONValue) {
    Swift.print(json.prettyText, terminator: "")
  }

  private func print(_ text: String) { Swift.print(text) }
}
