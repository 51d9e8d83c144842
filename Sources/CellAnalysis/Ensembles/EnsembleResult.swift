import ArrayNumerics
import CellTuning
import Schema
import Stages

/// The ensembles and their cells.
public struct EnsembleResult: StageResult {
  /// Ensemble of each cell, by falling size, `[N]`; -1: none.
  public var ensemble: [Int]
  /// Part of the other cells of the ensemble that the cell is linked with, `[N]`; NaN without ensemble.
  public var linkedShare: [Double]
  /// Why a cell is in no ensemble, `[N]`; empty for those that are.
  public var reasons: [String]
  /// Cells of each ensemble, `[E]`.
  public var sizes: [Int]
  /// (1 + shuffled recordings with a group of as many links beyond the density) / (1 + shuffled recordings), `[E]`.
  public var p: [Double]
  /// Correlation of each two cells without what a common factor explains, `[N, N]`; 0 for a silent cell.
  public var correlations: Matrix<Float>
  /// Loading of each cell on the factor that was taken out, `[N]`; 0 where all have nothing in common.
  public var loadings: [Double]
  /// 1 where two cells are linked, `[N, N]`.
  public var links: Matrix<Int32>
  /// Ensemble of each cell as the search for a common factor ends from another start, `[N]`; `nil` where it ends alike.
  public var alternative: [Int]?
  /// Module of each cell, -1: none, `[N]`; `nil` where no modules were found with position.
  public var module: [Int]?
  /// Adjusted Rand index of ensembles and modules over the cells of a module; `nil` without modules or with one.
  public var agreement: Double?
  /// Modules that were found with position.
  public var modules: Int
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Time in whole wide bins, s.
  public var seconds: Double
  /// Width of the bins, s.
  public var binWidth: Double
  public var notes: StageNotes

  public static let fields = Field<EnsembleResult>.table {
    Field.array("ensemble", \.ensemble, axes: ["cell"], "ensemble of each cell, by falling size; -1: none")
    Field.array(
      "linked_share", \.linkedShare, axes: ["cell"],
      "part of the other cells of the ensemble that the cell is linked with; NaN without ensemble")
    Field.array("reason", \.reasons, axes: ["cell"], "why a cell is in no ensemble; empty for those that are")
    Field.array("ensemble_size", \.sizes, axes: ["ensemble"], "cells of each ensemble")
    Field.array(
      "ensemble_p", \.p, axes: ["ensemble"],
      "p of so many links beyond the density in one group, among the shuffled recordings")
    Field.array(
      "correlations", \.correlations, axes: ["cell", "cell"],
      "correlation of each two cells, without what a common factor explains; 0 for a silent cell")
    Field.array(
      "common_loading", \.loadings, axes: ["cell"],
      "loading on the common factor that was taken out; 0 where the median pair has nothing in common")
    Field.array("links", \.links, axes: ["cell", "cell"], "1 where two cells are linked")
    Field.array(
      "alternative_ensemble", \.alternative, axes: ["cell"],
      "ensemble of each cell as the search for a common factor ends from another start, -1: none; only where it ends otherwise")
    Field.array("module", \.module, axes: ["cell"], "module of each cell where there are modules, -1: none")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("ensembles", \.sizes.count, "ensembles")
    Field.number("cells_in_ensembles", \.inEnsembles, "cells in an ensemble")
    Field.number("modules_compared", \.modules, "modules that were found with position")
    Field.number("agreement", \.agreement, "adjusted Rand index of ensembles and modules, over the cells of a module")
    Field.number("seconds", \.seconds, "time in which cells were compared")
    Field.number("wide_bin_ms", \.binMilliseconds, "width of the bins in which cells were compared")
  }

  public init(from stored: StoredResult<EnsembleResult>) throws {
    ensemble = try stored[\.ensemble]
    linkedShare = try stored[\.linkedShare]
    reasons = try stored[\.reasons]
    sizes = try stored[\.sizes]
    p = try stored[\.p]
    correlations = try stored[\.correlations]
    loadings = try stored[\.loadings]
    links = try stored[\.links]
    alternative = try stored[\.alternative]
    module = try stored[\.module]
    agreement = try stored.number(\.agreement)
    modules = try stored.number(\.modules)
    cellIDs = try stored[\.cellIDs]
    seconds = try stored.number(\.seconds)
    binWidth = try stored.number(\.binMilliseconds) * 1e-3
    notes = stored.notes
    guard ensemble.allSatisfy({ (-1..<max(0, sizes.count)).contains($0) }) else {
      throw FieldError.unfit("'ensemble' names ensembles that are not there")
    }
  }
}

extension EnsembleResult {
  init(
    _ found: CorrelatedEnsembles, silent: Set<Int>, modules: ModuleResult?, cellIDs: [String], seconds: Double,
    binWidth: Double, leftOut: Int, density: Double
  ) {
    let cells = cellIDs.indices
    ensemble = found.labels
    linkedShare = cells.map { cell in
      let mates = cells.filter { $0 != cell && found.labels[$0] == found.labels[cell] }
      guard found.labels[cell] >= 0, !mates.isEmpty else { return .nan }
      return Double(mates.count { found.isLinked[cell, $0] }) / Double(mates.count)
    }
    reasons = cells.map { cell in
      Ensembles.reason(
        ensemble: found.labels[cell], isSilent: silent.contains(cell),
        links: cells.count { found.isLinked[cell, $0] }, of: cells.count - 1)
    }
    (sizes, p) = (found.sizes, found.p)
    correlations = found.correlations.map { Float($0) }
    loadings = found.loadings
    links = found.isLinked.map { $0 ? 1 : 0 }
    alternative = found.alternative
    module = modules?.module
    self.modules = modules?.moduleSpacing.count ?? 0
    agreement = modules.flatMap { modules in
      let known = cells.filter { modules.module[$0] >= 0 }
      // A cell of no ensemble is a group of its own.
      let index = adjustedRandIndex(
        known.map { found.labels[$0] < 0 ? -1 - $0 : found.labels[$0] }, known.map { modules.module[$0] })
      return index.isFinite && modules.moduleSpacing.count > 1 ? index : nil
    }
    self.cellIDs = cellIDs
    (self.seconds, self.binWidth) = (seconds, binWidth)
    notes = StageNotes(
      dropped: [DroppedItems("bins", count: leftOut, reason: "in bins of \(formatted(1000 * binWidth)) ms not kept whole")],
      warnings: (found.alternative.map { [Ensembles.uncertainty(sizes: found.sizes, others: $0)] } ?? [])
        + Ensembles.nearlyOne(found, density: density)
        + Ensembles.nearlyAll(found.sizes, of: cellIDs.count - silent.count)
        + (found.sizes.count > 1
          ? ["Ensembles together have no torus of one module: look at one at a time, as in tda --cells-from ensembles:1."]
          : []))
  }

  /// Whether something that all cells have in common was taken out.
  var hasFactor: Bool { loadings.contains { $0 != 0 } }
  var inEnsembles: Int { ensemble.count { $0 >= 0 } }
  var binMilliseconds: Double { rounded(1000 * binWidth) }

  /// Cells of a module in each ensemble, and in none last.
  func cells(ofModule number: Int) -> [Int] {
    let labels = module.map { module in module.indices.filter { module[$0] == number }.map { ensemble[$0] } } ?? []
    return (sizes.indices.map { $0 } + [-1]).map { label in labels.count { $0 == label } }
  }
}
