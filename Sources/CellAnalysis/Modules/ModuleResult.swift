import ArrayNumerics
import CellTuning
import Schema
import Stages

/// The modules and their cells.
public struct ModuleResult: StageResult {
  /// Module of each cell, by rising spacing, `[N]`; -1: none.
  public var module: [Int]
  /// Correlation of the cell's autocorrelogram with the mean of the others of its module, `[N]`; NaN without module.
  public var consistency: [Double]
  /// 1: found by spacing and orientation, 2: by the waves of the module, 0: in none, `[N]`.
  public var pass: [Int]
  /// Of the waves of the modules in a cell, `[N]`; NaN for cells that had a grid score good enough, or without that pass.
  public var waveP: [Double]
  /// Why a cell is in no module, `[N]`; empty for those that are.
  public var reasons: [String]
  /// m, of every cell with a score, `[N]`.
  public var spacing: [Double]
  /// Degrees in [0, 60), `[N]`.
  public var orientation: [Double]
  /// Spacing of each module, m, `[M]`.
  public var moduleSpacing: [Double]
  /// Its orientation, degrees, `[M]`.
  public var moduleOrientation: [Double]
  /// Standard deviation of the spacing, as a part of it, `[M]`.
  public var spacingSpread: [Double]
  /// Of the orientation, degrees, `[M]`.
  public var orientationSpread: [Double]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Cells from which modules were found.
  public var candidates: Int

  public static let fields = Field<ModuleResult>.table {
    Field.array("module", \.module, axes: ["cell"], "module of each cell, by rising spacing; -1: none")
    Field.array(
      "consistency", \.consistency, axes: ["cell"],
      "correlation of the autocorrelogram with the mean of the others of the module; NaN without module")
    Field.array("pass", \.pass, axes: ["cell"], "1: by spacing and orientation, 2: by the waves of the module, 0: in none")
    Field.array(
      "wave_p", \.waveP, axes: ["cell"],
      "p of the waves of the modules; NaN for cells whose grid score was enough, or without a second pass")
    Field.array("reason", \.reasons, axes: ["cell"], "why a cell is in no module; empty for those that are")
    Field.array("cell_spacing", \.spacing, unit: "m", axes: ["cell"], "spacing of each cell with a grid score")
    Field.array("cell_orientation", \.orientation, unit: "deg", axes: ["cell"], "its orientation in [0, 60)")
    Field.array("module_spacing", \.moduleSpacing, unit: "m", axes: ["module"], "spacing of each module")
    Field.array("module_orientation", \.moduleOrientation, unit: "deg", axes: ["module"], "its orientation in [0, 60)")
    Field.array("spacing_spread", \.spacingSpread, axes: ["module"], "standard deviation of the spacing, as a part of it")
    Field.array("orientation_spread", \.orientationSpread, unit: "deg", axes: ["module"], "of the orientation")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("modules", \.moduleSpacing.count, "modules")
    Field.number("cells_in_modules", \.inModules, "cells in a module")
    Field.number("cells_by_waves", \.byWaves, "of these, found by the waves of the module")
    Field.number("candidates", \.candidates, "cells from which modules were found")
  }

  public init(from stored: StoredResult<ModuleResult>) throws {
    module = try stored[\.module]
    consistency = try stored[\.consistency]
    pass = try stored[\.pass]
    waveP = try stored[\.waveP]
    reasons = try stored[\.reasons]
    spacing = try stored[\.spacing]
    orientation = try stored[\.orientation]
    moduleSpacing = try stored[\.moduleSpacing]
    moduleOrientation = try stored[\.moduleOrientation]
    spacingSpread = try stored[\.spacingSpread]
    orientationSpread = try stored[\.orientationSpread]
    cellIDs = try stored[\.cellIDs]
    candidates = try stored.number(\.candidates)
    guard module.allSatisfy({ (-1..<max(0, moduleSpacing.count)).contains($0) }) else {
      throw FieldError.unfit("'module' names modules that are not there")
    }
  }
}

extension ModuleResult {
  init(
    _ mixture: WrappedMixture, module: [Int], pass: [Int], waveP: [Double], consistency: [Double], candidates: [Int],
    grids: GridScoreResult
  ) {
    self.module = module
    self.pass = pass
    self.waveP = waveP
    self.consistency = consistency
    spacing = grids.lattice.regularSpacing
    orientation = grids.lattice.regularOrientation
    moduleSpacing = mixture.components.map(\.spacing)
    moduleOrientation = mixture.components.map(\.orientation)
    spacingSpread = mixture.components.map(\.logSpread)
    orientationSpread = mixture.components.map(\.angleSpread)
    cellIDs = grids.cellIDs
    self.candidates = candidates.count
    let known = Set(candidates)
    reasons = module.indices.map { cell in
      GridModules.reason(
        module: module[cell], isCandidate: known.contains(cell), score: grids.score[cell], p: grids.p?[cell] ?? .nan,
        waveP: waveP[cell], why: grids.reasons[cell])
    }
  }

  var inModules: Int { module.count { $0 >= 0 } }
  var byWaves: Int { pass.count { $0 == 2 } }

  public var notes: StageNotes {
    var warnings: [String] = []
    let left = candidates - pass.count { $0 == 1 }
    if left > 0 {
      warnings.append("\(counted(left, "grid cell")) fit no module by spacing and orientation; 'reason' names them.")
    }
    if moduleSpacing.count > 1 {
      warnings.append(
        "Cells of \(moduleSpacing.count) modules together have no torus: look at one at a time, as in "
          + "tda --cells-from modules:1 (in a chain --tda.cells-from modules:1).")
    }
    return StageNotes(warnings: warnings)
  }
}
