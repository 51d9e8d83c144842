import ArrayNumerics

/// What is needed to let cells fire at random.
package struct PoissonSource: Sendable {
  private let meanCounts: [Double]
  private let bins: [Int]
  private let gridBins: Int
  private let sigma: Double
  private let transform: @Sendable (Matrix<Float>) -> Matrix<Float>

  /// - Parameters:
  ///   - meanCounts: spikes of each cell per bin, `[cell]`.
  ///   - bins: the bins of the grid that the recording kept, ascending.
  ///   - gridBins: bins of the whole grid.
  ///   - sigma: standard deviation of the smoothing, bins.
  ///   - transform: what is done to smoothed rates, as to those of the recording.
  package init(
    meanCounts: [Double], bins: [Int], gridBins: Int, sigma: Double,
    transform: @escaping @Sendable (Matrix<Float>) -> Matrix<Float>
  ) {
    (self.meanCounts, self.bins, self.gridBins) = (meanCounts, bins, gridBins)
    (self.sigma, self.transform) = (sigma, transform)
  }

  /// Rates in counts per bin; every later step disregards the unit.
  func rates(ofDraw draw: Int, seed: UInt64, stream: String, stride: Int, work: Work) throws -> Matrix<Float> {
    let cells = meanCounts.count
    var counts = SparseCounts(rows: gridBins)
    for cell in 0..<cells {
      var numbers = RandomStream(seed: seed, name: "\(stream).poisson", draw, cell)
      // The number of spikes is Poisson and each falls anywhere with equal chance.
      let spikes = numbers.poisson(mean: meanCounts[cell] * Double(gridBins))
      counts.appendCell(bins: (0..<spikes).map { _ in Int32(numbers.integer(below: gridBins)) })
    }
    let wanted = Swift.stride(from: 0, to: bins.count, by: stride).map { bins[$0] }
    return transform(try gaussianFilterOfCounts(counts: counts, at: wanted, sigma: sigma, work: work))
  }
}
