import Schema
import Stages

/// The commands that make the results of a folder again, to the byte: the one that made them all, or one for each stage. They
/// name the folder as it was named when its results were made.
func commandsToRepeat(_ sections: [StageSection], folder: ResultsFolder) -> [String] {
  let wholes = sections.map(\.run?.again)
  // It writes the report too.
  if let whole = wholes.first ?? nil, wholes.allSatisfy({ $0 == whole }) { return [whole] }
  let records = sections.map(\.record)
  return sections.map { commandText($0.record, run: $0.run, among: records, folder: folder) }
    + ["canns-analyze report \(shellQuoted(sections.last?.run?.folder ?? folder.url.lastPathComponent))"]
}

/// The command that runs a stage with all that its record says was given: parameters, how the recording was read, seed and
/// container of the arrays.
///
/// - Parameter records: of the folder; a stage that reads none of their results reads a recording.
func commandText(_ record: StageRecord, run: RunHistory.Run?, among records: [StageRecord], folder: ResultsFolder) -> String {
  let folderName = run?.folder ?? folder.url.lastPathComponent
  let archives = Set(records.filter { $0.stage != record.stage }.compactMap(\.archive?.name))
  var words = ["canns-analyze", record.command]
  if archives.isDisjoint(with: record.inputs.map(\.name)), let input = record.inputs.first {
    words += [run?.recording ?? input.name, "-o", folderName]
    if let behaviour = run?.behaviour { words += ["--behaviour", behaviour] }
    words += record.readingSettings.flatMap { ["--\($0.name)", $0.text] }
  } else {
    words.append(folderName)
  }
  for parameter in record.parameters where parameter.given {
    switch parameter.value {
    case .bool(let value): words.append(value ? "--\(parameter.name)" : "--no-\(parameter.name)")
    default: words += ["--\(parameter.name)", parameter.value.parameterText]
    }
  }
  if let seed = record.seed { words += ["--seed", String(seed)] }
  if let format = record.archiveFormat, format != .npz { words += ["--archive", format.rawValue] }
  return words.map(shellQuoted).joined(separator: " ")
}
