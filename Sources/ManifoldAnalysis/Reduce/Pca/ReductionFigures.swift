import Plotting
import Schema
import Stages

extension Reduction {
  static let variance = FigureKind<VarianceExplainedOptions>("variance", about: "variance in each component")
  static let spectrum = FigureKind<SpectrumOptions>("spectrum", about: "variances of all components against chance")
  static let scales = FigureKind<DimensionScalesOptions>("dimension", about: "intrinsic dimension by the scale it is taken at")
  public static let figureKinds = [AnyFigureKind(variance), AnyFigureKind(spectrum), AnyFigureKind(scales)]

  public static func figures(
    _ result: ReductionResult, parameters: ReductionParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = [
      NamedFigure(
        variance, varianceExplainedFigure(fractions: result.explainedVarianceRatio, options: try pen[variance]),
        caption: "Share of the variance of the z-scored rates in each principal component, and their sum.")
    ]
    guard let dimensions = result.dimensions else { return figures }
    figures.append(
      NamedFigure(
        spectrum, spectrumFigure(dimensions.spectrum, options: try pen[spectrum]),
        caption: sentence {
          "Variance along each principal component"
          if !dimensions.spectrum.threshold.isEmpty {
            ", and the 95 % quantile of it when every cell is turned in time by itself (parallel analysis): "
            "\(dimensions.spectrum.aboveChance ?? 0) stand above it"
          }
          ". Dashed: the elbow, after \(counted(dimensions.spectrum.elbow, "component"))."
        }))
    if let intrinsic = dimensions.intrinsic {
      figures.append(
        NamedFigure(
          scales, dimensionScalesFigure(intrinsic, options: try pen[scales]),
          caption: "Dimension of the states on the components at the scale at which it is taken: by the nearest states (left) "
            + "and by the pairs below a distance (right). Where balls are small it is that of the noise; a dimension is where "
            + "the curve stands still."))
    }
    return figures
  }
}
