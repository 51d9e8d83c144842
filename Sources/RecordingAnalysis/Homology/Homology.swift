import ArrayNumerics
import DimensionReduction
import Plotting
import Schema
import Stages
import Topology

/// Landmarks of the cloud of population vectors, its persistent cohomology, and a null distribution through the same chain.
public enum Homology: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.result("embed")]
    public var embedding: EmbeddingResult

    public init(embedding: EmbeddingResult) { self.embedding = embedding }
    public init(from source: InputSource) throws {
      self.init(embedding: try source.result(of: Embedding.self, neededBy: "tda"))
    }
  }

  public static let description = StageDescription(
    name: "tda", title: "Topology", summary: "landmarks, persistent cohomology, null distribution, verdict",
    purpose: """
      Asks whether the population activity lies on a ring or a torus. Takes the most active bins, z-scores and projects \
      them, chooses landmarks on a fuzzy graph, and computes the persistent cohomology of the landmarks. With --shuffles \
      the same chain runs on recordings in which every cell is shifted by its own offset; only then there is a verdict. A \
      ring or torus is believed only if its angles explain the covariances between the cells: a sheet with holes has long \
      bars too. \
      Finished draws are kept: after an interruption, or with a larger --shuffles, only the missing ones are made.
      """,
    example: "canns-analyze tda results --shuffles 100 --max-dimension 2 --seed 1", version: 4,
    references: [.gardner2022, .bauer2021, .mcInnes2018, .phipson2010, .westfall1993], usesSeed: true,
    pieces: PieceDescription(
      name: "draws", extentParameters: ["shuffles", "shuffle-range", "max-failures"], countParameter: "shuffles",
      rangeParameter: "shuffle-range"))

  public static func run(
    _ input: consuming Input, parameters: HomologyParameters, context: RunContext
  ) throws -> HomologyResult {
    var embedding = input.embedding
    input = Input(embedding: .empty)
    var warnings: [String] = []
    var dropped: [DroppedItems] = []
    let cells = try cellsToUse(embedding, parameters, context.work, &warnings, &dropped)
    try context.reserve(
      memoryForecast(embedding, parameters: parameters, threads: context.work.threads), for: "The topological analysis",
      remedy: "Take fewer landmarks (--landmarks), neighbours (--neighbors), active bins (--active) or --threads.")
    let poisson = try parameters.surrogate == .poisson ? poissonSource(embedding, cells, parameters) : nil
    // A window longer than the recording is the recording.
    let window = max(
      1, Int(min(parameters.surrogateWindow / embedding.binWidth, Double(embedding.rates.rows)).rounded()))
    let rates = parameters.transform(
      cells.count == embedding.cellIDs.count ? embedding.rates : embedding.rates.selectingColumns(cells))
    // From here on the rates are held cell by cell only.
    embedding = .empty
    let prepared = try PreparedRates(consume rates, stride: parameters.stride)
    context.work.report("landmarks", completed: 0, of: 1)
    let choices = try LandmarkChoices(
      strided: try prepared.shifted(by: [Int](repeating: 0, count: prepared.cells)), draw: 0, cocycles: true,
      parameters: parameters, seed: context.seed, work: context.work)
    let (cloud, persistence) = (choices.representative.cloud, choices.representative.persistence)
    context.work.report("landmarks", completed: 1, of: 1)
    dropped.append(
      DroppedItems("bins", count: cloud.droppedZeroRows, reason: "no direction on the components: all zero"))
    let null = try NullDistribution.make(
      SurrogateSource(
        kind: parameters.surrogate, seed: context.seed, stream: "tda", prepared: prepared, window: window,
        poisson: poisson),
      parameters: parameters, context: context)
    dropped.append(
      DroppedItems("draws of the null", count: null.failures, reason: "the chain could not be computed on them"))
    var result = HomologyResult(
      rows: cloud.rows, landmarks: cloud.landmarks, distances: cloud.distances, persistence: persistence,
      null: null, landmarkComponents: cloud.scores.selectingRows(cloud.landmarks),
      explainedVarianceRatio: cloud.explainedVarianceRatio, cells: cells, transform: parameters.transform,
      verdict: Verdict(shape: .untested, sentence: "", reasons: []), warnings: warnings, dropped: dropped)
    result.choiceLifetimes = choices.longestLoops
    if parameters.compatibility == .none {
      result.evidence = try ShapeEvidence(
        of: choices, strided: try prepared.shifted(by: [Int](repeating: 0, count: prepared.cells)), parameters: parameters,
        work: context.work)
    }
    result.verdict = Verdict(
      lifetimes: choices.medianLifetimes, gaps: result.gaps, choices: choices.choices.count, evidence: result.evidence,
      null: null)
    if result.verdict.shape == .torus,
      let lattice = try TorusLattice(of: persistence, distances: cloud.distances, work: context.work)
    {
      result.verdict.describe(lattice)
    }
    return result
  }

  /// The cells that do not repeat another.
  private static func cellsToUse(
    _ embedding: EmbeddingResult, _ parameters: HomologyParameters, _ work: Work, _ warnings: inout [String],
    _ dropped: inout [DroppedItems]
  ) throws -> [Int] {
    if parameters.compatibility == .canns { return Array(embedding.cellIDs.indices) }
    let duplicates = try duplicateCells(embedding, threshold: parameters.duplicateCorrelation, work: work)
    for duplicate in duplicates {
      warnings.append(
        "Cell \(embedding.cellIDs[duplicate.cell]) repeats cell \(embedding.cellIDs[duplicate.original]) (correlation of the counts \(formatted(duplicate.correlation, digits: 3))) and was left out."
      )
    }
    dropped.append(
      DroppedItems("cells", count: duplicates.count, reason: "their counts repeat those of another cell"))
    let left = Set(duplicates.map(\.cell))
    return embedding.cellIDs.indices.filter { !left.contains($0) }
  }

  private static func poissonSource(
    _ embedding: EmbeddingResult, _ cells: [Int], _ parameters: HomologyParameters
  ) throws -> PoissonSource {
    guard let sigma = embedding.summary.numbers.first(where: { $0.key == "sigma_ms" })?.value.double else {
      throw StageError.unusableData(
        stage: "tda", reason: "the result of 'embed' does not say how wide its smoothing was.",
        remedy: "It was made by an older version; run 'embed' again.")
    }
    guard embedding.kind == .spikes else {
      throw StageError.unusableData(
        stage: "tda",
        reason: "--surrogate poisson draws spikes, and the embedding is of calcium signals (\(embedding.kind.rawValue)).",
        remedy: "Take --surrogate circular-shift, which keeps what each cell does alone.")
    }
    let totals = columnTotals(embedding.counts)
    return PoissonSource(
      meanCounts: cells.map { Double(totals[$0]) / Double(embedding.counts.rows) }, bins: embedding.bins,
      gridBins: embedding.fullBinCount, sigma: sigma * 1e-3 / embedding.binWidth, transform: { parameters.transform($0) })
  }

  /// Bytes that the stage will hold at its peak beside the embedding.
  ///
  /// The rates once more, cell by cell, and for each draw that is made at a time its neighbours, the candidates in three
  /// precisions, and the reduction.
  static func memoryForecast(_ embedding: EmbeddingResult, parameters: HomologyParameters, threads: Int) -> Int {
    let strided = embedding.rates.rows / max(1, parameters.stride) + 1
    let candidates = min(parameters.active, strided)
    let landmarks = forecast(points: parameters.landmarks, maxDimension: parameters.maxDimension).bytes
    // Poisson spikes are drawn and smoothed on the whole grid.
    let grid = parameters.surrogate == .poisson ? 8 * embedding.fullBinCount * embedding.rates.columns : 0
    let draw =
      grid + 4 * strided * embedding.rates.columns + 16 * candidates * embedding.rates.columns
      + 6 * candidates * parameters.neighbours + landmarks
    return 8 * embedding.rates.count + draw * max(1, min(threads, parameters.shuffles))
  }

  public static func methods(_ parameters: HomologyParameters, result: HomologyResult) -> String {
    var text =
      "\(parameters.stride == 1 ? "From all bins" : "From every \(ordinal(parameters.stride)) bin") \(parameters.selection == .active ? "the \(result.rows.count) most active were taken;" : "\(result.rows.count) were drawn uniformly over time, without the 5 % of the least activity;") \(parameters.standardize ? "z-scored " : "")\(parameters.transform == .sqrt ? "square roots of the rates" : "rates") were projected on \(parameters.components) principal components. From a fuzzy neighbour graph (\(parameters.metric.rawValue) distance, k = \(parameters.neighbours)) \(result.landmarks.count) landmarks were chosen greedily; the distance between landmarks is minus the logarithm of their edge weight in a second such graph (k = \(parameters.landmarkNeighbours)) [@gardner2022; @mcinnes2018]. Vietoris-Rips persistent cohomology was computed over Z/\(parameters.coefficient) up to dimension \(parameters.maxDimension) [@bauer2021]."
    if parameters.shuffles > 0 {
      text +=
        " Bars were compared with the longest bar of \(result.null.draws.count) surrogate recordings, in which \(parameters.surrogateDescription); p = (1 + number of draws at least as long) / (1 + \(result.null.draws.count)) [@phipson2010], which holds for all bars of a dimension together [@westfall1993]."
    } else {
      text += " No null distribution was computed."
    }
    if !result.warnings.isEmpty {
      text +=
        " Cells whose counts correlated more than \(formatted(parameters.duplicateCorrelation)) with another were left out."
    }
    return text
  }

  public static func checks(_ result: HomologyResult, parameters: HomologyParameters) -> [QualityCheck] {
    let draws = result.null.draws.count
    var checks = [
      QualityCheck(
        "Draws of the null", draws >= 999 ? .pass : draws >= 19 ? .warn : .fail, found: "\(draws)",
        threshold: "pass from 999, fail below 19 (p = 0.05 out of reach)"),
      QualityCheck(
        "Variance in the components",
        result.explainedVarianceRatio.reduce(0, +) >= 0.3
          ? .pass : result.explainedVarianceRatio.reduce(0, +) >= 0.1 ? .warn : .fail,
        found:
          "\(formatted(100 * result.explainedVarianceRatio.reduce(0, +), digits: 3)) % in \(result.explainedVarianceRatio.count)",
        threshold: "pass from 30 %, fail below 10 %"),
    ]
    let outcome: QualityCheck.Outcome =
      switch result.verdict.shape {
      case .ring, .torus: .pass
      case .structure, .untested: .warn
      case .none: .fail
      }
    checks.append(
      QualityCheck(
        "Shape", outcome, found: result.verdict.shape.rawValue,
        threshold: "pass for a ring or a torus; warn when untested or without the gap; fail for none"))
    return checks
  }
}
