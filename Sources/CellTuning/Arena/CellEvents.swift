import ArrayNumerics

/// What a cell did over time: the bins in which it did something, and how much.
package struct CellEvents: Sendable {
  /// Bins of time, ascending.
  package let rows: [Int32]
  /// Spikes in each, or a signal.
  package let amounts: [Double]

  package init(rows: [Int32], amounts: [Double]) { (self.rows, self.amounts) = (rows, amounts) }

  /// One event in each of some bins of time, ascending.
  package init(onsets: [Int]) {
    self.init(rows: onsets.map(Int32.init), amounts: [Double](repeating: 1, count: onsets.count))
  }

  /// The counts of one cell.
  package init(_ counts: SparseCounts, cell: Int) {
    var (rows, amounts): ([Int32], [Double]) = ([], [])
    counts.forEachEvent(of: cell) { row, count in
      rows.append(Int32(row))
      amounts.append(Double(count))
    }
    self.init(rows: rows, amounts: amounts)
  }

  /// A column of a signal; 0 is nothing.
  package init(_ signal: Matrix<Float>, cell: Int) {
    let rows = (0..<signal.rows).filter { signal[$0, cell] != 0 }
    self.init(rows: rows.map(Int32.init), amounts: rows.map { Double(signal[$0, cell]) })
  }

  /// Everything together.
  package var total: Double { amounts.reduce(0, +) }

  /// What the cell did in each bin of time.
  package func series(bins: Int) -> [Double] {
    var series = [Double](repeating: 0, count: bins)
    for (row, amount) in zip(rows, amounts) { series[Int(row)] += amount }
    return series
  }

  /// The same without what changes slowly beside the speed of the animal (`SlowRate.shortSigma`).
  package func steadySeries(bins: Int, binWidth: Double) throws -> [Double] {
    let series = series(bins: bins)
    let slow = try SlowRate.smoothed(series, binWidth: binWidth, sigma: SlowRate.shortSigma)
    return zip(series, slow).map { $0 - $1 }
  }

  /// Amounts summed by a number that each bin of time has, as the place of the animal.
  ///
  /// - Parameters:
  ///   - places: number of each bin of time, below `count`, or -1 for none.
  ///   - shift: what happened in bin t counts for bin t + shift, around the end.
  package func sums(at places: [Int32], count: Int, shift: Int = 0) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    let bins = places.count
    guard bins > 0 else { return sums }
    let start = shift % bins
    places.withUnsafeBufferPointer { places in
      for (row, amount) in zip(rows, amounts) {
        var moved = Int(row) + start
        if moved >= bins { moved -= bins }
        let place = Int(places[moved])
        if place >= 0 { sums[place] += amount }
      }
    }
    return sums
  }

  /// The same over some bins of time only.
  package func sums(at places: [Int32], count: Int, where isUsed: (Int) -> Bool) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (row, amount) in zip(rows, amounts) where isUsed(Int(row)) && places[Int(row)] >= 0 {
      sums[Int(places[Int(row)])] += amount
    }
    return sums
  }
}
