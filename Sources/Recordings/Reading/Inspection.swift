import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// What a file holds and what it was understood as.
public struct InspectionReport: Sendable, Codable, Equatable {
  /// One array, group or object.
  public struct Item: Sendable, Codable, Equatable {
    /// Its name or absolute path.
    public var path: String
    /// Row-major; empty for single values and for what has no shape.
    public var shape: [Int]
    /// `float64`, `str`, `group of 60`, …
    public var type: String
    /// The unit that the file states.
    public var unit: String?
    /// The first values, as text.
    public var first: [String]
    /// What is special about it: what an object holds, or why it cannot be read.
    public var note: String?
    /// What an object of NWB says it is.
    public var neurodataType: String?
    /// What a link leads to.
    public var link: String?
    /// What it was taken for in the recording, and why.
    public var takenAs: String?
  }

  /// The name of the file or folder.
  public var file: String
  /// `NPZ`, `HDF5`, `MATLAB v7.3`, `CSV`, …
  public var format: String
  /// The length of all files that are read.
  public var bytes: Int
  /// What is in it, at most the first 400.
  public var items: [Item]
  /// What was recognised, what was guessed, and what will need attention.
  public var findings: [Finding]
  /// Whether a recording was recognised.
  public var isRecording: Bool
  /// First and last time in seconds, of tracking or else of spikes.
  public var timeSpan: [Double]?
  /// Tracking samples per second.
  public var samplingRate: Double?
  /// Samples per second of the field potential.
  public var fieldPotentialRate: Double?
  /// The names of the cells, empty without spikes.
  public var cellIDs: [String]
  /// The number of spikes of each cell, in the order of their names.
  public var spikeCounts: [Int]
  /// Width and height of what was visited, in metres.
  public var extent: [Double]?
}

extension InspectionReport {
  private static let mostItems = 400

  /// Looks into any readable file, also one that holds no recording.
  ///
  /// - Throws: `FileError` when the file itself cannot be read.
  public static func inspect(_ url: URL, options: ReadingOptions = ReadingOptions()) throws
    -> InspectionReport
  {
    let source = try ArraySource(contentsOf: url, threads: options.threads)
    // Copies of the format's schema in NWB files say nothing of the recording.
    let listed = source.items.filter { !source.format.hasPrefix("NWB") || !$0.path.hasPrefix("/specifications") }
    var report = InspectionReport(
      file: url.lastPathComponent, format: source.format, bytes: try source.files.reduce(0) { $0 + (try InputFile($1).size) },
      items: listed.prefix(mostItems).map { describe($0, in: source) }, findings: [],
      isRecording: false,
      cellIDs: [], spikeCounts: [])
    if listed.count > mostItems {
      report.findings.append(
        Finding(.found, "file", "only the first \(mostItems) of \(listed.count) objects are listed."))
    }
    do {
      try report.describe(try RecordingOutline.of(source, options: options))
    } catch let error as FileError {
      report.findings.append(
        Finding(.warning, "recording", error.located(file: url.lastPathComponent).description))
    }
    return report
  }

