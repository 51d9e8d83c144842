import ArrayNumerics

/// What draws are made from: the rates cell by cell, and what a Poisson process needs.
package struct SurrogateSource: Sendable {
  private var kind: Surrogate
  private let seed: UInt64
  private let stream: String
  private let prepared: PreparedRates
  private let window: Int
  private let poisson: PoissonSource?

  /// - Parameters:
  ///   - stream: what the names of the random streams begin with.
  ///   - window: length of the window of local shifts and of blocks, bins, at least 1.
  ///   - poisson: needed for `.poisson` alone; without it a draw is the recording itself.
  package init(
    kind: Surrogate, seed: UInt64, stream: String, prepared: PreparedRates, window: Int, poisson: PoissonSource?
  ) {
    (self.kind, self.seed, self.stream) = (kind, seed, stream)
    (self.prepared, self.window, self.poisson) = (prepared, window, poisson)
  }

  /// The same recording with draws of another kind.
  package func drawing(_ kind: Surrogate) -> SurrogateSource {
    var other = self
    other.kind = kind
    return other
  }

  /// Every `stride`-th bin of a draw: `[time, cell]`.
  ///
  /// The numbers of a cell come from the stream (name, draw, cell) alone. Draws therefore depend neither on each other nor on
  /// which of them are made where.
  /// - Throws: `DimensionReductionError`, `CancellationError`.
  package func rates(ofDraw draw: Int, work: Work) throws -> Matrix<Float> {
    switch kind {
    case .circularShift:
      return try prepared.shifted(
        by: (0..<prepared.cells).map { cell in
          var numbers = RandomStream(seed: seed, name: "\(stream).shuffle", draw, cell)
          return numbers.integer(below: prepared.bins)
        })
    case .localShift:
      let reach = min(window, (prepared.bins - 1) / 2)
      return try prepared.shifted(
        by: (0..<prepared.cells).map { cell in
          var numbers = RandomStream(seed: seed, name: "\(stream).local-shift", draw, cell)
          return numbers.integer(below: 2 * reach + 1) - reach
        })
    case .blockPermutation:
      return try prepared.rearranged { cell in
        var numbers = RandomStream(seed: seed, name: "\(stream).block-permutation", draw, cell)
        return strided(permutedBlocks(of: window, in: prepared.bins, &numbers))
      }
    case .timePermutation:
      return try prepared.rearranged { cell in
        var numbers = RandomStream(seed: seed, name: "\(stream).time-permutation", draw, cell)
        return strided(permutedBlocks(of: 1, in: prepared.bins, &numbers))
      }
    case .poisson:
      guard let poisson else { return try prepared.shifted(by: [Int](repeating: 0, count: prepared.cells)) }
      return try poisson.rates(ofDraw: draw, seed: seed, stream: stream, stride: prepared.stride, work: work)
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
