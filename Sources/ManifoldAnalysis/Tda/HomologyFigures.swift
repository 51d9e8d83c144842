import ArrayNumerics
import Foundation
import Plotting
import Stages

extension Homology {
  public static func figures(
    _ result: HomologyResult, parameters: HomologyParameters, config: PlotConfig
  ) -> [NamedFigure] {
    let diagrams = result.persistence.diagrams.map { $0.map { (birth: $0.birth, death: $0.death) } }
    let thresholds = diagrams.indices.map { dimension -> Double? in
      guard dimension < result.nullLifetimes.count, !result.nullLifetimes[dimension].isEmpty else { return nil }
      return quantile(result.nullLifetimes[dimension], 0.999)
    }
    let tested = thresholds.contains { $0 != nil }
    let pValues = diagrams.indices.map { $0 == 0 ? [] : result.pValues($0) ?? [] }
    let draws = result.nullLifetimes.map(\.count).max() ?? 0
    let nullNote =
      tested
      ? " Shaded from each birth: the 99.9th percentile of the longest bar of \(draws) shuffled recordings; p beside bars that pass."
      : " There is no null distribution, so no bar is tested."
    let distance = "Distance \u{2212}ln w"
    var figures = [
      NamedFigure(
        "barcode",
        barcodeFigure(
          diagrams: diagrams, nullThresholds: thresholds, pValues: tested ? pValues : nil, distanceLabel: distance,
          config: config),
        caption:
          "Persistence barcode of \(result.landmarks.count) landmarks over Z/\(result.persistence.coefficient), longest bars first."
          + nullNote),
      NamedFigure(
        "birth-death",
        birthDeathFigure(diagrams: diagrams, nullThresholds: thresholds, distanceUnit: "\u{2212}ln w", config: config),
        caption: "Birth and death of every class; points far above the diagonal live long."),
    ]
    if tested {
      // The component that never dies is in every recording, so dimension 0 is compared without it.
      let observed = diagrams.indices.map { dimension in
        Array(
          (dimension == 0
            ? result.persistence.diagrams[0].filter { !$0.isEssential }.map(\.lifetime)
            : result.finiteLifetimes(dimension)).prefix(3))
      }
      figures.append(
        NamedFigure(
          "null",
          nullHistogramFigure(
            nullMaxima: result.nullLifetimes, observed: observed, thresholds: thresholds,
            lifetimeLabel: "Lifetime (\u{2212}ln w)", config: config),
          caption:
            "Longest lifetime in each of \(draws) shuffled recordings, with the three longest bars of the recording."))
    }
    if result.landmarkComponents.columns >= 3 {
      figures.append(
        NamedFigure(
          "landmarks",
          landmarkScatterFigure(
            points: result.landmarkComponents.selectingColumns([0, 1, 2]),
            colors: .order(label: "Pick order"), componentName: "PC", config: config),
          caption: "Landmarks on the first three principal components, coloured by the order in which they were picked."))
    }
    return figures
  }
}
