import ArrayFiles
import ArrayNumerics
import Schema

extension ArraySource {
  /// Arrays above this are described by their first rows.
  private static let largeBytes = 16 << 20
  /// What is read of a large array at most.
  private static let byteText = 4 << 20
  private static let shownRows = 1 << 16
  /// What is read of each of many datasets.
  private static let shownOfEach = 1 << 10

  /// The same file with long arrays cut to their first rows, so that it can be described quickly; `nil` when nothing in it
  /// is large, or when parts of its arrays cannot be read alone.
  ///
  /// All arrays are cut to one number of rows, so that those that belong together still do.
  func preview() -> (source: ArraySource, rows: Int, cut: [Item], groups: [String: [Item]])? {
    guard let (file, _) = hdf5, !format.hasPrefix("MATLAB") else { return nil }
    func bytes(_ item: Item) -> Int {
      guard let digits = Int(item.typeName.drop { !$0.isNumber }), let count = elementCount(item.shape) else { return 0 }
      return count.multipliedReportingOverflow(by: digits / 8).overflow ? .max : count * (digits / 8)
    }
    let isNumeric = { (item: Item) in
      !item.path.hasPrefix("@") && !item.shape.isEmpty
        && ["float", "int", "uint"].contains(where: item.typeName.hasPrefix)
    }
    let large = items.filter { isNumeric($0) && bytes($0) > ArraySource.largeBytes }
    // Spike times may be a dataset for each cell, none of them large alone.
    var members: [String: [Item]] = [:]
    for item in items where isNumeric(item) {
      members[String(item.path[..<(item.path.lastIndex(of: "/") ?? item.path.startIndex)]), default: []].append(item)
    }
    let groups = members.filter { _, list in
      list.reduce(0) { $0.addingReportingOverflow(bytes($1)).partialValue } > 4 * ArraySource.largeBytes
    }.mapValues { $0.sorted { naturallyPrecedes($0.path, $1.path) } }
    guard !large.isEmpty || groups.keys.contains(where: { !$0.isEmpty }) else { return nil }
    let rows = large.reduce(ArraySource.shownRows) { rows, item in
      min(rows, max(64, ArraySource.byteText / max(1, bytes(item) / max(1, item.shape[0]))))
    }
    var cut: [Item] = []
    let shortened = items.map { item in
      guard isNumeric(item), item.shape[0] > rows || bytes(item) > ArraySource.largeBytes else { return item }
      cut.append(item)
      var short = item
      short.shape[0] = min(item.shape[0], rows)
      // Few rows, each of them long: nothing of use can be cut from these.
      if bytes(short) > ArraySource.largeBytes { short.typeName = "large " + short.typeName }
      return short
    }
    let whole = self
    let source = ArraySource(url: url, format: format, items: shortened) { item in
      if cut.contains(where: { $0.path == item.path }) { return .array(try file.read(item.path, rows: 0..<item.shape[0])) }
      if item.typeName == "group", let list = groups[item.path] {
        return .ragged(
          try list.map { ($0.key, try file.read($0.path, rows: 0..<min($0.shape[0], ArraySource.shownOfEach))) })
      }
      let value = try whole.read(item)
      // Ends of cells in a vector of spike times that was cut.
      if Role.spikeIndex.names.contains(item.key), case .array(let array) = value, let ends = array.integers {
        return .array(DataArray(ends.map { min($0, rows) }))
      }
      return value
    }
    return (source, rows, cut, groups)
  }
}

extension RecordingOutline {
  /// What a file read by the usual names holds, from headers and first rows where it is large.
  static func byNames(_ original: ArraySource, options: ReadingOptions) throws -> RecordingOutline {
    let source = try original.withTables().withColumns(of: options.map)
    let roles = try RoleAssignment(source, options: options)
    var uses: [String: String] = [:]
    for (role, items) in roles.items {
      for item in items { uses[item.path] = role.title + (roles.mapped.contains(role) ? " (chosen)" : " (by its name)") }
    }
    guard let (preview, rows, cut, groups) = source.preview() else {
      return RecordingOutline(recording: try RecordingReader.read(source, options: options), uses: uses)
    }
    var excerpt = options
    excerpt.isExcerpt = true
    for item in cut { excerpt.wholeRows[item.path] = item.shape[0] }
    var outline = RecordingOutline(recording: try RecordingReader.read(preview, options: excerpt), uses: uses)
    if let spikes = roles.item(.spikes), let list = groups[spikes.path],
      list.count == outline.recording.spikes?.cellCount
    {
      outline.spikeCounts = list.map { $0.shape[0] }
      outline.recording.findings.append(
        Finding(.found, "preview", "\(spikes.path) is large: spikes were counted by the shapes of its \(list.count) datasets."))
    }
    guard !cut.isEmpty else { return outline }
    outline.recording.findings.append(
      Finding(
        .found, "preview",
        sentence {
          "the file is large: \(firstNames(cut.map(\.path)))"
          if cut.count == 1 { " was" } else { " were" }
          " described from the first \(rows) rows."
        }))
    if let time = roles.item(.time), cut.contains(where: { $0.path == time.path }), let file = source.hdf5?.file {
      let last = time.shape[0] - 1
      let ends = try [0, last].compactMap { try file.read(time.path, rows: $0..<$0 + 1).doubles?.first }
      let perSecond = options.timeUnit?.perSecond ?? 1
      if ends.count == 2, ends.allSatisfy(\.isFinite) { outline.timeSpan = ends.map { $0 / perSecond } }
    }
    if let lfp = roles.item(.lfp), let rows = excerpt.wholeRows[lfp.path], let potential = outline.recording.fieldPotential {
      outline.signalSpan = [potential.start, potential.start + Double(rows) / potential.rate]
    }
    if let index = roles.item(.spikeIndex),
      roles.item(.spikes).map({ spikes in cut.contains { $0.path == spikes.path } }) ?? false,
      case .array(let array)? = try? source.read(index), let ends = array.integers,
      ends.count == outline.recording.spikes?.cellCount
    {
      outline.spikeCounts = zip(ends, [0] + ends).map { $0 - $1 }
    }
    return outline
  }

  /// The outline by the first layout that knows the source, or else by names.
  static func of(_ source: ArraySource, options: ReadingOptions) throws -> RecordingOutline {
    for layout in knownLayouts {
      guard var outline = try layout.outline(of: source, options: options) else { continue }
      if let finding = source.sessionFinding { outline.recording.findings.insert(finding, at: 0) }
      let known = Set(outline.recording.findings.map(\.message))
      outline.recording.findings += source.unusedAttributes().filter { !known.contains($0.message) }
      return outline
    }
    return try byNames(source, options: options)
  }
}
