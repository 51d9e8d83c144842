import Schema

/// How tuning curves are made.
public struct TuningCurveParameters: ParameterTable {
  /// The angle of a simulation.
  public enum Angle: String, Choice {
    /// Where the stimulus is.
    case stimulus
    /// Where the bump is.
    case center

    /// In words.
    var noun: String { self == .center ? "bump" : "stimulus" }
  }

  /// An axis of a torus.
  public enum ModelAxisName: String, Choice {
    /// Along the columns.
    case x
    /// Along the rows.
    case y
  }

  /// Of a turn.
  public var bins = 36
  /// Of a simulation.
  public var over = Angle.stimulus
  /// Of a model of two axes.
  public var axis = ModelAxisName.x

  public init() {}

  public static let parameters: [Parameter<TuningCurveParameters>] = [
    Parameter("bins", \.bins, help: "bins of a turn"),
    Parameter("over", \.over, help: "the angle of a simulation: where the stimulus is, or where its bump is"),
    Parameter("axis", \.axis, help: "the axis of a model that has two"),
  ]

  public func validate() throws { try require((3...3600).contains(bins), "bins", "\(bins) is not between 3 and 3600.") }
}
