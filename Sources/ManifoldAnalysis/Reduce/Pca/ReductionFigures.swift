import Plotting
import Stages

extension Reduction {
  static let variance = FigureKind<VarianceExplainedOptions>("variance", about: "variance in each component")
  public static let figureKinds = [AnyFigureKind(variance)]

  public static func figures(
    _ result: ReductionResult, parameters: ReductionParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    [
      NamedFigure(
        variance, varianceExplainedFigure(fractions: result.explainedVarianceRatio, options: try pen[variance]),
        caption: "Share of the variance of the z-scored rates in each principal component, and their sum.")
    ]
  }
}
