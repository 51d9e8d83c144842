import Schema
import Stages

/// Parameters of the alignment of sessions.
public struct AlignParameters: ParameterTable {
  /// Results folders of the other sessions.
  public var others: [String] = []
  /// Permutations of the cells.
  public var permutations = 1000

  public init() {}

  public static let parameters: [Parameter<AlignParameters>] = [
    Parameter(
      "with", \.others, help: "results folders of the other sessions; the same as to name them behind the first"),
    Parameter("permutations", \.permutations, help: "permutations of the cells, each aligned anew, for p"),
  ]

  public func validate() throws {
    let fewest = DrawsOfNull.needed(for: Align.significance)
    try require(
      (fewest...1_000_000).contains(permutations), "permutations",
      "\(permutations) is not between \(fewest), without which p cannot reach \(formatted(Align.significance)), and 1000000.")
    try require(Set(others).count == others.count, "with", "a session is named twice.")
  }
}
