import ArrayNumerics
import DimensionReduction
import Plotting
import Stages
import Synchronization
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
      the same chain runs on recordings in which every cell is shifted by its own offset; only then there is a verdict.
      """,
    example: "canns-analyze tda results --shuffles 100 --max-dimension 2 --seed 1", version: 1,
    references: [.gardner2022, .bauer2021, .mcInnes2018, .phipson2010], usesSeed: true)

  public static func run(
    _ input: Input, parameters: HomologyParameters, context: RunContext
  ) throws -> HomologyResult {
    let embedding = input.embedding
    var cells = Array(embedding.cellIDs.indices)
    var warnings: [String] = []
    var dropped: [DroppedItems] = []
    if parameters.compatibility == .none {
      let duplicates = try duplicateCells(
        embedding.counts, binWidth: embedding.binWidth, threshold: parameters.duplicateCorrelation,
        work: context.work)
      let left = Set(duplicates.map(\.cell))
      cells.removeAll { left.contains($0) }
      for duplicate in duplicates {
        warnings.append(
          "Cell \(embedding.cellIDs[duplicate.cell]) repeats cell \(embedding.cellIDs[duplicate.original]) (correlation of the counts \(formatted(duplicate.correlation, digits: 3))) and was left out."
        )
      }
      dropped.append(
        DroppedItems("cells", count: duplicates.count, reason: "their counts repeat those of another cell"))
    }
    try context.reserve(
      memoryForecast(embedding, parameters: parameters), for: "The topological analysis",
      remedy: "Take fewer landmarks (--landmarks), neighbours (--neighbors) or active bins (--active).")
    let rates = parameters.transform(
      cells.count == embedding.cellIDs.count ? embedding.rates : embedding.rates.selectingColumns(cells))
    context.work.report("landmarks", completed: 0, of: 1)
    let cloud = try landmarkCloud(
      rates: rates, parameters: parameters.landmarkParameters(seed: context.seed, draw: 0), work: context.work)
    context.work.report("landmarks", completed: 1, of: 1)
    dropped.append(
      DroppedItems("bins", count: cloud.droppedZeroRows, reason: "no direction on the components: all zero"))
    let persistence = try persistentCohomology(
      of: cloud.distances,
      parameters: PersistenceParameters(
        maxDimension: parameters.maxDimension, coefficient: parameters.coefficient, threshold: .largestFinite),
      work: context.work)
    let null = try nullLifetimes(rates, parameters: parameters, context: context)
    var result = HomologyResult(
      rows: cloud.rows, landmarks: cloud.landmarks, distances: cloud.distances, persistence: persistence,
      nullLifetimes: null, landmarkComponents: cloud.scores.selectingRows(cloud.landmarks),
      explainedVarianceRatio: cloud.explainedVarianceRatio, cells: cells, transform: parameters.transform,
      verdict: Verdict(shape: .untested, sentence: "", reasons: []), warnings: warnings, dropped: dropped)
    result.verdict = Verdict(
      lifetimes: persistence.diagrams.indices.map(result.finiteLifetimes), null: null)
    return result
  }

  /// Bytes that the stage will hold at its peak beside the embedding.
  static func memoryForecast(_ embedding: EmbeddingResult, parameters: HomologyParameters) -> Int {
    let candidates = min(parameters.active, embedding.rates.rows / max(1, parameters.stride) + 1)
    let landmarks = forecast(points: parameters.landmarks, maxDimension: parameters.maxDimension).bytes
    return 8 * embedding.rates.count + 8 * candidates * parameters.neighbours + landmarks
  }

  /// For each dimension the longest lifetime of each draw.
  ///
  /// A draw rolls every cell's rates by its own offset, uniform over the rows, from the stream ("tda.shuffle", draw, cell),
  /// and then goes through the chain of the data. Draws are independent of each other and of the number of threads, so
  /// the first hundred of a thousand are the hundred of a run with a hundred.
  static func nullLifetimes(
    _ rates: Matrix<Float>, parameters: HomologyParameters, context: RunContext
  ) throws -> [[Double]] {
    if parameters.shuffles == 0 { return [] }
    let prepared = try PreparedRates(rates, stride: parameters.stride)
    let done = Mutex(0)
    context.work.report("shuffles", completed: 0, of: parameters.shuffles)
    let draws = try concurrentMap(parameters.shuffles, work: context.work) { draw -> [Double] in
      let shifts = (0..<prepared.cells).map { cell in
        var stream = RandomStream(seed: context.seed, name: "tda.shuffle", draw, cell)
        return stream.integer(below: prepared.bins)
      }
      let cloud = try landmarkCloud(
        prepared, shifts: shifts, parameters: parameters.landmarkParameters(seed: context.seed, draw: draw + 1),
        work: context.work.serial)
      let persistence = try persistentCohomology(
        of: cloud.distances,
        parameters: PersistenceParameters(
          maxDimension: parameters.maxDimension, coefficient: parameters.coefficient,
          threshold: .largestFinite, cocycles: false), work: context.work.serial)
      let finished = done.withLock { count in
        count += 1
        return count
      }
      context.work.report("shuffles", completed: finished, of: parameters.shuffles)
      return longestBars(persistence)
    }
    return (0...parameters.maxDimension).map { dimension in draws.map { $0[dimension] } }
  }

  /// The longest bar of each dimension. In dimension 0 the component that never dies is left out; in others a bar that
  /// never dies is taken to live to the threshold, as in the data.
  static func longestBars(_ persistence: PersistenceResult) -> [Double] {
    persistence.diagrams.enumerated().map { dimension, diagram in
      diagram.filter { dimension > 0 || !$0.isEssential }.map { $0.finiteLifetime(limit: persistence.threshold) }
        .max() ?? 0
    }
  }

  public static func methods(_ parameters: HomologyParameters, result: HomologyResult) -> String {
    var text =
      "\(parameters.stride == 1 ? "From all bins" : "From every \(ordinal(parameters.stride)) bin") \(parameters.selection == .active ? "the \(result.rows.count) most active were taken;" : "\(result.rows.count) were drawn uniformly over time, without the 5 % of the least activity;") \(parameters.standardize ? "z-scored " : "")\(parameters.transform == .sqrt ? "square roots of the rates" : "rates") were projected on \(parameters.components) principal components. From a fuzzy neighbour graph (\(parameters.metric.rawValue) distance, k = \(parameters.neighbours)) \(result.landmarks.count) landmarks were chosen greedily; the distance between landmarks is minus the logarithm of their edge weight in a second such graph (k = \(parameters.landmarkNeighbours)) [@gardner2022; @mcinnes2018]. Vietoris-Rips persistent cohomology was computed over Z/\(parameters.coefficient) up to dimension \(parameters.maxDimension) [@bauer2021]."
    if parameters.shuffles > 0 {
      text +=
        " Bars were compared with the longest bar of \(parameters.shuffles) recordings in which every cell was shifted circularly by its own random offset; p = (1 + number of draws at least as long) / (1 + \(parameters.shuffles)) [@phipson2010]."
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
    var checks = [
      QualityCheck(
        "Draws of the null", parameters.shuffles >= 1000 ? .pass : parameters.shuffles >= 19 ? .warn : .fail,
        found: "\(parameters.shuffles)", threshold: "pass from 1000, fail below 19 (p = 0.05 out of reach)"),
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

private func ordinal(_ number: Int) -> String {
  switch (number % 100, number % 10) {
  case (11...13, _): "\(number)th"
  case (_, 1): "\(number)st"
  case (_, 2): "\(number)nd"
  case (_, 3): "\(number)rd"
  default: "\(number)th"
  }
}
