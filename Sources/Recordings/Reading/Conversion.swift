import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

extension Recording {
  /// The recording as plain named arrays with units, the layout that `convert` writes to NPZ and HDF5 and that the
  /// reader reads back: `spike_times` of all cells one after the other, `spike_index` with the end of each cell,
  /// `cell_ids`; or `spikes` [time, cell] with `bin_width` and `bin_start`; `t`, `x`, `y`, `head_direction`; `truth_t` and
  /// `truth_angles` of a simulation; `roi`; `lfp`.
  ///
  /// - Throws: `FileError` when what was to be read later cannot be read.
  package var contents: [(name: String, content: WrittenArray, unit: String?)] {
    get throws {
      var spikeTimes: [(name: String, content: WrittenArray, unit: String?)] = []
      var arrays: [(name: String, array: DataArray, unit: String?)] = []
      switch spikes {
      case .trains(let trains)?:
        spikeTimes.append(("spike_times", .stream(trains.stream), "s"))
        arrays.append(("spike_index", DataArray(trains.ends), nil))
      case .counts(let matrix, let binWidth, let start)?:
        arrays.append(("spikes", DataArray(matrix), nil))
        arrays.append(("bin_width", DataArray([binWidth], shape: []), "s"))
        arrays.append(("bin_start", DataArray([start], shape: []), "s"))
      case nil: break
      }
      if spikes != nil { arrays.append(("cell_ids", DataArray(cellIDs), nil)) }
      if let trajectory {
        arrays.append(("t", DataArray(trajectory.t), "s"))
        for (name, values) in [("x", trajectory.x), ("y", trajectory.y)] {
          if let values { arrays.append((name, DataArray(values), "m")) }
        }
        if trajectory.x != nil { arrays.append(("position_unit", DataArray(["m"], shape: []), nil)) }
        if let direction = trajectory.headDirection {
          arrays.append(("head_direction", DataArray(direction), "rad"))
        }
      }
      if let truth {
        arrays.append(("truth_t", DataArray(truth.t), "s"))
        arrays.append(("truth_angles", DataArray(truth.angles), "rad"))
      }
      if let roiSignals {
        arrays.append(("roi", DataArray(roiSignals.matrix), nil))
        arrays.append(("roi_ids", DataArray(roiSignals.ids), nil))
        if roiSignals.quantity != .unknown {
          arrays.append(("roi_quantity", DataArray([roiSignals.quantity.rawValue], shape: []), nil))
        }
        if let rate = roiSignals.rate { arrays.append(("roi_rate", DataArray([rate], shape: []), "Hz")) }
        if let t = roiSignals.t, trajectory == nil { arrays.append(("t", DataArray(t), "s")) }
      }
      if let fieldPotential {
        arrays.append(("lfp", DataArray(try fieldPotential.samples), fieldPotential.unit))
        arrays.append(("fs", DataArray([fieldPotential.rate], shape: []), "Hz"))
        if fieldPotential.start != 0 { arrays.append(("lfp_start", DataArray([fieldPotential.start], shape: []), "s")) }
        if !fieldPotential.gaps.isEmpty {
          let gaps = fieldPotential.gaps.flatMap { [Double($0.sample), $0.seconds] }
          arrays.append(("lfp_gaps", DataArray(gaps, shape: [fieldPotential.gaps.count, 2]), nil))
        }
      }
      for (name, text) in [
        ("session_identifier", session?.identifier), ("session_description", session?.description),
        ("session_start_time", session?.startTime), ("subject_id", session?.subjectID),
      ] {
        if let text, !text.isEmpty { arrays.append((name, DataArray([text], shape: []), nil)) }
      }
      if !epochs.isEmpty {
        arrays.append(
          ("epochs", DataArray(epochs.flatMap { [$0.start, $0.stop] }, shape: [epochs.count, 2]), "s"))
        arrays.append(("epoch_names", DataArray(epochs.map(\.name)), nil))
      }
      return spikeTimes + arrays.map { ($0.name, .array($0.array), $0.unit) }
    }
  }

