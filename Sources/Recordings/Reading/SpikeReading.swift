import ArrayFiles
import ArrayNumerics
import Schema

extension RecordingReading {
  /// The columns of a table of spikes: one row for each spike.
  private static let cellColumns: Set<String> = [
    "unit", "cell", "cell_id", "cellid", "neuron", "cluster", "unit_id", "id",
  ]

  var isSpikeTable: Bool {
    source.format != "NPZ" && roles.item(.x) == nil && cellColumn != nil && spikeTimeColumn != nil
  }

  var cellColumn: ArraySource.Item? {
    source.items.first { RecordingReading.cellColumns.contains($0.key) && $0.shape.count == 1 }
  }

  var spikeTimeColumn: ArraySource.Item? {
    source.items.first { item in
      let name = Role.splitUnit(item.key).name
      return ["time", "t", "spike_time", "spike_times", "times"].contains(name) || item.key == "time_s"
    }
  }

  /// A table of `unit,time`; a row with an empty time names a cell without spikes.
  mutating func readSpikeTable() throws -> SpikeData? {
    guard let cells = cellColumn, let times = spikeTimeColumn, case .array(let names) = try source.read(cells)
    else {
      return nil
    }
    let ids =
      names.strings ?? (names.doubles ?? []).map { number in Int64(exactly: number).map { String($0) } ?? String(number) }
    let scale = try spikeScale(times, name: Role.splitUnit(times.key).unit)
    let values = scale == 1 ? try vector(times) : try vector(times).map { $0 / scale }
    var places: [String: Int] = [:]
    var (cellIDs, trains): ([String], [[Double]]) = ([], [])
    let nameless = zip(ids, values).count { $0.trimmed.isEmpty && !$1.isNaN }
    if nameless > 0 {
      note(
        .warning, "spikes",
        "\(nameless) of \(ids.count) rows have a time and no cell in the column \(cells.path): they were left out. "
          + "Name the cell in each row to keep them.")
    }
    for (id, time) in zip(ids, values) where !id.trimmed.isEmpty {
      let place = places[id] ?? trains.count
      if place == trains.count {
        places[id] = place
        cellIDs.append(id)
        trains.append([])
      }
      if !time.isNaN { trains[place].append(time) }
    }
    note(.found, "spikes", "a table with one row for each spike, columns \(cells.path) and \(times.path).")
    let rejected = try rejectedCells(ids, try rowWords(ids.count))
    try noteRows(ids, cellIDs, kept: cellIDs.indices.filter { !rejected.contains(cellIDs[$0]) })
    let kept = cellIDs.indices.filter { !rejected.contains(cellIDs[$0]) }
    return .trains(kept.map { SpikeTrain(id: cellIDs[$0], times: trains[$0]) })
  }

  /// The columns of a table of spikes with words of quality.
  private mutating func rowWords(_ rows: Int) throws -> [(name: String, words: [String])] {
    try source.items.compactMap { item in
      guard QualityWords.textColumns.contains(item.key), item.typeName.hasPrefix("str"),
        case .array(let array) = try source.read(item), let words = array.strings, words.count == rows
      else { return nil }
      heeded.insert(item.path)
      return (item.path, words)
    }
  }

  /// Says of a table of spikes what it tells of its cells and is not used, by the first row of each.
  private mutating func noteRows(_ ids: [String], _ cells: [String], kept: [Int]) throws {
    var first: [String: Int] = [:]
    for (row, id) in ids.enumerated() where first[id] == nil { first[id] = row }
    let rows = cells.compactMap { first[$0] }
    var columns: [CellColumn] = []
    for item in source.items where QualityWords.isGrade(item.key) || QualityWords.isKind(item.key) {
      guard !heeded.contains(item.path), item.path != cellColumn?.path, case .array(let array) = try source.read(item),
        let texts = array.texts, texts.count == ids.count
      else { continue }
      heeded.insert(item.path)
      columns.append(CellColumn(item.path, rows.map { texts[$0] }))
    }
    noteUnheeded(columns, kept: kept)
  }

