import ArrayNumerics
import CellTuning
import Foundation
import PopulationActivity
import Recordings
import Stages

/// What the classes of cells are made from.
public struct CellClassInput: StageInput {
  /// Spikes and behaviour.
  public var embedding: EmbeddingResult
  /// Rate maps of the same cells, where there are some.
  public var maps: RateMapResult?
  /// Grid scores of the same cells, where there are some.
  public var grids: GridScoreResult?
  /// Tuning to head direction of the same cells, where there is some.
  public var direction: HeadDirectionResult?
  /// Modules of the same cells, where there are some.
  public var modules: ModuleResult?
  /// Places of the cells among which head-direction cells are; `nil` for all.
  public var directionAmong: Set<Int>?
  /// Spike times of each cell, s, where they were read again; by identifier.
  public var times: [String: [Double]]?

  public init(
    _ embedding: EmbeddingResult, maps: RateMapResult? = nil, grids: GridScoreResult? = nil,
    direction: HeadDirectionResult? = nil, modules: ModuleResult? = nil, times: [String: [Double]]? = nil
  ) {
    (self.embedding, self.maps, self.grids, self.direction) = (embedding, maps, grids, direction)
    (self.modules, self.times) = (modules, times)
  }

  private typealias Parts = Results<
    Embedding, IfPresent<RateMaps>, IfPresent<GridScores>, IfPresent<HeadDirection>, IfPresent<GridModules>
  >

  public static var requirements: [Requirement] { Parts.requirements }
  public init(from source: InputSource, for consumer: String) throws {
    let (embedding, maps, grids, direction, modules) = try Parts(from: source, for: consumer).values
    self.init(embedding, maps: maps, grids: grids, direction: direction, modules: modules)
  }
}

extension CellClassInput {
  /// Spikes of a cell in the bins that were kept: seconds, ascending, and the resolution.
  func train(_ cell: Int, _ events: CellEvents) -> (times: [Double], bins: [Int], counts: [Double]) {
    let bins = events.rows.map { embedding.bins[Int($0)] }
    if let times = times?[embedding.cellIDs[cell]], let first = embedding.times.first, let bin = embedding.bins.first {
      let start = first - (Double(bin) + 0.5) * embedding.binWidth
      let kept = Set(embedding.bins)
      return (
        times.sorted().filter { kept.contains(Int((($0 - start) / embedding.binWidth).rounded(.down))) }, bins, events.amounts
      )
    }
    let times = zip(bins, events.amounts).flatMap { bin, count in
      [Double](repeating: (Double(bin) + 0.5) * embedding.binWidth, count: max(0, Int(count.rounded())))
    }
    return (times, bins, events.amounts)
  }
}