  /// Writes the recording in the format of the file's extension: `.npz`, `.h5`, `.hdf5`, `.nwb`, `.mat` (v5),
  /// `.csv` or `.tsv`.
  ///
  /// A table holds one thing: with a trajectory and spikes, the spikes go to a second file, `NAME_spikes.csv`.
  /// - Returns: the files written.
  /// - Throws: `FileError` when the extension is not known or a file cannot be written.
  @discardableResult
  public func write(to url: URL) throws -> [URL] {
    switch url.pathExtension.lowercased() {
    case "npz":
      try NPZArchive.write(contents: contents.map { ($0.name, $0.content) }, to: url)
      return [url]
    case "h5", "hdf5":
      try HDF5File.write(contents: contents, to: url)
      return [url]
    case "nwb":
      try writeNWB(to: url)
      return [url]
    case "mat":
      try MATLAB5Writer.write(contents: contents.map { ($0.name, $0.content) }, to: url)
      return [url]
    case "csv": return try writeTables(to: url, separator: ",")
    case "tsv": return try writeTables(to: url, separator: "\t")
    default:
      throw FileError(
        .cannotWrite, file: url.path,
        problem: "recordings are not written with the extension '.\(url.pathExtension)'.",
        remedy: "Possible are .npz, .h5, .hdf5, .nwb, .mat, .csv and .tsv.")
    }
  }

  private func writeTables(to url: URL, separator: String) throws -> [URL] {
    var tables: [(suffix: String, write: (OutputFile) throws -> Void)] = []
    if let trajectory {
      let columns: [(String, [Double])] =
        [("t", trajectory.t)]
        + [("x_m", trajectory.x), ("y_m", trajectory.y), ("hd_rad", trajectory.headDirection)].compactMap {
          name, values in
          values.map { (name, $0) }
        }
      tables.append(("", { try $0.write(tableBytes(columns, separator)) }))
    }
    switch spikes {
    case .trains(let trains)?:
      tables.append(("_spikes", { try writeTable(of: trains, separator, to: $0) }))
    case .counts?:
      throw FileError(
        .unusableData, file: url.path, problem: "a matrix of spike counts is not written as a table.",
        remedy: "Convert to .npz or .h5.")
    case nil: break
    }
    if let matrix = roiSignals?.matrix {
      let columns = (0..<matrix.columns).map { ("", matrix.column($0).map(Double.init)) }
      tables.append(("_roi", { try $0.write(tableBytes(columns, separator)) }))
    }
    if fieldPotential != nil && tables.isEmpty {
      throw FileError(
        .unusableData, file: url.path, problem: "a field potential is not written as a table.",
        remedy: "Convert to .npz or .h5.")
    }
    let stem = url.deletingPathExtension().lastPathComponent
    let outputs = try tables.enumerated().map { index, table in
      let target =
        index == 0
        ? url
        : url.deletingLastPathComponent().appendingPathComponent(
          stem + table.suffix + "." + url.pathExtension)
      let output = try OutputFile(target)
      try table.write(output)
      return output
    }
    // All of them, or none.
    for output in outputs { try output.close() }
    try OutputFile.renameAll(outputs)
    return outputs.map(\.url)
  }

  /// One row for each spike; a cell without spikes keeps its place by a row without a time.
  private func writeTable(of trains: [SpikeTrain], _ separator: String, to output: OutputFile) throws {
    try output.write(Array("unit\(separator)time\n".utf8))
    for train in trains {
      guard let id = DelimitedTable.cell(train.id, separator: separator) else {
        throw FileError(
          .unusableData, file: output.url.path, place: "cell '\(train.id)'",
          problem: sentence {
            "this name cannot stand in a table: it has a line break or a zero byte, "
            "or a spreadsheet would take it for a formula."
          },
          remedy: "Convert to .npz or .h5, or rename the cell.")
      }
      var text = train.count == 0 ? "\(id)\(separator)\n" : ""
      for time in try train.times { text += "\(id)\(separator)\(time)\n" }
      try output.write(Array(text.utf8))
    }
  }

  /// Columns of numbers in the shortest form that reads back as the same number; NaN as an empty cell.
  private func tableBytes(_ columns: [(name: String, values: [Double])], _ separator: String) -> [UInt8] {
    var text =
      columns.contains { !$0.name.isEmpty } ? columns.map(\.name).joined(separator: separator) + "\n" : ""
    for row in 0..<(columns.first?.values.count ?? 0) {
      for (index, column) in columns.enumerated() {
        if index > 0 { text += separator }
        let value = column.values[row]
        text += value.isNaN ? (columns.count == 1 ? "NaN" : "") : "\(value)"
      }
      text += "\n"
    }
    return Array(text.utf8)
  }
}

