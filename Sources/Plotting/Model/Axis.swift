/// One axis of a panel: what it measures, over which range, with which ticks.
public struct Axis: Sendable, Hashable {
  /// How values are spread.
  public enum Scale: Sendable, Hashable {
    /// Evenly.
    case linear
    /// Base 10; values that are not positive have no place.
    case log
  }

  /// Where ticks stand.
  public enum Ticks: Sendable, Hashable {
    /// A few round numbers.
    case automatic
    /// No tick.
    case none
    /// At these values, with their own labels where given.
    case at([Double], labels: [String]? = nil)
  }

  /// The quantity with its unit, as in “Time (s)”; empty for none.
  public var label: String
  /// nil: the extent of the marks, with a little air.
  public var range: ClosedRange<Double>?
  /// How values are spread.
  public var scale: Scale
  /// Where ticks stand.
  public var ticks: Ticks
  /// Whole numbers only: no tick between them.
  public var wholeNumbers = false
  /// false: neither spine nor ticks nor label.
  public var isVisible = true

  public init(
    _ label: String = "", range: ClosedRange<Double>? = nil, scale: Scale = .linear,
    ticks: Ticks = .automatic
  ) {
    self.label = label
    self.range = range
    self.scale = scale
    self.ticks = ticks
  }

  /// Whether the ticks have names: numbers are never shortened.
  var namesTicks: Bool { if case .at(_, _?) = ticks { true } else { false } }

  /// No axis at all over a range.
  public static func hidden(_ range: ClosedRange<Double>? = nil) -> Axis {
    var axis = Axis(range: range, ticks: .none)
    axis.isVisible = false
    return axis
  }

  /// An axis of angles in degrees over one turn, with ticks each quarter (or each half).
  public static func degrees(_ label: String, step: Double = 90) -> Axis {
    Axis(label, range: 0...360, ticks: .at(Array(stride(from: 0, through: 360, by: step))))
  }

  /// An axis of counts or indices.
  public static func whole(_ label: String, range: ClosedRange<Double>? = nil) -> Axis {
    var axis = Axis(label, range: range)
    axis.wholeNumbers = true
    return axis
  }
}
