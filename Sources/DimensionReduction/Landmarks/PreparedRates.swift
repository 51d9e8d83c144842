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
  private let values: [Float]
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
  /// - Parameter forEachPiece: hands out all rows, in order, as long as `body` returns true.
  package init(
    bins: Int, cells: Int, stride: Int,
    forEachPiece: (_ body: (Range<Int>, Matrix<Float>) throws -> Bool) throws -> Void
  ) throws {
    guard stride >= 1 else {
      throw DimensionReductionError.parameterTooSmall(name: "stride", value: Double(stride), smallest: 1)
    }
    var starts = [0]
    for residue in 0..<stride {
      starts.append(starts[residue] + (max(0, bins - residue) + stride - 1) / stride)
    }
    var values = [Float](unset: bins * cells)
    try forEachPiece { rows, piece in
      try requireFinite(piece, first: rows.lowerBound)
      values.withUnsafeMutableBufferPointer { output in
        piece.withUnsafeBufferPointer { input in
          // A block of bins at a time, so that what is read stays in the cache while every cell takes its part.
          let block = 128 * stride
          for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
            for cell in 0..<cells {
              for bin in first..<min(rows.upperBound, first + block) {
                output[cell * bins + starts[bin % stride] + bin / stride] = input[(bin - rows.lowerBound) * cells + cell]
              }
            }
          }
        }
      }
      return true
    }
    self.values = values
    self.bins = bins
    self.cells = cells
    self.stride = stride
    self.starts = starts
  }

  /// Every `stride`-th bin after cell `n` was rolled forward by `shifts[n]` bins (as `numpy.roll`): `[time, cell]`.
  ///
  /// - Throws: `DimensionReductionError.wrongShiftCount`.
  public func shifted(by shifts: [Int]) throws -> Matrix<Float> {
    guard shifts.count == cells else {
      throw DimensionReductionError.wrongShiftCount(found: shifts.count, cells: cells)
    }
    let rows = stridedBins
    let elements = [Float](unsafeUninitializedCapacity: rows * cells) { output, count in
      values.withUnsafeBufferPointer { values in
        let block = 64
        for first in Swift.stride(from: 0, to: rows, by: block) {
          let last = min(rows, first + block)
          for cell in 0..<cells {
            let column = UnsafeBufferPointer(rebasing: values[cell * bins..<(cell + 1) * bins])
            let shift = ((shifts[cell] % bins) + bins) % bins
            // Rows before the turn come from the end of the recording. Row r holds bin stride · r − shift.
            let turn = (shift + stride - 1) / stride
            let wrapped = position(bins - shift)
            let direct = turn < rows ? position(stride * turn - shift) : 0
            for row in first..<max(first, min(last, turn)) {
              output[row * cells + cell] = column[wrapped + row]
            }
            for row in max(first, turn)..<max(first, turn, last) {
              output[row * cells + cell] = column[direct + row - turn]
            }
          }
        }
      }
      count = rows * cells
    }
    return Matrix(rows: rows, columns: cells, elements: elements)
  }

  /// Every `stride`-th bin after the bins of each cell were put in another order: `[time, cell]`.
  ///
  /// - Parameter sources: for a cell, the bin that each of the `stridedBins` rows is taken from.
  /// - Throws: `DimensionReductionError.wrongShiftCount` when a cell has not as many; what `sources` throws.
  public func rearranged(_ sources: (Int) throws -> [Int32]) throws -> Matrix<Float> {
    let rows = stridedBins
    var result = Matrix<Float>(rows: rows, columns: cells, repeating: 0)
    for cell in 0..<cells {
      let order = try sources(cell)
      guard order.count == rows, order.allSatisfy({ $0 >= 0 && Int($0) < bins }) else {
        throw DimensionReductionError.wrongShiftCount(found: order.count, cells: rows)
      }
      result.withUnsafeMutableBufferPointer { output in
        values.withUnsafeBufferPointer { values in
          for row in 0..<rows { output[row * cells + cell] = values[cell * bins + position(Int(order[row]))] }
        }
      }
    }
    return result
  }

  /// Where a bin stands within its cell.
  private func position(_ bin: Int) -> Int { bin < bins ? starts[bin % stride] + bin / stride : 0 }
}
