import ArrayNumerics
import DimensionReduction
import Schema
import Topology

/// The same analysis with several random choices of bins, and so of landmarks.
///
/// One choice can show a bar that another does not (a spurious second loop in one choice of four was seen on a perfect ring),
/// so the verdict rests on medians over the choices, in the recording and in every draw of the null alike.
struct LandmarkChoices {
  struct Choice {
    var cloud: LandmarkResult
    var persistence: PersistenceResult
    /// For each dimension the lifetimes, longest first; a bar that never dies lives to the largest finite distance.
    var lifetimes: [[Double]]
  }

  var choices: [Choice]

  /// The choice whose longest loop is the median: it stands for all in figures and in what is decoded. With an even number
  /// the lower of the two in the middle, the earlier choice first among equals.
  var representative: Choice { choices[representativeIndex] }

  var representativeIndex: Int { order[(choices.count - 1) / 2] }

  private var order: [Int] {
    func longest(_ index: Int) -> Double {
      let lifetimes = choices[index].lifetimes
      return (lifetimes.count > 1 ? lifetimes[1].first : lifetimes[0].first) ?? 0
    }
    return choices.indices.sorted { (longest($0), $0) < (longest($1), $1) }
  }

  /// For each dimension the median over the choices of the longest lifetime, the second longest, and so on.
  var medianLifetimes: [[Double]] {
    choices[0].lifetimes.indices.map { dimension in
      mediansByRank(lifetimes(dimension))
    }
  }

  /// For each choice the lifetimes of a dimension, longest first; empty above the highest dimension.
  func lifetimes(_ dimension: Int) -> [[Double]] {
    choices.map { dimension < $0.lifetimes.count ? $0.lifetimes[dimension] : [] }
  }
}

/// The median over choices of landmarks of the longest lifetime, the second longest, and so on; a choice with fewer bars counts
/// as 0.
func mediansByRank(_ choices: [[Double]]) -> [Double] {
  let ranks = choices.map(\.count).max() ?? 0
  return (0..<ranks).map { rank in
    let lifetimes = choices.map { (bars: [Double]) -> Double in rank < bars.count ? bars[rank] : 0 }
    return quantile(lifetimes, 0.5)
  }
}

/// How many times as long the bar at `rank` is as the next; infinite when there is no next, 0 when there is none at all.
func lifetimeRatio(_ bars: [Double], _ rank: Int) -> Double {
  let (a, b) = (rank < bars.count ? bars[rank] : 0, rank + 1 < bars.count ? bars[rank + 1] : 0)
  return b > 0 ? a / b : a > 0 ? .infinity : 0
}

extension LandmarkChoices {
  /// - Parameter rates: every `stride`-th bin of the recording or of a surrogate, `[time, cell]`.
  init(
    strided rates: Matrix<Float>, draw: Int, cocycles: Bool, parameters: HomologyParameters, seed: UInt64, work: Work
  ) throws {
    try self.init(parameters, cocycles: cocycles, work: work) { choice in
      try landmarkCloud(strided: rates, parameters.landmarkParameters(seed: seed, draw: draw, choice: choice), work)
    }
  }

  /// The same of the first cells of a recording, each rolled forward, of which no matrix of all bins is made.
  ///
  /// - Parameters:
  ///   - prepared: made with the stride of `parameters`.
  ///   - shifts: of those cells.
  init(
    _ prepared: PreparedRates, ofFirst shifts: [Int], draw: Int, cocycles: Bool, parameters: HomologyParameters, seed: UInt64,
    work: Work
  ) throws {
    let chains = (0..<parameters.landmarkDraws).map { parameters.landmarkParameters(seed: seed, draw: draw, choice: $0) }
    let sums = try prepared.rowSums(ofFirst: shifts, work: work)
    let rows = chains.map { candidateRows(sums: sums, $0) }
    var candidates = try prepared.rows(rows, ofFirst: shifts, work: work).map(Optional.some)
    try self.init(parameters, cocycles: cocycles, work: work) { choice in
      // Each is let go with its cloud.
      try landmarkCloud(candidates: candidates[choice].take()!, rows: rows[choice], chains[choice], work)
    }
  }

  /// - Parameter cloud: of each choice.
  private init(
    _ parameters: HomologyParameters, cocycles: Bool, work: Work, cloud: (_ choice: Int) throws -> LandmarkResult
  ) throws {
    choices = try (0..<parameters.landmarkDraws).map { choice in
      let cloud = try cloud(choice)
      let persistence = try persistentCohomology(
        of: cloud.distances, parameters: parameters.cohomology(cocycles: cocycles), work: work)
      let lifetimes = persistence.diagrams.map { diagram in
        diagram.map { $0.finiteLifetime(limit: persistence.threshold) }
      }
      return Choice(cloud: cloud, persistence: persistence, lifetimes: lifetimes)
    }
  }

  /// For each dimension the median over the choices of the longest bar. In dimension 0 the component that never dies is left
  /// out.
  var longestBars: [Double] {
    choices[0].persistence.diagrams.indices.map { dimension in
      quantile(
        choices.map { choice in
          zip(choice.persistence.diagrams[dimension], choice.lifetimes[dimension]).filter { bar, _ in
            dimension > 0 || !bar.isEssential
          }.map(\.1).max() ?? 0
        }, 0.5)
    }
  }
}
