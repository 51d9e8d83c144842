import ArrayNumerics

/// A recording kept so that many circularly shifted copies of it can be reduced: made once and shared.
///
/// Cell after cell, and within a cell split by the residue of the time bin modulo the stride, so that a shifted cell
/// looked at every `stride` bins is two contiguous runs.
public struct PreparedRates: Sendable {
  /// Bins of the recording.
  public let bins: Int
  /// How many cells there are.
  public let cells: Int
  /// Every how many bins one is looked at.
  public let stride: Int
  /// `cells × bins`.
  private var values: Values
  /// Where the bins of each residue start within a cell.
  private let starts: [Int]

  /// The number of bins that are looked at.
  public var stridedBins: Int { (bins + stride - 1) / stride }

  /// - Parameters:
  ///   - rates: `[time, cell]`, finite.
  ///   - stride: every how many bins one is looked at, at least 1.
  /// - Throws: `DimensionReductionError.notFinite`, `.parameterTooSmall`.
  public init(_ rates: Matrix<Float>, stride: Int) throws {
    try self.init(bins: rates.rows, cells: rates.columns, stride: stride) { _ = try $0(0..<rates.rows, rates) }
  }

  /// The same of rates that come in pieces, of which only one is in memory at a time.
  ///
  /// - Parameters:
  ///   - store: where they are kept; in memory unless another is given.
  ///   - forEachPiece: hands out all rows, in order, as long as `body` returns true.
  /// - Throws: as above, and what `store` throws.
  package init(
    bins: Int, cells: Int, stride: Int, store: (any RateStore)? = nil,
    forEachPiece: (_ body: (Range<Int>, Matrix<Float>) throws -> Bool) throws -> Void
  ) throws {
    guard stride >= 1 else {
      throw DimensionReductionError.parameterTooSmall(name: "stride", value: Double(stride), smallest: 1)
    }
    var starts = [0]
    for residue in 0..<stride {
      starts.append(starts[residue] + (max(0, bins - residue) + stride - 1) / stride)
    }
    self.bins = bins
    self.cells = cells
    self.stride = stride
    self.starts = starts
    values = store.map { .stored($0) } ?? .held([Float](unset: bins * cells))
    // Some megabytes at a time are put in the order of the store.
    let block = max(128, (1 << 22) / max(1, cells * stride)) * stride
    try forEachPiece { rows, piece in
      try requireFinite(piece, first: rows.lowerBound)
      for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
        try keep(piece, from: rows.lowerBound, bins: first..<min(rows.upperBound, first + block))
      }
      return true
    }
  }

  /// Writes some bins of all cells, those of a cell and a residue in one run.
  private mutating func keep(_ piece: Matrix<Float>, from start: Int, bins range: Range<Int>) throws {
    // The first bin of each residue, and where its run begins among those of the cell.
    var first = [Int](repeating: 0, count: stride)
    for bin in range.lowerBound..<(range.lowerBound + stride) { first[bin % stride] = bin }
    var runs = [0]
    for residue in 0..<stride {
      runs.append(runs[residue] + max(0, (range.upperBound - first[residue] + stride - 1) / stride))
    }
    var buffer = [Float](unset: range.count * cells)
    buffer.withUnsafeMutableBufferPointer { output in
      piece.withUnsafeBufferPointer { input in
        // A part at a time, so that what is read stays in the cache while every cell takes its own.
        let part = 128 * stride
        for partStart in Swift.stride(from: range.lowerBound, to: range.upperBound, by: part) {
          for cell in 0..<cells {
            for bin in partStart..<min(range.upperBound, partStart + part) {
              let residue = bin % stride
              output[cell * range.count + runs[residue] + (bin - first[residue]) / stride] =
                input[(bin - start) * cells + cell]
            }
          }
        }
      }
    }
    for cell in 0..<cells {
      for residue in 0..<stride where runs[residue] < runs[residue + 1] {
        let run = cell * range.count + runs[residue]..<cell * range.count + runs[residue + 1]
        try values.write(buffer[run], at: cell * bins + position(first[residue]))
      }
    }
  }

  /// Every `stride`-th bin after cell `n` was rolled forward by `shifts[n]` bins (as `numpy.roll`): `[time, cell]`.
  ///
  /// - Throws: `DimensionReductionError.wrongShiftCount`; what the store throws.
  public func shifted(by shifts: [Int]) throws -> Matrix<Float> {
    guard shifts.count == cells else {
      throw DimensionReductionError.wrongShiftCount(found: shifts.count, cells: cells)
    }
    let rows = stridedBins
    var result = Matrix<Float>(rows: rows, columns: cells, repeating: 0)
    // So many cells at a time as fill a line of the cache.
    let atATime = 16
    var columns = [Float](unset: atATime * rows)
    for first in Swift.stride(from: 0, to: cells, by: atATime) {
      let group = first..<min(cells, first + atATime)
      for cell in group { try read(cell, shift: shifts[cell], into: &columns, at: (cell - first) * rows) }
      result.withUnsafeMutableBufferPointer { output in
        columns.withUnsafeBufferPointer { input in
          for row in 0..<rows {
            for cell in group { output[row * cells + cell] = input[(cell - first) * rows + row] }
          }
        }
      }
    }
    return result
  }

  /// Puts every `stride`-th bin of a cell that was rolled forward into `columns`, from `column` on.
  private func read(_ cell: Int, shift: Int, into columns: inout [Float], at column: Int) throws {
    let rows = stridedBins
    let shift = ((shift % bins) + bins) % bins
    // Rows before the turn come from the end of the recording. Row r holds bin stride · r − shift.
    let turn = min(rows, (shift + stride - 1) / stride)
    try values.read(cell * bins + position(bins - shift), count: turn, into: &columns, at: column)
    let direct = turn < rows ? position(stride * turn - shift) : 0
    try values.read(cell * bins + direct, count: rows - turn, into: &columns, at: column + turn)
  }

  /// The sum of every `stride`-th bin over the first cells, each rolled forward as by `shifted(by:)`, added from the first cell
  /// on: what `rowSums` of those columns gives, without a matrix of them.
  ///
  /// - Parameter shifts: of the cells that are added, at most as many as there are.
  /// - Throws: `DimensionReductionError.wrongShiftCount`; what the store throws; `CancellationError`.
  package func rowSums(ofFirst shifts: [Int], work: Work) throws -> [Double] {
    var sums = [Double](repeating: 0, count: stridedBins)
    try forEachColumn(ofFirst: shifts, work) { _, column in
      column.withUnsafeBufferPointer { column in
        sums.withUnsafeMutableBufferPointer { sums in
          for row in sums.indices { sums[row] += Double(column[row]) }
        }
      }
    }
    return sums
  }

  /// Some rows of the first cells, each rolled forward as by `shifted(by:)`: for each choice of rows `[row, cell]`.
  ///
  /// - Parameter choices: rows among the `stridedBins`.
  /// - Throws: as `rowSums(ofFirst:work:)`.
  package func rows(_ choices: [[Int]], ofFirst shifts: [Int], work: Work) throws -> [Matrix<Float>] {
    var result = choices.map { Matrix<Float>(rows: $0.count, columns: shifts.count, repeating: 0) }
    try forEachColumn(ofFirst: shifts, work) { cell, column in
      for (place, rows) in choices.enumerated() {
        result[place].withUnsafeMutableBufferPointer { output in
          for (row, source) in rows.enumerated() { output[row * shifts.count + cell] = column[source] }
        }
      }
    }
    return result
  }

  /// Hands out the first cells, each rolled forward, one after the other.
  private func forEachColumn(
    ofFirst shifts: [Int], _ work: Work, _ body: (_ cell: Int, _ column: borrowing [Float]) -> Void
  ) throws {
    guard shifts.count <= cells else {
      throw DimensionReductionError.wrongShiftCount(found: shifts.count, cells: cells)
    }
    var column = [Float](unset: stridedBins)
    for (cell, shift) in shifts.enumerated() {
      try work.checkCancellation()
      try read(cell, shift: shift, into: &column, at: 0)
      body(cell, column)
    }
  }

  /// Every `stride`-th bin after the bins of each cell were put in another order: `[time, cell]`.
  ///
  /// - Parameter sources: for a cell, the bin that each of the `stridedBins` rows is taken from.
  /// - Throws: `DimensionReductionError.wrongShiftCount` when a cell has not as many; what `sources` and the store throw.
  public func rearranged(_ sources: (Int) throws -> [Int32]) throws -> Matrix<Float> {
    let rows = stridedBins
    var result = Matrix<Float>(rows: rows, columns: cells, repeating: 0)
    var column = [Float](unset: bins)
    for cell in 0..<cells {
      let order = try sources(cell)
      guard order.count == rows, order.allSatisfy({ $0 >= 0 && Int($0) < bins }) else {
        throw DimensionReductionError.wrongShiftCount(found: order.count, cells: rows)
      }
      try values.read(cell * bins, count: bins, into: &column, at: 0)
      result.withUnsafeMutableBufferPointer { output in
        column.withUnsafeBufferPointer { column in
          for row in 0..<rows { output[row * cells + cell] = column[position(Int(order[row]))] }
        }
      }
    }
    return result
  }

  /// Where a bin stands within its cell.
  private func position(_ bin: Int) -> Int { bin < bins ? starts[bin % stride] + bin / stride : 0 }
}
