import Schema
import Stages

extension Homology {
  public static func headline(_ result: HomologyResult, parameters: HomologyParameters) -> String {
    result.verdict.sentence
  }

  public static func conclusion(_ result: HomologyResult, parameters: HomologyParameters) -> Conclusion? {
    var conclusion = result.verdict.conclusion
    conclusion.meaning = meaning(of: result.verdict.shape)
    return conclusion
  }

  public static func checks(_ result: HomologyResult, parameters: HomologyParameters) -> [QualityCheck] {
    let draws = result.null.draws.count
    let variance = result.explainedVariance
    let shape = result.verdict.shape
    return [
      QualityCheck(
        "Draws of the null", .init(pass: draws >= 999, warn: 1 / Double(draws + 1) <= parameters.significance),
        found: "\(draws)",
        threshold: "pass from 999, fail where p cannot reach \(formatted(parameters.significance)) (0.05 needs 19)"),
      QualityCheck(
        "Variance in the components", .init(pass: variance >= 0.3, warn: variance >= 0.1),
        found: sentence {
          "\(percent(variance)) in \(result.explainedVarianceRatio.count), of the "
          if result.transform == .sqrt { "square roots of the rates" } else { "rates" }
          " in the \(result.rows.count) bins used"
        }, threshold: "pass from 30 %, fail below 10 %"),
      QualityCheck(
        "Shape", .init(pass: shape.isManifold, warn: shape != .none), found: shape.rawValue,
        threshold: "pass for a ring or a torus; warn when untested or without the gap; fail for none"),
    ]
  }

  /// Which part of the population was analysed.
  static func reason(of choice: CellGroupChoice?, cells: Int, of all: Int) -> String {
    guard let choice else {
      return "All \(counted(all, "cell")) of the embedding were analysed: no --cells-from chose some of them."
    }
    return "\(cells) of \(counted(all, "cell")) were analysed: those of the group \(choice.group) of \(choice.stage)."
  }

  /// What the other surrogates say of the same bars, a sentence each; the verdict does not rest on them.
  static func comparison(_ result: HomologyResult) -> [String] {
    result.compared.surrogates.indices.map { place in
      let draws = result.compared.nulls[place]
      return sentence {
        "For comparison, against \(counted(draws.draws.count, "draw")) of \(result.compared.surrogates[place].rawValue): "
        (1..<max(2, result.persistence.diagrams.count)).compactMap { dimension in
          result.comparedPValues(dimension, place).map { values in
            "p of the longest H\(dimension) bars \(values.prefix(3).map { formatted($0, digits: 2) }.joined(separator: ", "))"
          }
        }.joined(separator: "; ")
        ". The verdict does not rest on it."
      }
    }
  }
}
