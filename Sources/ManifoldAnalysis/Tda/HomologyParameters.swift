import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages
import Topology

/// Parameters of the topological analysis.
public struct HomologyParameters: ParameterTable {
  /// Components, bins, neighbours, landmarks and metric; which bins are taken is said by `selection`.
  public var cloud = LandmarkParameters()
  /// Highest dimension of the cohomology, 0 to 3, and the prime p of the field Z/p, below 65536.
  public var cohomology = PersistenceParameters(threshold: .largestFinite)
  /// Which of the bins are candidates for landmarks.
  public var selection = BinSelectionRule.active
  /// How many times bins and landmarks are chosen, 1 to 999; the verdict takes medians. More than 1 needs uniform `selection`.
  public var landmarkDraws = 1
  /// What is done to the rates before they are z-scored.
  public var transform = RateTransform.none
  /// Draws of the null distribution; without any the verdict is `untested`.
  public var shuffles = 0
  /// The largest p at which a bar counts as longer than those of the null; without enough draws to reach it the verdict is
  /// `untested`.
  public var significance = VerdictDecision.usualSignificance
  /// The part of the draws to make, for work on several machines; all when nil.
  public var shuffleRange: DrawRange?
  /// How a draw destroys the coordination of the cells.
  public var surrogate = Surrogate.circularShift
  /// Other surrogates whose draws are made beside it, for comparison; the verdict does not rest on them.
  public var comparedSurrogates: [Surrogate] = []
  /// How far a local shift reaches to either side, and how long a block of a permutation is, s.
  public var surrogateWindow = 20.0
  /// The fraction of the draws that may fail; 0 to 1.
  public var maxFailures = 0.01
  /// Cells whose counts correlate more than this with an earlier cell are left out; 1 keeps all.
  public var duplicateCorrelation = 0.95
  /// A group of cells that an earlier stage found; all cells when nil.
  public var cellsFrom: CellGroupChoice?
  /// With `canns` z-scores are of single precision and no cell is left out as a duplicate, as in that program.
  public var compatibility = Compatibility.none

  /// Far more draws than any test needs; a slip of the keyboard is not to fill the memory.
  static let mostShuffles = 10_000_000

  public init() {}

