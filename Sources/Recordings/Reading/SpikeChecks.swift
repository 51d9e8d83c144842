import ArrayNumerics

extension RecordingReading {
  /// Sorts spike times, and reports what will matter: silent and duplicated cells, spikes outside the tracking,
  /// times that look like another unit.
  mutating func checkSpikes(_ spikes: SpikeData, trajectory: Trajectory?) throws -> SpikeData {
    let counts = spikes.spikeCounts
    if case .trains(let trains) = spikes { cellIDs = trains.map(\.id) }
    guard !counts.isEmpty else {
      throw RecordingError.unusable(
        "the spikes hold no cell.", place: roles.item(.spikes)?.path,
        remedy: "Choose another array: --map spikes=NAME.")
    }
    note(.found, "spikes", "\(counts.count) cells, \(counts.reduce(0, +)) spikes.")
    let silent = counts.indices.filter { counts[$0] == 0 }
    if !silent.isEmpty {
      note(.warning, "spikes", "\(cells(silent)) without a spike.")
    }
    guard case .trains(var trains) = spikes else {
      reportDuplicates(spikes, counts)
      return spikes
    }
    for (index, train) in trains.enumerated() {
      if let place = train.times.firstIndex(where: { !$0.isFinite }) {
        throw RecordingError.unusable(
          "spike number \(place) (from 0) of cell \(train.id) has the time \(train.times[place]).",
          place: roles.item(.spikes)?.path, remedy: "Remove spikes without a time.")
      }
      if zip(train.times, train.times.dropFirst()).contains(where: { $0 > $1 }) { trains[index].times.sort() }
    }
    let unsorted = zip(trains, spikes.trains).count { $0.times != $1.times }
    if unsorted > 0 {
      note(.warning, "spikes", "the spikes of \(unsorted) cells were not in order of time; sorted.")
    }
    let repeated = trains.reduce(0) { sum, train in
      sum + zip(train.times, train.times.dropFirst()).count { $0 == $1 }
    }
    if repeated > 0 {
      note(
        .warning, "spikes",
        "\(repeated) spikes have exactly the time of the cell's spike before; they are kept.")
    }
    reportDuplicates(.trains(trains), counts)
    if let t = trajectory?.t, let first = t.first, let last = t.last {
      reportOutside(trains, first, last, total: counts.reduce(0, +))
    }
    return .trains(trains)
  }

  private mutating func reportOutside(_ trains: [SpikeTrain], _ first: Double, _ last: Double, total: Int) {
    var (before, after) = (0, 0)
    for train in trains {
      before += train.times.count { $0 < first }
      after += train.times.count { $0 > last }
    }
    guard before + after > 0 else { return }
    note(
      .warning, "spikes",
      "\(before + after) of \(total) spikes lie outside the tracking (\(before) before \(rounded(first)) s, \(after) after "
        + "\(rounded(last)) s).")
    let latest = trains.compactMap(\.times.last).max() ?? 0
    if options.spikeTimeUnit == nil, last > first, latest - first > 20 * (last - first) {
      note(
        .warning, "spikes",
        "the last spike is at \(rounded(latest)), tracking ends at \(rounded(last)) s: are spike times in milliseconds or "
          + "sample numbers?", option: "--spike-time-unit ms|samples:<Hz>")
    }
  }

  private mutating func reportDuplicates(_ spikes: SpikeData, _ counts: [Int]) {
    var first: [Int: [Int]] = [:]
    var pairs: [String] = []
    for index in counts.indices where counts[index] > 0 {
      let same = first[counts[index]]?.first { spikes.isEqual(cell: $0, to: index) }
      if let same { pairs.append("\(cellIDs[same]) = \(cellIDs[index])") }
      first[counts[index], default: []].append(index)
    }
    guard !pairs.isEmpty else { return }
    note(
      .warning, "spikes",
      "\(pairs.count) cells have the same spikes as another (\(pairs.prefix(5).joined(separator: ", "))"
        + (pairs.count > 5 ? ", …)." : ")."), option: "--cells LIST")
  }

  private func cells(_ indices: [Int]) -> String {
    let names = indices.prefix(6).map { cellIDs[$0] }.joined(separator: ", ")
    return "\(indices.count) of \(cellIDs.count) cells (\(names)\(indices.count > 6 ? ", …" : ""))"
  }

  /// Keeps the cells that the user chose.
  mutating func select(_ spikes: SpikeData) throws -> SpikeData {
    guard let selection = options.cells else { return spikes }
    let chosen = try selection.indices(in: cellIDs)
    note(.found, "spikes", "\(chosen.count) of \(spikes.cellCount) cells were selected.")
    cellIDs = chosen.map { cellIDs[$0] }
    switch spikes {
    case .trains(let trains): return .trains(chosen.map { trains[$0] })
    case .counts(let matrix, let binWidth, let start):
      return .counts(matrix.selectingColumns(chosen), binWidth: binWidth, start: start)
    }
  }
}

extension SpikeData {
  /// The trains, or none for counts.
  var trains: [SpikeTrain] {
    if case .trains(let trains) = self { return trains }
    return []
  }

  func isEqual(cell a: Int, to b: Int) -> Bool {
    switch self {
    case .trains(let trains): trains[a].times == trains[b].times
    case .counts(let matrix, _, _): (0..<matrix.rows).allSatisfy { matrix[$0, a] == matrix[$0, b] }
    }
  }
}
