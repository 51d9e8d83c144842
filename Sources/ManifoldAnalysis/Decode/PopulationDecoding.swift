import ArrayNumerics
import LatentStates
import PopulationActivity
import Schema
import Stages

/// The published decoder: angles of the landmarks carried to all bins by the population vector.
public enum PopulationDecoding: Stage {
  public typealias Input = Results<Embedding, Homology>

  public static let description = StageDescription(
    key: "decode-population", stem: "decode",
    variant: .decoder("population", implied: [ParameterSetting(name: "compat", text: "canns")]), group: .recordings,
    title: "Decoding", summary: "angles on the ring or torus for all times",
    purpose: """
      Turns the longest H1 bars into angles of the landmarks; for two circles the pair is brought to its shortest basis. \
      Carries the angles to all bins by the population vector of z-scored activity.
      """,
    example: "canns-analyze decode results --decoder population", version: 5,
    references: [.gardner2022, .deSilva2011, .scoccola2023])

  public static func run(
    _ input: consuming Input, parameters: PopulationDecodingParameters, context: RunContext
  ) throws -> DecodingResult {
    let (embedding, homology) = input.values
    let work = context.work
    let compat = parameters.compatibility == .canns
    try context.reserve(
      memoryForecast(embedding, compat: compat), for: "The population vector of all bins",
      remedy: "Take --decoder latent, which needs the spikes alone, or wider bins in embed.")
    let choice = try CircleChoice(homology, embedding, options: parameters.shape, compat: compat, work: work)
    let votes = try LandmarkVotes(choice, homology, embedding, work: work)
    work.report("decoding", completed: 0, of: 1)
    let activity: any RowBlocks<Float> & Sendable =
      try compat
      ? embedding.rates.packed(columns: homology.cells.count, homology.transformed)
      : decodingRates(embedding.activity(), sigma: parameters.sigma, work: work, adapt: homology.transformed)
    let rows =
      try compat
      ? rowsOf(activity, work: work) { row in row.contains { $0 > 0 } }
      : rowsWithSpikes(embedding, cells: homology.cells, work: work)
    guard rows.count > 1 else {
      throw StageError.unusableData(
        stage: "decode", reason: "no bin holds a spike of the cells that were used.",
        remedy: "Look at the counts with 'canns-analyze inspect'.")
    }
    let decoded = try votes.vector.decode(activity, rows: rows, work: work)
    work.report("decoding", completed: 1, of: 1)
    let facts = LandmarkFacts(choice.landmarks)
    let head = try HeadDirectionAgreement(coordinates: decoded.angles, rows: rows, embedding: embedding)
    return DecodingResult(
      coordinates: decoded.angles, confidence: decoded.confidence, rows: rows, times: rows.map { embedding.times[$0] },
      landmarkCoordinates: choice.landmarks.angles, cosineWeights: votes.cosine, sineWeights: votes.sine,
      basis: choice.landmarks.basis, embeddedRows: embedding.bins.count, landmarks: facts,
      headDirection: head,
      truth: try TruthAgreement(coordinates: decoded.angles, rows: rows, embedding: embedding),
      notes: StageNotes(
        dropped: [
          DroppedItems("bins", count: embedding.bins.count - rows.count, reason: "no spike of the cells used"),
          facts.dropped, homology.unusedCells(of: embedding),
        ], warnings: choice.warnings + (head?.warnings ?? []) + truthWarning(decoded.angles, embedding)))
  }

  /// Bytes at the peak: the smoothed rates, packed, beside the counts; of a small recording all of these as matrices.
  private static func memoryForecast(_ embedding: EmbeddingResult, compat: Bool) -> Int {
    if embedding.signal != nil { return 12 * embedding.fullBinCount * embedding.cellIDs.count }
    return 4 * embedding.rates.count + 24 * embedding.fullBinCount + (compat ? 0 : embedding.sparseCountsForecast)
  }

  private static func rowsWithSpikes(_ embedding: EmbeddingResult, cells: [Int], work: Work) throws -> [Int] {
    if let signal = embedding.signal {
      return try rowsOf(signal, work: work) { row in cells.contains { row[$0] != 0 } }
    }
    let firing = try embedding.sparseCounts().selectingColumns(cells).firing
    return firing.indices.filter { firing[$0] }
  }

  private static func rowsOf(
    _ matrix: some RowBlocks<Float> & Sendable, work: Work,
    where isActive: @Sendable (UnsafeBufferPointer<Float>) -> Bool
  ) throws -> [Int] {
    let block = 8192
    return try concurrentMap((matrix.rows + block - 1) / block, work: work) { part in
      let first = part * block
      return matrix.withRows(first..<min(matrix.rows, first + block)) { matrix, rows in
        matrix.withUnsafeBufferPointer { values in
          rows.filter { row in
            isActive(UnsafeBufferPointer(rebasing: values[row * matrix.columns..<(row + 1) * matrix.columns]))
          }.map { $0 - rows.lowerBound + first }
        }
      }
    }.flatMap { $0 }
  }
}

extension LandmarkFacts {
  /// The landmarks that got no angle.
  var dropped: DroppedItems {
    DroppedItems("landmarks", count: outside, reason: "in no edge of the graph at the threshold")
  }
}

extension StageVariant {
  /// One of the decoders.
  static func decoder(_ name: String, implied: [ParameterSetting] = []) -> StageVariant {
    StageVariant(
      option: "decoder", name: name, default: "latent", implied: implied,
      help: "latent: a hidden Markov model on the ring or torus; population: the population vector of the published analysis")
  }
}

/// Parameters of the published decoder.
public struct PopulationDecodingParameters: ParameterTable {
  /// Which circles.
  public var shape = CircleOptions()
  /// Standard deviation of the smoothing of the activity that is decoded, s.
  public var sigma = 0.015
  /// With `canns` the rates of the embedding are decoded and bins masked by them, as that program does; `sigma` is not used.
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<PopulationDecodingParameters>] =
    CircleOptions.parameters.map { $0.within(\.shape) } + [
      Parameter(
        "decode-sigma-ms", \.sigma, scale: 1e-3, unit: "ms",
        help: "standard deviation of the Gaussian over the counts that are decoded", source: "Gardner et al. 2022"
      ).only("without --compat canns") { $0.compatibility == .none },
      Parameter(
        "compat", \.compatibility,
        help: "canns repeats that program's numbers: the embedding's own smoothing and a mask from smoothed rates"),
    ]

  public func validate() throws {
    try shape.validate()
    try require(sigma >= 0, "decode-sigma-ms", "a width is not negative.")
  }
}
