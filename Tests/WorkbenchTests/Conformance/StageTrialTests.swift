import Foundation
import Schema
import Stages
import TestSupport
import Testing
import Workbench

/// Every stage on one simulated session: what it writes can be read, judged, cited and made again.
@Suite struct StageTrialTests {
  static let keys = ConformanceTests.keys

  @Test(arguments: keys) func itsArchiveIsReadBackAsItWas(key: String) throws {
    let trial = try StageTrials.trial(key)
    var arrays: [String] = []
    for field in trial.fields {
      switch field.content {
      case .array, .deferred:
        let array = try #require(try field.content.array())
        arrays.append(field.information.key)
        let written = try #require(trial.arrays[field.information.key], "\(field.information.key)")
        #expect(identical(array, written), "\(field.information.key)")
      case .number(let value):
        #expect(trial.record.summary[field.information.key]?.compactText == value.compactText, "\(field.information.key)")
      }
    }
    #expect(arrays.sorted() == trial.arrays.keys.sorted())
    #expect(trial.fields.count - arrays.count == trial.record.summary.members?.count)
    // Nothing is written that the table does not declare, and what it declares to be there is.
    let declared = trial.stage.fields
    for field in trial.fields {
      let isDeclared = declared.contains {
        $0.kind == field.information.kind && ($0.key == field.information.key || $0.isFamily)
      }
      #expect(isDeclared, "\(field.information.key)")
    }
    for field in declared where !field.isOptional {
      #expect(trial.fields.contains { $0.information.key == field.key && $0.information.kind == field.kind }, "\(field.key)")
    }
  }

  @Test(arguments: keys) func itsArraysHaveTheAxesTypesAndUnitsOfItsTable(key: String) throws {
    let trial = try StageTrials.trial(key)
    for field in trial.stage.fields where field.kind == .array {
      guard let array = trial.arrays[field.key] else { continue }
      if !field.typeName.isEmpty { #expect(array.typeName == field.typeName, "\(field.key)") }
      if let axes = field.axes, axes.last?.text != "*" { #expect(array.shape.count == axes.count, "\(field.key)") }
    }
    for (key, unit) in (trial.record.json["units"]?.members ?? []).map({ ($0.key, $0.value.string ?? "?") }) {
      #expect(ConformanceTests.units.contains(unit), "\(key): \(unit)")
    }
  }

  @Test(arguments: keys) func itsRecordIsComplete(key: String) throws {
    let trial = try StageTrials.trial(key)
    let (record, description) = (trial.record, trial.stage.description)
    for name in [
      "stage", "command", "title", "headline", "parameters", "summary", "dropped", "warnings", "checks", "arrays", "units",
      "methods", "references", "figures", "inputs", "archive", "seed", "stage_version", "program", "key", "wall_time_s",
      "peak_memory_bytes",
    ] { #expect(record.json[name] != nil, "\(name)") }
    #expect(record.stage == description.stem && record.command == description.command && record.title == description.title)
    let choice = description.variant.map { [$0.option] } ?? []
    #expect(record.parameters.map(\.name) == choice + trial.stage.parameters.map(\.name))
    #expect(record.headline.hasSuffix(".") && !record.headline.contains("  "))
    for check in record.checks { #expect(!check.found.isEmpty && !check.threshold.isEmpty, "\(check.name)") }
    for item in record.dropped { #expect(item.count > 0 && !item.reason.isEmpty, "\(item.what)") }
    for warning in record.warnings { #expect(warning.hasSuffix("."), "\(warning)") }
    #expect((record.json["seed"] == .null) == !description.usesSeed && record.references == description.references)
    if let conclusion = record.conclusion {
      #expect(!conclusion.label.isEmpty && conclusion.sentence.hasSuffix(".") && !conclusion.reasons.isEmpty)
      #expect(conclusion.reasons.allSatisfy { $0.hasSuffix(".") })
    }
    #expect(StageRecord(json: try JSONValue(text: Data(record.json.prettyText.utf8))) == record)
  }

  @Test(arguments: keys) func itsMethodsCiteWhatItNames(key: String) throws {
    let trial = try StageTrials.trial(key)
    let methods = trial.record.methods
    #expect(methods.hasSuffix(".") && !methods.contains("  ") && !methods.contains(" ."))
    for citation in methods.matches(of: /(.?) ?\[([^\]]*@[^\]]*)\](.?)/) {
      for key in citation.output.2.split(separator: ";").map({ $0.trimmingCharacters(in: .whitespaces) }) {
        #expect(key.hasPrefix("@"), "\(citation.output.0)")
        #expect(trial.record.references.contains { "@\($0.key)" == key }, "\(key) is not among the references")
      }
      // In the sentence that it belongs to: before its full stop, not behind it.
      #expect(citation.output.1 != "." && citation.output.1 != "", "\(citation.output.0)")
      #expect([".", ",", ";", " ", ")", ":"].contains(citation.output.3), "\(citation.output.0)")
    }
  }

  @Test(arguments: keys) func itsFiguresAreOfTheKindsThatItDeclares(key: String) throws {
    let trial = try StageTrials.trial(key)
    let kinds = trial.stage.figureKinds.map(\.name)
    #expect(trial.record.figures.isEmpty == kinds.isEmpty)
    #expect(ConformanceTests.areUnique(trial.record.figures.map(\.name)))
    for figure in trial.record.figures {
      #expect(kinds.contains { figure.name == $0 || figure.name.hasPrefix("\($0)-") }, "\(figure.name)")
      #expect(figure.caption.hasSuffix(".") && !figure.altText.isEmpty, "\(figure.name)")
      // One that moves has its still frame first.
      let stem = "figures/\(trial.stage.description.stem)-\(figure.name)"
      #expect(figure.files == ["\(stem).svg"] || figure.files == ["\(stem).svg", "\(stem).gif"])
      #expect(trial.files.contains("\(trial.stage.description.stem)-\(figure.name).svg"))
    }
  }

  @Test(arguments: keys) func itIsMadeOnceAndTheSameAgain(key: String) throws {
    let trial = try StageTrials.trial(key)
    #expect(trial.again == .unchanged)
    #expect(trial.withAnotherSeed == (trial.stage.description.usesSeed ? .computed : .unchanged))
    #expect(trial.hasSameBytesAgain && trial.hasSameBytesOnThreads)
  }
}
