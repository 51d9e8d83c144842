import ArrayNumerics
import DimensionReduction
import Plotting
import Schema
import Stages

extension FactorReduction {
  static let heldOut = FigureKind<HeldOutOptions>("held-out", about: "how well each number of factors predicts held-out bins")
  public static let figureKinds = [
    AnyFigureKind(PictureFigures.cloud), AnyFigureKind(heldOut), AnyFigureKind(PictureFigures.variance),
  ]

  public static func figures(
    _ result: FactorResult, parameters: FactorParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let shown = evenlySpaced(min(10_000, result.rows.count), of: result.rows.count)
    let columns = Array(0..<min(3, result.scores.columns))
    let points = result.scores.selectingRows(shown.map { result.rows[$0] }).selectingColumns(columns)
    var figures = [
      NamedFigure(
        PictureFigures.cloud,
        cloudSheetFigure(
          points: points, colors: result.colors.all(shown), axisName: "factor analysis",
          options: try pen[PictureFigures.cloud]),
        caption: "\(counted(shown.count, "state")) of the population on the first "
          + "\(counted(columns.count, "factor")), the same in each panel.")
    ]
    if let curve = result.heldOut {
      figures.append(
        NamedFigure(
          heldOut, heldOutFigure(curve, used: result.model.variances.count, options: try pen[heldOut]),
          caption: "Log-likelihood of held-out bins by the number of factors, mean over \(curve.logLikelihood.columns) parts "
            + "of the recording, less that of no factor; band: standard error of the distance from the best, paired by part."))
    }
    let total = result.model.variances.reduce(0, +)
    figures.append(
      NamedFigure(
        PictureFigures.variance,
        varianceExplainedFigure(
          fractions: result.model.variances.map { total > 0 ? $0 / total : 0 }, options: try pen[PictureFigures.variance]),
        caption: "Share of each factor in the variance that the cells share, and their sum."))
    return figures
  }
}

/// Options of the held-out likelihood.
public struct HeldOutOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<HeldOutOptions>] = frameParameters(.xLabel, .yLabel, .legend, .grid, .color)
}

/// The mean held-out log-likelihood beyond that of no factor.
func heldOutFigure(_ curve: HeldOutCurve, used: Int, options: HeldOutOptions) -> Figure {
  let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
  let means = curve.means
  let gains = means.map { $0 - means[0] }
  let numbers = curve.factors.map(Double.init)
  let panel = Panel(
    x: .whole(options.frame.xLabel ?? "Factors", range: -0.5...(numbers.last ?? 1) + 0.5),
    y: Axis(options.frame.yLabel ?? "Held-out gain (nats per bin)"),
    marks: [
      .band(
        BandMark(
          x: numbers, lower: zip(gains, curve.errors).map { $0 - $1 }, upper: zip(gains, curve.errors).map { $0 + $1 },
          paint: paint)),
      .line(LineMark(x: numbers, y: gains, paint: paint)),
      .points(PointsMark(x: numbers, y: gains, colors: .uniform(paint), size: 3)),
      .rule(RuleMark(.vertical, at: Double(used), name: "taken: \(used)")),
    ])
  return Figure(
    name: "held-out", panels: [panel],
    altText: "Held-out log-likelihood of 0 to \(curve.factors.last ?? 0) factors; \(curve.best) predict best."
  ).framed(options.frame)
}
