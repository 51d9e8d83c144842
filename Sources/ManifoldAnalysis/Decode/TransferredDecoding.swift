import ArrayNumerics
import LatentStates
import PopulationActivity
import Schema
import Stages

extension LatentDecoding {
  /// The motion as it is stored: steps of a ring, or the rows of the covariance of a torus.
  package static func kernel(of stored: [Double], circles: Int) -> LatentMotion.Kernel {
    if circles == 1 { return .steps(stored) }
    let rows = (0..<circles).map { (circle: Int) -> [Double] in Array(stored[circle * circles..<(circle + 1) * circles]) }
    return .diffusion(rows)
  }

  /// Decodes a session with the tuning of another, which stays as it is: sleep with the tuning of waking, another room.
  ///
  /// Cells are matched by their identifiers. Zero, direction and basis of the angles are those of the other session.
  static func decode(
    _ embedding: EmbeddingResult, withTuningOf source: DecodingResult, parameters: LatentDecodingParameters,
    context: RunContext
  ) throws -> DecodingResult {
    guard let tuned = source.latent else {
      throw StageError.unusableData(
        stage: "decode", reason: "the decoding in \(parameters.tuningFrom) is of the population vector and has no tuning.",
        remedy: "Run decode there with --decoder latent first.")
    }
    let known = Dictionary(tuned.cellIDs.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
    let pairs = embedding.cellIDs.enumerated().compactMap { place, id -> (here: Int, there: Int)? in
      known[id].flatMap { tuned.tuning[$0, 0].isFinite ? (place, $0) : nil }
    }
    guard pairs.count >= LatentDecoder.fewestCells else {
      throw StageError.unusableData(
        stage: "decode",
        reason: sentence {
          "\(pairs.count) of \(embedding.cellIDs.count) cells have a tuning in \(parameters.tuningFrom), "
          "and the latent decoder needs \(LatentDecoder.fewestCells)."
        },
        remedy: "Cells are matched by their identifiers: are they numbered alike in both recordings?")
    }
    let space = LatentStateSpace(circles: source.circles, statesPerCircle: tuned.statesPerCircle)
    let observations = LatentObservations(
      try embedding.activity(), cells: pairs.map(\.here), width: parameters.latent.binWidth, bridge: parameters.latent.bridge)
    guard observations.count > 1 else {
      throw StageError.unusableData(
        stage: "decode", reason: "no bin of \(formatted(parameters.latent.binWidth * 1e3)) ms is left.",
        remedy: "Look at what embed kept.")
    }
    let motion = LatentMotion(kernel: kernel(of: tuned.motion, circles: space.circles))
    let widening = parameters.motionWidening * observations.binWidth / tuned.binWidth
    let tuning = tuned.tuning.selectingRows(pairs.map(\.there)).map { max(0, Double($0)) }
    guard tuning.elements.allSatisfy(\.isFinite) else {
      throw StageError.damagedResult(file: parameters.tuningFrom, reason: "'tuning' is not finite")
    }
    let time = max(1e-9, observations.totalExposure)
    let model = LatentModel(
      space: space, tuning: tuning,
      motion: abs(widening - 1) < 1e-9 ? motion : motion.widened(by: widening, space: space), emission: .poisson,
      meanRates: observations.totals.map { $0 / time }, binWidth: observations.binWidth)
    context.work.report("decoding", completed: 0, of: 1)
    let decoded = try model.posterior(observations, work: context.work)
    let bits = try model.leaveOneCellOut(observations, budget: 300_000, work: context.work)
    context.work.report("decoding", completed: 1, of: 1)
    let turn = LatentTurn(space: space)
    let rows = DecodedRows(
      decoded.posterior, observations, embedding,
      calibration: try PosteriorCalibration(model, observations, crossFit: nil, seed: context.seed, work: context.work),
      turn: turn)
    let facts = TransferFacts(
      folder: parameters.tuningFrom, cells: model.tuning.rows, logLikelihood: decoded.logLikelihoodPerBin,
      constantRates: model.constantLogLikelihood(observations) / Double(observations.count))
    let details = try LatentDetails(
      rows, model: model, observations, embedding, posterior: decoded.posterior, turn: turn, cells: pairs.map(\.here),
      bits: bits.bitsPerSpike, logLikelihood: [decoded.logLikelihoodPerBin], transfer: facts, work: context.work)
    let nothing = Matrix<Double>(rows: embedding.cellIDs.count, columns: space.circles, repeating: .nan)
    let unmatched = DroppedItems(
      "cells", count: embedding.cellIDs.count - facts.cells, reason: "no tuning in the other session")
    return DecodingResult(
      coordinates: rows.coordinates, confidence: rows.confidence, rows: rows.rows, times: rows.times,
      landmarkCoordinates: Matrix(rows: 0, columns: space.circles, repeating: 0), cosineWeights: nothing,
      sineWeights: nothing, basis: source.basis, embeddedRows: embedding.bins.count,
      headDirection: try HeadDirectionAgreement(coordinates: rows.coordinates, rows: rows.rows, embedding: embedding),
      truth: try TruthAgreement(coordinates: rows.coordinates, rows: rows.rows, embedding: embedding),
      latent: details,
      notes: StageNotes(
        dropped: [unmatched, droppedRows(observations)],
        warnings: [facts.warning].compactMap { $0 } + truthWarning(rows.coordinates, embedding)))
  }
}

extension TransferFacts {
  fileprivate var warning: String? {
    guard logLikelihood < constantRates else { return nil }
    return "The tuning of the other session makes these data less likely than constant rates do: "
      + "the cells may be others, or fire otherwise here."
  }
}
