import ArrayNumerics
import CellTuning
import PopulationActivity
import Schema
import Stages

/// Which grid cells share spacing and orientation.
public enum GridModules: Stage {
  public typealias Input = Results<Embedding, GridScores>

  public static let description = StageDescription(
    key: "modules", group: .cells, title: "Grid modules", summary: "which grid cells share spacing and orientation",
    purpose: """
      Groups the grid cells by spacing and orientation: Gaussians on a uniform background, their number by Schwarz's \
      criterion. \
      Then looks for the waves of each module in the cells that were too sparse for a score.
      """,
    example: "canns-analyze modules results --min-cells 5", version: 2,
    references: [.stensola2012, .schwarz1978, .arthur2007, .traag2011, .traag2019, .phipson2010], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: ModuleParameters, context: RunContext
  ) throws -> ModuleResult {
    let (embedding, grids) = input.values
    let name = description.command
    guard let p = grids.p else {
      throw StageError.unusableData(
        stage: name, reason: "the grid scores in the folder were not tested.",
        remedy: "Make them with shuffles: gridscore with --shuffles 500.")
    }
    guard grids.draws.reach(parameters.level) else {
      throw StageError.unusableData(
        stage: name,
        reason: "the grid scores in the folder were tested with \(counted(grids.draws.count, "shift")), of which the smallest "
          + "possible p is \(formatted(grids.draws.smallestP, digits: 2)), above \(formatted(parameters.level)).",
        remedy: "Make them again with --shuffles \(DrawsOfNull.needed(for: parameters.level)) or more, or raise --level.")
    }
    guard grids.cellIDs == embedding.cellIDs else {
      throw StageError.unusableData(
        stage: name, reason: "the grid scores are those of other cells than the embedding holds.",
        remedy: "Make the grid scores again.")
    }
    let lattice = grids.lattice
    let chosen = p.indices.filter {
      p[$0] <= parameters.level && grids.score[$0] > parameters.minimumScore && lattice.regularSpacing[$0].isFinite
    }
    let spacings = chosen.map { lattice.regularSpacing[$0] }
    let orientations = chosen.map { lattice.regularOrientation[$0] }
    let mixture: WrappedMixture
    switch parameters.method {
    case .mixture:
      mixture = WrappedMixture(
        spacings: spacings, orientations: orientations, most: parameters.most, smallest: parameters.smallest,
        seed: context.seed)
    case .leiden:
      let groups = try leidenModules(
        chosen.map { grids.autocorrelograms[$0] }, resolution: parameters.resolution, seed: context.seed, work: context.work)
      mixture = WrappedMixture(
        groups: groups, spacings: spacings, orientations: orientations, smallest: parameters.smallest)
    }
    var module = [Int](repeating: -1, count: p.count)
    for (cell, label) in zip(chosen, mixture.labels) { module[cell] = label }
    var pass = module.map { $0 >= 0 ? 1 : 0 }
    var wave = [Double](repeating: .nan, count: p.count)
    if parameters.looksAgain, !mixture.components.isEmpty {
      let rest = Array(Set(p.indices).subtracting(chosen)).sorted()
      let found = try again(rest, mixture, embedding, grids, parameters, context)
      for (cell, result) in zip(rest, found) {
        wave[cell] = result.p
        if result.p <= parameters.level, result.contrast > 0 { (module[cell], pass[cell]) = (result.module, 2) }
      }
    }
    return ModuleResult(
      mixture, module: module, pass: pass, waveP: wave, consistency: moduleConsistency(grids.autocorrelograms, module),
      candidates: chosen, grids: grids)
  }

  /// The best module of each of some cells by its waves, with a p that holds for all modules together.
  private static func again(
    _ cells: [Int], _ mixture: WrappedMixture, _ embedding: EmbeddingResult, _ grids: GridScoreResult,
    _ parameters: ModuleParameters, _ context: RunContext
  ) throws -> [(module: Int, contrast: Double, p: Double)] {
    guard let x = embedding.x, let y = embedding.y else { return cells.map { _ in (-1, .nan, .nan) } }
    guard
      let shifts = try embedding.timeShifts(
        parameters.shuffles, atLeast: parameters.minimumShift, stage: description.command)
    else { return cells.map { _ in (-1, .nan, .nan) } }
    let match = LatticeMatch(
      try ArenaRates(at: grids.grid.indices(x, y), grid: grids.grid, binWidth: embedding.binWidth, sigma: 0))
    let events = try embedding.cellEvents()
    let lattices = mixture.components.map { (spacing: $0.spacing, orientation: $0.orientation) }
    let progress = CountedProgress("waves of the modules", of: cells.count, context.work)
    return try concurrentMap(cells.count, work: context.work) { place in
      defer { progress.step() }
      let stream = RandomStream(seed: context.seed, name: "shifts of a cell", index: UInt64(cells[place]))
      return try match.test(
        events[cells[place]], lattices: lattices, shifts: shifts.drawn(parameters.shuffles, from: stream), work: context.work)
    }
  }
}
