import ArrayNumerics
import PopulationActivity
import Schema
import Stages
import TuningMaps

/// Firing rate of every cell over the arena.
public enum RateMaps: Stage {
  public typealias Input = Results<Embedding>

  public static let description = StageDescription(
    key: "ratemaps", group: .cells, title: "Rate maps", summary: "firing rate of every cell over the arena",
    purpose: """
      Divides the spikes of each cell by the time spent, bin by bin of the arena, both smoothed by the same Gaussian, and \
      computes how much a spike says about the place (bits per spike). Unvisited bins stay empty.
      """,
    example: "canns-analyze ratemaps results --bin-cm 2.5", version: 1, references: [.skaggs1993])

  public static func run(
    _ input: consuming Input, parameters: RateMapParameters, context: RunContext
  ) throws -> RateMapResult {
    let embedding = input.values
    if embedding.x != nil, embedding.y == nil {
      throw StageError.unusableData(
        stage: "ratemaps", reason: "the position has one dimension, as on a track, and a map of rates has two.",
        remedy: "If the file has a second coordinate, name it in embed: --map x=NAME,y=NAME.")
    }
    guard let x = embedding.x, let y = embedding.y,
      let grid = SpatialGrid(covering: x, y, size: parameters.binSize)
    else {
      throw StageError.unusableData(
        stage: "ratemaps", reason: "the embedding has no position that covers an area.",
        remedy: "Rate maps need a recording with x and y; name them with --map x=…,y=… in embed.")
    }
    guard grid.rows * grid.columns <= 1_000_000 else {
      throw StageError.unusableData(
        stage: "ratemaps",
        reason: "bins of \(formatted(parameters.binSize * 100)) cm make \(grid.columns) x \(grid.rows) of them.",
        remedy: "Is the position in centimetres? Give --position-unit to embed, or wider bins with --bin-cm.")
    }
    try context.reserve(
      embedding.sparseCountsForecast + 24 * grid.rows * grid.columns * embedding.cellIDs.count, for: "The rate maps",
      remedy: "Take wider bins of space (--bin-cm), fewer cells or wider bins of time in embed.")
    let indices = grid.indices(x, y)
    let set: RateMapSet
    if let amounts = embedding.signalAmounts {
      set = try RateMapSet(
        amounts: amounts, at: indices, grid: grid, binWidth: embedding.binWidth, smoothing: parameters.smoothing,
        minimumOccupancy: parameters.minimumOccupancy, work: context.work)
    } else {
      set = try RateMapSet(
        counts: try embedding.sparseCounts(), at: indices, grid: grid, binWidth: embedding.binWidth,
        smoothing: parameters.smoothing, minimumOccupancy: parameters.minimumOccupancy, work: context.work)
    }
    return RateMapResult(
      maps: set.maps, occupancy: set.occupancy, grid: grid,
      // Of a signal that does not add up nobody can say how much a spike tells.
      information: embedding.kind.isSummable ? set.information : set.information.map { _ in .nan },
      meanRate: set.meanRates, cellIDs: embedding.cellIDs, unit: embedding.kind.rateUnit)
  }
}
