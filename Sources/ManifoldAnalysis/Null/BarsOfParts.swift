import ArrayNumerics
import DimensionReduction
import Foundation
import PopulationActivity
import Schema
import Stages
import Topology

/// The longest loops and voids of parts of a population, each part the first so many of its cells in a given order, in the
/// recording and in recordings whose cells are shifted: the chain of the topological analysis from rates to bars.
///
/// A shifted recording is the same for every part, so that parts of it can be compared as those of the recording are.
package struct BarsOfParts: Sendable {
  /// Lifetimes of the longest bars, longest first, medians over the choices of landmarks; a bar that never dies lives to the
  /// largest finite distance.
  package struct Bars: Sendable, Equatable {
    /// Bars that are kept of each dimension.
    package static let (mostLoops, mostVoids) = (5, 3)
    /// In dimension 1.
    package let loops: [Double]
    /// In dimension 2.
    package let voids: [Double]
    /// For each choice of landmarks second over third loop: 1 without a second, at most 1,000.
    package let gaps: [Double]

    package init(loops: [Double], voids: [Double], gaps: [Double]) {
      (self.loops, self.voids) = (Array(loops.prefix(Self.mostLoops)), Array(voids.prefix(Self.mostVoids)))
      self.gaps = gaps
    }
  }

  /// Cells of the population in their order, without those that repeat an earlier one.
  package let cells: [Int]
  /// What is told of the cells that were left out.
  package let left: StageNotes
  private let prepared: PreparedRates
  private let chain: HomologyParameters
  private let seed: UInt64

  /// - Parameters:
  ///   - order: columns of the embedding.
  ///   - chain: its cohomology goes up to dimension 2; its draws of the null are not looked at.
  ///   - scratch: the folder for the rates of a large recording; `nil` to hold them.
  /// - Throws: `StageError.unusableData` for a stride that leaves one bin, `DimensionReductionError.notFinite`, `FileError`
  ///   where `scratch` has no room, `CancellationError`.
  package init(
    _ embedding: EmbeddingResult, order: [Int], chain: HomologyParameters, scratch: URL? = nil, seed: UInt64, stage: String,
    work: Work
  ) throws {
    guard chain.cloud.stride <= embedding.rates.rows else {
      throw StageError.unusableData(
        stage: stage, reason: "--stride \(chain.cloud.stride) leaves one of \(embedding.rates.rows) bins.",
        remedy: "Take a smaller --stride.")
    }
    let (kept, left) = try Homology.cellsToUse(embedding, order.sorted(), chain, work)
    let isKept = Set(kept)
    let cells = order.filter(isKept.contains)
    prepared = try Homology.preparedRates(
      embedding, cells, stride: chain.cloud.stride, scratch: scratch, transform: { chain.transform($0) })
    // That cells outside the order are not among them is not for this to tell.
    (self.cells, self.left) = (cells, StageNotes(dropped: Array(left.dropped.dropFirst()), warnings: left.warnings))
    (self.chain, self.seed) = (chain, seed)
  }

  /// Bars of the first cells of the order.
  ///
  /// - Parameters:
  ///   - count: how many, at most all.
  ///   - draw: 0 for the recording, 1 and up for shifted ones.
  /// - Throws: `DimensionReductionError` and `TopologyError` where the chain finds nothing to work on; `CancellationError`.
  package func bars(ofFirst count: Int, draw: Int, work: Work) throws -> Bars {
    var shifts = [Int](repeating: 0, count: count)
    if draw > 0 {
      var random = RandomStream(seed: seed, name: "shifted cells", index: UInt64(draw - 1))
      shifts = shifts.map { _ in random.integer(below: prepared.bins) }
    }
    let choices = try LandmarkChoices(
      prepared, ofFirst: shifts, draw: draw, cocycles: false, parameters: chain, seed: seed, work: work)
    let lifetimes = choices.medianLifetimes
    let gaps = choices.lifetimes(1).map { max(1, min(1000, lifetimeRatio($0, 1))) }
    return Bars(loops: lifetimes[1], voids: lifetimes[2], gaps: gaps)
  }

  /// Bytes that it will hold at its peak.
  ///
  /// - Parameters:
  ///   - runs: calls of `bars`.
  ///   - isScratch: whether the rates of a large recording lie in a file.
  package static func memoryForecast(
    _ embedding: EmbeddingResult, chain: HomologyParameters, runs: Int, threads: Int, isScratch: Bool = false
  ) -> Int {
    let strided = embedding.rates.rows / max(1, chain.cloud.stride) + 1
    let choices = 4 * chain.landmarkDraws * min(chain.cloud.active, strided) * embedding.rates.columns
    return Homology.forecastOfParts(
      embedding, parameters: chain, draw: choices + 12 * strided, draws: min(threads, runs), isScratch: isScratch)
  }
}
