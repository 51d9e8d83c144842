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

  private var cellColumn: ArraySource.Item? {
    source.items.first { RecordingReading.cellColumns.contains($0.key) && $0.shape.count == 1 }
  }

  private var spikeTimeColumn: ArraySource.Item? {
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
    let values = try readTimes(times, unit: Role.splitUnit(times.key).unit)
    var places: [String: Int] = [:]
    var (cellIDs, trains): ([String], [[Double]]) = ([], [])
    for (id, time) in zip(ids, values) {
      let place = places[id] ?? trains.count
      if place == trains.count {
        places[id] = place
        cellIDs.append(id)
        trains.append([])
      }
      if !time.isNaN { trains[place].append(time) }
    }
    note(.found, "spikes", "a table with one row for each spike, columns \(cells.path) and \(times.path).")
    return .trains(zip(cellIDs, trains).map { SpikeTrain(id: $0, times: $1) })
  }

  mutating func readSpikes() throws -> SpikeData? {
    guard let chosen = roles.items[.spikes], let item = chosen.first else { return nil }
    if chosen.count > 1 {
      note(.found, "spikes", "\(chosen.map(\.path).joined(separator: ", ")): one cell each.")
      return .trains(try chosen.map { SpikeTrain(id: $0.path, times: try vector($0)) }).scaled(spikeScale)
    }
    switch try source.read(item) {
    case .object(let value): return try readObject(value, item).scaled(spikeScale)
    case .ragged(let arrays):
      note(.found, "spikes", "\(item.path): spike times of \(arrays.count) cells (\(item.typeName)).")
      return try .trains(
        arrays.map { name, array in
          SpikeTrain(id: name, times: try times(of: array, "\(item.path), cell \(name)"))
        }
      ).scaled(spikeScale)
    case .array(let array):
      guard array.strings == nil else {
        throw FileError.unusable("spikes were expected; it holds text.", place: item.path)
      }
      if array.shape.filter({ $0 != 1 }).count == 2 || (array.shape.count == 2 && array.shape[1] == 0) {
        return try readCounts(array, item)
      }
      return try readVector(array, item).scaled(spikeScale)
    }
  }

  /// What spike times are divided by.
  private var spikeScale: Double { (options.spikeTimeUnit ?? options.timeUnit)?.perSecond ?? 1 }

  private func times(of array: DataArray, _ place: String) throws -> [Double] {
    guard let values = array.doubles, array.shape.filter({ $0 != 1 }).count <= 1 else {
      throw FileError.unusable(
        "a cell's spike times are one row of numbers; it is \(array.typeName) \(shapeText(array.shape)).",
        place: place)
    }
    return values
  }

  private mutating func readObject(_ value: PickleValue, _ item: ArraySource.Item) throws -> SpikeData {
    func train(_ id: String, _ value: PickleValue) throws -> SpikeTrain {
      guard let numbers = value.numbers else {
        throw FileError.unusable(
          "a cell's spike times are numbers; it is \(value.summary).", place: "\(item.path), cell \(id)")
      }
      return SpikeTrain(id: id, times: numbers)
    }
    note(.found, "spikes", "\(item.path): \(value.summary), taken as one entry of spike times for each cell.")
    switch value {
    case .dictionary(let entries):
      return .trains(
        try entries.map { key, value in
          guard let id = key.label else {
            throw FileError.unusable(
              "the names of cells are \(key.summary); text or numbers were expected.",
              place: item.path)
          }
          return try train(id, value)
        })
    case .list(let cells), .tuple(let cells), .objectArray(_, let cells):
      return .trains(try cells.enumerated().map { try train(String($0.offset), $0.element) })
    default:
      throw FileError.unusable(
        "spikes were expected as a dictionary or list of arrays; it is \(value.summary).", place: item.path)
    }
  }

  /// One vector: with an index, the spikes of all cells; alone, those of one cell.
  private mutating func readVector(_ array: DataArray, _ item: ArraySource.Item) throws -> SpikeData {
    let times = array.doubles ?? []
    guard let indexItem = roles.item(.spikeIndex) else {
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
    let index = try numericArray(indexItem)?.integers ?? []
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
    note(.found, "spikes", "\(item.path) with the cell of each spike in \(indexItem.path).")
    return .trains(
      Dictionary(grouping: index.indices, by: { index[$0] }).sorted { $0.key < $1.key }.map { cell, places in
        SpikeTrain(id: String(cell), times: places.map { times[$0] })
      })
  }

  /// The file's names of cells, or their numbers from 0.
  func cellNames(_ count: Int) throws -> [String] {
    guard let item = roles.item(.cellIDs), case .array(let array) = try source.read(item) else {
      return (0..<count).map(String.init)
    }
    let names = array.strings ?? array.integers?.map(String.init) ?? (array.doubles ?? []).map { String($0) }
    guard names.count == count else {
      throw FileError.unusable("it names \(names.count) cells; there are \(count).", place: item.path)
    }
    return names
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
        throw FileError.unusable(
          "a matrix of spike counts holds whole numbers from 0; row \(index / array.shape[1]), column "
            + "\(index % array.shape[1]) is \(number).", place: item.path,
          remedy: "If it is a calcium or deconvolved trace, read it as ROI signals: --map roi=\(item.path).")
      }
      counts.append(count)
    }
    var matrix = Matrix(rows: array.shape[0], columns: array.shape[1], elements: counts)
    if let t = rawTimes, t.count == matrix.columns, t.count != matrix.rows {
      matrix = matrix.transposed()
      note(
        .guessed, "spikes",
        "\(item.path) was turned to [time, cell]: time has as many entries as it has columns.")
    } else if rawTimes == nil && matrix.columns > matrix.rows {
      note(
        .warning, "spikes",
        "\(item.path) has more columns (\(matrix.columns)) than rows (\(matrix.rows)); rows are taken as time."
      )
    }
    let (width, reason) = try binWidth(rows: matrix.rows, item)
    var start = 0.0
    if let given = try number(.binStart) {
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
    note(
      .found, "spikes",
      "\(item.path): counts [time, cell] of \(matrix.rows) bins and \(matrix.columns) cells; \(reason).")
    cellIDs = try cellNames(matrix.columns)
    return .counts(matrix, binWidth: width, start: start)
  }

  private mutating func binWidth(rows: Int, _ item: ArraySource.Item) throws -> (Double, String) {
    if let width = options.binWidth { return (width, "bin width \(width) s as given") }
    if let width = try number(.binWidth) {
      let name = roles.item(.binWidth)?.path ?? "--map"
      guard width > 0, width.isFinite else {
        throw FileError.unusable(
          "the bin width is \(width); a positive number of seconds was expected.", place: name)
      }
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