  /// The cells of a table of spikes that one of its columns calls no cell.
  ///
  /// - Parameters:
  ///   - ids: the cell of each row.
  ///   - columns: the words of each row.
  /// - Throws: `FileError` when none is left.
  mutating func rejectedCells(_ ids: [String], _ columns: [(name: String, words: [String])]) throws -> Set<String> {
    guard options.cells == nil else { return [] }
    var rejected: Set<String> = []
    for (name, words) in columns {
      let none = Set(zip(ids, words).filter { QualityWords.isNoCell($0.1) }.map(\.0))
      let doubtful = Set(
        zip(ids, words).filter { QualityWords.verdict($0.1) == false && !QualityWords.isNoCell($0.1) }.map(\.0))
      if !none.isEmpty {
        note(
          .warning, "spikes",
          sentence {
            "the column \(name) calls \(counted(none.count, "cell")) noise or the like "
            "(\(firstNames(none.sorted(by: naturallyPrecedes)))): left out."
          },
          option: "--cells LIST takes those that you name")
      }
      if !doubtful.isEmpty {
        note(
          .warning, "spikes",
          sentence {
            "the column \(name) calls \(counted(doubtful.count, "cell")) more than one cell or a poor one "
            "(\(firstNames(doubtful.sorted(by: naturallyPrecedes)))): kept."
          },
          option: "--cells LIST")
      }
      rejected.formUnion(none)
    }
    guard Set(ids).isSubset(of: rejected), !ids.isEmpty else { return rejected }
    throw FileError.unusable(
      "its columns call none of the \(Set(ids).count) cells a cell.", remedy: "Take those that you name: --cells LIST.")
  }

  mutating func readSpikes() throws -> SpikeData? {
    guard let chosen = roles.items[.spikes], let item = chosen.first else { return nil }
    if chosen.count > 1 {
      note(.found, "spikes", "\(chosen.map(\.path).joined(separator: ", ")): one cell each.")
      let names = SpikeGroups.names(chosen.map(\.path))
      let trains = try zip(names, chosen).map { name, item in
        SpikeTrain(id: name, times: try vector(item)).divided(by: try spikeScale(item, name: Role.splitUnit(item.key).unit))
      }
      return .trains(try acceptedGroups(trains, chosen))
    }
    switch try source.read(item) {
    case .object(let value): return try readObject(value, item)
    case .ragged(let arrays):
      return try readEntries(
        arrays.map { SpikeEntry(name: $0, $1, isScalar: $1.shape.isEmpty) }, item, "\(item.typeName)")
    case .array(let array):
      guard array.strings == nil else {
        throw FileError.unusable("spikes were expected; it holds text.", place: item.path)
      }
      if array.shape.filter({ $0 != 1 }).count == 2 || (array.shape.count == 2 && array.shape[1] == 0) {
        return try readCounts(array, item)
      }
      return try readVector(array, item).scaled(try spikeScale(item))
    }
  }

  /// What the spike times of an item are divided by.
  ///
  /// - Parameter stated: a unit that stands beside them.
  mutating func spikeScale(_ item: ArraySource.Item, name: String? = nil, stated: String? = nil) throws -> Double {
    let (unit, origin) = try timeUnit(
      of: item, name: stated ?? name ?? roles.units[.spikes], given: options.spikeTimeUnit ?? options.timeUnit, "spikes")
    spikeOrigin = origin
    return unit.perSecond
  }

  private mutating func readObject(_ value: PickleValue, _ item: ArraySource.Item) throws -> SpikeData {
    switch value {
    case .dictionary(let entries):
      return try readEntries(
        try entries.map { key, value in
          guard let id = key.label else {
            throw FileError.unusable(
              "the names of cells are \(key.summary); text or numbers were expected.",
              place: item.path)
          }
          return SpikeEntry(name: id, value)
        }, item, value.summary)
    case .objectArray(let shape, let values) where shape.count == 2 && values.allSatisfy { $0.isNumber }:
      return try readEqualTrains(values.compactMap(\.number), rows: shape[0], columns: shape[1], item)
    case .list(let cells), .tuple(let cells), .objectArray(_, let cells):
      if cells.count > 1, cells.allSatisfy({ $0.isNumber }) {
        return try readVector(DataArray(cells.compactMap(\.number)), item).scaled(try spikeScale(item))
      }
      note(.found, "spikes", "\(item.path): \(value.summary), taken as one entry of spike times for each cell.")
      return .trains(
        try named(cells.enumerated().map { try SpikeEntry(name: String($0.offset), $0.element).train(item.path) })
      ).scaled(try spikeScale(item))
    default:
      throw FileError.unusable(
        "spikes were expected as a dictionary or list of arrays; it is \(value.summary).", place: item.path)
    }
  }

