import Plotting
import Schema
import Stages

extension SpeedHistogram.Result {
  public init(from stored: StoredResult<Self>) throws {
    self.init(
      edges: try stored[\.edges], time: try stored[\.time], medianSpeed: try stored.number(\.medianSpeed), notes: stored.notes)
  }
}

extension SpeedHistogram {
  public static func headline(_ result: Result, parameters: Parameters) -> String {
    "Median speed \(formatted(result.medianSpeed, digits: 3)) cm/s over \(formatted(result.time.reduce(0, +))) s."
  }
  public static func methods(_ parameters: Parameters, result: Result) -> String {
    "Time was added up in bins of \(formatted(parameters.width)) cm/s of speed."
  }
  public static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure] {
    [
      NamedFigure(
        figure,
        histogramFigure(
          edges: result.edges, counts: result.time, label: "Speed (cm/s)", countLabel: "Time (s)", options: try pen[figure]),
        caption: "Time that the animal spent at each speed; what is faster than the last bin counts in it.")
    ]
  }
}
