import Stages

extension CellClasses {
  /// Kinds that were tested, and the classes of the autocorrelograms; "none" for cells of no kind.
  public static func cellGroups(_ result: CellClassResult) -> [CellGroup] {
    let labels = result.labels
    let kinds = [
      ("grid", labels.isGrid), ("direction", labels.isDirection), ("border", labels.isBorder), ("speed", labels.isSpeed),
      ("rhythm", labels.isTheta),
    ].filter { labels.kinds.contains($0.0) }
    return kinds.map { kind in CellGroup(kind.0, of: result.cellIDs) { kind.1[$0] } }
      + [CellGroup("none", of: result.cellIDs) { labels.label[$0] == "none" }]
      + result.rhythm.names.enumerated().map { place, name in
        CellGroup(name, of: result.cellIDs) { result.rhythm.classes[$0] == place }
      }
  }
}

extension GridModules {
  /// Modules by rising spacing, numbered from 1 as the figure has them; "none" for cells of no module.
  public static func cellGroups(_ result: ModuleResult) -> [CellGroup] {
    result.moduleSpacing.indices.map { module in
      CellGroup("\(module + 1)", of: result.cellIDs) { result.module[$0] == module }
    } + [CellGroup("none", of: result.cellIDs) { result.module[$0] < 0 }]
  }
}

extension Ensembles {
  /// Ensembles by falling size, numbered from 1; "none" for cells of no ensemble.
  public static func cellGroups(_ result: EnsembleResult) -> [CellGroup] {
    result.sizes.indices.map { ensemble in
      CellGroup("\(ensemble + 1)", of: result.cellIDs) { result.ensemble[$0] == ensemble }
    } + [CellGroup("none", of: result.cellIDs) { result.ensemble[$0] < 0 }]
  }
}

extension HeadDirection {
  /// Cells that are tuned, and those that are not.
  public static func cellGroups(_ result: HeadDirectionResult) -> [CellGroup] {
    [
      CellGroup("tuned", of: result.cellIDs) { result.isTuned[$0] },
      CellGroup("untuned", of: result.cellIDs) { !result.isTuned[$0] },
    ]
  }
}

extension RateMaps {
  /// Cells with p of the information up to 0.01, and the others; nothing where that was not tested.
  public static func cellGroups(_ result: RateMapResult) -> [CellGroup] {
    guard result.informative != nil else { return [] }
    return tested(
      "informative", result.cellIDs, p: result.statistics.informationP, level: RateMapResult.level)
  }
}

extension GridScores {
  /// Cells with p up to 0.01, of which the headline has the number, and the others; nothing without shuffles enough.
  public static func cellGroups(_ result: GridScoreResult) -> [CellGroup] {
    guard result.significant != nil, let p = result.p else { return [] }
    return tested("grid", result.cellIDs, p: p, level: GridScoreResult.level)
  }
}

/// Cells with p up to a level, and "none" for the others; those without p are among the others.
private func tested(_ name: String, _ cells: [String], p: [Double], level: Double) -> [CellGroup] {
  [CellGroup(name, of: cells) { p[$0] <= level }, CellGroup("none", of: cells) { !(p[$0] <= level) }]
}
