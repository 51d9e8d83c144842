import DimensionReduction
import ManifoldAnalysis
import Schema

/// Parameters of the threshold of the grid scores.
public struct GridThresholdParameters: ParameterTable {
  /// The fewest cells that are looked at together.
  public var fewest = 20
  /// The most; 0 for all with a score.
  public var most = 0
  /// Cells by which one part differs from the next.
  public var step = 10
  /// Recordings with shifted cells, in each of which all parts are looked at.
  public var shuffles = 19
  /// The largest p at which bars, and the best threshold, count.
  public var significance = VerdictDecision.usualSignificance
  /// The chain from rates to bars, as that of `tda`, small enough to be run many times.
  public var chain: HomologyParameters

  public init() {
    chain = HomologyParameters()
    chain.selection = .uniform
    chain.landmarkDraws = 5
    chain.transform = .sqrt
    chain.cohomology.maxDimension = 2
    chain.cloud.stride = 1
    chain.cloud.active = 4000
    chain.cloud.neighbours = 300
    chain.cloud.landmarks = 400
    chain.cloud.landmarkNeighbours = 266
  }

  public static let parameters: [Parameter<GridThresholdParameters>] =
    [
      Parameter("min-cells", \.fewest, help: "the fewest cells that are looked at together: those with the highest scores"),
      Parameter("max-cells", \.most, help: "the most; 0 for all that have a score"),
      Parameter("step-cells", \.step, help: "cells by which one part differs from the next"),
      Parameter(
        "shuffles", \.shuffles,
        help: "recordings with every cell shifted by its own offset, in each of which all parts are looked at; 0: no test"),
      Parameter(
        "significance", \.significance, help: "largest p at which bars and the best threshold count (0.05 needs 19 shuffles)"
      ).only("with --shuffles above 0") { $0.shuffles > 0 },
    ] + HomologyParameters.chainParameters.map { $0.within(\.chain) } + [
      Parameter(
        "selection", \.chain.selection,
        help: "active takes the bins with the most activity, uniform draws them evenly over time",
        source: "Gardner et al. 2022 (active)"),
      Parameter(
        "landmark-draws", \.chain.landmarkDraws,
        help: "choices of bins and landmarks over which lengths and gaps are averaged; more than 1 need --selection uniform"),
      Parameter(
        "duplicate-correlation", \.chain.duplicateCorrelation,
        help: "a cell whose counts correlate more than this with another is left out; 1 keeps all"),
    ]

  /// As `tda` does.
  public mutating func adaptDefaults(given: Set<String>) { chain.adaptDefaults(given: given) }

  public func validate() throws {
    try chain.validate()
    try require(
      fewest >= max(3, chain.cloud.components), "min-cells",
      "\(fewest) cells have no \(chain.cloud.components) components; at least \(max(3, chain.cloud.components)) are needed.")
    try require(most == 0 || most >= fewest, "max-cells", "\(most) is neither 0 nor at least --min-cells \(fewest).")
    try require(step >= 1, "step-cells", "\(step) is not at least 1.")
    try require((0...100_000).contains(shuffles), "shuffles", "\(shuffles) is not between 0 and 100000.")
    try require(significance > 0 && significance < 1, "significance", "\(significance) is not between 0 and 1.")
  }

  /// Numbers of cells that are looked at, of so many that have a score, ascending; the last is the most.
  func counts(of scored: Int) -> [Int] {
    let last = most == 0 ? scored : min(most, scored)
    guard fewest <= last else { return [] }
    let counts = Array(stride(from: fewest, through: last, by: step))
    return counts.last == last ? counts : counts + [last]
  }
}