  /// One vector: with an index, the spikes of all cells; alone, those of one cell.
  private mutating func readVector(_ array: DataArray, _ item: ArraySource.Item) throws -> SpikeData {
    let times = array.doubles ?? []
    guard let indexItem = roles.item(.spikeIndex) else {
      try refuseOtherLabels(times.count, item)
      note(
        .guessed, "spikes",
        "\(item.path): one row of \(times.count) numbers, taken as the spike times of a single cell.",
        option: "--map spike_index=NAME")
      if source.format == "NPY", item.typeName.contains("int"), options.spikeTimeUnit == nil, options.timeUnit == nil {
        note(
          .warning, "spikes",
          sentence {
            "\(item.path) holds whole numbers, as sorters write samples (their folder says which cell and which rate): "
            "taken as seconds."
          },
          option: "--spike-time-unit samples:HZ")
      }
      return .trains([SpikeTrain(id: item.path, times: times)])
    }
    if case .array(let array) = try source.read(indexItem), let labels = array.strings {
      return try readLabels(times, labels, item.path, indexItem.path)
    }
    let index = try wholeNumbers(indexItem)
    if let offsets = try offsets(index, of: times.count, indexItem) { return try readOffsets(times, offsets, item, indexItem) }
    let ascending = zip(index, index.dropFirst()).allSatisfy { $0 <= $1 }
    if ascending, (index.last ?? 0) == times.count, index.first ?? 0 >= 0 {
      var start = 0
      let names = try cellNames(index.count)
      let trains = index.enumerated().map { cell, end in
        defer { start = end }
        return SpikeTrain(id: names[cell], times: Array(times[start..<end]))
      }
      note(
        .found, "spikes", "\(item.path) with the end of each of \(index.count) cells in \(indexItem.path).")
      return .trains(trains)
    }
    guard index.count == times.count else {
      throw FileError.unusable(
        "\(indexItem.path) has \(index.count) entries; expected are the end of each cell's spikes (the last one "
          + "\(times.count)) or one cell number for each of the \(times.count) spikes.", place: item.path)
    }
    noteNegativeLabels(index, indexItem)
    if ["int8", "uint8"].contains(indexItem.typeName), Set(index).count == 256 {
      note(
        .warning, "spikes",
        "\(indexItem.path) uses all 256 numbers that \(indexItem.typeName) has: the spikes of further cells would be among "
          + "them.")
    }
    return try namedByNumber(try readLabels(times, index.map { String($0) }, item.path, indexItem.path), index)
  }

  /// Cells that the spikes give by number, under the names of a list beside them, which also holds those without a spike.
  ///
  /// The numbers are places in the list from 0, unless they stand in the list themselves.
  private mutating func namedByNumber(_ data: SpikeData, _ index: [Int]) throws -> SpikeData {
    guard case .trains(let trains) = data, let item = roles.item(.cellIDs), let count = elementCount(item.shape),
      count == trains.count || count != index.count, let least = index.min(), let most = index.max()
    else { return data }
    let names = try cellNames(count)
    let known = Dictionary(uniqueKeysWithValues: trains.map { ($0.id, $0) })
    func train(_ name: String, of number: String) -> SpikeTrain {
      var train = known[number] ?? SpikeTrain(id: name, times: [])
      train.id = name
      return train
    }
    let named = Set(names)
    if trains.allSatisfy({ named.contains($0.id) }) { return .trains(names.map { train($0, of: $0) }) }
    guard least >= 0, most < count else {
      note(
        .warning, "cell names",
        "\(item.path) names \(count) cells, and the numbers of the spikes' cells run from \(least) to \(most): not used.",
        option: "--map cell_ids=none")
      return data
    }
    if least > 0 {
      note(
        .warning, "cell names",
        sentence {
          "\(item.path) names \(count) cells, and the numbers of the spikes' cells run from \(least) to \(most): they were "
          "taken as places in it from 0, so that \(names[least]) is the cell \(least). If they count from 1, all names are one "
          "off."
        },
        option: "--map cell_ids=none")
    }
    return .trains(names.enumerated().map { train($0.element, of: String($0.offset)) })
  }

  /// The file's names of cells, or their numbers from 0, also where a name stands twice.
  ///
  /// - Throws: `FileError` when there is not one for each.
  mutating func cellNames(_ count: Int) throws -> [String] {
    let numbers = (0..<count).map(String.init)
    if let said = roles.numbers[.cellIDs], said != Double(count) {
      throw FileError.unusable(
        "--map cell_ids=\(measured(said)): there are \(counted(count, "cell")).",
        remedy: "Say their number, or name the array of their names: --map cell_ids=NAME.")
    }
    guard let item = roles.item(.cellIDs), case .array(let array) = try source.read(item) else { return numbers }
    let names = array.strings ?? array.integers?.map(String.init) ?? (array.doubles ?? []).map { String($0) }
    guard names.count == count else {
      throw FileError.unusable(
        "it names \(names.count) cells; there are \(count).", place: item.path,
        remedy: "Name the array that belongs to the spikes, --map cell_ids=NAME, or number the cells: --map cell_ids=none.")
    }
    var known: Set<String> = []
    if let twice = names.first(where: { !known.insert($0).inserted }) {
      note(.warning, "cell names", "\(item.path) gives two cells the name \(twice); all are numbered from 0 instead.")
      return numbers
    }
    if names != numbers { note(.found, "cell names", "the cells are named by \(item.path).") }
    return names
  }

