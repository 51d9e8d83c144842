import ArrayNumerics
import Foundation

/// Whether an angle that goes round is that of a ring: the middle is empty and the states are thin, beside what a perfect ring
/// of the same cells in the same minutes would show.
///
/// Few cells, narrow fields, smoothing and uneven headings all move the numbers. So they are measured once more on surrogates
/// of this recording as a perfect ring: Poisson counts from the tuning of the cells to the angle, times the gain of the
/// population that was measured. What is judged is the difference.
package struct LoopShape: Sendable, Equatable {
  /// Share of the covariances that the angle explains (`CovarianceShare.plain`), with or without the gain, whichever is more.
  package var share: Double
  /// Squared variation of the radius, `variationOfRadius`.
  package var radiusVariation: Double
  /// How far the middle is filled beyond that of the surrogates: difference of (1 − share) + variation.
  package var filling: Double
  /// How thick the states are beyond the surrogates, `stateThickness`.
  package var thickness: Double
}

extension LoopShape {
  private struct Numbers {
    var share: Double
    var variation: Double
    var thickness: Double
    var filling: Double { 1 - share + variation }
  }

  /// Surrogates that are made: more where few cells make the numbers vary.
  static func surrogates(cells: Int) -> Int { cells < 25 ? 8 : 3 }

  /// - Parameters:
  ///   - angles: of each block, rad in [0, 2π).
  ///   - stream: the random numbers of the surrogates are named by it.
  /// - Returns: `nil` where there are too few cells or blocks to say anything. O(time · cell² · surrogates).
  /// - Throws: `CancellationError`.
  package init?(
    _ blocks: ActivityBlocks, along angles: [Double], seed: UInt64, stream: Int, work: Work
  ) throws {
    guard blocks.counts.columns > 2, angles.count == blocks.places.count, angles.allSatisfy(\.isFinite),
      let (own, projected) = try Self.numbers(blocks, counts: blocks.counts, along: angles, work: work)
    else { return nil }
    let ring = try PerfectRing(blocks, along: projected, work: work)
    let surrogates = try concurrentMap(Self.surrogates(cells: blocks.counts.columns), work: work) { draw in
      try Self.numbers(
        blocks, counts: ring.counts(seed: seed, stream: stream, draw: draw), along: projected, work: work.serial)?.0
    }.compactMap { $0 }
    guard !surrogates.isEmpty else { return nil }
    func mean(_ value: KeyPath<Numbers, Double>) -> Double {
      surrogates.reduce(0) { $0 + $1[keyPath: value] } / Double(surrogates.count)
    }
    self.init(
      share: own.share, radiusVariation: own.variation, filling: own.filling - mean(\.filling),
      thickness: own.thickness - mean(\.thickness))
  }

  /// The numbers of counts along an angle, and the angle after one step towards their own curve.
  private static func numbers(
    _ blocks: ActivityBlocks, counts: Matrix<Float>, along angles: [Double], work: Work
  ) throws -> (Numbers, angles: [Double])? {
    let column = Matrix(rows: angles.count, columns: 1, elements: angles)
    let free = try blocks.scores(counts, seconds: 0.3, isGainFree: true, work: work)
    let plain = try blocks.scores(counts, seconds: 0.3, isGainFree: false, work: work)
    guard let a = try CovarianceShare(plain, by: column, work: work),
      let b = try CovarianceShare(free, by: column, work: work)
    else { return nil }
    // One step only: a principal curve that is followed further begins to zigzag.
    let curve = StateCurve(free, along: angles, half: blocks.half, bins: 72, width: 0.2)
    let projected = try curve.nearest(to: free, angles: angles, half: blocks.half, reach: .pi / 3, work: work)
      .map { curve.angle($0) }
    let variation = variationOfRadius(
      try blocks.scores(counts, seconds: 0.15, isGainFree: true, work: work), along: projected, half: blocks.half)
    let thickness = try stateThickness(
      try blocks.scores(counts, seconds: 0.1, isGainFree: true, work: work), along: projected, half: blocks.half, work: work)
    return (Numbers(share: max(a.plain, b.plain), variation: variation, thickness: thickness), projected)
  }
}

/// A recording as a perfect ring: every cell fires by its tuning to the angle, times the gain of the population.
private struct PerfectRing {
  /// Expected spikes, `[block, cell]`.
  private var expected: Matrix<Double>

  init(_ blocks: ActivityBlocks, along angles: [Double], work: Work) throws {
    let (bins, cells) = (36, blocks.counts.columns)
    let tuning = AngularTuning(
      blocks.counts, states: AngularBins(angles, bins: bins), rows: angles.indices, width: 0.15, prior: 1e-9
    ).mean
    expected = Matrix(rows: angles.count, columns: cells, repeating: 0)
    for (row, angle) in angles.enumerated() {
      let place = angle / (2 * .pi) * Double(bins) - 0.5
      let lower = place.rounded(.down)
      let (first, weight) = ((Int(lower) + bins) % bins, place - lower)
      for cell in 0..<cells {
        expected[row, cell] = tuning[first, cell] * (1 - weight) + tuning[(first + 1) % bins, cell] * weight
      }
    }
    let measured = try blocks.populationRate(blocks.counts, work: work)
    let tuned = try blocks.populationRate(expected.map(Float.init), work: work)
    expected.multiplyRows { min(5, max(0.2, measured[$0] / max(tuned[$0], 1e-9))) }
  }

  func counts(seed: UInt64, stream: Int, draw: Int) -> Matrix<Float> {
    var random = RandomStream(seed: seed, name: "shape.ring", stream, draw)
    return expected.map { Float(random.poisson(mean: $0)) }
  }
}
