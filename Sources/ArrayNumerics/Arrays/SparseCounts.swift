/// Spike counts `[time, cell]` of which most are 0: the others, cell after cell in the order of time.
///
/// Eight bytes for each bin with a spike, where a matrix takes four for every bin of every cell.
public struct SparseCounts: Sendable, Equatable {
  /// Bins of time.
  public private(set) var rows: Int
  /// Cells.
  public var columns: Int { starts.count - 1 }
  /// Where the events of each cell start; one more than there are cells.
  private(set) var starts: [Int]
  /// The bin of each event, ascending within a cell.
  private(set) var times: [Int32]
  /// Spikes in that bin, not 0.
  private(set) var counts: [Int32]

  /// Counts without any cell yet.
  ///
  /// - Parameter rows: bins of time, less than 2³¹.
  public init(rows: Int) {
    precondition(rows <= Int(Int32.max), "more bins than 32 bits can number")
    self.rows = rows
    (starts, times, counts) = ([0], [], [])
  }

  /// Adds a cell.
  ///
  /// - Parameter bins: the bin of each of its spikes, in any order, a bin as often as it has spikes.
  public mutating func appendCell(bins: [Int32]) {
    var last: Int32 = -1
    let isAscending = bins.allSatisfy { bin in
      defer { last = bin }
      return bin >= last
    }
    for bin in isAscending ? bins : bins.sorted() {
      if times.count > starts[columns], times[times.count - 1] == bin {
        counts[counts.count - 1] += 1
      } else {
        times.append(bin)
        counts.append(1)
      }
    }
    starts.append(times.count)
  }

  /// The counts of a matrix.
  public init(_ matrix: Matrix<Int32>) {
    self.init(rows: matrix.rows, columns: matrix.columns) { $0(matrix) }
  }

  /// The counts of a matrix that comes in pieces, of which only one is in memory at a time.
  ///
  /// - Parameter forEachPiece: hands out all its rows, in order.
  public init(
    rows: Int, columns: Int, forEachPiece: (_ body: (Matrix<Int32>) -> Void) throws -> Void
  ) rethrows {
    self.init(rows: rows)
    var events: [(row: Int32, column: Int32, count: Int32)] = []
    var first = 0
    try forEachPiece { piece in
      piece.withUnsafeBufferPointer { values in
        for row in 0..<piece.rows {
          forEachNonzero(in: values, from: row * columns, count: columns) { column in
            events.append((Int32(first + row), Int32(column), values[row * columns + column]))
          }
        }
      }
      first += piece.rows
    }
    var places = [Int](repeating: 0, count: columns)
    for event in events { places[Int(event.column)] += 1 }
    starts = places.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    times = [Int32](repeating: 0, count: events.count)
    counts = times
    places = Array(starts.dropLast())
    for event in events {
      let place = places[Int(event.column)]
      times[place] = event.row
      counts[place] = event.count
      places[Int(event.column)] = place + 1
    }
  }

  /// The part of all bins that have a count.
  var occupancy: Double { Double(times.count) / Double(max(1, rows * columns)) }

  /// The sum of every column.
  public var columnTotals: [Int] {
    (0..<columns).map { column in events(of: column).reduce(0) { $0 + Int(counts[$1]) } }
  }

  /// The sum of every column in stretches of `length` bins, `[stretch, column]`; the last stretch may be shorter.
  public func columnTotals(inStretchesOf length: Int) -> Matrix<Int> {
    precondition(length > 0, "a stretch has at least one bin")
    var totals = Matrix<Int>(rows: (rows + length - 1) / length, columns: columns, repeating: 0)
    for column in 0..<columns {
      for event in events(of: column) { totals[Int(times[event]) / length, column] += Int(counts[event]) }
    }
    return totals
  }

  /// Whether any cell has a count in each bin.
  public var firing: [Bool] {
    var firing = [Bool](repeating: false, count: rows)
    for time in times { firing[Int(time)] = true }
    return firing
  }

  /// The events of a cell.
  func events(of column: Int) -> Range<Int> { starts[column]..<starts[column + 1] }

