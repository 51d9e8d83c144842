import ArrayNumerics
import Foundation

/// What the cells did in each time bin of the latent decoder, as a list of the cells with a spike: most have none.
///
/// Bins are whole numbers of bins of the activity, on its full grid. A bin belongs when at least half of it was kept, and
/// counts with the time that was kept. Where bins are missing for longer than a bridge, the chain starts anew (`restarts`); a
/// shorter gap is filled with bins without data, in which only the motion acts.
package struct LatentObservations: Sendable {
  /// How many cells there are.
  package var cells: Int
  /// Width of a bin, s.
  package var binWidth: Double
  /// First event of each bin, one more than there are bins.
  package var starts: [Int32]
  /// Cell of each event, ascending within a bin.
  package var eventCells: [Int32]
  /// Spikes, or whatever is summed for the likelihood.
  package var eventValues: [Float]
  /// Time observed in each bin, s; 0 for bins of a bridge.
  package var exposure: [Float]
  /// True where a bin does not follow the one before.
  package var restarts: [Bool]
  /// Index of each bin on the grid of the decoder: full-grid index divided by the number of bins summed.
  package var bins: [Int]
  /// Bins of the activity in a bin of the decoder.
  package var factor: Int
  /// Bins of the activity that were left out, since less than half of their bin was kept.
  package var droppedRows: Int

  /// How many bins there are.
  package var count: Int { bins.count }

  /// Lends the events of a bin: how many, their cells and their values.
  @inline(__always)
  func withEvents(of bin: Int, _ body: (Int, UnsafePointer<Int32>, UnsafePointer<Float>) -> Void) {
    let first = Int(starts[bin])
    eventCells.withUnsafeBufferPointer { cells in
      eventValues.withUnsafeBufferPointer { values in
        if let cells = cells.baseAddress, let values = values.baseAddress {
          body(Int(starts[bin &+ 1]) &- first, cells + first, values + first)
        }
      }
    }
  }

  /// Time observed in all bins, s.
  package var totalExposure: Double { exposure.reduce(0) { $0 + Double($1) } }

  /// - Parameters:
  ///   - cells: columns of the activity that are used.
  ///   - width: wanted width of a bin, s; the nearest whole number of bins of the activity is taken.
  ///   - bridge: longest gap that is bridged by the motion, s.
  package init(_ activity: BinnedActivity, cells: [Int], width: Double, bridge: Double) {
    factor = max(1, Int((width / activity.binWidth).rounded()))
    binWidth = Double(factor) * activity.binWidth
    self.cells = cells.count
    (starts, eventCells, eventValues, exposure, restarts, bins, droppedRows) = ([0], [], [], [], [], [], 0)
    let longest = Int((bridge / binWidth).rounded(.down))
    switch activity.amounts {
    case .counts(let counts):
      gather(counts, activity, cells, longest: longest)
    case .signal(let signal, let isSummable):
      // The likelihood knows no negative values; what noise makes of a silent signal counts as silence. A mean over a bin times
      // the width of the bin adds up.
      let weight = isSummable ? 1 : Float(activity.binWidth)
      gather(signal, activity, cells, longest: longest) { max(0, $0 * weight) }
    }
  }

  private mutating func gather(_ counts: SparseCounts, _ activity: BinnedActivity, _ cells: [Int], longest: Int) {
    let chosen = counts.selectingColumns(cells).inTime
    var total = [Float](repeating: 0, count: cells.count)
    var touched: [Int32] = []
    forEachBin(activity, longest: longest) { rows in
      for event in chosen.starts[rows.lowerBound]..<chosen.starts[rows.upperBound] {
        let place = Int(chosen.cells[event])
        if total[place] == 0 { touched.append(Int32(place)) }
        total[place] += Float(chosen.counts[event])
      }
      let events = touched.sorted().map { ($0, total[Int($0)]) }
      for place in touched { total[Int(place)] = 0 }
      touched.removeAll(keepingCapacity: true)
      return events
    }
  }

  private mutating func gather(
    _ signal: Matrix<Float>, _ activity: BinnedActivity, _ cells: [Int], longest: Int, value: (Float) -> Float
  ) {
    let columns = signal.columns
    var total = [Float](repeating: 0, count: cells.count)
    forEachBin(activity, longest: longest) { rows in
      signal.withUnsafeBufferPointer { signal in
        for row in rows {
          for (place, cell) in cells.enumerated() { total[place] += value(signal[row &* columns &+ cell]) }
        }
      }
      let events = total.indices.filter { total[$0] != 0 }.map { (Int32($0), total[$0]) }
      for place in total.indices { total[place] = 0 }
      return events
    }
  }

  /// Adds every bin of the decoder of which at least half was kept.
  ///
  /// - Parameter events: the cells that did something in some rows of the activity, ascending, and what.
  private mutating func forEachBin(
    _ activity: BinnedActivity, longest: Int, events: (_ rows: Range<Int>) -> [(cell: Int32, value: Float)]
  ) {
    var row = 0
    while row < activity.bins.count {
      let bin = activity.bins[row] / factor
      let first = row
      while row < activity.bins.count, activity.bins[row] / factor == bin { row += 1 }
      let found = events(first..<row)
      guard 2 * (row - first) >= factor else {
        droppedRows += row - first
        continue
      }
      open(bin, longestBridge: longest)
      for event in found {
        eventCells.append(event.cell)
        eventValues.append(event.value)
      }
      close(bin, exposure: Float(Double(row - first) * activity.binWidth), restart: restartNext)
    }
  }

  /// True when the bin to be added starts a new chain; set by `open`.
  private var restartNext = true

  /// Fills a short gap before a bin.
  private mutating func open(_ bin: Int, longestBridge: Int) {
    restartNext = true
    guard let last = bins.last else { return }
    if bin - last - 1 <= longestBridge {
      for empty in (last + 1)..<bin { close(empty, exposure: 0, restart: false) }
      restartNext = false
    }
  }

  private mutating func close(_ bin: Int, exposure time: Float, restart: Bool) {
    bins.append(bin)
    exposure.append(time)
    restarts.append(restart)
    starts.append(Int32(eventCells.count))
  }

  /// Bins given directly: for tests and for parts of a session.
  package init(
    counts: Matrix<Float>, binWidth: Double, exposure: [Float]? = nil, restarts: [Bool]? = nil
  ) {
    cells = counts.columns
    self.binWidth = binWidth
    (starts, eventCells, eventValues) = ([0], [], [])
    for row in 0..<counts.rows {
      for cell in 0..<counts.columns where counts[row, cell] != 0 {
        eventCells.append(Int32(cell))
        eventValues.append(counts[row, cell])
      }
      starts.append(Int32(eventCells.count))
    }
    self.exposure = exposure ?? [Float](repeating: Float(binWidth), count: counts.rows)
    self.restarts = restarts ?? (0..<counts.rows).map { $0 == 0 }
    bins = Array(0..<counts.rows)
    factor = 1
    droppedRows = 0
  }

  /// Neighbouring bins summed in pairs of the grid: half as many bins of twice the width.
  package func halved() -> LatentObservations {
    var result = self
    result.factor = 2 * factor
    result.binWidth = 2 * binWidth
    (result.starts, result.eventCells, result.eventValues) = ([0], [], [])
    (result.exposure, result.restarts, result.bins) = ([], [], [])
    var total = [Float](repeating: 0, count: cells)
    var row = 0
    while row < count {
      let bin = bins[row] / 2
      var (time, restart) = (Float(0), restarts[row])
      var touched: [Int] = []
      repeat {
        for event in Int(starts[row])..<Int(starts[row + 1]) {
          let cell = Int(eventCells[event])
          if total[cell] == 0 { touched.append(cell) }
          total[cell] += eventValues[event]
        }
        time += exposure[row]
        row += 1
      } while row < count && bins[row] / 2 == bin && !restarts[row]
      // A chain that begins within a pair begins with what follows of it.
      if row < count, bins[row] / 2 == bin {
        for cell in touched { total[cell] = 0 }
        continue
      }
      if let last = result.bins.last, bin - last > 1 { restart = true }
      for cell in touched.sorted() {
        result.eventCells.append(Int32(cell))
        result.eventValues.append(total[cell])
        total[cell] = 0
      }
      result.bins.append(bin)
      result.exposure.append(time)
      result.restarts.append(restart)
      result.starts.append(Int32(result.eventCells.count))
    }
    return result
  }

  /// A range of bins as observations of their own.
  package func part(_ range: Range<Int>) -> LatentObservations {
    var result = self
    let first = starts[range.lowerBound]
    let events = Int(first)..<Int(starts[range.upperBound])
    result.starts = starts[range.lowerBound...range.upperBound].map { $0 - first }
    result.eventCells = Array(eventCells[events])
    result.eventValues = Array(eventValues[events])
    result.exposure = Array(exposure[range])
    result.restarts = Array(restarts[range])
    if !result.restarts.isEmpty { result.restarts[0] = true }
    result.bins = Array(bins[range])
    return result
  }

  /// Sum over all bins of each cell's values.
  package var totals: [Double] {
    var totals = [Double](repeating: 0, count: cells)
    for (cell, value) in zip(eventCells, eventValues) { totals[Int(cell)] += Double(value) }
    return totals
  }
}
