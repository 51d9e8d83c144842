import Schema

/// What can be wrong with a simulation: where it stands, what was found, and how to mend it.
public struct SimulationError: Error, Equatable, CustomStringConvertible {
  /// Where it was said: `ring.yaml, task`, or an option.
  public var place: String
  /// What was found and what was expected, a sentence or two.
  public var reason: String

  public init(place: String, reason: String) {
    self.place = place
    self.reason = reason
  }

  /// Place and reason.
  public var description: String { "\(place): \(reason)" }
}
