import Schema
import Stages

extension SpikeRaster {
  public static func headline(_ result: SpikeRasterResult, parameters: SpikeRasterParameters) -> String {
    sentence {
      "\(result.trains.reduce(0) { $0 + $1.count }) spikes of \(counted(result.cellIDs.count, "cell")) of \(result.source) "
      "from \(measured(result.start)) to \(measured(result.stop)) s, \(formatted(result.meanRate, digits: 3)) Hz for each cell."
    }
  }

  public static func methods(_ parameters: SpikeRasterParameters, result: SpikeRasterResult) -> String {
    "Spikes are shown from \(measured(parameters.start)) to \(measured(parameters.stop)) s."
  }
}
