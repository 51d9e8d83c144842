import ArrayNumerics
import CellTuning
import DimensionReduction
import Foundation
import PopulationActivity
import Schema
import Stages
import Topology
import TuningMaps

/// Whether the rate maps of a population together have the topology of a torus.
public enum SpatialTda: Stage {
  public typealias Input = Results<Embedding>

  public static let description = StageDescription(
    key: "spatial-tda", group: .cells, title: "Topology of the rate maps",
    summary: "persistent cohomology of the population vectors of places",
    purpose: """
      Takes every place of the arena for a point, the rates of all cells there for its coordinates, and computes the \
      persistent cohomology of that cloud, against a null in which the spikes of every cell are moved in time. Maps of one \
      module of grid cells make a torus, those of place cells a sheet. It asks about the maps, not about moments: cells that \
      never fire together can make a torus too.
      """,
    example: "canns-analyze spatial-tda results --shuffles 200 --seed 1",
    references: [.gardner2022, .bauer2021, .phipson2010, .westfall1993], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: SpatialTdaParameters, context: RunContext
  ) throws -> SpatialTdaResult {
    let embedding = input.values
    let name = description.command
    let (grid, places) = try embedding.arenaGrid(size: parameters.binSize, stage: name)
    let cells = embedding.cellIDs.count
    guard parameters.components <= cells else {
      throw unusable(
        "\(parameters.components) components of \(counted(cells, "cell")) cannot be.", "Take fewer --components.")
    }
    let size = grid.rows * grid.columns
    try context.reserve(
      embedding.cellEventsForecast + context.work.threads * (24 * cells * size + 40 * parameters.points * parameters.points),
      for: "The topology of the rate maps", remedy: "Take wider bins of space (--bin-cm), fewer --points or --threads.")
    let isShifted = parameters.shuffles > 0 && parameters.surrogate == .timeShift
    let shifts = try embedding.timeShifts(isShifted ? parameters.shuffles : 0, atLeast: parameters.minimumShift, stage: name)
    let rates = try ArenaRates(
      at: places, grid: grid, binWidth: embedding.binWidth, sigma: parameters.smoothing / parameters.binSize,
      minimumOccupancy: parameters.minimumOccupancy)
    let used = usedPlaces(rates, crop: parameters.crop)
    guard used.count >= max(20, parameters.components + 1) else {
      throw unusable(
        "\(counted(used.count, "place")) of \(formatted(parameters.binSize * 100)) cm were visited, and a cloud needs "
          + "\(max(20, parameters.components + 1)).", "Take narrower bins (--bin-cm), or more of the arena (--crop).")
    }
    let cloud = PlaceCloud(events: try embedding.cellEvents(), rates: rates, places: used, parameters: parameters)
    let maps = try cloud.vectors()
    let own = try cloud.cohomology(of: maps, work: context.work)
    let progress = CountedProgress("draws of the null", of: parameters.shuffles, context.work)
    let null = try concurrentMap(parameters.shuffles, work: context.work) { draw -> [Double] in
      let stream = RandomStream(seed: context.seed, name: "maps without their places", index: UInt64(draw))
      let vectors =
        try shifts.map { try cloud.vectors(shifts: $0.drawn(cells, from: stream)) } ?? PlaceCloud.permuted(maps, stream)
      defer { progress.step() }
      return try cloud.cohomology(of: vectors, work: context.work.serial).longest
    }
    let events = cloud.events
    return SpatialTdaResult(
      x: used.map { middle(grid.xEdges, $0 % grid.columns) }, y: used.map { middle(grid.yEdges, $0 / grid.columns) },
      points: own.points, chosen: own.chosen, diagrams: own.persistence.diagrams,
      null: [null.map { $0[0] }, null.map { $0[1] }],
      explainedVariance: own.explainedVariance, cells: cells, limit: own.persistence.threshold,
      notes: StageNotes(
        dropped: [
          DroppedItems(
            "spikes", count: withoutPosition(events, places), reason: "in bins of time without a position"),
          DroppedItems("places", count: own.zeros, reason: "no direction on the components: all zero"),
        ]))
  }

