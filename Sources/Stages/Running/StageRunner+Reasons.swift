import Schema

extension StageRunner {
  /// Why the stage would be run, in clauses that follow "since"; none when the result that is there is the one that a run
  /// would give.
  ///
  /// - Parameters:
  ///   - record: of the result that is there.
  ///   - key: that the result of a run would have.
  ///   - inputs: that a run would read.
  func reasons(against record: StageRecord?, key: String, inputs: [FileRecord]) -> [String] {
    guard let record else { return ["there is no result of it yet"] }
    guard record.key == key else {
      let changes = changes(since: record, inputs: inputs)
      // A key says that something differs even where the record does not show it.
      return changes.isEmpty ? ["its result was made in another way"] : changes
    }
    return folder.holdsArchive(of: record) ? [] : ["the arrays of its result are missing or were changed"]
  }

  /// The same, looked up.
  ///
  /// - Throws: as `run`, for inputs that are not there.
  func reasonsToRun() throws -> [String] {
    let inputs = try inputFiles()
    return reasons(against: try? folder.record(of: description.stem), key: try cacheKey(inputs), inputs: inputs)
  }

  /// What differs between a run and the result that is there.
  private func changes(since record: StageRecord, inputs: [FileRecord]) -> [String] {
    var changes: [String] = []
    if let version = record.json["stage_version"]?.integer, version != description.version {
      changes.append("version \(version) of the stage made its result, and this is version \(description.version)")
    }
    let now = parameterMembers.map { (name: $0.key, value: $0.value["value"] ?? .null) }
    changes += Self.changes(now, record.parameters.map { ($0.name, $0.value) })
    changes += Self.changes(inputs, record.inputs)
    if readsFile {
      let read = environment.readingRecord.map { (name: $0.key, value: $0.value) }
      changes += Self.changes(read, record.json["reading"]?.members?.map { ($0.key, $0.value) } ?? [])
    }
    let seed = Int(truncatingIfNeeded: environment.context.seed)
    if description.usesSeed, let former = record.seed, former != seed { changes.append("--seed is \(seed) and was \(former)") }
    if let format = record.archiveFormat, format != environment.archive {
      changes.append("--archive is \(environment.archive.rawValue) and was \(format.rawValue)")
    }
    return changes
  }

  private static func changes(
    _ now: [(name: String, value: JSONValue)], _ before: [(name: String, value: JSONValue)]
  ) -> [String] {
    let changed = now.compactMap { name, value -> String? in
      guard let former = before.first(where: { $0.name == name })?.value else {
        return "--\(name) is \(value.parameterText) and was not there"
      }
      return former == value ? nil : "--\(name) is \(value.parameterText) and was \(former.parameterText)"
    }
    let gone = before.filter { former in !now.contains { $0.name == former.name } }
    return changed + gone.map { "--\($0.name) was \($0.value.parameterText) and is not there any more" }
  }

  private static func changes(_ now: [FileRecord], _ before: [FileRecord]) -> [String] {
    let changed = now.compactMap { file -> String? in
      let former = before.filter { $0.name == file.name }
      if former.isEmpty { return "it reads \(file.name), which it did not" }
      return former.contains { $0.sha256 == file.sha256 } ? nil : "\(file.name) has changed"
    }
    let gone = before.filter { former in !now.contains { $0.name == former.name } }
    return changed + gone.map { "it no longer reads \($0.name)" }
  }
}
