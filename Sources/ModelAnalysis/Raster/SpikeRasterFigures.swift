import Plotting
import Schema
import Stages

extension SpikeRaster {
  static let spikes = FigureKind<RasterOptions>("spikes", about: "spikes over time, a row for each cell")
  public static let figureKinds = [AnyFigureKind(spikes)]

  public static func figures(
    _ result: SpikeRasterResult, parameters: SpikeRasterParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let range = result.start < result.stop ? result.start...result.stop : result.start...result.start + 1
    return [
      NamedFigure(
        spikes, rasterFigure(spikeTimes: result.trains, timeRange: range, options: try pen[spikes]),
        caption: "Spikes of \(counted(result.trains.count, "cell")) of \(result.source), a row for each cell.")
    ]
  }
}