  private static func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: "spatial-tda", reason: reason, remedy: remedy)
  }

  private static func middle(_ edges: [Double], _ bin: Int) -> Double { (edges[bin] + edges[bin + 1]) / 2 }

  /// Visited bins within the part of the arena around its middle, ascending.
  private static func usedPlaces(_ rates: ArenaRates, crop: Double) -> [Int] {
    let (rows, columns) = (rates.grid.rows, rates.grid.columns)
    func kept(_ bin: Int, of count: Int) -> Bool {
      let kept = max(1, Int((Double(count) * crop).rounded()))
      let first = (count - kept) / 2
      return bin >= first && bin < first + kept
    }
    return (0..<rows * columns).filter {
      rates.visited.elements[$0] && kept($0 / columns, of: rows) && kept($0 % columns, of: columns)
    }
  }
}

/// The population vectors of places, and what becomes of them.
private struct PlaceCloud: Sendable {
  let events: [CellEvents]
  let rates: ArenaRates
  let places: [Int]
  let parameters: SpatialTdaParameters

  /// Rates of all cells at each place, `[place, cell]`, with each cell moved in time by its own number of bins.
  func vectors(shifts: [Int]? = nil) throws -> Matrix<Double> {
    var vectors = Matrix<Double>(rows: places.count, columns: events.count, repeating: 0)
    for (cell, events) in events.enumerated() {
      let map = try rates.rates(of: rates.amounts(of: events, shift: shifts?[cell] ?? 0))
      for (row, place) in places.enumerated() { vectors[row, cell] = map.elements[place] }
    }
    return vectors
  }

  /// Vectors with the places of every cell in an order of its own.
  static func permuted(_ vectors: Matrix<Double>, _ stream: RandomStream) -> Matrix<Double> {
    var (vectors, stream) = (vectors, stream)
    for cell in 0..<vectors.columns {
      for row in stride(from: vectors.rows - 1, to: 0, by: -1) {
        let other = stream.integer(below: row + 1)
        (vectors[row, cell], vectors[other, cell]) = (vectors[other, cell], vectors[row, cell])
      }
    }
    return vectors
  }

  struct Cohomology {
    var points: Matrix<Double>
    var chosen: [Int]
    var persistence: PersistenceResult
    var explainedVariance: Double
    /// Places without a direction, which no cosine has an angle for.
    var zeros: Int

    /// In dimensions 1 and 2; 0 without a bar.
    var longest: [Double] {
      [1, 2].map { dimension in
        persistence.diagrams[dimension].map { min($0.death, max(persistence.threshold, $0.birth)) - $0.birth }.max() ?? 0
      }
    }
  }

  func cohomology(of vectors: Matrix<Double>, work: Work) throws -> Cohomology {
    let components = try PrincipalComponents.fit(
      vectors, components: parameters.components, standardize: parameters.standardize, work: work)
    let points = try components.scores(of: vectors, work: work)
    let metric = parameters.distance.metric
    let usable = (0..<points.rows).filter { row in metric != .cosine || points.row(row).contains { $0 != 0 } }
    let kept = points.selectingRows(usable)
    let order = try farthestPointOrder(of: kept, metric: metric, work: work).order
    let chosen = Array(order.prefix(parameters.points))
    let persistence = try persistentCohomology(
      of: try distanceMatrix(of: kept.selectingRows(chosen), metric: metric, work: work),
      parameters: PersistenceParameters(maxDimension: 2, coefficient: parameters.coefficient, cocycles: false), work: work)
    return Cohomology(
      points: points, chosen: chosen.map { usable[$0] }, persistence: persistence,
      explainedVariance: components.explainedVarianceRatio.reduce(0, +), zeros: points.rows - usable.count)
  }
}