  /// The events of a cell in a range of bins.
  func events(of column: Int, in rows: Range<Int>) -> Range<Int> {
    let all = events(of: column)
    let first = firstEvent(of: all, from: rows.lowerBound)
    return first..<firstEvent(of: first..<all.upperBound, from: rows.upperBound)
  }

  /// The first of some events of a cell that is not before a bin.
  private func firstEvent(of events: Range<Int>, from row: Int) -> Int {
    var (low, high) = (events.lowerBound, events.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if Int(times[middle]) < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

// MARK: - Parts and the whole

extension SparseCounts {
  /// The counts of some cells, in the order given.
  public func selectingColumns(_ columns: [Int]) -> SparseCounts {
    var selected = SparseCounts(rows: rows)
    for column in columns {
      selected.times += times[events(of: column)]
      selected.counts += counts[events(of: column)]
      selected.starts.append(selected.times.count)
    }
    return selected
  }

  /// The counts of some bins, which ascend; row `i` of the result is bin `kept[i]`.
  public func selectingRows(_ kept: [Int]) -> SparseCounts {
    var places = [Int32](repeating: -1, count: rows)
    for (place, row) in kept.enumerated() { places[row] = Int32(place) }
    var selected = SparseCounts(rows: kept.count)
    for column in 0..<columns {
      for event in events(of: column) where places[Int(times[event])] >= 0 {
        selected.times.append(places[Int(times[event])])
        selected.counts.append(counts[event])
      }
      selected.starts.append(selected.times.count)
    }
    return selected
  }

  /// The same counts on a larger grid: bin `i` stands at `places[i]`, which ascend; the others are empty.
  public func spread(to places: [Int], of rows: Int) -> SparseCounts {
    var spread = SparseCounts(rows: rows)
    spread.starts = starts
    spread.counts = counts
    spread.times = times.map { Int32(places[Int($0)]) }
    return spread
  }

  /// The same bins with those for which a condition holds emptied.
  public func clearing(_ isCleared: (Int) -> Bool) -> SparseCounts {
    var left = SparseCounts(rows: rows)
    for column in 0..<columns {
      for event in events(of: column) where !isCleared(Int(times[event])) {
        left.times.append(times[event])
        left.counts.append(counts[event])
      }
      left.starts.append(left.times.count)
    }
    return left
  }

  /// All counts, zeros too.
  public var matrix: Matrix<Int32> { matrix(of: 0..<rows) }

  /// All counts of some bins, zeros too.
  public func matrix(of rows: Range<Int>) -> Matrix<Int32> {
    var matrix = Matrix<Int32>(rows: rows.count, columns: columns, repeating: 0)
    matrix.withUnsafeMutableBufferPointer { values in
      for column in 0..<columns {
        for event in events(of: column, in: rows) {
          values[(Int(times[event]) - rows.lowerBound) * columns + column] = counts[event]
        }
      }
    }
    return matrix
  }
}

// MARK: - Bin after bin

/// The counts that are not 0, bin after bin.
public struct CountsInTime: Sendable {
  /// Where the events of each bin start; one more than there are bins.
  public let starts: [Int]
  /// The cell of each event, ascending within a bin.
  public let cells: [Int32]
  /// Its count.
  public let counts: [Int32]
}

extension SparseCounts {
  /// The same in the order of time.
  public var inTime: CountsInTime {
    var starts = [Int](repeating: 0, count: rows + 1)
    for time in times { starts[Int(time) + 1] += 1 }
    for row in 0..<rows { starts[row + 1] += starts[row] }
    var places = starts
    var cells = [Int32](repeating: 0, count: times.count)
    var inOrder = cells
    for column in 0..<columns {
      for event in events(of: column) {
        let row = Int(times[event])
        cells[places[row]] = Int32(column)
        inOrder[places[row]] = counts[event]
        places[row] += 1
      }
    }
    return CountsInTime(starts: starts, cells: cells, counts: inOrder)
  }

  /// Hands out the bin and the count of every event of a cell, in the order of time.
  @inline(__always)
  public func forEachEvent(of column: Int, _ body: (_ row: Int, _ count: Int) -> Void) {
    for event in events(of: column) { body(Int(times[event]), Int(counts[event])) }
  }
}
