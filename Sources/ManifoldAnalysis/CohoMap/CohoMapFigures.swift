import Plotting
import Stages

extension CohoMap {
  static let phaseMaps = FigureKind<PhaseMapsOptions>("phase-maps", about: "decoded angles over the arena")
  public static let figureKinds = [AnyFigureKind(phaseMaps)]

  public static func figures(
    _ result: CohoMapResult, parameters: CohoMapParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    [
      NamedFigure(
        phaseMaps,
        phaseMapsFigure(
          maps: result.maps, xRange: result.grid.xRange, yRange: result.grid.yRange, options: try pen[phaseMaps]),
        caption:
          "Mean decoded angle in each bin of the arena, one map for each circle. Grid cells give stripes; grey was not visited."
      )
    ]
  }
}
