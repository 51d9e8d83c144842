import ArrayFiles
import ArrayNumerics
import Schema

/// One entry of a group, struct or dictionary of spikes.
struct SpikeEntry {
  let name: String
  /// The numbers of a row of them; `nil` for text and for anything else.
  let numbers: [Double]?
  /// `nil` for what is no text.
  let texts: [String]?
  /// A single value rather than a row with one value.
  let isScalar: Bool
  /// What it is, in words.
  let summary: String

  init(name: String, numbers: [Double]?, texts: [String]?, isScalar: Bool, summary: String) {
    (self.name, self.numbers, self.texts, self.isScalar, self.summary) = (name, numbers, texts, isScalar, summary)
  }

  init(name: String, _ array: DataArray, isScalar: Bool) {
    let texts = array.strings
    let isRow = array.shape.filter { $0 != 1 }.count <= 1
    self.init(
      name: name, numbers: texts == nil && isRow ? array.doubles : nil, texts: texts, isScalar: isScalar,
      summary: "\(array.typeName) \(shapeText(array.shape))")
  }

  init(name: String, _ value: PickleValue) {
    switch value {
    case .array(let array): self.init(name: name, array, isScalar: array.shape.isEmpty)
    case .string(let text): self.init(name: name, DataArray([text], shape: []), isScalar: true)
    default:
      let texts = value.labels
      self.init(
        name: name, numbers: texts == nil ? value.numbers : nil, texts: texts, isScalar: value.number != nil,
        summary: value.summary)
    }
  }

  var key: String { Role.splitUnit(name.lowercased()).name }
  var count: Int { texts?.count ?? numbers?.count ?? 0 }

  func train(_ place: String) throws -> SpikeTrain {
    guard let numbers else {
      throw FileError.unusable(
        "a cell's spike times are one row of numbers; it is \(summary).", place: "\(place), cell \(name)")
    }
    return SpikeTrain(id: name, times: numbers)
  }
}

/// Names of the columns of a table of spikes, one row for each.
enum SpikeColumn {
  static let times: Set<String> = [
    "times", "time", "t", "ts", "timestamps", "spike_times", "spiketimes", "spike_time", "times_s",
  ]
  /// Times in samples of the recording.
  static let samples: Set<String> = ["sample_index", "sample_ind", "sample_indices", "spike_samples", "sample_number"]
  static let cells = Set(
    Role.labelNames + ["cell_id", "cell_ids", "cluster_id", "cluster_ids", "clu", "unit_id", "unit_ids"]
  ).union(places)
  /// Cells by their place in a list of names, from 0.
  static let places: Set<String> = ["unit_index", "unit_ind"]
  /// Stretches of the recording, each with a clock of its own.
  static let segments: Set<String> = ["segment_index", "segment_ind"]
  static let others: Set<String> = [
    "amplitudes", "amplitude", "amps", "amp", "depths", "depth", "channels", "channel", "templates", "template", "electrodes",
    "electrode", "tetrode", "shank", "quality", "pc_features", "waveforms",
  ]
  /// What stands beside trains and is none.
  static let settings: Set<String> = [
    "sampling_rate", "sample_rate", "samplingrate", "sr", "fs", "rate", "dt", "unit", "units", "time_unit", "n", "n_cells",
    "n_units", "start", "stop", "t_start", "t_stop", "duration",
  ]
}

extension RecordingReading {
  /// Spikes of a group, struct or dictionary: a train for each entry, or the columns of a table with a row for each spike.
  ///
  /// - Throws: `FileError` when it is neither for certain.
  mutating func readEntries(_ entries: [SpikeEntry], _ item: ArraySource.Item, _ what: String) throws -> SpikeData {
    let unit =
      try entries.first { ["unit", "units", "time_unit"].contains($0.key) && $0.texts?.count == 1 }?.texts?.first
      ?? unitOfEntries(entries, item)
    if let columns = try readColumns(entries, item, unit: unit) { return columns }
    let rows = entries.filter { !$0.isScalar && $0.texts == nil && !SpikeColumn.settings.contains($0.key) }
    let areNumbered = !rows.isEmpty && rows.allSatisfy { $0.name.contains(where: \.isNumber) }
    let trains = entries.filter { entry in
      if entry.texts?.count == 1 || SpikeColumn.settings.contains(entry.key) && entry.count <= 1 { return false }
      // The single spike of a cell may be kept as a single value; it has a name like the others then.
      return !entry.isScalar || !rows.isEmpty && (!areNumbered || entry.name.contains(where: \.isNumber))
    }
    let beside = entries.filter { entry in !trains.contains { $0.name == entry.name } }
    guard !trains.isEmpty || entries.isEmpty else {
      throw FileError.unusable(
        "spikes were expected as a row of times for each cell; it holds single values (\(firstNames(beside.map(\.name)))).",
        place: item.path, remedy: "Choose another array: --map spikes=NAME.")
    }
    try refuseColumns(trains, item)
    note(.found, "spikes", "\(item.path): spike times of \(counted(trains.count, "cell")) (\(what)).")
    if !beside.isEmpty {
      note(
        .found, "spikes",
        "beside the trains, not used as such: "
          + "\(firstNames(beside.map { "\($0.name) (\($0.summary))" }, Self.mostListed)).")
    }
    return .trains(try named(trains.map { try $0.train(item.path) })).scaled(try spikeScale(item, stated: unit))
  }

