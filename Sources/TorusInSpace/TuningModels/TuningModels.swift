import ArrayNumerics
import Foundation
import LatentStates
import ManifoldAnalysis
import PopulationActivity
import Schema
import SignalAnalysis
import Stages
import TorusGeometry

/// What single cells are tuned to, by nested Poisson regressions.
public enum TuningModels: Stage {
  public typealias Input = Results<Embedding, IfPresent<LatentDecoding>, IfPresent<Theta>>

  public static let description = StageDescription(
    key: "tuning-models", group: .cells, title: "Models of single cells",
    summary: "what each cell is tuned to: nested Poisson regressions on held-out time",
    purpose: """
      Predicts the spikes of each cell in held-out time by a Poisson regression on what is there of: the decoded torus or ring \
      (from the other cells), the place, the heading, the speed and the phase of theta; by each alone, by all together, and by \
      all but one. What is lost without a family is its own part, which no other explains.
      """,
    example: "canns-analyze tuning-models results --bin-cm 7", references: [.hardcastle2017, .gardner2022], usesSeed: true)

  /// Places at most; the cost grows with their cube.
  private static let mostPlaces = 1_000

  public static func run(
    _ input: consuming Input, parameters: TuningModelParameters, context: RunContext
  ) throws -> TuningModelResult {
    let (embedding, decoding, theta) = input.values
    guard embedding.kind.isSummable else {
      throw StageError.unusableData(
        stage: "tuning-models", reason: "the models are of spikes, and the signal is \(embedding.kind.rateUnit).",
        remedy: "Take deconvolved activity.")
    }
    let table = try CovariateTable(
      embedding, decoding: decoding, theta: theta, parameters: parameters, mostPlaces: mostPlaces, work: context.work)
    let columns = table.names.indices.reduce(1) { $0 + table.bins[$1].count }
    try context.reserve(
      embedding.sparseCountsForecast + (3 * 8 * columns * columns + 120 * table.observations.count) * context.work.threads,
      for: "The models of the cells", remedy: "Take fewer bins (--bin-cm, --circle-bins), or fewer cells in embed.")
    let events = table.events()
    let time = FoldedTime(table.times)
    let seed = context.seed
    let progress = CountedProgress("models of cells", of: events.count, context.work)
    let found = try concurrentMap(events.count, work: context.work) { cell in
      defer { progress.step() }
      let models = ComparedModels(
        try table.families(without: cell, work: context.work.serial), time: time, exposure: table.exposure)
      var random = RandomStream(seed: seed, name: "blocks of a cell", index: UInt64(cell))
      return (comparison: try models.score(events[cell], random: &random, work: context.work.serial), bins: models.count)
    }
    let bins = found.map(\.bins).max() ?? 0
    guard bins > 0 else {
      throw StageError.unusableData(
        stage: "tuning-models", reason: "in no bin of time \(table.names.joined(separator: ", ")) are all known.",
        remedy: "Do the recording of theta and that of the cells overlap?")
    }
    return TuningModelResult(
      found.map(\.comparison), families: table.names, cellIDs: embedding.cellIDs, rows: bins,
      window: table.observations.binWidth,
      notes: StageNotes(
        dropped: [
          DroppedItems(
            "bins of time", count: table.observations.count - bins,
            reason: "one of \(table.names.joined(separator: ", ")) unknown")
        ], warnings: table.warnings))
  }

  /// One group for each family: the cells that lose by leaving it out.
  public static func cellGroups(_ result: TuningModelResult) -> [CellGroup] {
    result.families.enumerated().map { family, name in
      CellGroup(name, of: result.cellIDs) { result.ownLow[$0, family] > 0 }
    } + [CellGroup("none", of: result.cellIDs) { result.label[$0] == "none" }]
  }
}

extension Reference {
  /// Cells by nested models of the rate.
  public static let hardcastle2017 = Reference(
    key: "hardcastle2017", authors: "Hardcastle, K., Maheswaranathan, N., Ganguli, S. and Giocomo, L. M.", year: 2017,
    title: "A multiplexed, heterogeneous, and adaptive code for navigation in medial entorhinal cortex",
    source: "Neuron 94, 375-387", doi: "10.1016/j.neuron.2017.03.025")
}
