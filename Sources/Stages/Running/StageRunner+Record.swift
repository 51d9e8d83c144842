import ArrayNumerics
import Glibc
import Recordings
import Schema

extension StageRunner {
  /// The record of a result: parameters, numbers, what was left out, and where everything comes from.
  func makeRecord(
    _ result: S.Result, stored: [StoredField], key: String, inputs: [FileRecord], wall: Double, archive: FileRecord,
    figures: DrawnFigures
  ) -> StageRecord {
    let notes = result.notes
    var members: [JSONValue.Member] = [
      .init("stage", .string(description.stem)), .init("command", .string(description.command)),
      .init("title", .string(description.title)),
      .init("headline", .string(S.headline(result, parameters: parameters))),
    ]
    members += S.conclusion(result, parameters: parameters)?.members ?? []
    let groups = S.cellGroups(result)
    if !groups.isEmpty {
      members.append(.init("cell_groups", .object(groups.map { .init($0.name, JSONValue($0.cells)) })))
    }
    members += [
      .init("parameters", .object(parameterMembers)), .init("summary", .object(stored.compactMap(\.number))),
      .init("dropped", .array(notes.dropped.map(\.json))),
      .init("warnings", JSONValue(readingWarnings + notes.warnings + figures.warnings)),
      .init("checks", .array(S.checks(result, parameters: parameters).map(\.json))),
      .init("arrays", .array(stored.compactMap(\.arrayJSON))),
      .init("units", .object(stored.compactMap(\.unit))),
      .init("methods", .string(S.methods(parameters, result: result))),
      .init("references", .array(description.references.map(\.json))), .init("figures", figures.json),
      .init("figure_settings", figures.settings), .init("figure_warnings", JSONValue(figures.warnings)),
      .init("inputs", .array(inputs.map(\.json))), .init("archive", archive.json),
    ]
    if readsFile, !environment.readingRecord.isEmpty {
      members.append(.init("reading", .object(environment.readingRecord)))
    }
    if readsRecording { members.append(.init("reading_findings", .array(source.findings.map { ReadingFinding($0).json }))) }
    members += [
      .init("seed", description.usesSeed ? .integer(Int(truncatingIfNeeded: environment.context.seed)) : .null),
      .init("stage_version", .integer(description.version)),
      .init("program", .string("\(environment.program.name) \(environment.program.version)")),
      .init("key", .string(key)), .init("wall_time_s", .number(wall)),
      .init("peak_memory_bytes", .integer(peakMemory())),
    ]
    return StageRecord(json: .object(members))
  }

  /// The choice of the variant first, then every parameter.
  var parameterMembers: [JSONValue.Member] {
    let variant = description.variant.map { variant in
      JSONValue.Member(
        variant.option,
        ParameterRecord.json(
          value: .string(variant.name), defaultValue: .string(variant.defaultName), given: given.contains(variant.option),
          unit: ""))
    }
    let own = zip(S.Parameters.parameters, zip(parameters.record, S.Parameters().record)).map { parameter, values in
      JSONValue.Member(
        parameter.information.name,
        ParameterRecord.json(
          value: values.0.value, defaultValue: values.1.value, given: given.contains(parameter.information.name),
          unit: parameter.information.unit))
    }
    return (variant.map { [$0] } ?? []) + own
  }

  private var readsRecording: Bool { S.Input.requirements.contains(.recording) }

  /// What the reader found amiss with the recording.
  private var readingWarnings: [String] {
    readsRecording ? source.findings.filter { $0.level == .warning }.map(\.text) : []
  }

  func provenanceEntry(_ record: StageRecord) -> JSONValue {
    func copied(_ key: String) -> JSONValue.Member { .init(key, record.json[key] ?? .null) }
    let parameters = record.parameters.map { JSONValue.Member($0.name, $0.value) }
    // As they were named on the command line: what makes the result again has to name them.
    let files = [("recording", source.recordingURL), ("behaviour", source.readingOptions.behaviour)].compactMap { name, url in
      readsFile ? url.map { JSONValue.Member(name, .string($0.relativePath)) } : nil
    }
    let again = environment.program.again.map { [JSONValue.Member("again", .string($0))] } ?? []
    var members: [JSONValue.Member] = [
      .init("time", environment.program.time.map(JSONValue.string) ?? .null), copied("stage"),
      copied("stage_version"), copied("program"), .init("command", .string(environment.program.command)),
    ]
    members += again + files
    members += [
      .init("folder", .string(folder.url.relativePath)), copied("key"), .init("parameters", .object(parameters)),
      copied("seed"), .init("threads", .integer(environment.context.work.threads)), copied("inputs"), copied("archive"),
      copied("wall_time_s"), copied("peak_memory_bytes"),
    ]
    return .object(members)
  }
}

extension StoredField {
  /// Key and value, for a number of the record.
  var number: JSONValue.Member? {
    content.number.map { JSONValue.Member(information.key, $0) }
  }
}

extension StoredField {
  /// Key and unit of an array; `nil` for a number.
  var unit: JSONValue.Member? {
    content.form.map { _ in .init(information.key, .string(information.unit)) }
  }

  /// What the record says of an array; `nil` for a number.
  var arrayJSON: JSONValue? {
    content.form.map { form in
      var members: [JSONValue.Member] = [
        .init("key", .string(information.key)), .init("dtype", .string(form.typeName)),
        .init("shape", .array(form.shape.map(JSONValue.integer))), .init("unit", .string(information.unit)),
        .init("meaning", .string(information.meaning)),
      ]
      if let axes = information.axes { members.append(.init("axes", JSONValue(axes.map(\.text)))) }
      return .object(members)
    }
  }
}

/// The largest resident memory of the process so far, in bytes.
func peakMemory() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}
