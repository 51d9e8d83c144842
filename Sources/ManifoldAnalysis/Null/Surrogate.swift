import ArrayNumerics
import DimensionReduction
import Schema
import Stages

/// How a draw of the null distribution is made. Every cell is treated on its own, so that what the cells do together is lost
/// and what each does alone is kept, more or less of it.
public enum Surrogate: String, Choice {
  /// Every cell's rates are rolled by an offset of its own, uniform over the recording: all that a cell does alone is kept.
  case circularShift = "circular-shift"
  /// The same with offsets of at most the window to either side: slow drifts that the cells share are kept too.
  case localShift = "local-shift"
  /// Every cell's rates are cut into blocks of the length of the window and the blocks put in random order.
  case blockPermutation = "block-permutation"
  /// Every cell's bins are put in random order: only the distribution of its rate is kept. The smoothing is lost, so this
  /// null is far too easy to beat; it is here for comparison.
  case timePermutation = "time-permutation"
  /// Every cell fires at random at its mean rate, smoothed as the recording was.
  case poisson
}

/// What draws are made from: the rates cell by cell, and what a Poisson process needs.
struct SurrogateSource {
  let kind: Surrogate
  let seed: UInt64
  let prepared: PreparedRates
  /// Length of the window in bins, at least 1.
  let window: Int
  let poisson: PoissonSource?

  /// Every `stride`-th bin of a draw: `[time, cell]`.
  ///
  /// The numbers of a cell come from the stream (name, draw, cell) alone. Draws therefore depend neither on each other nor on
  /// which of them are made where.
  func rates(ofDraw draw: Int, work: Work) throws -> Matrix<Float> {
    switch kind {
    case .circularShift:
      return try prepared.shifted(
        by: (0..<prepared.cells).map { cell in
          var stream = RandomStream(seed: seed, name: "tda.shuffle", draw, cell)
          return stream.integer(below: prepared.bins)
        })
    case .localShift:
      let reach = min(window, (prepared.bins - 1) / 2)
      return try prepared.shifted(
        by: (0..<prepared.cells).map { cell in
          var stream = RandomStream(seed: seed, name: "tda.local-shift", draw, cell)
          return stream.integer(below: 2 * reach + 1) - reach
        })
    case .blockPermutation:
      return try prepared.rearranged { cell in
        var stream = RandomStream(seed: seed, name: "tda.block-permutation", draw, cell)
        return strided(permutedBlocks(of: window, in: prepared.bins, &stream))
      }
    case .timePermutation:
      return try prepared.rearranged { cell in
        var stream = RandomStream(seed: seed, name: "tda.time-permutation", draw, cell)
        return strided(permutedBlocks(of: 1, in: prepared.bins, &stream))
      }
    case .poisson:
      guard let poisson else { return try prepared.shifted(by: [Int](repeating: 0, count: prepared.cells)) }
      return try poisson.rates(ofDraw: draw, seed: seed, stride: prepared.stride, work: work)
    }
  }

  private func strided(_ bins: [Int32]) -> [Int32] {
    stride(from: 0, to: bins.count, by: prepared.stride).map { bins[$0] }
  }
}

/// The numbers of all bins, block after block, with the blocks in random order. The last block may be shorter.
func permutedBlocks(of length: Int, in bins: Int, _ stream: inout RandomStream) -> [Int32] {
  let blocks = (bins + length - 1) / length
  var result: [Int32] = []
  result.reserveCapacity(bins)
  for block in stream.permutation(blocks) {
    for bin in block * length..<min(bins, (block + 1) * length) { result.append(Int32(bin)) }
  }
  return result
}

/// What is needed to let cells fire at random.
struct PoissonSource {
  /// Spikes of each cell per bin.
  let meanCounts: [Double]
  /// The bins of the grid that the recording kept.
  let bins: [Int]
  let gridBins: Int
  /// Width of the smoothing, bins.
  let sigma: Double
  let transform: RateTransform

  /// Rates in counts per bin; every later step disregards the unit.
  func rates(ofDraw draw: Int, seed: UInt64, stride: Int, work: Work) throws -> Matrix<Float> {
    let cells = meanCounts.count
    var counts = Matrix<Int32>(rows: gridBins, columns: cells, repeating: 0)
    for cell in 0..<cells {
      var stream = RandomStream(seed: seed, name: "tda.poisson", draw, cell)
      // The number of spikes is Poisson and each falls anywhere with equal chance.
      let spikes = stream.poisson(mean: meanCounts[cell] * Double(gridBins))
      for _ in 0..<spikes { counts[stream.integer(below: gridBins), cell] += 1 }
    }
    let rates = try gaussianFilterOfCounts(counts: counts, sigma: sigma, work: work)
    return transform(rates.selectingRows(Swift.stride(from: 0, to: bins.count, by: stride).map { bins[$0] }))
  }
}
