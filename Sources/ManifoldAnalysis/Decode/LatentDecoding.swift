import ArrayNumerics
import Foundation
import LatentStates
import PopulationActivity
import Schema
import Stages

/// Coordinates on a latent ring or torus that is fitted to the counts.
public enum LatentDecoding: Stage {
  /// The counts, and where the fit starts from: the classes of this session or the tuning of another.
  public struct Input: StageInput {
    public static let requirements: [Requirement] = Results<Embedding, IfPresent<Homology>>.requirements
    /// The recording to decode.
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

    public init(from source: InputSource, for consumer: String) throws {
      let (embedding, homology) = try Results<Embedding, Homology>(from: source, for: consumer).values
      self.init(embedding: embedding, homology: homology)
    }
  }

  public static func input(from source: InputSource, parameters: LatentDecodingParameters) throws -> Input {
    guard !parameters.tuningFrom.isEmpty else { return try Input(from: source, for: description.command) }
    let other = InputSource(
      recordingURL: nil, folder: ResultsFolder(url: URL(fileURLWithPath: parameters.tuningFrom)), keepsResults: false)
    let (embedding, homology) = try Results<Embedding, IfPresent<Homology>>(from: source, for: description.command).values
    return Input(
      embedding: embedding, homology: homology,
      tuningSource: try other.result(of: LatentDecoding.self, neededBy: "decode --tuning-from"))
  }

  public static func otherResults(_ parameters: LatentDecodingParameters) -> [OtherResult] {
    parameters.tuningFrom.isEmpty
      ? [] : [OtherResult(folder: parameters.tuningFrom, stage: description, option: "--tuning-from")]
  }

  public static let description = StageDescription(
    key: "decode-latent", stem: "decode", variant: .decoder("latent"), group: .recordings, title: "Decoding",
    summary: "angles on the ring or torus for all times",
    purpose: """
      Turns the longest H1 bars into angles of the landmarks; for two circles the pair is brought to its shortest basis. From \
      there a latent ring or torus is fitted to the spike counts: tuning of every cell and the motion of the state are \
      learned, and the coordinate is the one in which the state moves alike everywhere. --decoder population carries the \
      angles to all bins by the published population vector instead. After a verdict of none or structure nothing is decoded \
      unless --anyway is given. --tuning-from decodes with the tuning of another session.
      """,
    example: "canns-analyze decode results", version: 7,
    references: [.gardner2022, .deSilva2011, .scoccola2023, .rabiner1989], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: LatentDecodingParameters, context: RunContext
  ) throws -> DecodingResult {
    if let source = input.tuningSource {
      return try decode(input.embedding, withTuningOf: source, parameters: parameters, context: context)
    }
    guard let homology = input.homology else {
      throw StageError.unusableData(
        stage: "decode", reason: "there is no result of tda.", remedy: "Run tda first, or give --tuning-from.")
    }
    return try fit(input.embedding, homology, parameters: parameters, context: context)
  }

