import Plotting
import Schema
import Stages

extension CohoMap {
  static let phaseMaps = FigureKind<PhaseMapsOptions>("phase-maps", about: "decoded angles over the arena")
  public static let figureKinds = [AnyFigureKind(phaseMaps)]

  public static func figures(
    _ result: CohoMapResult, parameters: CohoMapParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[phaseMaps]
    return [
      NamedFigure(
        phaseMaps,
        phaseMapsFigure(
          maps: result.maps, xRange: result.grid.xRange, yRange: result.grid.yRange, options: options),
        caption: sentence {
          "Mean decoded angle in each bin of the arena, one map for each circle. Grid cells give stripes; grey was not visited."
          if options.filledGap > 0 {
            " Gaps of up to \(counted(options.filledGap, "bin")) inside are drawn with the mean of the bins around them."
          }
        }
      )
    ]
  }
}
