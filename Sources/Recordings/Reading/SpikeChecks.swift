import ArrayFiles
import ArrayNumerics
import Schema

extension RecordingReading {
  /// Sorts spike times, and reports what will matter: silent and duplicated cells, spikes outside the tracking,
  /// times that look like another unit.
  mutating func checkSpikes(_ spikes: SpikeData, trajectory: Trajectory?) throws -> SpikeData {
    let counts = spikes.spikeCounts
    if case .trains(let trains) = spikes { cellIDs = trains.map(\.id) }
    guard !counts.isEmpty else {
      throw FileError.unusable(
        "the spikes hold no cell.", place: roles.item(.spikes)?.path,
        remedy: "Choose another array: --map spikes=NAME.")
    }
    note(.found, "spikes", "\(counted(counts.count, "cell")), \(counted(counts.reduce(0, +), "spike")).")
    let silent = counts.indices.filter { counts[$0] == 0 }
    if !silent.isEmpty {
      note(.warning, "spikes", "\(cells(silent)) without a spike.")
    }
    guard case .trains(var trains) = spikes else {
      reportDuplicates(of: counts) { spikes.isEqual(cell: $0, to: $1) }
      judgeLength(of: spikes, trajectory)
      return spikes
    }
    let known = options.isExcerpt ? nil : trajectory?.t
    let tracking = known?.first.flatMap { first in known?.last.map { (first, $0) } }
    var surveys: [TrainSurvey?] = []
    var unsorted: [TrainSurvey] = []
    var (before, after) = (0, 0)
    var resolution: Double? = 0
    // One cell at a time: those that are read when they are asked for need not all be in memory.
    for index in trains.indices {
      var times = try trains[index].times
      var survey = TrainSurvey(times)
      if !survey.isFinite, let place = times.firstIndex(where: { !$0.isFinite }) {
        throw FileError.unusable(
          "spike number \(place) (from 0) of cell \(trains[index].id) has the time \(times[place]).",
          place: roles.item(.spikes)?.path, remedy: "Remove spikes without a time.")
      }
      if !survey.isAscending {
        unsorted.append(survey)
        trains[index].sort()
        times = try trains[index].times
        survey = TrainSurvey(times)
      }
      try refuseRepeated(survey, trains[index].id)
      if let span = survey.span { trains[index].remember(span: span) }
      if let finest = resolution, !times.isEmpty {
        // One cell with more bits says that nothing was rounded.
        resolution = Precision.resolution(times).map { max(finest, $0) }
      }
      if let (first, last) = tracking {
        before += lowerBound(of: first, in: times)
        after += times.count - upperBound(of: last, in: times)
      }
      surveys.append(times.isEmpty ? nil : survey)
    }
    let summary = SpikeClockCheck(
      surveys.compactMap { $0 }, outside: before + after, tracking: tracking.map { $0.0...max($0.0, $0.1) },
      step: known.flatMap { isFieldClock($0.count) ? nil : medianStep($0) }, origin: spikeOrigin)
    try refuseIntervals(unsorted, cells: surveys.count { $0 != nil }, length: tracking.map { $0.1 - $0.0 })
    try refuseRestart(unsorted, cells: surveys.count { $0 != nil }, span: summary.span)
    if !unsorted.isEmpty {
      note(.warning, "spikes", "the spikes of \(unsorted.count) cells were not in order of time; sorted.")
    }
    try judge(summary)
    let repeated = surveys.reduce(0) { $0 + ($1?.repeated ?? 0) }
    if repeated > 0 {
      note(
        .warning, "spikes",
        "\(repeated) spikes have exactly the time of the cell's spike before; they are kept.")
    }
    if summary.spikes >= SpikeClockCheck.fewest { notePrecision(ofSpikes: resolution) }
    try reportDuplicates(of: surveys) { try trains[$0].times == trains[$1].times }
    if let tracking {
      let latest = surveys.compactMap { $0?.span?.upperBound }.max() ?? 0
      reportOutside(before, after, of: counts.reduce(0, +), tracking: tracking, latest: latest)
    }
    return .trains(trains)
  }

  /// Counts and tracking of which one lasts much longer may have another width of bins than was taken.
  private mutating func judgeLength(of spikes: SpikeData, _ trajectory: Trajectory?) {
    guard !options.isExcerpt, options.binWidth == nil, case .counts(let matrix, let width, _) = spikes,
      trajectory?.x != nil || trajectory?.headDirection != nil, let t = trajectory?.t, let first = t.first, let last = t.last,
      last > first
    else { return }
    let length = Double(matrix.rows) * width
    let ratio = length / (last - first)
    guard ratio > Self.mostUnlike || ratio < 1 / Self.mostUnlike else { return }
    note(
      .warning, "bin width",
      "\(matrix.rows) bins of \(measured(width)) s last \(measured(length)) s, and the tracking \(measured(last - first)) s: "
        + "is a bin \(measured((last - first) / Double(matrix.rows))) s?", option: "--bin-width SECONDS")
  }

