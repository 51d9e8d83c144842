import ArrayFiles
import Foundation
import Glibc
import Recordings
import Schema
import Stages

/// What a command says on standard output and standard error.
struct Output {
  var quiet: Bool
  var json: Bool
  var verbose: Bool

  init(_ options: CommonOptions) {
    quiet = options.quiet
    json = options.json
    verbose = options.verbose
  }

  /// A line of the result for people.
  func say(_ text: String) {
    if !quiet && !json { StandardOutput.write(escapingControls(text, isOneLine: true) + "\n") }
  }

  /// A remark beside the result.
  func note(_ text: String) {
    if !quiet { writeToStandardError(escapingControls(text, isOneLine: true) + "\n") }
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
    for item in record.dropped {
      say("  left out: \(item.count) \(item.noun) (\(item.reason))")
    }
    // Warnings of the reader are among those of the record.
    for finding in record.readingFindings where finding.level == .guessed || verbose && finding.level == .found {
      note("  \(finding.level.rawValue): \(finding.text)")
    }
    for warning in record.warnings { note("  warning: \(warning)") }
    if let conclusion = record.conclusion {
      say("  verdict: \(conclusion.code)")
      for reason in conclusion.reasons { say("    \(reason)") }
      if let meaning = conclusion.meaning { say("    \(meaning)") }
    }
    if verbose { tellMore(record) }
  }

  /// What --verbose adds: inputs, parameters that were given, all numbers, and what it took.
  private func tellMore(_ record: StageRecord) {
    for input in record.inputs { note("  read: \(input.name), \(byteText(input.bytes)), SHA-256 \(input.sha256)") }
    for parameter in record.parameters where parameter.given {
      let unit = parameter.unit.isEmpty ? "" : " \(parameter.unit)"
      note("  given: --\(parameter.name) \(parameter.value.parameterText)\(unit)")
    }
    for member in record.summary.members ?? [] { note("  \(member.key): \(member.value.parameterText)") }
    for check in record.checks {
      note("  check: \(check.name): \(check.outcome.rawValue), \(check.found) (\(check.threshold))")
    }
    let seconds = record.json["wall_time_s"]?.double ?? 0
    let bytes = record.json["peak_memory_bytes"]?.integer ?? 0
    note("  took: \(formatted(seconds)) s, at most \(byteText(bytes)) of memory so far")
    for figure in record.figures { note("  figure: \(figure.files.joined(separator: ", "))") }
  }

  /// What a reader assumed or found amiss.
  func tell(_ findings: [Finding]) {
    for finding in findings where finding.level != .found { note("  \(finding.level.rawValue): \(finding.text)") }
  }

  func print(_ json: JSONValue) {
    StandardOutput.write(json.prettyText)
  }
}
