import ArrayNumerics
import Plotting
import Schema
import Stages

extension TuningCurve {
  static let curves = FigureKind<LinesOptions>("curves", about: "tuning curves of a few neurons")
  static let sorted = FigureKind<HeatMapOptions>("sorted", about: "tuning curves of all neurons, by preferred angle")
  public static let figureKinds = [AnyFigureKind(curves), AnyFigureKind(sorted)]

  public static func figures(
    _ result: TuningCurveResult, parameters: TuningCurveParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let degrees = result.binCenters.map { $0 * 180 / .pi }
    let label = result.unit.isEmpty ? "Rate" : "Rate (\(result.unit))"
    let preferred = result.preferred
    let order = preferred.indices.filter { preferred[$0].isFinite }.sorted { (preferred[$0], $0) < (preferred[$1], $1) }
    let shown = (0..<min(6, order.count)).map { order[(2 * $0 + 1) * order.count / (2 * min(6, order.count))] }
    let rows = order.flatMap { result.tuning.row($0) }
    let image = Matrix(rows: order.count, columns: degrees.count, elements: rows)
    return [
      NamedFigure(
        curves,
        linesFigure(
          shown.map { LineSeries(name: "cell \(result.cellIDs[$0])", x: degrees, y: Array(result.tuning.row($0))) },
          xAxis: .degrees("Angle (°)"), yAxis: Axis(label), name: "tuning-curves",
          altText: "Tuning curves of \(counted(shown.count, "neuron")).", options: try pen[curves]),
        caption: sentence {
          "Activity over \(result.over) of \(counted(shown.count, "neuron")) of \(result.source), spread over the turn."
        }),
      NamedFigure(
        sorted,
        heatMapFigure(
          values: image, xAxis: .degrees("Angle (°)"),
          yAxis: .whole("Neuron (sorted)", range: 0...Double(max(1, order.count))),
          scale: ColorScale(map: .viridis, fitting: image.elements.filter(\.isFinite), label: label), equalUnits: false,
          name: "tuning-sorted", altText: "Tuning curves of \(counted(order.count, "neuron")) as an image.",
          options: try pen[sorted]),
        caption: sentence {
          "Activity over \(result.over) of all neurons of \(result.source), sorted by preferred angle; grey: no sample."
        }),
    ]
  }
}
