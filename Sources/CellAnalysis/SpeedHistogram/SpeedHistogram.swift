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
    example: "canns-analyze speed-histogram results --bin-cm-s 2", references: [.gardner2022])

  /// The bins of speed.
  public struct Parameters: ParameterTable {
    /// Width of a bin, cm/s; above 0.
    public var width = 2.5
    /// End of the last bin, cm/s; what is faster counts there.
    public var highest = 100.0
    public init() {}
    public static let parameters: [Parameter<Parameters>] = [
      Parameter("bin-cm-s", \.width, unit: "cm/s", help: "width of a bin"),
      Parameter("max-speed", \.highest, unit: "cm/s", help: "end of the last bin; what is faster counts there"),
    ]
    public func validate() throws {
      try require(width > 0, "bin-cm-s", "a bin has a positive width.")
      try require(
        highest / width <= 1e5 && highest >= width, "max-speed", "it is at least one bin and at most 100,000 of them.")
    }
  }

  /// The time spent at each speed.
  public struct Result: StageResult {
    /// `[S + 1]`, edges of the bins, cm/s.
    public var edges: [Double]
    /// `[S]`, time in each bin, s.
    public var time: [Double]
    /// Of the bins with a known speed, cm/s.
    public var medianSpeed: Double
    public var notes: StageNotes
    public static let fields = Field<Result>.table {
      Field.array("speed_edges", \.edges, unit: "cm/s", axes: ["speed+1"], "edges of the bins")
      Field.array("time", \.time, unit: "s", axes: ["speed"], "time spent at each speed")
      Field.number("median_speed_cm_s", \.medianSpeed, "median speed")
    }
  }

  public static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result {
    guard let speed = input.values.speed?.filter(\.isFinite), !speed.isEmpty else {
      throw StageError.unusableData(
        stage: "speed-histogram", reason: "the embedding has no speed.", remedy: "It needs a recording with positions.")
    }
    let bins = max(1, Int((parameters.highest / parameters.width).rounded()))
    let edges = (0...bins).map { Double($0) * parameters.width }
    let counts = try histogram(speed.map { min($0, edges[bins]) }, edges: edges).counts
    let unknown = input.values.bins.count - speed.count
    return Result(
      edges: edges, time: counts.map { Double($0) * input.values.binWidth }, medianSpeed: median(speed),
      notes: StageNotes(dropped: [DroppedItems("bins", count: unknown, reason: "no position")]))
  }
}
