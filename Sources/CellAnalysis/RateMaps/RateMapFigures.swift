import Plotting
import Schema
import Stages

extension RateMaps {
  static let maps = FigureKind<RateMapSheetOptions>("maps", about: "rate maps of the cells that tell most about the place")
  public static let figureKinds = [AnyFigureKind(maps)]

  public static func figures(
    _ result: RateMapResult, parameters: RateMapParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let order = result.information.indices.sorted {
      (result.information[$0].isNaN ? -1 : result.information[$0], -$0)
        > (result.information[$1].isNaN ? -1 : result.information[$1], -$1)
    }
    let shown = Array(order.prefix(30))
    let options = try pen[maps]
    return [
      NamedFigure(
        maps,
        rateMapSheetFigure(
          maps: shown.map { result.maps[$0] }, xRange: result.grid.xRange, yRange: result.grid.yRange,
          names: shown.map { result.cellIDs[$0] }, options: options),
        caption: sentence {
          "Firing rate over the arena of the \(shown.count) cells with the most spatial information, of \(result.maps.count). "
          "Each map runs from 0 to its peak (number, \(result.unit)); grey was not visited."
          if options.filledGap > 0 {
            " Gaps of up to \(counted(options.filledGap, "bin")) inside are drawn with the mean of the bins around them."
          }
        }
      )
    ]
  }
}