  public static let parameters: [Parameter<HomologyParameters>] = [
    Parameter("components", \.cloud.components, help: "principal components kept", source: "Gardner et al. 2022"),
    Parameter("stride", \.cloud.stride, unit: "bins", help: "take every n-th bin", source: "Gardner et al. 2022"),
    Parameter(
      "active", \.cloud.active, unit: "bins", help: "how many of those are used", source: "Gardner et al. 2022"),
    Parameter(
      "selection", \.selection,
      help:
        "active takes the bins with the most activity, uniform draws them evenly over time, which bends the coordinate less",
      source: "Gardner et al. 2022 (active)"),
    Parameter(
      "neighbors", \.cloud.neighbours, help: "neighbours of a bin in the fuzzy graph that chooses landmarks",
      source: "Gardner et al. 2022"),
    Parameter(
      "landmarks", \.cloud.landmarks, help: "bins that stand for the whole cloud", source: "Gardner et al. 2022"),
    Parameter(
      "landmark-neighbors", \.cloud.landmarkNeighbours,
      help: "neighbours of a landmark in the graph of landmarks; unless given at most two thirds of the landmarks",
      source: "Gardner et al. 2022"),
    Parameter(
      "landmark-draws", \.landmarkDraws,
      help: "choices of bins and landmarks over which the verdict takes medians, in data and null; needs --selection uniform"),
    Parameter(
      "metric", \.cloud.metric, help: "distance between population vectors", source: "Gardner et al. 2022 (cosine)"),
    Parameter("standardize", \.cloud.standardize, help: "z-score every cell first", source: "Gardner et al. 2022"),
    Parameter(
      "transform", \.transform,
      help: "what is done to the rates first; sqrt makes the noise of fast and slow cells alike"),
    Parameter(
      "max-dimension", \.cohomology.maxDimension,
      help: "highest dimension of holes: 1 for circles, 2 also for the void of a torus"),
    Parameter(
      "coefficient", \.cohomology.coefficient, help: "prime p of the coefficient field Z/p", source: "Gardner et al. 2022"),
    Parameter(
      "shuffles", \.shuffles, help: "draws of the null distribution; 0 for none, 1000 for a paper",
      source: "Gardner et al. 2022 (1000)"),
    Parameter(
      "shuffle-range", \.shuffleRange,
      help: "make only these of the --shuffles draws, counted from 0 (0:250); 'merge' puts parts together"),
    Parameter(
      "significance", \.significance,
      help: "largest p at which a bar counts; with fewer draws than can reach it there is no verdict (0.05 needs 19)"
    ).only("with --shuffles") { $0.shuffles > 0 },
    Parameter("surrogate", \.surrogate, help: "how a draw destroys the coordination of the cells").only("with --shuffles") {
      $0.shuffles > 0
    },
    Parameter(
      "compare-surrogates", \.comparedSurrogates,
      help: "other surrogates with as many draws, for comparison; the verdict rests on --surrogate alone"
    ).only("with --shuffles") { $0.shuffles > 0 },
    Parameter(
      "surrogate-window", \.surrogateWindow, unit: "s",
      help: "how far local-shift reaches to either side, and how long a block of block-permutation is"
    ).only("with --surrogate local-shift or block-permutation") { $0.usesWindow },
    Parameter(
      "max-failures", \.maxFailures, help: "the fraction of the draws that may fail before the run is given up"
    ).only("with --shuffles") { $0.shuffles > 0 },
    Parameter(
      "duplicate-correlation", \.duplicateCorrelation,
      help: "a cell whose counts correlate more than this with another is left out; 1 keeps all"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "cells-from", \.cellsFrom,
      help: "analyse only a part of the cells, which an earlier result in the folder names: cell-classes:grid, modules:1"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: single-precision z-scores, no cell left out"),
  ]

  /// Those of the chain from rates to bars that other stages have as well, which run it many times.
  package static let chainParameters = parameters.filter { chainNames.contains($0.information.name) }

  private static let chainNames: Set = [
    "components", "stride", "active", "neighbors", "landmarks", "landmark-neighbors", "metric", "standardize", "transform",
    "coefficient",
  ]

  /// Fewer landmarks or bins than the published have fewer neighbours: two thirds of the landmarks, as published, at most.
  public mutating func adaptDefaults(given: Set<String>) {
    if given.contains("active") {
      if !given.contains("landmarks") { cloud.landmarks = max(1, min(cloud.landmarks, cloud.active)) }
      if !given.contains("neighbors") { cloud.neighbours = max(1, min(cloud.neighbours, cloud.active)) }
    }
    if !given.contains("landmark-neighbors") {
      cloud.landmarkNeighbours = max(1, min(cloud.landmarkNeighbours, 2 * cloud.landmarks / 3))
    }
  }

  public func validate() throws {
    let (landmarks, active) = (cloud.landmarks, cloud.active)
    let (neighbours, landmarkNeighbours) = (cloud.neighbours, cloud.landmarkNeighbours)
    let (maxDimension, coefficient) = (cohomology.maxDimension, cohomology.coefficient)
    for (name, value) in [
      ("components", cloud.components), ("stride", cloud.stride), ("active", active), ("neighbors", neighbours),
      ("landmarks", landmarks), ("landmark-neighbors", landmarkNeighbours), ("landmark-draws", landmarkDraws),
    ] { try require(value >= 1, name, "\(value) is not at least 1.") }
    try require((0...3).contains(maxDimension), "max-dimension", "\(maxDimension) is not 0, 1, 2 or 3.")
    try require(
      landmarkDraws == 1 || selection == .uniform, "landmark-draws",
      "the most active bins are always the same, so there is but one choice; take --selection uniform with it.")
    try require(significance > 0 && significance < 1, "significance", "\(significance) is not between 0 and 1.")
    try require(landmarkDraws < 1000, "landmark-draws", "at most 999; 3 or 5 are plenty.")
    try require(shuffles >= 0, "shuffles", "\(shuffles) is negative.")
    try require(shuffles <= Self.mostShuffles, "shuffles", "\(shuffles) is more than \(Self.mostShuffles) draws.")
    if let part = shuffleRange {
      try require(
        part.end <= shuffles, "shuffle-range",
        "draws \(part.first) to \(part.end - 1) are not all among the \(shuffles) of --shuffles.")
      try require(!part.range.isEmpty, "shuffle-range", "there is no draw from \(part.first) to before \(part.end).")
    }
    try require(
      Set(surrogates).count == surrogates.count, "compare-surrogates",
      "each is named once, and \(surrogate.rawValue) is that of --surrogate.")
    try require(
      shuffleRange == nil || comparedSurrogates.isEmpty, "compare-surrogates",
      "a part of the draws (--shuffle-range) is of --surrogate alone; compare when the parts are together.")
    try require(
      surrogateWindow > 0 && surrogateWindow.isFinite, "surrogate-window", "a length above 0 is needed.")
    try require((0...1).contains(maxFailures), "max-failures", "a fraction from 0 to 1 is needed.")
    try require(
      duplicateCorrelation > 0 && duplicateCorrelation <= 1, "duplicate-correlation",
      "a correlation above 0 and up to 1.")
    try require(
      landmarkNeighbours <= landmarks, "landmark-neighbors",
      "\(landmarkNeighbours) neighbours cannot be found among \(landmarks) landmarks; "
        + "give at most \(landmarks), usually two thirds of them."
    )
    try require(
      neighbours <= active, "neighbors",
      "\(neighbours) neighbours cannot be found among --active \(active) bins.")
    try require(
      landmarks <= active, "landmarks", "\(landmarks) landmarks cannot be chosen from --active \(active) bins.")
    try require(
      coefficient < 65_536 && isPrime(coefficient), "coefficient",
      "\(coefficient) is not a prime below 65536; Z/p is a field only for a prime. Take 47, or 2 or 3.")
  }

  /// That of the verdict, then those beside it.
  var surrogates: [Surrogate] { [surrogate] + comparedSurrogates }

  /// Whether one of them has a window.
  var usesWindow: Bool { surrogates.contains(where: Self.hasWindow) }

  static func hasWindow(_ surrogate: Surrogate) -> Bool { surrogate == .localShift || surrogate == .blockPermutation }

  /// The draws to make, counted from 0.
  var draws: Range<Int> { shuffleRange?.range ?? 0..<shuffles }

  /// How the surrogate recordings were made, as half a sentence.
  var surrogateDescription: String {
    let window = "\(formatted(surrogateWindow)) s"
    return switch surrogate {
    case .circularShift: "every cell was shifted circularly by its own random offset"
    case .localShift: "every cell was shifted circularly by its own random offset of at most \(window) either way"
    case .blockPermutation: "blocks of \(window) of every cell were put in a random order of its own"
    case .timePermutation: "the bins of every cell were put in a random order of its own"
    case .poisson: "every cell fired at random at its mean rate"
    }
  }

  /// - Parameters:
  ///   - draw: 0 for the recording, 1 and up for the draws of the null.
  ///   - choice: which of the choices of landmarks.
  func landmarkParameters(seed: UInt64, draw: Int, choice: Int) -> LandmarkParameters {
    var parameters = cloud
    // Room for 2^40 draws of each choice.
    parameters.selection = selection == .active ? .mostActive : .uniform(seed: seed, draw: choice << 40 + draw)
    parameters.compat = compatibility == .canns
    return parameters
  }

  func cohomology(cocycles: Bool) -> PersistenceParameters {
    var parameters = cohomology
    parameters.cocycles = cocycles
    return parameters
  }
}

/// Distances between population vectors.
extension NeighbourMetric: Choice {}

/// Which bins are used.
public enum BinSelectionRule: String, Choice {
  /// Those with the most activity.
  case active
  /// Evenly over time, at random by the seed.
  case uniform
}

/// What is done to smoothed rates before they are z-scored.
public enum RateTransform: String, Choice, RecordWord {
  /// Nothing.
  case none
  /// The square root, which gives Poisson counts of any mean the same variance (Anscombe 1948, doi:10.1093/biomet/35.3-4.246).
  case sqrt

  /// The transformed rates; in place when nobody else holds them.
  func callAsFunction(_ rates: consuming Matrix<Float>) -> Matrix<Float> {
    if self == .none { return rates }
    var values = rates.mutableSpan
    for place in 0..<values.count { values[place] = max(0, values[place]).squareRoot() }
    return rates
  }
}