  private static func fit(
    _ embedding: EmbeddingResult, _ homology: HomologyResult, parameters: LatentDecodingParameters, context: RunContext
  ) throws -> DecodingResult {
    let work = context.work
    let choice = try CircleChoice(homology, embedding, options: parameters.shape, compat: false, work: work)
    let votes = try LandmarkVotes(choice, homology, embedding, work: work)
    var options = parameters.latent
    options.circles = choice.landmarks.basis.count
    guard options.circles <= LatentDecoder.mostCircles else {
      throw StageError.unusableData(
        stage: "decode", reason: LatentStatesError.tooManyCircles(found: options.circles).reason,
        remedy: "Give --decoder population, or fewer circles with --circles.")
    }
    try context.reserve(
      embedding.sparseCountsForecast, for: "The list of all spikes", remedy: "Take fewer cells or a part of it in embed.")
    let used = try FittedCells(embedding, homology.cells)
    // The topology may have left out other cells than these; its votes are taken with its own.
    let (observations, all) = try observed(embedding, used.cells, homology.cells, options)
    try requireEnough(observations)
    // Three matrices while the rates for the start are smoothed; one of them stays.
    let rates = 4 * all.count * (all.cells + 1)
    try context.reserve(
      rates + max(2 * rates, LatentDecoder.memoryForecast(observations, space: options.space, threads: work.threads)),
      for: "The latent decoder",
      remedy: "Take fewer states (--states) or --decoder population.")
    let smoothed = homology.transform(try smoothedRates(all, sigma: options.circles == 1 ? 0.2 : 0.1, work: work))
    let known = try votes.vector.decode(smoothed, rows: Array(0..<smoothed.rows), work: work).angles
    let outcome = try LatentDecoder(options: options).run(
      observations, known: known, search: circlesInRates, seed: context.seed, work: work)
    let turn = turn(outcome, onto: choice, homology, embedding)
    let posterior = outcome.fit.posterior
    let rows = DecodedRows(posterior, observations, embedding, calibration: outcome.calibration, turn: turn)
    let details = try LatentDetails(
      rows, model: outcome.fit.model, observations, embedding, posterior: posterior, turn: turn, cells: used.cells,
      bits: outcome.cells.bitsPerSpike, logLikelihood: outcome.fit.logLikelihood,
      starts: outcome.starts.map(\.logLikelihood), gauge: (outcome.fit.firstGauge, outcome.fit.lastGauge),
      fit: FitFacts(outcome, used: used, embedding: embedding), work: work)
    let facts = LandmarkFacts(choice.landmarks)
    let head = try HeadDirectionAgreement(coordinates: rows.coordinates, rows: rows.rows, embedding: embedding)
    return DecodingResult(
      coordinates: rows.coordinates, confidence: rows.confidence, rows: rows.rows, times: rows.times,
      landmarkCoordinates: choice.landmarks.angles, cosineWeights: votes.cosine, sineWeights: votes.sine,
      basis: choice.landmarks.basis, embeddedRows: embedding.bins.count, landmarks: facts,
      headDirection: head,
      truth: try TruthAgreement(coordinates: rows.coordinates, rows: rows.rows, embedding: embedding),
      latent: details,
      notes: StageNotes(
        dropped: [facts.dropped, homology.unusedCells(of: embedding), used.dropped, droppedRows(observations)],
        warnings: choice.warnings + (head?.warnings ?? []) + truthWarning(rows.coordinates, embedding)
          + latentWarnings(outcome, used: used, embedding: embedding)))
  }

  /// What two choices of cells did; the counts of all bins are let go.
  private static func observed(
    _ embedding: EmbeddingResult, _ first: [Int], _ second: [Int], _ options: LatentDecoderOptions
  ) throws -> (LatentObservations, LatentObservations) {
    let activity = try embedding.activity()
    func observations(_ cells: [Int]) -> LatentObservations {
      LatentObservations(activity, cells: cells, width: options.binWidth, bridge: options.bridge)
    }
    let chosen = observations(first)
    return (chosen, first == second ? chosen : observations(second))
  }

  private static func requireEnough(_ observations: LatentObservations) throws {
    guard observations.totalExposure >= LatentDecoder.shortestSession else {
      throw StageError.unusableData(
        stage: "decode",
        reason: LatentStatesError.tooLittleTime(
          seconds: observations.totalExposure, binWidth: observations.binWidth
        ).reason,
        remedy: sentence {
          "Take a longer part of the recording (--epoch, --no-speed-filter in embed), decode with the tuning of another "
          "session (--tuning-from), or give --decoder population."
        })
    }
  }

  private static func turn(
    _ outcome: LatentDecoderOutcome, onto choice: CircleChoice, _ homology: HomologyResult, _ embedding: EmbeddingResult
  ) -> LatentTurn {
    let places = Dictionary(
      uniqueKeysWithValues: outcome.observations.bins.enumerated().map { ($0.element, $0.offset) })
    return LatentTurn(
      of: outcome.fit.posterior, onto: choice.landmarks.angles,
      at: homology.landmarks.map { places[embedding.bins[homology.rows[$0]] / outcome.observations.factor] },
      space: outcome.fit.model.space)
  }
}