  /// Times as long.
  private static let mostUnlike = 1.2

  private mutating func reportOutside(
    _ before: Int, _ after: Int, of total: Int, tracking: (first: Double, last: Double), latest: Double
  ) {
    guard before + after > 0 else { return }
    let (first, last) = tracking
    note(
      .warning, "spikes",
      "\(before + after) of \(total) spikes lie outside the tracking (\(before) before \(measured(first)) s, \(after) after "
        + "\(measured(last)) s).")
    if options.spikeTimeUnit == nil, last > first, latest - first > 20 * (last - first) {
      note(
        .warning, "spikes",
        "the last spike is at \(measured(latest)), tracking ends at \(measured(last)) s: are spike times in milliseconds or "
          + "sample numbers?", option: "--spike-time-unit ms|samples:<Hz>")
    }
  }

  /// Cells with the same spikes as one before them.
  ///
  /// - Parameter keys: what equal cells have in common; `nil` for a cell without spikes.
  private mutating func reportDuplicates<Key: Hashable>(
    of keys: [Key?], isSame: (Int, Int) throws -> Bool
  ) rethrows {
    var known: [Key: [Int]] = [:]
    var pairs: [String] = []
    for (index, key) in keys.enumerated() {
      guard let key else { continue }
      if let same = try known[key]?.first(where: { try isSame($0, index) }) {
        pairs.append("\(cellIDs[same]) = \(cellIDs[index])")
      }
      known[key, default: []].append(index)
    }
    guard !pairs.isEmpty else { return }
    note(
      .warning, "spikes",
      "\(pairs.count) cells have the same spikes as another (\(pairs.prefix(5).joined(separator: ", "))"
        + (pairs.count > 5 ? ", …)." : ")."), option: "--cells LIST")
  }

  private func cells(_ indices: [Int]) -> String {
    return "\(indices.count) of \(cellIDs.count) cells (\(firstNames(indices.map { cellIDs[$0] })))"
  }

  /// Leaves out the cells that the file calls none, and says what else it tells of them.
  ///
  /// - Parameter samples: of the tracking, whose arrays say nothing of cells.
  /// - Throws: `FileError` when none is left.
  mutating func judgeCells(_ spikes: SpikeData, samples: Int?) throws -> SpikeData {
    let columns = try cellColumns(of: cellIDs.count, samples: samples) + attributeColumns()
    let rejected = try rejectedCells(columns, of: cellIDs.count)
    let kept = cellIDs.indices.filter { !rejected.contains($0) }
    noteUnheeded(columns, kept: kept)
    return rejected.isEmpty ? spikes : take(kept, of: spikes)
  }

  /// Keeps the cells that the user chose.
  mutating func select(_ spikes: SpikeData) throws -> SpikeData {
    guard let selection = options.cells else { return spikes }
    let chosen = try selection.indices(in: cellIDs)
    note(.found, "spikes", "\(chosen.count) of \(spikes.cellCount) cells were selected.")
    return take(chosen, of: spikes)
  }

  private mutating func take(_ chosen: [Int], of spikes: SpikeData) -> SpikeData {
    cellIDs = chosen.map { cellIDs[$0] }
    switch spikes {
    case .trains(let trains): return .trains(chosen.map { trains[$0] })
    case .counts(let matrix, let binWidth, let start):
      return .counts(matrix.selectingColumns(chosen), binWidth: binWidth, start: start)
    }
  }
}

extension SpikeData {
  /// Whether two cells have the same counts; false for spike times.
  fileprivate func isEqual(cell a: Int, to b: Int) -> Bool {
    guard case .counts(let matrix, _, _) = self else { return false }
    return (0..<matrix.rows).allSatisfy { matrix[$0, a] == matrix[$0, b] }
  }
}

/// The number of ascending times before `time`.
private func lowerBound(of time: Double, in times: [Double]) -> Int { partitionPoint(times) { $0 < time } }

/// The number of ascending times up to `time`.
private func upperBound(of time: Double, in times: [Double]) -> Int { partitionPoint(times) { $0 <= time } }

/// How many elements are in front for which something holds that holds for none behind.
private func partitionPoint(_ values: [Double], _ isInFront: (Double) -> Bool) -> Int {
  var (low, high) = (0, values.count)
  while low < high {
    let middle = (low + high) / 2
    if isInFront(values[middle]) { low = middle + 1 } else { high = middle }
  }
  return low
}

extension [SpikeTrain] {
  /// From the first to the last spike of all cells; `nil` without spikes.
  ///
  /// - Throws: `FileError` when the file can no longer be read.
  public var span: ClosedRange<Double>? {
    get throws {
      let spans = try compactMap { try $0.span }
      guard let first = spans.map(\.lowerBound).min(), let last = spans.map(\.upperBound).max() else { return nil }
      return first...last
    }
  }
}
