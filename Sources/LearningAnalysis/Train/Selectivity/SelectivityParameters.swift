import ArrayNumerics
import LearningModels
import Schema
import Stages

/// Parameters of the rule with a sliding threshold.
public struct SelectivityParameters: ParameterTable {
  /// Sets of the program, or files.
  public var patterns = ["bars"]
  /// Bars.
  public var orientations = 8
  /// Pixels along each edge of a picture of a bar.
  public var patch = 8
  /// σ of a bar, pixels.
  public var barWidth = 0.8
  /// Neurons, how long and how fast.
  public var learning = LearningParameters()
  /// Patterns over which the threshold follows the square of the answer.
  public var thresholdPatterns = 50.0
  /// Of every neuron.
  public var firstThreshold = 0.1

  public init() {
    learning.outputs = 16
    learning.firstWeights = 0.1
    learning.plan.epochs = 12_000
    learning.plan.rate = 0.02
    learning.plan.decay = 4000
  }

  /// Sets that the program makes.
  static let builtIn = ["bars"]

  public static let parameters: [Parameter<SelectivityParameters>] =
    [
      Parameter(
        "patterns", \.patterns, help: "bars of several orientations, made by the program; or files: .npy, .npz, .png, .pgm"),
      Parameter("orientations", \.orientations, help: "bars, evenly spaced over half a turn").only("with patterns: bars") {
        $0.patterns == ["bars"]
      },
      Parameter("patch", \.patch, unit: "pixels", help: "edge of the picture of a bar").only("with patterns: bars") {
        $0.patterns == ["bars"]
      },
      Parameter("bar-width", \.barWidth, unit: "pixels", help: "of a bar, the deviation of its Gaussian")
        .only("with patterns: bars") { $0.patterns == ["bars"] },
    ] + LearningParameters.parameters.map { $0.within(\.learning) } + [
      Parameter(
        "threshold-patterns", \.thresholdPatterns, unit: "patterns",
        help: "over which the threshold follows the square of the answer"),
      Parameter("first-threshold", \.firstThreshold, help: "of every neuron at the start", source: "canns"),
    ]

  public func validate() throws {
    try require(!patterns.isEmpty, "patterns", "at least one is needed.")
    try requirePatterns(patterns, builtIn: Self.builtIn)
    try require((3...64).contains(patch), "patch", "\(patch) is not in 3...64.")
    try require((2...180).contains(orientations), "orientations", "\(orientations) is not in 2...180.")
    try require(barWidth > 0 && barWidth < 64, "bar-width", "it is above 0 and below 64.")
    try require(thresholdPatterns >= 1, "threshold-patterns", "at least one pattern.")
    try require(firstThreshold >= 0 && firstThreshold < 1e6, "first-threshold", "it is not negative.")
    try learning.validate()
  }

  /// The patterns as they are shown.
  func patternSet(stage: String) throws -> PatternSet {
    guard patterns == ["bars"] else { return try PatternSet.read(patterns, stage: stage) }
    return PatternSet(
      values: try TrainingSets.bars(orientations: orientations, side: patch, width: barWidth),
      names: (0..<orientations).map { "\(formatted(180 * Double($0) / Double(orientations), digits: 3))°" },
      shape: (patch, patch))
  }
}
