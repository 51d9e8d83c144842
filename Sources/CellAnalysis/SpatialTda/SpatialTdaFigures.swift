import ArrayNumerics
import Plotting
import Schema
import Stages

extension SpatialTda {
  static let barcode = FigureKind<BarcodeOptions>("barcode", about: "bars of each dimension with the null")
  static let null = FigureKind<NullHistogramOptions>("null", about: "longest bars of the draws of the null")
  public static let figureKinds = [AnyFigureKind(barcode), AnyFigureKind(null)]

  public static func figures(
    _ result: SpatialTdaResult, parameters: SpatialTdaParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let diagrams = result.diagrams.map { $0.map { (birth: $0.birth, death: $0.death) } }
    let isTested = !result.null[0].isEmpty
    let reach = NullReach(draws: result.null[0].count)
    let thresholds: [Double?] = isTested ? [nil] + result.null.map(reach.value) : []
    let label = parameters.distance == .cosine ? "Cosine distance" : "Euclidean distance"
    var figures = [
      NamedFigure(
        barcode,
        barcodeFigure(
          diagrams: diagrams, nullThresholds: thresholds, reach: reach, distanceLabel: label,
          options: try pen[barcode]),
        caption: sentence {
          "Persistence barcode of the population vectors of \(result.chosen.count) places, longest bars first."
          if isTested {
            " Shaded from each birth: \(reach.words)."
          } else {
            " There is no null, so no bar is tested."
          }
        })
    ]
    if isTested {
      var histograms = nullHistogramFigure(
        nullMaxima: [[]] + result.null, observed: [[], result.loops, result.voids], thresholds: thresholds,
        lifetimeLabel: "Lifetime (\(label.lowercased()))", options: try pen[null])
      // How the places hang together is not tested: no empty panel for it.
      histograms.panels = histograms.panels.dropFirst().enumerated().map { $1.at(row: 0, column: $0) }
      figures.append(
        NamedFigure(
          null, histograms,
          caption: "Longest lifetime in each draw of the null, with the longest bars of the maps."))
    }
    return figures
  }
}
