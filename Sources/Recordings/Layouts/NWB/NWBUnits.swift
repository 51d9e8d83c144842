import ArrayFiles
import ArrayNumerics
import Schema

extension NWBReading {
  /// Columns whose texts name a cell better than its number in the table.
  private static let labels = ["unit_name", "unit_label", "label"]

  /// The spike times of the units: those of a large file are gone through once, to check them, and read again when they
  /// are asked for.
  mutating func readUnits(_ trajectory: Trajectory?) throws -> SpikeData? {
    let candidates = contents.objects("Units").filter { contents.tree[$0.path + "/spike_times"] != nil }
    // The table of the file itself stands before tables of processing steps.
    let counts = contents.objects("TimeSeries").filter { NWBCounts.isCounts($0, in: contents) }
    guard let node = pick(.spikes, candidates.sorted { $0.depth < $1.depth } + counts) else { return nil }
    guard contents.types.isA(node.neurodataType, "Units") else { return try readCounts(node) }
    let table = try NWBTable(node, in: contents)
    guard let column = try table.column("spike_times") else {
      throw FileError.unusable("these Units have no spike_times.", place: node.path)
    }
    guard column.typeName.hasPrefix("float") || column.typeName.contains("int") else {
      throw FileError.unusable("spike times are numbers; it is \(column.typeName).", place: column.path)
    }
    let index = try table.ends(of: column)
    // Its length is checked against what is stored: without an index there are as many units.
    let vector = try HDF5Vector(file, column.path)
    let ends = index ?? (0..<vector.count).map { $0 + 1 }
    let names = try cellNames(table, count: ends.count)
    if let last = ends.last, last < column.shape[0] {
      note(.warning, "spikes", "\(column.shape[0] - last) of \(column.shape[0]) spike times belong to no unit.")
    }
    note(
      .found, "spikes",
      "\(node.path): the \(node.neurodataType ?? "Units") of the file, \(ends.count) with \(ends.last ?? 0) spike times.")
    try describeColumns(table)
    let accepted = try acceptedUnits(table, count: ends.count)
    observed = (table, accepted)
    let perSecond = (options.spikeTimeUnit ?? options.timeUnit)?.perSecond ?? 1
    var trains = zip(names, zip([0] + ends, ends)).map { name, run in
      SpikeTrain(id: name, deferred: DeferredTimes(vector, rows: run.0..<run.1)).divided(by: perSecond)
    }
    if accepted.count < trains.count { trains = accepted.map { trains[$0] } }
    if (ends.last ?? 0) <= HDF5Vector.windowCount {
      trains = try trains.map { try $0.loaded() }
    } else if isPreview {
      return try previewUnits(trains)
    }
    return try base.select(base.checkSpikes(.trains(trains), trajectory: trajectorySpan == nil ? trajectory : nil))
  }

  mutating func cellNames(_ table: NWBTable, count: Int) throws -> [String] {
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

  /// What the table says of its units, such as their quality.
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
        parts.append("\(name) (\(measured(low)) to \(measured(high)))")
      } else {
        parts.append(name)
      }
    }
    guard !parts.isEmpty else { return }
    note(
      .found, "units",
      "the table also says: \(parts.joined(separator: "; ")).", option: "--cells LIST")
  }

  /// Counts by the index alone; times only of the first cells, which stand for all.
  private mutating func previewUnits(_ trains: [SpikeTrain]) throws -> SpikeData? {
    spikeSpan = try Array(trains.filter { $0.count > 0 }.prefix(4)).span.map { [$0.lowerBound, $0.upperBound] }
    note(
      .found, "spikes",
      "the \(trains.reduce(0) { $0 + $1.count }) spike times were not read for this description; counts are those of the "
        + "index, and the time span that of the first cells.")
    let chosen = try options.cells?.indices(in: trains.map(\.id)) ?? Array(trains.indices)
    return .trains(chosen.map { trains[$0] })
  }
}
