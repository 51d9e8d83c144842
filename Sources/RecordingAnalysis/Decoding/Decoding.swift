import ArrayNumerics
import Foundation
import Plotting
import Stages
import Topology

/// Coordinates on the ring or torus for every bin with a spike.
public enum Decoding: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.result("embed"), .optionalResult("tda")]
    public var embedding: EmbeddingResult
    /// Not needed to decode with the tuning of another session.
    public var homology: HomologyResult?
    /// The decoding of another session, of which the tuning is taken.
    public var tuningSource: DecodingResult?

    public init(embedding: EmbeddingResult, homology: HomologyResult?, tuningSource: DecodingResult? = nil) {
      self.embedding = embedding
      self.homology = homology
      self.tuningSource = tuningSource
    }
    public init(from source: InputSource) throws {
      self.init(
        embedding: try source.result(of: Embedding.self, neededBy: "decode"),
        homology: try source.result(of: Homology.self, neededBy: "decode"))
    }
  }

  public static func input(from source: InputSource, parameters: DecodingParameters) throws -> Input {
    guard !parameters.tuningFrom.isEmpty else { return try Input(from: source) }
    let folder = ResultsFolder(url: URL(fileURLWithPath: parameters.tuningFrom))
    return Input(
      embedding: try source.result(of: Embedding.self, neededBy: "decode"),
      homology: try source.optionalResult(of: Homology.self, neededBy: "decode"),
      tuningSource: try DecodingResult(from: folder.load(stage: "decode", neededBy: "decode --tuning-from")))
  }

  public static func otherResults(_ parameters: DecodingParameters) -> [OtherResult] {
    parameters.tuningFrom.isEmpty ? [] : [OtherResult(folder: parameters.tuningFrom, stage: "decode")]
  }

  public static let description = StageDescription(
    name: "decode", title: "Decoding", summary: "angles on the ring or torus for all times",
    purpose: """
      Turns the longest H1 bars into angles of the landmarks; for two circles the pair is brought to its shortest basis. From \
      there a latent ring or torus is fitted to the spike counts: tuning of every cell and the motion of the state are learned, \
      and the coordinate is the one in which the state moves alike everywhere. --decoder population carries the angles to all \
      bins by the published population vector instead. After a verdict of none or structure nothing is decoded unless \
      --anyway is given. --tuning-from decodes with the tuning of another session.
      """,
    example: "canns-analyze decode results", version: 4,
    references: [.gardner2022, .deSilva2011, .scoccola2023, .rabiner1989], usesSeed: true)

  public static func run(
    _ input: Input, parameters: DecodingParameters, context: RunContext
  ) throws -> DecodingResult {
    if let source = input.tuningSource {
      return try decode(input.embedding, withTuningOf: source, parameters: parameters, context: context)
    }
    let embedding = input.embedding
    guard let homology = input.homology else {
      throw StageError.unusableData(
        stage: "decode", reason: "there is no result of tda.", remedy: "Run tda first, or give --tuning-from.")
    }
    try requireFit(homology, embedding)
    try refuseWithoutShape(homology.verdict, parameters: parameters)
    let circles = try circleCount(homology, parameters: parameters)
    let compat = parameters.compatibility == .canns
    let classes = Array(0..<circles)
    let landmarks = try circularCoordinates(
      result: homology.persistence, distances: homology.distances, classes: classes,
      rule: thresholdRule(homology, classes: classes, parameters: parameters), compat: compat, work: context.work)
    let population = LandmarkVotes(
      landmarks: landmarks,
      vector: try PopulationVector(
        rates: transformedRates(homology, embedding.rates).selectingRows(
          homology.landmarks.map { homology.rows[$0] }), angles: landmarks.angles, work: context.work))
    let latent = parameters.decoder == .latent && !compat
    var result =
      try latent
      ? decodeLatent(embedding, homology, population, parameters: parameters, context: context)
      : decodePopulation(embedding, homology, population, parameters: parameters, context: context)
    let agreement = try compareWithHeadDirection(&result, embedding: embedding)
    result.summary = summary(
      of: result, landmarks: landmarks, agreement: agreement, bins: embedding.bins.count, verdict: homology.verdict)
    if let warning = circleWarning(homology, asked: circles, parameters: parameters) {
      result.summary.warnings.append(warning)
    }
    return result
  }

  /// Angles of the landmarks, and each cell's votes for them.
  struct LandmarkVotes {
    var landmarks: LandmarkCoordinates
    var vector: PopulationVector
  }

  /// The rates of the cells that `tda` used, as it transformed them.
  static func transformedRates(_ homology: HomologyResult, _ rates: Matrix<Float>) -> Matrix<Float> {
    homology.transform(
      homology.cells.count == rates.columns ? rates : rates.selectingColumns(homology.cells))
  }

  /// The published decoder.
  private static func decodePopulation(
    _ embedding: EmbeddingResult, _ homology: HomologyResult, _ population: LandmarkVotes,
    parameters: DecodingParameters, context: RunContext
  ) throws -> DecodingResult {
    let compat = parameters.compatibility == .canns
    context.work.report("decoding", completed: 0, of: 1)
    let activity = transformedRates(
      homology, compat ? embedding.rates : try decodingRates(embedding, sigma: parameters.sigma, work: context.work))
    let rows =
      try compat
      ? rowsWithActivity(activity, work: context.work)
      : rowsWithSpikes(embedding, cells: homology.cells, work: context.work)
    guard rows.count > 1 else {
      throw StageError.unusableData(
        stage: "decode", reason: "no bin holds a spike of the cells that were used.",
        remedy: "Look at the counts with 'canns-analyze inspect'.")
    }
    let decoded = try population.vector.decode(activity, rows: rows, work: context.work)
    context.work.report("decoding", completed: 1, of: 1)
    return DecodingResult(
      coordinates: decoded.angles, confidence: decoded.confidence, rows: rows,
      times: rows.map { embedding.times[$0] }, landmarkCoordinates: population.landmarks.angles,
      cosineWeights: votes(population.vector.cosineWeights, of: homology.cells, among: embedding.cellIDs.count),
      sineWeights: votes(population.vector.sineWeights, of: homology.cells, among: embedding.cellIDs.count),
      basis: population.landmarks.basis, alignedHeadDirection: nil, summary: StageSummary(headline: ""))
  }

  /// One row for every cell of the embedding; NaN for those that were left out.
  package static func votes(_ weights: Matrix<Double>, of cells: [Int], among count: Int) -> Matrix<Double> {
    var rows = Matrix<Double>(rows: count, columns: weights.columns, repeating: .nan)
    for (row, cell) in cells.enumerated() {
      for circle in 0..<weights.columns { rows[cell, circle] = weights[row, circle] }
    }
    return rows
  }

  /// The rows, landmarks and cells of the homology must exist in the embedding: a folder may hold anything.
  private static func requireFit(_ homology: HomologyResult, _ embedding: EmbeddingResult) throws {
    let landmarks = homology.landmarks.count
    guard homology.rows.allSatisfy(embedding.bins.indices.contains),
      homology.landmarks.allSatisfy(homology.rows.indices.contains),
      homology.cells.allSatisfy(embedding.cellIDs.indices.contains), !homology.cells.isEmpty,
      homology.distances.rows == landmarks, homology.distances.columns == landmarks
    else {
      throw StageError.unusableData(
        stage: "decode", reason: "the result of tda does not belong to this result of embed.",
        remedy: "Run tda again first.")
    }
  }

  private static func refuseWithoutShape(_ verdict: Verdict, parameters: DecodingParameters) throws {
    guard verdict.shape == .none || verdict.shape == .structure, !parameters.anyway else { return }
    throw StageError.refused(
      stage: "decode",
      reason:
        "there is no ring or torus to decode. \(verdict.sentence) \(verdict.reasons.prefix(2).joined(separator: " ")) The record of tda has all reasons.",
      remedy: "Give --anyway to decode all the same; the coordinates will have no established meaning.")
  }

  /// One for a ring, two for a torus; without either verdict what the angles explain of the population, and where that leaves it
  /// open as many as stand before the widest gap among the first three bars.
  private static func circleCount(_ homology: HomologyResult, parameters: DecodingParameters) throws -> Int {
    let bars = homology.persistence.diagrams.count > 1 ? homology.finiteLifetimes(1) : []
    guard !bars.isEmpty else {
      throw StageError.unusableData(
        stage: "decode", reason: "the result of tda has no H1 bar, so there is no circle.",
        remedy: "Run tda with --max-dimension 1 or more.")
    }
    switch (parameters.circles, homology.verdict.shape) {
    case (.count(let count), _):
      guard count <= bars.count else {
        throw StageError.unusableData(
          stage: "decode", reason: "\(count) circles were asked for and there are \(bars.count) H1 bars.",
          remedy: "Give --circles \(bars.count) or fewer.")
      }
      return count
    case (.auto, .ring): return 1
    case (.auto, .torus) where bars.count > 1: return 2
    case (.auto, _) where bars.count > 1 && homology.evidence.isWholeTorus: return 2
    // What one angle explains needs no second one, however long the second bar is.
    case (.auto, .untested) where (homology.evidence.explainedByOneAngle ?? 0) >= ShapeEvidence.leastExplained: return 1
    case (.auto, _):
      func ratio(_ index: Int) -> Double {
        index + 1 < bars.count && bars[index + 1] > 0 ? bars[index] / bars[index + 1] : .infinity
      }
      return bars.count < 2 || ratio(0) >= ratio(1) ? 1 : 2
    }
  }

  /// Says that another number of circles was asked for than the bars speak for.
  private static func circleWarning(_ homology: HomologyResult, asked: Int, parameters: DecodingParameters) -> String? {
    var automatic = parameters
    automatic.circles = .auto
    guard let suited = try? circleCount(homology, parameters: automatic), suited != asked else { return nil }
    let tested = homology.verdict.shape == .ring || homology.verdict.shape == .torus
    let basis = tested ? "the verdict of tda (\(homology.verdict.shape.rawValue))" : "the H1 bars and what their angles explain"
    return asked > suited
      ? "\(asked) circles were asked for, and \(basis) speak\(tested ? "s" : "") for \(suited): the further angle\(asked - suited == 1 ? " has" : "s have") no established meaning."
      : "\(asked) circle\(asked == 1 ? " was" : "s were") asked for, and \(basis) speak\(tested ? "s" : "") for \(suited): what the other angle\(suited - asked == 1 ? "" : "s") would say is lost, and the fit mixes states that differ in \(suited - asked == 1 ? "it" : "them")."
  }

  /// One threshold for all classes where their bars overlap, so that the forms can be compared; otherwise each its own. canns
  /// takes each class at its own.
  private static func thresholdRule(
    _ homology: HomologyResult, classes: [Int], parameters: DecodingParameters
  ) -> ThresholdRule {
    // At the death itself the class is gone; a fraction of 1 means just below it.
    let fraction = min(parameters.thresholdFraction, 1 - 1e-6)
    if parameters.compatibility == .canns { return .perClass(fraction) }
    let bars = classes.map { homology.persistence.diagrams[1][$0] }
    let limit = bars.contains(where: \.isEssential) ? homology.largestDistance : .infinity
    let thresholds = bars.map { $0.birth + fraction * $0.finiteLifetime(limit: limit) }
    let overlap = (thresholds.min() ?? 0) > (bars.map(\.birth).max() ?? 0)
    return overlap ? .common(fraction) : .perClass(fraction)
  }

  private static func rowsWithSpikes(_ embedding: EmbeddingResult, cells: [Int], work: Work) throws -> [Int] {
    if let signal = embedding.signal {
      return try rows(signal, work: work) { row in cells.contains { row[$0] != 0 } }
    }
    if cells.count == embedding.counts.columns {
      return try rows(embedding.counts, work: work, where: containsNonzero)
    }
    return try rows(embedding.counts, work: work) { row in cells.contains { row[$0] != 0 } }
  }

  private static func rowsWithActivity(_ rates: Matrix<Float>, work: Work) throws -> [Int] {
    try rows(rates, work: work) { row in row.contains { $0 > 0 } }
  }

  private static func rows<Scalar: Sendable>(
    _ matrix: Matrix<Scalar>, work: Work, where isActive: @Sendable (UnsafeBufferPointer<Scalar>) -> Bool
  ) throws -> [Int] {
    let block = 8192
    return try concurrentMap((matrix.rows + block - 1) / block, work: work) { part in
      matrix.withUnsafeBufferPointer { values in
        (part * block..<min(matrix.rows, (part + 1) * block)).filter { row in
          isActive(UnsafeBufferPointer(rebasing: values[row * matrix.columns..<(row + 1) * matrix.columns]))
        }
      }
    }.flatMap { $0 }
  }
}
