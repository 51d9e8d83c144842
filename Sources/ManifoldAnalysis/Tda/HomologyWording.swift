import Schema
import Stages

extension Homology {
  public static func headline(_ result: HomologyResult, parameters: HomologyParameters) -> String {
    result.verdict.sentence
  }

  public static func conclusion(_ result: HomologyResult, parameters: HomologyParameters) -> Conclusion? {
    result.verdict.conclusion
  }

  public static func methods(_ parameters: HomologyParameters, result: HomologyResult) -> String {
    let (cloud, cohomology) = (parameters.cloud, parameters.cohomology)
    return sentence {
      if cloud.stride == 1 { "From all bins " } else { "From every \(ordinal(cloud.stride)) bin " }
      switch parameters.selection {
      case .active: "the \(result.rows.count) most active were taken; "
      case .uniform: "\(result.rows.count) were drawn uniformly over time, without the 5 % of the least activity; "
      }
      if cloud.standardize { "z-scored " }
      if parameters.transform == .sqrt { "square roots of the rates" } else { "rates" }
      " were projected on \(cloud.components) principal components. "
      "From a fuzzy neighbour graph (\(cloud.metric.rawValue) distance, k = \(cloud.neighbours)) "
      "\(result.landmarks.count) landmarks were chosen greedily; the distance between landmarks is minus the logarithm of "
      "their edge weight in a second such graph (k = \(cloud.landmarkNeighbours)) [@gardner2022; @mcinnes2018]. "
      "Vietoris-Rips persistent cohomology was computed over Z/\(cohomology.coefficient) up to dimension "
      "\(cohomology.maxDimension) [@bauer2021]."
      if parameters.shuffles > 0 {
        " Bars were compared with the longest bar of \(result.null.draws.count) surrogate recordings, in which "
        "\(parameters.surrogateDescription); p = (1 + number of draws at least as long) / (1 + \(result.null.draws.count)) "
        "[@phipson2010], which holds for all bars of a dimension together [@westfall1993]."
      } else {
        " No null distribution was computed."
      }
      if !result.notes.warnings.isEmpty {
        " Cells whose counts correlated more than \(formatted(parameters.duplicateCorrelation)) with another were left out."
      }
    }
  }

  public static func checks(_ result: HomologyResult, parameters: HomologyParameters) -> [QualityCheck] {
    let draws = result.null.draws.count
    let variance = result.explainedVariance
    let shape = result.verdict.shape
    return [
      QualityCheck(
        "Draws of the null", .init(pass: draws >= 999, warn: draws >= 19), found: "\(draws)",
        threshold: "pass from 999, fail below 19 (p = 0.05 out of reach)"),
      QualityCheck(
        "Variance in the components", .init(pass: variance >= 0.3, warn: variance >= 0.1),
        found: "\(percent(variance)) in \(result.explainedVarianceRatio.count)", threshold: "pass from 30 %, fail below 10 %"),
      QualityCheck(
        "Shape", .init(pass: shape.isManifold, warn: shape != .none), found: shape.rawValue,
        threshold: "pass for a ring or a torus; warn when untested or without the gap; fail for none"),
    ]
  }
}