  /// Trains that a file keeps by their place only, under the names that stand beside them.
  mutating func named(_ trains: [SpikeTrain]) throws -> [SpikeTrain] {
    guard roles.item(.cellIDs) != nil, trains.map(\.id) == (0..<trains.count).map(String.init) else { return trains }
    return zip(try cellNames(trains.count), trains).map { name, train in
      var train = train
      train.id = name
      return train
    }
  }

  /// The numbers of cells or the ends of their spikes.
  ///
  /// - Throws: `FileError` for numbers with a fraction.
  private func wholeNumbers(_ item: ArraySource.Item) throws -> [Int] {
    guard let array = try numericArray(item) else { return [] }
    if let whole = array.integers { return whole }
    let values = array.doubles ?? []
    if let whole = values.first(where: { Int(exactly: $0) == nil }) {
      throw FileError.unusable(
        "the cells of spikes are whole numbers or names; it holds \(measured(whole)).", place: item.path,
        remedy: "Save it as whole numbers or as text, or choose another array: --map spike_index=NAME.")
    }
    return values.compactMap { Int(exactly: $0) }
  }

  // MARK: Counts

  private mutating func readCounts(_ array: DataArray, _ item: ArraySource.Item) throws -> SpikeData {
    guard array.shape.count == 2, let numbers = array.doubles else {
      throw FileError.unusable(
        "a matrix [time, cell] was expected; it is \(shapeText(array.shape)).", place: item.path)
    }
    var counts = [Int32]()
    counts.reserveCapacity(numbers.count)
    for (index, number) in numbers.enumerated() {
      guard let count = Int32(exactly: number), count >= 0 else {
        if let trains = try readFilledTrains(array, numbers, item) { return trains }
        throw FileError.unusable(
          "a matrix of spike counts holds whole numbers from 0; row \(index / array.shape[1]), column "
            + "\(index % array.shape[1]) is \(number).", place: item.path, remedy: remedyForNoCounts(array, numbers, item))
      }
      counts.append(count)
    }
    var matrix = Matrix(rows: array.shape[0], columns: array.shape[1], elements: counts)
    try orient(&matrix, item)
    let (width, reason) = try binWidth(rows: matrix.rows, item)
    var start = 0.0
    if let given = try seconds(.binStart) {
      start = given
    } else if let first = rawTimes?.first, rawTimes?.count == matrix.rows {
      // Times of bins are left edges (0, dt, …) or centres (dt/2, 3dt/2, …).
      let phase = (first / width) - (first / width).rounded(.down)
      let isCentre = abs(phase - 0.5) < 1e-3
      start = isCentre ? first - width / 2 : first
      note(
        .guessed, "time",
        "the time of the first bin, \(first) s, was taken as its \(isCentre ? "centre" : "start").",
        option: "--map bin_start=SECONDS")
    }
    try refuseRates(matrix, width: width, item)
    note(
      .found, "spikes",
      "\(item.path): counts [time, cell] of \(matrix.rows) bins and \(counted(matrix.columns, "cell")); \(reason).")
    cellIDs = try cellNames(matrix.columns)
    return .counts(matrix, binWidth: width, start: start)
  }

  /// What a matrix may be that holds no counts.
  private func remedyForNoCounts(_ array: DataArray, _ numbers: [Double], _ item: ArraySource.Item) -> String {
    if let remedy = labelledColumns(array, numbers, item) { return remedy }
    return array.shape[1] >= 10 && numbers.isRowwiseAscending(columns: array.shape[1])
      ? "Its rows ascend as the spike times of cells do: save them as a list or a dictionary of arrays, without what "
        + "fills them up to one length."
      : "If it is a calcium or deconvolved trace, read it as ROI signals: --map roi=\(item.path)."
  }

