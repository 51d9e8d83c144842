import ArrayNumerics
import CellTuning
import Schema
import Stages

extension Ensembles {
  /// Why a cell is in no ensemble.
  static func reason(ensemble: Int, isSilent: Bool, links: Int, of others: Int) -> String {
    if ensemble >= 0 { return "" }
    if isSilent { return "silent" }
    return "linked with \(links) of \(counted(others, "other cell")), in no group that chance does not reach"
  }

  /// What is said where another start of the search ends at other ensembles.
  ///
  /// - Parameter others: ensemble of each cell there, -1: none.
  static func uncertainty(sizes: [Int], others: [Int]) -> String {
    func said(_ sizes: [Int]) -> String {
      sizes.isEmpty ? "none" : "\(sizes.count) (\(sizes.map(String.init).joined(separator: " and ")) cells)"
    }
    let found = (0..<((others.max() ?? -1) + 1)).map { label in others.count { $0 == label } }
    return sentence {
      "The number of ensembles is not certain: what all cells share cannot be told from what groups share. Given are "
      "\(said(sizes)); from another start the search ends at \(said(found)) ('alternative_ensemble')."
    }
  }

  /// What is said of two ensembles with nearly as many links between them as make one: of single modules that a gain cut in two
  /// 4 to 9 % of the pairs between are linked, of modules apart up to 5 %, where the density is 10 %.
  static func nearlyOne(_ found: CorrelatedEnsembles, density: Double) -> [String] {
    let members = found.sizes.indices.map { label in found.labels.indices.filter { found.labels[$0] == label } }
    return members.indices.flatMap { second in
      (0..<second).compactMap { first -> String? in
        let linked = members[first].reduce(0) { sum, cell in sum + members[second].count { found.isLinked[cell, $0] } }
        let share = Double(linked) / Double(members[first].count * members[second].count)
        guard share > CorrelatedEnsembles.nearlyOne * density else { return nil }
        return sentence {
          "Ensembles \(first + 1) and \(second + 1) may be one: \(percent(share)) of the pairs between them are "
          "linked, and from \(percent(density)) on they would be."
        }
      }
    }
  }

  /// What is said where one ensemble holds nearly all cells, so that there are no others to find from what all share.
  static func nearlyAll(_ sizes: [Int], of cells: Int) -> [String] {
    guard let largest = sizes.first, 10 * largest >= 9 * cells else { return [] }
    return [
      sentence {
        "One ensemble holds \(largest) of \(counted(cells, "cell")): with so few others a gain that all cells share, "
        "as arousal or running, cannot be told from an ensemble, and may be what holds some of them in it."
      }
    ]
  }

  public static func headline(_ result: EnsembleResult, parameters: EnsembleParameters) -> String {
    sentence {
      if result.sizes.isEmpty {
        "No ensemble: no \(parameters.smallest) of \(counted(result.cellIDs.count, "cell")) or more vary together beyond what "
        "shuffled recordings reach at p ≤ \(formatted(parameters.level))"
      } else {
        "\(counted(result.sizes.count, "ensemble")) of \(result.sizes.map(String.init).joined(separator: " and ")) "
        "of \(counted(result.cellIDs.count, "cell")) (p "
        "\(result.p.map { formatted($0, digits: 2) }.joined(separator: " and ")))"
      }
      if result.alternative != nil { ", whose number is not certain" }
      for module in 0..<result.modules { "; \(comparison(result, module))" }
      "."
    }
  }

  /// Where the cells of a module are.
  static func comparison(_ result: EnsembleResult, _ module: Int) -> String {
    let counts = result.cells(ofModule: module)
    let parts = counts.indices.filter { counts[$0] > 0 }.map { place in
      place < result.sizes.count ? "\(counts[place]) in ensemble \(place + 1)" : "\(counts[place]) in none"
    }
    return "module \(module + 1): of \(counted(counts.reduce(0, +), "cell")) \(parts.joined(separator: " and "))"
  }

  public static func methods(_ parameters: EnsembleParameters, result: EnsembleResult) -> String {
    sentence {
      "Ensembles without position are groups of cells whose spikes in bins of \(formatted(1000 * parameters.binWidth)) ms vary "
      "together, since correlations within a module of grid cells stay what they are without position "
      "[@yoon2013; @gardner2019]. "
      switch parameters.factor {
      case .sums: "What one factor common to all cells explains was taken from the correlations. "
      case .between:
        "What one factor explains that cells of different ensembles have in common (least squares over their pairs, ensembles "
        "and factor in turn, from three starts) is taken from the correlations where the mean of these pairs is three standard "
        "errors above 0"
        if result.hasFactor { ", as here. " } else { ", which it was not. " }
      case .medians:
        "What one factor common to all cells explains, by least absolute residuals, is taken from the correlations where the "
        "median pair is correlated"
        if result.hasFactor { ", as here. " } else { ", which it was not. " }
      }
      "Two cells are linked when their correlation is 2.58 standard deviations from that of \(parameters.shuffles) recordings "
      "in which every cell was shifted by \(formatted(parameters.minimumShift)) s or more, and a fifth as large as those with "
      "their closest partners. Leiden partitions [@traag2019] of the links under the constant Potts model with a resolution of "
      "\(formatted(parameters.density)) [@traag2011] are ensembles with \(parameters.smallest) cells or more and "
      "p ≤ \(formatted(parameters.level)) for their links beyond that density, among the best groups of "
      "\(parameters.shuffles) further shuffled recordings [@phipson2010]"
      if result.modules > 1 { "; modules and ensembles are compared by the adjusted Rand index [@hubert1985]" }
      "."
    }
  }
}
