import ArrayNumerics

/// The preferred positions of neurons along a circular axis.
public struct RingGrid: Sendable, Hashable {
  /// Where the circle is cut, and what becomes of the cut.
  public enum Ends: String, Sendable, CaseIterable {
    /// The first position follows the last: a ring, on which all positions are alike.
    case joined
    /// Both ends of the cut are neurons, as in canns: one place of the circle has two, so that bumps drift towards it.
    case doubled
  }

  /// How many neurons there are.
  public let count: Int
  /// The first position, radians (or what the axis is measured in).
  public let lower: Double
  /// Once round.
  public let circumference: Double
  /// Whether the circle is closed or cut.
  public let ends: Ends

  /// - Throws: `badParameter` for fewer than 3 neurons (4 with doubled ends) or no circumference.
  public init(
    count: Int, lower: Double = -.pi, circumference: Double = 2 * .pi, ends: Ends = .joined
  ) throws(AttractorModelsError) {
    let fewest = ends == .joined ? 3 : 4
    guard count >= fewest else {
      throw .badParameter(name: "the number of neurons on a ring", value: Double(count), expected: "\(fewest) or more")
    }
    try checkPositive("the circumference", circumference)
    guard lower.isFinite else { throw .badParameter(name: "the first position", value: lower, expected: "finite") }
    self.count = count
    self.lower = lower
    self.circumference = circumference
    self.ends = ends
  }

  /// Places on the circle: as many as neurons, or one fewer with doubled ends.
  public var places: Int { ends == .joined ? count : count - 1 }

  /// Between neighbours.
  public var spacing: Double { circumference / Double(places) }

  /// Neurons per unit of the axis, as canns counts them with doubled ends too.
  public var density: Double { Double(count) / circumference }

  /// Of each neuron.
  public var positions: [Double] { (0..<count).map { lower + Double($0) * spacing } }

  /// The signed distance between two positions the shorter way round, in (−half, half].
  public func distance(_ first: Double, _ second: Double) -> Double {
    let difference = first - second
    let rest = difference - circumference * (difference / circumference).rounded(.down)
    return rest > circumference / 2 ? rest - circumference : rest
  }
}