/// Refuses to write what would be a recording without its spikes.
///
/// - Throws: `FileError` when arrays that are called spikes were not read, or nothing but times was.
private func refuseLoss(_ recording: Recording) throws {
  guard recording.spikes == nil, recording.roiSignals == nil, recording.fieldPotential == nil else { return }
  let hasBehaviour = recording.trajectory?.x != nil || recording.trajectory?.headDirection != nil
  let isFile = recording.source.files == [recording.source.url]
  let items = isFile ? (try? ArraySource(contentsOf: recording.source.url))?.items ?? [] : []
  let lost = items.filter { $0.key.contains("spike") && (elementCount($0.shape) ?? 2) > 1 }
  guard !hasBehaviour || !lost.isEmpty else { return }
  throw FileError.unusable(
    sentence {
      "nothing would be written of "
      if lost.isEmpty {
        "it but times: no spikes, signals, positions or directions were found."
      } else {
        "\(firstNames(lost.map(\.path))): no spikes were read."
      }
    },
    file: recording.source.url.lastPathComponent,
    remedy: "'inspect' lists what is in it; name the spikes with --map spikes=NAME, or leave them out: --map spikes=none.")
}

/// Reads a recording and writes it in the format of the output's extension.
///
/// Spike times, times, positions (in metres) and head direction keep every bit.
/// - Parameter session: what is known of the session beside or in place of what the input says; written to NWB.
/// - Returns: the recording as it was understood, and the files written.
/// - Throws: `FileError` when the input cannot be read or the output cannot be written.
@discardableResult
public func convert(
  from input: URL, to output: URL, options: ReadingOptions = ReadingOptions(), session: SessionMetadata? = nil
) throws -> (recording: Recording, files: [URL]) {
  guard ["npz", "h5", "hdf5", "nwb", "mat", "csv", "tsv"].contains(output.pathExtension.lowercased()) else {
    // Told before the work of reading.
    throw FileError(
      .cannotWrite, file: output.path,
      problem: "recordings are not written with the extension '.\(output.pathExtension)'.",
      remedy: "Possible are .npz, .h5, .hdf5, .nwb, .mat, .csv and .tsv.")
  }
  if input.resolvingSymlinksInPath().path == output.resolvingSymlinksInPath().path {
    throw FileError(
      .cannotWrite, file: output.path, problem: "it is the file that is read, and not all that it holds may be written again.",
      remedy: "Give the output another name.")
  }
  var recording = try RecordingReader.read(url: input, options: options)
  // What the reader does not use is not written either, and nobody would look for the reason.
  recording.findings = recording.findings.map { finding in
    guard finding.level == .found, finding.message.hasPrefix("not used: ") else { return finding }
    return Finding(.warning, finding.what, "not written: \(finding.message.dropFirst(10))", option: finding.option)
  }
  // Whoever leaves the spikes out knows that they are lost.
  if options.map["spikes"]?.lowercased() != "none" { try refuseLoss(recording) }
  switch output.pathExtension.lowercased() {
  case "nwb":
    if let session { recording.session = session.completed(by: recording.session) }
    recording.findings += try recording.writeNWB(to: output)
    return (recording, [output])
  case "csv", "tsv":
    let files = try recording.write(to: output)
    recording.findings += recording.leftOutOfTables
    return (recording, files)
  default:
    return (recording, try recording.write(to: output))
  }
}

extension Recording {
  /// What tables have no place for, as warnings.
  fileprivate var leftOutOfTables: [Finding] {
    var lost: [String] = []
    if fieldPotential != nil { lost.append("the field potential") }
    if !epochs.isEmpty { lost.append(counted(epochs.count, "epoch")) }
    if truth != nil { lost.append("the simulated truth") }
    if roiSignals?.clock != nil { lost.append("the times of the frames") }
    if let roiSignals, roiSignals.ids != (0..<roiSignals.matrix.columns).map(String.init) {
      lost.append("the names of the regions")
    }
    if session != nil { lost.append("what the file says of the session") }
    guard !lost.isEmpty else { return [] }
    return [
      Finding(
        .warning, "file",
        "tables have no place for \(lost.joined(separator: ", ")): not written; .npz, .h5, .mat and .nwb keep them.")
    ]
  }
}
