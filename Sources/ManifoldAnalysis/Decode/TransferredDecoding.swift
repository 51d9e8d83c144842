import ArrayNumerics
import Foundation
import LatentStates
import Schema
import Stages

extension Decoding {
  /// Decodes a session with the tuning of another, which stays as it is: sleep with the tuning of waking, another room.
  ///
  /// Cells are matched by their identifiers. Zero, direction and basis of the angles are those of the other session.
  static func decode(
    _ embedding: EmbeddingResult, withTuningOf source: DecodingResult, parameters: DecodingParameters,
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
      embedding.activity, cells: pairs.map(\.here), width: parameters.latentBinWidth, bridge: parameters.longestBridge)
    guard observations.count > 1 else {
      throw StageError.unusableData(
        stage: "decode", reason: "no bin of \(formatted(parameters.latentBinWidth * 1e3)) ms is left.",
        remedy: "Look at what embed kept.")
    }
    let motion =
      space.circles == 1
      ? LatentMotion(kernel: .steps(tuned.motion))
      : LatentMotion(
        kernel: .diffusion(
          (0..<space.circles).map { Array(tuned.motion[$0 * space.circles..<($0 + 1) * space.circles]) }))
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
    let nothing = Matrix<Double>(rows: embedding.cellIDs.count, columns: space.circles, repeating: .nan)
    var result = DecodingResult(
      coordinates: nothing, confidence: nothing, rows: [], times: [],
      landmarkCoordinates: Matrix(rows: 0, columns: space.circles, repeating: 0), cosineWeights: nothing,
      sineWeights: nothing, basis: source.basis, alignedHeadDirection: nil, summary: StageSummary(headline: ""))
    try fill(
      &result, posterior: decoded.posterior, model: model, observations, embedding,
      calibration: try PosteriorCalibration(model, observations, crossFit: nil, work: context.work),
      turn: LatentTurn(space: space), cells: pairs.map(\.here),
      bits: bits.bitsPerSpike, work: context.work)
    result.latent?.logLikelihood = [decoded.logLikelihoodPerBin]
    let agreement = try compareWithHeadDirection(&result, embedding: embedding)
    let constant = model.constantLogLikelihood(observations) / Double(observations.count)
    result.summary = transferSummary(
      result, model: model, observations, embedding: embedding, agreement: agreement, constant: constant,
      from: parameters.tuningFrom)
    return result
  }

  private static func transferSummary(
    _ result: DecodingResult, model: LatentModel, _ observations: LatentObservations, embedding: EmbeddingResult,
    agreement: HeadDirectionAgreement?, constant: Double, from folder: String
  ) -> StageSummary {
    let likelihood = result.latent?.logLikelihood.last ?? .nan
    let unmatched = embedding.cellIDs.count - model.tuning.rows
    var numbers: [JSONValue.Member] = [
      .init("circles", .integer(result.circles)), .init("bins_decoded", .integer(result.rows.count)),
      .init("median_confidence", .number(median(result.confidence.elements))),
    ]
    numbers += modelNumbers(model, observations)
    numbers += [
      .init("tuning_from", .string(folder)), .init("cells_matched", .integer(model.tuning.rows)),
      .init("log_likelihood_per_bin", .number(likelihood)),
      .init("log_likelihood_per_bin_constant_rates", .number(constant)),
    ]
    var warnings: [String] = []
    if likelihood < constant {
      warnings.append(
        "The tuning of the other session makes these data less likely than constant rates do: the cells may be others, or fire otherwise here."
      )
    }
    var headline =
      "\(result.circles == 1 ? "One circle" : "\(result.circles) circles") decoded at \(result.rows.count) of \(embedding.bins.count) bins with the tuning of another session (\(model.tuning.rows) cells)"
    if let agreement {
      let degrees = agreement.medianError * 180 / .pi
      numbers.append(.init("head_direction_median_error_deg", .number(degrees)))
      headline += "; median difference from the measured head direction \(formatted(degrees, digits: 3)) degrees"
    }
    return StageSummary(
      headline: headline + ".", numbers: numbers,
      dropped: [DroppedItems("cells", count: unmatched, reason: "no tuning in the other session")].filter { $0.count > 0 }
        + droppedRows(observations), warnings: warnings)
  }
}
