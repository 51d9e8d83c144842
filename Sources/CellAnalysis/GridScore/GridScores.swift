import ArrayNumerics
import CellTuning
import Foundation
import PopulationActivity
import Schema
import Stages

/// How regular the firing fields of every cell are, with a null, and the lattice that they stand on.
public enum GridScores: Stage {
  public typealias Input = Results<Embedding>

  public static let description = StageDescription(
    key: "gridscore", group: .cells, title: "Grid scores",
    summary: "how regular the fields of every cell are, and how far apart",
    purpose: """
      Turns the autocorrelogram of every cell's rate map and compares it with itself: a grid of triangles looks the same after \
      60°. Every cell is compared with its own spikes moved in time. Spacing and orientation come from plane waves on the \
      spikes, with the peaks of the autocorrelogram and the ellipse through them beside.
      """,
    example: "canns-analyze gridscore results --shuffles 200", version: 3,
    references: [.sargolini2006, .hafting2005, .langston2010, .stensola2015, .phipson2010, .skaggs1993], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: GridScoreParameters, context: RunContext
  ) throws -> GridScoreResult {
    let embedding = input.values
    let name = description.command
    let isCanns = parameters.compatibility == .canns
    let (grid, places) = try embedding.arenaGrid(
      size: parameters.binSize, bins: isCanns ? parameters.bins : nil, stage: name)
    let (cells, lags) = (embedding.cellIDs.count, 4 * grid.rows * grid.columns)
    try context.reserve(
      embedding.cellEventsForecast + cells * (12 * lags + 8 * parameters.shuffles) + 1000 * lags, for: "The grid scores",
      remedy: "Take wider bins of space (--bin-cm), fewer cells or fewer shuffles.")
    let shifts = try embedding.timeShifts(parameters.shuffles, atLeast: parameters.minimumShift, stage: name)
    let rates = try ArenaRates(
      at: places, grid: grid, binWidth: embedding.binWidth, sigma: isCanns ? 0 : parameters.smoothing / parameters.binSize,
      minimumOccupancy: isCanns ? 0 : parameters.minimumOccupancy)
    let analyser = try GridAnalyser(
      rates, definition: parameters.usedDefinition, smoothing: isCanns ? parameters.smoothingBins : 0,
      leastEvents: isCanns ? 0 : 20, spacings: parameters.spacingRange)
    let events = try embedding.cellEvents()
    let progress = CountedProgress("grid scores", of: cells, context.work)
    let found = try concurrentMap(cells, work: context.work) { cell in
      let stream = RandomStream(seed: context.seed, name: "shifts of a cell", index: UInt64(cell))
      let analysis = try analyser(
        events[cell], shifts: shifts?.drawn(parameters.shuffles, from: stream) ?? [], work: context.work)
      progress.step()
      return analysis
    }
    return GridScoreResult(
      found, rates: rates, definition: parameters.usedDefinition, shuffles: parameters.shuffles, cellIDs: embedding.cellIDs,
      unit: embedding.kind.rateUnit,
      notes: StageNotes(
        dropped: [
          DroppedItems(
            "spikes", count: withoutPosition(events, places), reason: "in bins of time without a position")
        ],
        warnings: embedding.signalKinetics().map {
          [$0.warning(unit: embedding.kind.rateUnit, shift: parameters.minimumShift, smears: .fields)]
        } ?? []))
  }
}
