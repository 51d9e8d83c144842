import ArrayNumerics
import DimensionReduction
import Schema

/// Parameters of the degree of toroidality.
public struct ToroidalityParameters: ParameterTable {
  /// The chain from rates to bars, as that of `tda`.
  public var chain: HomologyParameters
  /// Standard deviations of the normal jitter of every spike, ms.
  public var jitters = [10.0, 20, 50, 100, 150, 200, 300, 400, 500, 700, 1000]
  /// Recordings with new jitter for each of them.
  public var repeats = 3
  /// Recordings in which every cell is shifted circularly by its own offset, for the level without coordination.
  public var shuffles = 19

  public init() {
    chain = HomologyParameters()
    chain.cohomology.maxDimension = 2
  }

  public static let parameters: [Parameter<ToroidalityParameters>] =
    [
      Parameter("jitter-ms", \.jitters, unit: "ms", help: "standard deviations of the normal jitter of every spike"),
      Parameter("repeats", \.repeats, help: "recordings with new jitter for each of them"),
      Parameter(
        "shuffles", \.shuffles, help: "recordings with every cell shifted by its own offset, for the chance level; 0: none"),
    ] + HomologyParameters.chainParameters.map { $0.within(\.chain) } + [
      Parameter(
        "cells-from", \.chain.cellsFrom,
        help: "analyse only a part of the cells, which an earlier result in the folder names: cell-classes:grid, modules:1")
    ]

  /// As `tda` does.
  public mutating func adaptDefaults(given: Set<String>) { chain.adaptDefaults(given: given) }

  public func validate() throws {
    try chain.validate()
    try require(
      !jitters.isEmpty && jitters.count <= 100 && jitters.allSatisfy { $0 > 0 && $0 <= 60_000 }, "jitter-ms",
      "widths above 0 ms, at most a minute.")
    try require(
      zip(jitters, jitters.dropFirst()).allSatisfy(<), "jitter-ms", "each width is given once, in ascending order.")
    try require((1...1000).contains(repeats), "repeats", "\(repeats) is not between 1 and 1000.")
    try require((0...100_000).contains(shuffles), "shuffles", "\(shuffles) is not between 0 and 100000.")
  }
}