  /// The unit that the entries of a group state, each for itself.
  ///
  /// - Throws: `FileError` where they state several.
  private func unitOfEntries(_ entries: [SpikeEntry], _ item: ArraySource.Item) throws -> String? {
    let units = entries.compactMap { entry in source.item("\(item.path)/\(entry.name)")?.unit }.filter { !$0.isEmpty }
    guard Set(units).count > 1, (options.spikeTimeUnit ?? options.timeUnit) == nil,
      Set(units.map { TimeUnit(stated: $0)?.perSecond }).count > 1
    else { return units.first }
    throw FileError.unusable(
      "the spike times of its cells are in several units: \(firstNames(Set(units).sorted())).", place: item.path,
      remedy: "Bring them to one, or say which it is: --spike-time-unit s|ms|us|samples:HERTZ.")
  }

  /// Times and cells of spikes in two entries of one length.
  private mutating func readColumns(
    _ entries: [SpikeEntry], _ item: ArraySource.Item, unit: String?
  ) throws -> SpikeData? {
    guard
      let times = entries.first(where: { SpikeColumn.times.contains($0.key) && !$0.isScalar })
        ?? entries.first(where: { SpikeColumn.samples.contains($0.name.lowercased()) && !$0.isScalar }),
      let values = times.numbers,
      let cells = entries.first(where: { entry in
        SpikeColumn.cells.contains(entry.key) && !entry.isScalar && entry.count == times.count && entry.name != times.name
      })
    else { return nil }
    guard let labels = cells.texts ?? cells.numbers?.wholeLabels else {
      throw FileError.unusable(
        "the cells of spikes are whole numbers or names.", place: "\(item.path), \(cells.name)",
        remedy: "Choose them: --map spikes=NAME,spike_index=NAME.")
    }
    let segments = entries.first { SpikeColumn.segments.contains($0.name.lowercased()) }
    try refuseSegments(segments, item)
    let words = entries.filter { QualityWords.textColumns.contains($0.key) && $0.texts?.count == times.count }
    let others = entries.map(\.name).filter { name in
      ![times.name, cells.name, segments?.name].contains(name) && !words.contains { $0.name == name }
    }
    if !others.isEmpty {
      note(.found, "spikes", "also in \(item.path), not used: \(firstNames(others, Self.mostListed)).")
    }
    for entry in entries where QualityWords.textColumns.contains(entry.key) && entry.texts?.count != times.count {
      guard let doubtful = entry.texts?.count(where: { QualityWords.verdict($0) == false }), doubtful > 0 else { continue }
      note(
        .warning, "spikes",
        "\(entry.name) calls \(doubtful) of \(entry.count) cells none, poor or more than one, and does not say which: "
          + "it was not used.", option: "--cells LIST")
    }
    let rejected = try rejectedCells(labels, words.map { ($0.name, $0.texts ?? []) })
    let areSamples = SpikeColumn.samples.contains(times.name.lowercased())
    let stated = areSamples ? "samples" : unit ?? Role.splitUnit(times.name.lowercased()).unit
    let scale = try spikeScale(item, stated: stated)
    var spikes = try readLabels(values, labels, "\(item.path), \(times.name)", cells.name).scaled(scale)
    if SpikeColumn.places.contains(cells.name.lowercased()) { spikes = try namedByPlace(spikes, cells.name) }
    guard case .trains(let trains) = spikes, !rejected.isEmpty else { return spikes }
    return .trains(trains.filter { !rejected.contains($0.id) })
  }

  /// - Throws: `FileError` for spikes of several segments of a recording, each with a clock of its own.
  private func refuseSegments(_ entry: SpikeEntry?, _ item: ArraySource.Item) throws {
    guard let entry, let numbers = entry.numbers, Set(numbers).count > 1 else { return }
    throw FileError.unusable(
      "its spikes are of \(Set(numbers).count) segments, each with a clock of its own.", place: "\(item.path), \(entry.name)",
      remedy: "Save the spikes of one of them as a file of its own; of a folder of SpikeInterface: --map segment=0.")
  }

