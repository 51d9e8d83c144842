import ArrayNumerics
import CellTuning
import PopulationActivity
import Schema
import Stages
import TuningMaps

/// Firing rate of every cell over the arena, or along a track.
public enum RateMaps: Stage {
  public typealias Input = Results<Embedding>

  public static let description = StageDescription(
    key: "ratemaps", group: .cells, title: "Rate maps", summary: "firing rate of every cell over the arena",
    purpose: """
      Divides the spikes of each cell by the time spent, bin by bin of the arena or the track, both smoothed by the same \
      Gaussian, \
      and computes how much a spike says about the place (bits per spike), with its null, how stable the map is, and where the \
      fields are. On a track also for each direction of running. Unvisited bins stay empty.
      """,
    example: "canns-analyze ratemaps results --bin-cm 2.5", version: 4,
    references: [.skaggs1993, .skaggs1996, .muller1989, .harris2020, .phipson2010], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: RateMapParameters, context: RunContext
  ) throws -> RateMapResult {
    let embedding = input.values
    let (grid, indices) = try embedding.mapGrid(size: parameters.binSize, stage: description.command)
    try context.reserve(
      embedding.cellEventsForecast + 24 * grid.rows * grid.columns * (embedding.cellIDs.count + 40), for: "The rate maps",
      remedy: "Take wider bins of space (--bin-cm), fewer cells or wider bins of time in embed.")
    let analyser = try MapAnalyser(
      at: indices, grid: grid, binWidth: embedding.binWidth, sigma: parameters.smoothing,
      minimumOccupancy: parameters.minimumOccupancy, fieldThreshold: parameters.fieldThreshold,
      fieldBins: parameters.fieldBins)
    let rates = analyser.rates
    let shifts =
      parameters.shuffles > 0
      ? TimeShifts(bins: indices.count, atLeast: parameters.minimumShift, binWidth: embedding.binWidth) : nil
    @Sendable func smoothed(_ amounts: Matrix<Double>, _ seconds: Matrix<Double>) throws -> Matrix<Double> {
      switch parameters.smoother {
      case .gaussian: try rates.rates(of: amounts, over: seconds)
      case .adaptive: adaptiveRates(amounts, occupancy: seconds, visited: rates.visited, alpha: parameters.alpha)
      }
    }
    let events = try embedding.cellEvents()
    let total = rates.occupancy.elements.reduce(0, +)
    let progress = CountedProgress("rate maps", of: events.count, context.work)
    let cells = try concurrentMap(events.count, work: context.work) { cell in
      defer { progress.step() }
      let amounts = rates.amounts(of: events[cell])
      let map = try smoothed(amounts, rates.occupancy)
      let stream = RandomStream(seed: context.seed, name: "shifts of a cell", index: UInt64(cell))
      let tested = embedding.kind.isSummable ? shifts?.drawn(parameters.shuffles, from: stream) ?? [] : []
      let statistics = try analyser(events[cell], map: map, shifts: tested, work: context.work, smoothed: smoothed)
      return (map: map, statistics: statistics, mean: amounts.elements.reduce(0, +) / total)
    }
    // Of a signal that does not add up nobody can say how much a spike tells.
    let information = cells.map { cell in
      embedding.kind.isSummable
        ? spatialInformation(rates: cell.map.elements, occupancy: rates.occupancy.elements) : .nan
    }
    var warnings: [String] = []
    if parameters.shuffles > 0, shifts == nil {
      warnings.append(
        "\(measured(embedding.seconds)) s are too short for shifts of \(formatted(parameters.minimumShift)) s or more: "
          + "the information was not tested.")
    }
    if let kinetics = embedding.signalKinetics() {
      warnings.append(kinetics.warning(unit: embedding.kind.rateUnit, shift: parameters.minimumShift, smears: .fields))
    }
    return RateMapResult(
      maps: cells.map(\.map), occupancy: rates.occupancy, grid: grid, information: information,
      meanRate: cells.map(\.mean),
      statistics: RateMapStatistics(
        cells.map(\.statistics), information: information, grid: grid, unit: embedding.kind.rateUnit),
      track: embedding.y == nil
        ? try TrackMaps(events, embedding: embedding, grid: grid, indices: indices, parameters: parameters) : nil,
      cellIDs: embedding.cellIDs, unit: embedding.kind.rateUnit,
      shuffles: shifts == nil || !embedding.kind.isSummable ? 0 : parameters.shuffles, furtherWarnings: warnings)
  }
}
