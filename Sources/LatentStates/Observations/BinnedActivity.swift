import ArrayNumerics

/// What every cell did in the bins that were kept of a time grid.
package struct BinnedActivity: Sendable {
  /// What is told of a cell and a bin.
  package enum Amounts: Sendable {
    /// Spikes in each bin, `[row, cell]`.
    case counts(SparseCounts)
    /// A signal in each bin, `[row, cell]`: one whose bins add up, as deconvolved calcium does, or one that is averaged
    /// within a bin.
    case signal(Matrix<Float>, isSummable: Bool)
  }

  package var amounts: Amounts
  /// Index of each row on the grid, ascending, from 0 and below `gridBins`.
  package var bins: [Int]
  /// Bins of the whole grid, the ones that were left out counted.
  package var gridBins: Int
  /// Width of a bin, s.
  package var binWidth: Double

  package init(_ amounts: Amounts, bins: [Int], gridBins: Int, binWidth: Double) {
    (self.amounts, self.bins, self.gridBins, self.binWidth) = (amounts, bins, gridBins, binWidth)
  }
}