  /// Cells that were read by their places in the list of the file's names, which also holds those without a spike.
  ///
  /// - Throws: `FileError` for a place that the list does not have.
  private mutating func namedByPlace(_ data: SpikeData, _ column: String) throws -> SpikeData {
    guard case .trains(let trains) = data, let item = roles.item(.cellIDs), let count = elementCount(item.shape) else {
      return data
    }
    let places = Dictionary(trains.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let names = try cellNames(count)
    if let stray = trains.first(where: { train in Int(train.id).map { !names.indices.contains($0) } ?? true }) {
      throw FileError.unusable(
        "a spike is of cell \(stray.id), and \(item.path) names \(count), from 0.", place: column,
        remedy: "Number the cells: --map cell_ids=none.")
    }
    return .trains(
      names.enumerated().map { place, name in
        var train = places[String(place)] ?? SpikeTrain(id: name, times: [])
        train.id = name
        return train
      })
  }

  /// Entries of one length whose names are those of columns are no trains.
  private func refuseColumns(_ entries: [SpikeEntry], _ item: ArraySource.Item) throws {
    let known = SpikeColumn.times.union(SpikeColumn.others).union(["clusters", "labels", "spike_clusters"])
    let columns = entries.filter { known.contains($0.key) }
    guard !columns.isEmpty, entries.count > 1 || !SpikeColumn.times.contains(columns[0].key) else { return }
    throw FileError.unusable(
      "a train for each cell was expected; \(firstNames(columns.map(\.name))) are the names of columns with a row for each "
        + "spike, and which says the cell is not known.", place: item.path,
      remedy: "Choose them: --map spikes=\(item.path)/\(columns[0].name),spike_index=NAME; or save one array for each cell.")
  }

  /// The spikes of cells whose names or numbers stand beside each spike.
  mutating func readLabels(_ times: [Double], _ labels: [String], _ place: String, _ cells: String) throws -> SpikeData {
    guard labels.count == times.count else {
      throw FileError.unusable("it names the cells of \(labels.count) spikes; there are \(times.count).", place: cells)
    }
    note(.found, "spikes", "\(place) with the cell of each spike in \(cells).")
    return .trains(
      Dictionary(grouping: labels.indices, by: { labels[$0] })
        .sorted { a, b in
          if let first = Int(a.key), let second = Int(b.key) { return first < second }
          return naturallyPrecedes(a.key, b.key)
        }
        .map { cell, places in SpikeTrain(id: cell, times: places.map { times[$0] }) })
  }

  mutating func readOffsets(
    _ times: [Double], _ ends: [Int], _ item: ArraySource.Item, _ index: ArraySource.Item
  ) throws -> SpikeData {
    let names = try cellNames(ends.count)
    note(.found, "spikes", "\(item.path) with the start of each of \(ends.count) cells in \(index.path).")
    return .trains(
      zip(names, zip([0] + ends, ends)).map { name, run in SpikeTrain(id: name, times: Array(times[run.0..<run.1])) })
  }

  /// Trains of one length, which NumPy makes a matrix of objects of: the rows are cells, since times ascend along them.
  mutating func readEqualTrains(
    _ values: [Double], rows: Int, columns: Int, _ item: ArraySource.Item
  ) throws -> SpikeData {
    let turned = (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    let isTurned = !values.isRowwiseAscending(columns: columns) && turned.isRowwiseAscending(columns: rows)
    guard isTurned || values.isRowwiseAscending(columns: columns) || rows == 1 else {
      throw FileError.unusable(
        "a matrix of objects \(shapeText([rows, columns])) was taken as trains of one length, but times ascend neither along "
          + "its rows nor along its columns.", place: item.path,
        remedy: "Save a list or a dictionary of arrays, one for each cell.")
    }
    let (cells, length, all) = isTurned ? (columns, rows, turned) : (rows, columns, values)
    note(
      .guessed, "spikes",
      "\(item.path): a matrix of objects \(shapeText([rows, columns])), taken as \(counted(cells, "cell")) "
        + "of \(counted(length, "spike")) each.")
    return .trains(
      try cellNames(cells).enumerated().map { cell, name in
        SpikeTrain(id: name, times: Array(all[(cell * length)..<((cell + 1) * length)]))
      }
    ).scaled(try spikeScale(item))
  }
}

extension [Double] {
  /// Whether the numbers of each row of a matrix ascend; equal ones may follow each other.
  func isRowwiseAscending(columns: Int) -> Bool {
    guard columns > 0 else { return true }
    return indices.dropFirst().allSatisfy { $0 % columns == 0 || self[$0 - 1] <= self[$0] }
  }

  /// Whole numbers as text; `nil` when one is none.
  fileprivate var wholeLabels: [String]? {
    var labels: [String] = []
    for value in self {
      guard let number = Int64(exactly: value) else { return nil }
      labels.append(String(number))
    }
    return labels
  }
}

extension PickleValue {
  /// A single number, as NumPy's scalars and Python's numbers are; no array with one entry.
  var isNumber: Bool {
    if case .array(let array) = self { return array.shape.isEmpty && array.strings == nil }
    return number != nil
  }

  /// The texts of a list of texts.
  fileprivate var labels: [String]? {
    switch self {
    case .list(let items), .tuple(let items), .objectArray(_, let items):
      guard !items.isEmpty else { return nil }
      let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil as String? } }
      return texts.count == items.count ? texts : nil
    default: return nil
    }
  }
}
