import ArrayNumerics
import Plotting
import Schema
import Stages

extension Homology {
  static let barcode = FigureKind<BarcodeOptions>("barcode", about: "bars of each dimension with the null")
  static let birthDeath = FigureKind<BirthDeathOptions>("birth-death", about: "birth and death of every class")
  static let null = FigureKind<NullHistogramOptions>("null", about: "longest bars of the shuffled recordings")
  static let surrogates = FigureKind<NullHistogramOptions>("surrogates", about: "longest bars against several surrogates")
  static let landmarks = FigureKind<LandmarkScatterOptions>("landmarks", about: "landmarks on three principal components")
  public static let figureKinds = [
    AnyFigureKind(barcode), AnyFigureKind(birthDeath), AnyFigureKind(null), AnyFigureKind(surrogates), AnyFigureKind(landmarks),
  ]

  public static func figures(
    _ result: HomologyResult, parameters: HomologyParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let diagrams = result.persistence.diagrams.map { $0.map { (birth: $0.birth, death: $0.death) } }
    let draws: Int = result.nullLifetimes.map(\.count).max() ?? 0
    let reach = NullReach(draws: draws)
    let thresholds = diagrams.indices.map { dimension in
      dimension < result.nullLifetimes.count ? reach.value(of: result.nullLifetimes[dimension]) : nil
    }
    let tested = thresholds.contains { $0 != nil }
    let pValues = diagrams.indices.map { $0 == 0 ? [] : result.pValues($0) ?? [] }
    let medians = diagrams.indices.map { $0 == 0 ? [] : result.medianLifetimes($0) }
    let choices = max(1, result.choiceLifetimes.map(\.count).max() ?? 1)
    // As the verdict counts them.
    let above = pValues.map { $0.count { $0 <= parameters.significance } }
    let distance = "Distance \u{2212}ln w"
    var figures = [
      NamedFigure(
        barcode,
        barcodeFigure(
          diagrams: diagrams, nullThresholds: thresholds, reach: reach, pValues: tested ? pValues : nil,
          lifetimes: tested ? medians : [], above: tested ? above : [], significance: parameters.significance,
          distanceLabel: distance, options: try pen[barcode]),
        caption: sentence {
          "Persistence barcode of \(result.landmarks.count) landmarks over Z/\(result.persistence.coefficient), "
          "longest bars first."
          if tested {
            " Shaded from each birth: \(reach.words), \(draws) shuffled recordings. A lozenge "
            "marks the bars that the verdict counts, with p at most \(formatted(parameters.significance))"
            if choices > 1 {
              "; it stands at the median of their rank over \(choices) choices of landmarks, of which one is drawn"
            }
            ". p stands once for bars of the same p and holds for all bars of a dimension together."
          } else {
            " There is no null distribution, so no bar is tested."
          }
        }),
      NamedFigure(
        birthDeath,
        birthDeathFigure(
          diagrams: diagrams, nullThresholds: thresholds, reach: reach, distanceUnit: "\u{2212}ln w",
          options: try pen[birthDeath]),
        caption: sentence {
          "Birth and death of every class; points far above the diagonal live long."
          if choices > 1 { " Of one choice of landmarks, the middle one of \(choices) by its longest H1 bar." }
        }),
    ]
    if tested {
      // The component that never dies is in every recording, so dimension 0 is compared without it.
      let observed = diagrams.indices.map { dimension in
        Array(
          (dimension == 0
            ? result.persistence.diagrams[0].filter { !$0.isEssential }.map(\.lifetime)
            : medians[dimension]).prefix(3))
      }
      figures.append(
        NamedFigure(
          null,
          nullHistogramFigure(
            nullMaxima: result.nullLifetimes, observed: observed, thresholds: thresholds,
            lifetimeLabel: "Lifetime (\u{2212}ln w)", options: try pen[null]),
          caption: sentence {
            "Longest lifetime in each of \(draws) shuffled recordings, with the three longest bars of the recording"
            if choices > 1 { "; both are medians over \(choices) choices of landmarks, those of H0 of the recording excepted" }
            "."
          }))
    }
    if !result.compared.nulls.isEmpty {
      figures.append(surrogateComparison(result, parameters: parameters, options: try pen[surrogates]))
    }
    if result.landmarkComponents.columns >= 3 {
      // Times are not among the results of this stage; the rows of the embedding are in their order.
      let rows = result.landmarks.map { Double(result.rows[$0]) }
      let last = result.rows.max().map(Double.init) ?? 1
      let places = rows.map { 100 * $0 / max(last, 1) }
      figures.append(
        NamedFigure(
          landmarks,
          landmarkScatterFigure(
            points: result.landmarkComponents.selectingColumns([0, 1, 2]),
            colors: .value(places, label: "Place in the recording (%)"), componentName: "PC",
            options: try pen[landmarks]),
          caption: sentence {
            "Landmarks on the first three principal components, coloured by when they were taken: one colour in one place "
            "would mean that the animal was there once, or that the activity drifts."
          }))
    }
    return figures
  }
}
