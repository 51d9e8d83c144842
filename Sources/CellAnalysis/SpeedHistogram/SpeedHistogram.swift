import ArrayNumerics
import Plotting
import PopulationActivity
import Schema
import Stages

/// How long the animal ran at each speed.
public enum SpeedHistogram: Stage {
  public typealias Input = Results<Embedding>
  static let figure = FigureKind<HistogramOptions>("histogram", about: "time spent at each speed")
  public static let figureKinds = [AnyFigureKind(figure)]
  public static let description = StageDescription(
    key: "speed-histogram", group: .cells, title: "Speed of the animal", summary: "how long the animal ran at each speed",
    purpose: "Adds up the time that the animal spent at each speed, in the bins that embed kept.",
    example: "canns-analyze speed-histogram results --bin-cm-s 2")

  public struct Parameters: ParameterTable {
    /// Width of a bin, cm/s.
    public var width = 2.5
    public init() {}
    public static let parameters = [Parameter<Parameters>("bin-cm-s", \.width, unit: "cm/s", help: "width of a bin")]
    public func validate() throws {
      try require(width >= 0.01 && width <= 50, "bin-cm-s", "a bin is between 0.01 and 50 cm/s wide.")
    }
  }

  public struct Result: StageResult {
    /// Edges of the bins, cm/s, time in each, s, and the median speed, cm/s.
    public var edges: [Double], time: [Double], medianSpeed: Double
    public var notes: StageNotes
    public static let fields = Field<Result>.table {
      Field.array("speed_edges", \.edges, unit: "cm/s", axes: ["speed+1"], "edges of the bins")
      Field.array("time", \.time, unit: "s", axes: ["speed"], "time spent at each speed")
      Field.number("median_speed_cm_s", \.medianSpeed, "median speed")
    }
  }

  public static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result {
    let embedding = input.values
    guard let speed = embedding.speed?.filter(\.isFinite), let fastest = speed.max() else {
      throw StageError.unusableData(
        stage: "speed-histogram", reason: "the embedding has no speed.", remedy: "It needs a recording with positions.")
    }
    // What is faster than 200 cm/s is an error of the tracking and counts in the last bin.
    let edges = (0...Int(min(fastest, 200) / parameters.width) + 1).map { Double($0) * parameters.width }
    let counts = try histogram(speed.map { min($0, edges[edges.count - 1]) }, edges: edges).counts
    let unknown = DroppedItems("bins", count: embedding.bins.count - speed.count, reason: "no position")
    let time = counts.map { Double($0) * embedding.binWidth }
    return Result(edges: edges, time: time, medianSpeed: median(speed), notes: StageNotes(dropped: [unknown]))
  }

  public static func headline(_ result: Result, parameters: Parameters) -> String {
    "Median speed \(formatted(result.medianSpeed, digits: 3)) cm/s over the \(formatted(result.time.reduce(0, +))) s kept."
  }
  public static func methods(_ parameters: Parameters, result: Result) -> String {
    "The time at each speed, in the bins kept, was added up in bins of \(formatted(parameters.width)) cm/s."
  }
  public static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure] {
    let histogram = histogramFigure(
      edges: result.edges, counts: result.time, label: "Speed (cm/s)", countLabel: "Time (s)", options: try pen[figure])
    return [NamedFigure(figure, histogram, caption: "Time spent at each speed, in the bins that embed kept.")]
  }
}

extension SpeedHistogram.Result {
  public init(from stored: StoredResult<Self>) throws {
    let (edges, time, median) = (try stored[\.edges], try stored[\.time], try stored.number(\.medianSpeed))
    self.init(edges: edges, time: time, medianSpeed: median, notes: stored.notes)
  }
}