  private static func describe(_ item: ArraySource.Item, in source: ArraySource) -> Item {
    if let (file, tree) = source.hdf5 { return describe(item, in: source, file, tree) }
    var result = Item(path: item.path, shape: item.shape, type: item.typeName, unit: item.unit, first: [])
    // Large arrays are not read only to show three of their values.
    guard item.typeName != "link",
      item.shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) < 1 << 24
    else { return result }
    if item.isContainer { return result }
    do {
      switch try source.read(item) {
      case .array(let array): result.first = firstValues(array)
      case .object(let value): result.note = describe(value)
      case .ragged(let arrays):
        result.note = "\(arrays.count) arrays, \(arrays.reduce(0) { $0 + $1.array.count }) values"
      }
    } catch {
      result.note = (error as? FileError).map { $0.problem } ?? "\(error)"
    }
    return result
  }

  static func firstValues(_ array: DataArray) -> [String] {
    switch array.storage {
    case .string(let values): values.prefix(4).map { "'\($0)'" }
    case .bool(let values): values.prefix(4).map { "\($0)" }
    case .float32(let values): values.prefix(4).map { "\($0)" }
    case .float64(let values): values.prefix(4).map { "\($0)" }
    case .uint64(let values): values.prefix(4).map { "\($0)" }
    default: (array.integers ?? []).prefix(4).map { "\($0)" }
    }
  }

  private static func describe(_ value: PickleValue) -> String {
    switch value {
    case .dictionary(let entries):
      let keys = entries.prefix(4).map { "\($0.0.label ?? "?"): \($0.1.summary)" }
      return "\(value.summary): " + keys.joined(separator: ", ") + (entries.count > 4 ? ", …" : "")
    case .list(let items), .tuple(let items), .objectArray(_, let items):
      return "\(value.summary): " + items.prefix(4).map(\.summary).joined(separator: ", ")
        + (items.count > 4 ? ", …" : "")
    default: return value.summary
    }
  }

  private mutating func describe(_ outline: RecordingOutline) throws {
    let recording = outline.recording
    for index in items.indices { items[index].takenAs = outline.uses[items[index].path] }
    isRecording =
      recording.spikes != nil || recording.trajectory != nil || recording.roiSignals != nil
      || recording.fieldPotential != nil
    findings += recording.findings
    if let spikes = recording.spikes {
      cellIDs = recording.cellIDs
      spikeCounts = outline.spikeCounts ?? spikes.spikeCounts
      switch spikes {
      case .trains(let trains):
        timeSpan = try outline.spikeSpan ?? trains.span.map { [$0.lowerBound, $0.upperBound] }
      case .counts(let matrix, let binWidth, let start):
        timeSpan = outline.spikeSpan ?? [start, start + Double(matrix.rows) * binWidth]
      }
    }
    if let lfp = recording.fieldPotential {
      fieldPotentialRate = lfp.rate
      timeSpan = timeSpan ?? outline.signalSpan ?? [lfp.start, lfp.start + Double(lfp.count) / lfp.rate]
    }
    if let trajectory = recording.trajectory, let first = trajectory.t.first, let last = trajectory.t.last {
      timeSpan = outline.timeSpan ?? [first, last]
      let step = medianStep(trajectory.t)
      if step > 0 { samplingRate = 1 / step }
      extent = [trajectory.x, trajectory.y].compactMap { values in
        guard let finite = values?.filter(\.isFinite), let low = finite.min(), let high = finite.max() else {
          return nil
        }
        return high - low
      }
    }
  }
}

// MARK: - For a person

extension InspectionReport {
  /// The report as text of a few lines for each part.
  public var text: String {
    var lines = ["\(file): \(format), \(bytes) bytes, \(items.count) objects", ""]
    if format.hasPrefix("NWB") || format == "HDF5" {
      lines += treeLines
    } else {
      lines += listLines
    }
    lines.append("")
    if isRecording { lines += summary + [""] }
    for finding in findings {
      let mark =
        switch finding.level {
        case .found: "  found    "
        case .guessed: "  guessed  "
        case .warning: "  warning  "
        }
      let option = finding.option.map { "  (\($0))" } ?? ""
      lines.append("\(mark)\(finding.what): \(finding.message)\(option)")
    }
    // Names and values from the file make no lines of their own.
    return lines.map { escapingControls($0, isOneLine: true) }.joined(separator: "\n")
  }

  private var listLines: [String] {
    let width = min(32, items.map(\.path.count).max() ?? 0)
    return items.map { item in
      let name = item.path.padding(width)
      let shape = item.shape.isEmpty ? "" : " " + shapeText(item.shape)
      let values =
        item.first.isEmpty
        ? ""
        : "  " + item.first.joined(separator: ", ")
          + (item.shape.reduce(1, *) > item.first.count ? ", …" : "")
      let parts = [item.unit.map { " [\($0)]" }, item.note.map { "  \($0)" }].compactMap { $0 }.joined()
      return "  \(name)  \(item.type)\(shape)\(values)\(parts)"
    }
  }

  private var summary: [String] {
    var lines: [String] = []
    if let timeSpan { lines.append("  time     \(measured(timeSpan[0])) to \(measured(timeSpan[1])) s") }
    if let fieldPotentialRate { lines.append("  lfp      \(measured(fieldPotentialRate)) Hz") }
    if let samplingRate { lines.append("  tracking \(measured(samplingRate)) Hz") }
    if let extent, !extent.isEmpty {
      lines.append("  arena    " + extent.map { measured($0 * 100) }.joined(separator: " x ") + " cm")
    }
    if !spikeCounts.isEmpty {
      let sorted = spikeCounts.sorted()
      lines.append(
        "  cells    \(spikeCounts.count), spikes \(sorted.reduce(0, +)) in all, from \(sorted[0]) to "
          + "\(sorted[sorted.count - 1]) a cell, median \(sorted[(sorted.count - 1) / 2])")
    }
    return lines
  }
}

extension String {
  fileprivate func padding(_ width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }
}
