import ArrayNumerics

extension NWBReading {
  /// Columns whose texts name a cell better than its number in the table.
  private static let labels = ["unit_name", "unit_label", "label"]

  /// The spike times of the units, each cell's straight into its own array.
  mutating func readUnits(_ trajectory: Trajectory?) throws -> SpikeData? {
    let candidates = contents.objects("Units").filter { contents.tree[$0.path + "/spike_times"] != nil }
    // The table of the file itself stands before tables of processing steps.
    guard let node = pick(.spikes, candidates.sorted { $0.depth < $1.depth }) else { return nil }
    let table = try NWBTable(node, in: contents)
    guard let column = try table.column("spike_times") else {
      throw RecordingError.unusable("these Units have no spike_times.", place: node.path)
    }
    guard column.typeName.hasPrefix("float") || column.typeName.contains("int") else {
      throw RecordingError.unusable("spike times are numbers; it is \(column.typeName).", place: column.path)
    }
    let ends =
      try table.ends(of: column) ?? Array(1...max(1, column.shape.first ?? 0)).prefix(column.shape.first ?? 0).map { $0 }
    let names = try cellNames(table, count: ends.count)
    if let last = ends.last, last < column.shape[0] {
      note(.warning, "spikes", "\(column.shape[0] - last) of \(column.shape[0]) spike times belong to no unit.")
    }
    note(
      .found, "spikes",
      "\(node.path): the \(node.neurodataType ?? "Units") of the file, \(ends.count) with \(ends.last ?? 0) spike times.")
    try describeColumns(table)
    if isPreview, (ends.last ?? 0) > NWBReading.previewSpikes {
      return try previewUnits(column, ends, names)
    }
    var runs = try file.readRuns(column.path, ends: ends)
    if let scale = (options.spikeTimeUnit ?? options.timeUnit)?.perSecond, scale != 1 {
      for index in runs.indices { runs[index] = runs[index].map { $0 / scale } }
    }
    let trains = zip(names, runs).map { SpikeTrain(id: $0, times: $1) }
    runs = []
    return try base.select(base.checkSpikes(.trains(trains), trajectory: trajectorySpan == nil ? trajectory : nil))
  }

  private mutating func cellNames(_ table: NWBTable, count: Int) throws -> [String] {
    for name in NWBReading.labels {
      guard let texts = try table.texts(name), texts.count == count, count > 0, Set(texts).count == count,
        !texts.contains("")
      else { continue }
      if texts != table.ids.map(String.init) {
        note(.found, "cell names", "the cells are named by the column '\(name)' of the units.")
      }
      return texts
    }
    guard table.ids.count == count else {
      note(.warning, "cell names", "the units have no ids; they are numbered from 0.")
      return (0..<count).map(String.init)
    }
    if Set(table.ids).count < count {
      note(.warning, "cell names", "some units have the same id; all are numbered from 0 instead.")
      return (0..<count).map(String.init)
    }
    return table.ids.map(String.init)
  }

  /// What the table says of its units, such as their quality: reported, never used to leave cells out.
  private mutating func describeColumns(_ table: NWBTable) throws {
    var parts: [String] = []
    for name in table.columns where !["spike_times", "id"].contains(name) && !NWBReading.labels.contains(name) {
      if let texts = try? table.texts(name) {
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        parts.append(
          sorted.count <= 6
            ? "\(name) (" + sorted.map { "'\($0.key)' \($0.value)" }.joined(separator: ", ") + ")" : name)
      } else if let numbers = try? table.numbers(name), let low = numbers.filter(\.isFinite).min(),
        let high = numbers.filter(\.isFinite).max()
      {
        parts.append("\(name) (\(rounded(low)) to \(rounded(high)))")
      } else {
        parts.append(name)
      }
    }
    guard !parts.isEmpty else { return }
    note(
      .found, "units",
      "the table also says: \(parts.prefix(12).joined(separator: "; "))"
        + (parts.count > 12 ? "; …." : "."), option: "--cells LIST")
  }

  /// Counts by the index alone; times only at the two ends.
  private mutating func previewUnits(
    _ column: HDF5Tree.Node, _ ends: [Int], _ names: [String]
  ) throws -> SpikeData? {
    let counts = zip(ends, [0] + ends).map { $0 - $1 }
    let perSecond = (options.spikeTimeUnit ?? options.timeUnit)?.perSecond ?? 1
    var (first, last) = (Double.infinity, -Double.infinity)
    // The first cells stand for all: spikes ascend within each.
    for cell in counts.indices.filter({ counts[$0] > 0 }).prefix(4) {
      for row in [ends[cell] - counts[cell], ends[cell] - 1] {
        guard let time = try file.read(column.path, rows: row..<row + 1).doubles?.first else { continue }
        first = min(first, time / perSecond)
        last = max(last, time / perSecond)
      }
    }
    note(
      .found, "spikes",
      "the \(ends.last ?? 0) spike times were not read for this description; counts are those of the index, and the time "
        + "span that of the first cells.")
    var chosen = Array(names.indices)
    if let selection = options.cells { chosen = try selection.indices(in: names) }
    spikeCounts = chosen.map { counts[$0] }
    if last >= first { spikeSpan = [first, last] }
    return .trains(chosen.map { SpikeTrain(id: names[$0], times: []) })
  }
}