  /// What to type for a matrix with a row for each spike, of which one column ascends as times do and another one holds few
  /// whole numbers, as labels do; `nil` for any other.
  private func labelledColumns(_ array: DataArray, _ numbers: [Double], _ item: ArraySource.Item) -> String? {
    let (rows, columns) = (array.shape[0], array.shape[1])
    guard (2...8).contains(columns) || (2...8).contains(rows), max(rows, columns) >= 20 else { return nil }
    let isTurned = rows < columns
    let lines = (0..<min(rows, columns)).map { line in
      (0..<max(rows, columns)).map { numbers[isTurned ? line * columns + $0 : $0 * columns + line] }
    }
    func isWhole(_ line: [Double]) -> Bool { line.allSatisfy { $0 == $0.rounded() } }
    let times = lines.firstIndex { line in
      !isWhole(line) && zip(line, line.dropFirst()).allSatisfy { $0 <= $1 }
    }
    let labels = lines.lastIndex { isWhole($0) && Set($0).count > 1 && Set($0).count * 2 < $0.count }
    guard let times, let labels else { return nil }
    if isTurned {
      return "Its rows \(times) and \(labels), from 0, look like times and cells: save it turned, or as two arrays."
    }
    return "Its columns \(times) and \(labels), from 0, look like times and cells: "
      + "--map 'spikes=\(item.path)[\(times)],spike_index=\(item.path)[\(labels)]'."
  }

  /// Counts that are all multiples of the bins in a second are rates.
  ///
  /// - Throws: `FileError`.
  private func refuseRates(_ matrix: Matrix<Int32>, width: Double, _ item: ArraySource.Item) throws {
    let perSecond = (1 / width).rounded()
    guard perSecond >= 2, abs(perSecond * width - 1) < 1e-3, let divisor = Int32(exactly: perSecond) else { return }
    var spikes = 0
    for count in matrix.elements where count != 0 {
      if count % divisor != 0 { return }
      spikes += 1
    }
    guard spikes >= 20 else { return }
    throw FileError.unusable(
      "all \(spikes) counts that are not 0 are multiples of \(divisor), and there are \(divisor) bins in a second: these are "
        + "rates in spikes a second.", place: item.path,
      remedy: "Save counts: multiply it by the bin width, \(measured(width)) s.")
  }

  /// Times with an entry for each bin and a stated width say the same thing twice.
  private func requireOneWidth(_ width: Double, _ name: String, rows: Int) throws {
    guard let t = rawTimes, t.count == rows, rows > 2 else { return }
    let step = medianStep(t)
    guard step > 0, step.isFinite, abs(step - width) > 0.05 * width else { return }
    throw FileError.unusable(
      "it says that a bin is \(measured(width)) s, and time, which has one entry for each bin, that it is \(measured(step)) s.",
      place: name, remedy: "Say which is right: --bin-width \(measured(width)) or --bin-width \(measured(step)).")
  }

  private mutating func binWidth(rows: Int, _ item: ArraySource.Item) throws -> (Double, String) {
    if let width = options.binWidth { return (width, "bin width \(width) s as given") }
    if let width = try seconds(.binWidth) {
      let name = roles.item(.binWidth)?.path ?? "--map"
      guard width > 0, width.isFinite else {
        throw FileError.unusable(
          "the bin width is \(width); a positive number of seconds was expected.", place: name)
      }
      if roles.numbers[.binWidth] == nil { try judgeBinWidth(width, name) }
      try requireOneWidth(width, name, rows: rows)
      return (width, "bin width \(width) s from \(name)")
    }
    if let t = rawTimes, t.count == rows, rows > 1 {
      let width = medianStep(t)
      if width > 0, width.isFinite {
        note(
          .guessed, "bin width",
          "\(width) s, the median step of time, which has one entry for each row of \(item.path).",
          option: "--bin-width SECONDS")
        return (width, "bin width from time")
      }
    }
    throw FileError.unusable(
      "it is a matrix of counts \(shapeText(item.shape)), but the file does not say how long a bin is.",
      place: item.path, remedy: "Give it: --bin-width 0.01 (in seconds).")
  }
}

/// The median of the differences of neighbours, rounded to nanoseconds; the lower one of two middle values.
func medianStep(_ t: [Double]) -> Double {
  let steps = zip(t.dropFirst(), t).map { $0 - $1 }.filter(\.isFinite).sorted()
  guard !steps.isEmpty else { return .nan }
  return (steps[(steps.count - 1) / 2] * 1e9).rounded() / 1e9
}

extension SpikeData {
  /// Times divided by a number of units per second.
  func scaled(_ perSecond: Double) -> SpikeData {
    guard perSecond != 1, case .trains(let trains) = self else { return self }
    return .trains(trains.map { $0.divided(by: perSecond) })
  }
}
