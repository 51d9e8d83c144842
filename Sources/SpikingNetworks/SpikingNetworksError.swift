import Schema

/// What is wrong with a network before it runs, or what went wrong in it: where, what was found, and how to mend it.
public struct SpikingNetworksError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The part of the network, as its author knows it: "population lif0", "projection 2 (lif0 to lif1)".
  public var place: String
  /// What was found and what was expected, a clause without a full stop.
  public var problem: String
  /// What to change, a sentence.
  public var remedy: String

  public init(_ place: String, _ problem: String, remedy: String) {
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  /// One short paragraph.
  public var description: String { "\(place): \(problem). \(remedy)" }

  /// A name that is not among those that there are.
  static func unknown(_ what: String, _ name: String, in names: [String], place: String) -> SpikingNetworksError {
    let nearest = nearestName(to: name, in: names)
    let known = names.count > 12 ? names.prefix(12).joined(separator: ", ") + ", …" : names.joined(separator: ", ")
    return SpikingNetworksError(
      place, "there is no \(what) '\(name)'",
      remedy: nearest.map { "Did you mean '\($0)'?" } ?? (names.isEmpty ? "It has none." : "There are: \(known)."))
  }
}
