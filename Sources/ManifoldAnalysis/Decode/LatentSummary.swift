import ArrayNumerics
import Foundation
import LatentStates
import Schema
import Stages

extension Decoding {
  /// What the latent decoder says of itself: numbers, what was left out, and what a reader should be warned of.
  static func latentSummary(
    _ outcome: LatentDecoderOutcome, used: UsedCells, embedding: EmbeddingResult
  ) -> StageSummary {
    let (fit, observations) = (outcome.fit, outcome.observations)
    let best = outcome.starts[outcome.chosen]
    let tolerance = StartScanOptions().tolerance
    let reached = outcome.starts.count { $0.logLikelihood > best.logLikelihood - tolerance }
    var numbers = modelNumbers(fit.model, observations)
    numbers += [
      .init("iterations", .integer(fit.logLikelihood.count - 1)),
      .init("log_likelihood_per_bin", .number(fit.logLikelihood.last ?? .nan)),
      .init("starts", .integer(outcome.starts.count)), .init("starts_at_best_likelihood", .integer(reached)),
      .init("start_taken", .string(name(of: best))),
      .init("width_scale", JSONValue(outcome.calibration.scale)),
      .init("coordinate_sd_deg", JSONValue(outcome.calibration.fit.map { $0 * 180 / .pi })),
      .init("leave_one_cell_out_bins", .integer(outcome.cells.bins)),
    ]
    var warnings = used.warnings(embedding)
    if observations.totalExposure < LatentDecoder.shortSession {
      warnings.append(
        "Only \(formatted(observations.totalExposure, digits: 3)) s of data were fitted: tuning and angles rest on little, and the halves of the session on less."
      )
    }
    if let crossFit = outcome.crossFit {
      numbers += [
        .init("held_out_bin_ms", .number(crossFit.binWidth * 1e3)),
        .init("held_out_log_likelihood_per_bin", .number(crossFit.heldOut)),
        .init("held_out_log_likelihood_per_bin_population", .number(crossFit.heldOutPopulation)),
        .init("held_out_log_likelihood_per_bin_constant_rates", .number(crossFit.heldOutConstant)),
      ]
      if crossFit.heldOut < crossFit.heldOutConstant {
        warnings.append(
          "Fitted on half of the session the latent \(shapeName(fit.model.space)) predicts the other half worse than constant rates do: its angles are not to be trusted."
        )
      }
    }
    let known = outcome.cells.bitsPerSpike.filter(\.isFinite)
    if !known.isEmpty { numbers.append(.init("median_bits_per_spike", .number(median(known)))) }
    let bad = used.cells.indices.filter { outcome.cells.bitsPerSpike[$0] <= 0 }
    if !bad.isEmpty {
      let names = bad.map { embedding.cellIDs[used.cells[$0]] }
      numbers.append(.init("cells_that_do_not_fit", JSONValue(names)))
      warnings.append(
        "\(listed(names, "cell")) fit the latent \(shapeName(fit.model.space)) no better than a constant rate (0 bits per spike or less): leave \(bad.count == 1 ? "it" : "them") out (--cells in embed) and decode again."
      )
    }
    if let folding = outcome.folding {
      numbers.append(.init("folding_similarity", .number(folding.similarity)))
      if folding.isFolded {
        warnings.append(
          "The ring looks folded: the population is nearly the same (correlation \(formatted(folding.similarity, digits: 2))) at two angles \(formatted(folding.distance * 180 / .pi, digits: 3)) degrees apart. The circle may be covered twice or run out and back."
        )
      }
    }
    if outcome.starts.count > 3, reached == 1 {
      warnings.append(
        "Only one of \(outcome.starts.count) starts reached the best likelihood, so a better one may have been missed; look at the figure of the starts."
      )
    }
    return StageSummary(headline: "", numbers: numbers, dropped: used.dropped + droppedRows(observations), warnings: warnings)
  }

  static func modelNumbers(_ model: LatentModel, _ observations: LatentObservations) -> [JSONValue.Member] {
    [
      .init("decoder", "latent"), .init("latent_bin_ms", .number(observations.binWidth * 1e3)),
      .init("latent_bins", .integer(observations.count)), .init("states_per_circle", .integer(model.space.statesPerCircle)),
      .init("likelihood", .string(model.emission.name)), .init("cells_fitted", .integer(model.tuning.rows)),
      .init("chains", .integer(observations.restarts.count { $0 })),
      .init(
        "motion_sd_deg_per_bin", JSONValue(model.motion.stepDeviation(space: model.space).map { $0 * 180 / .pi })),
    ]
  }

  static func droppedRows(_ observations: LatentObservations) -> [DroppedItems] {
    [
      DroppedItems(
        "rows of embed", count: observations.droppedRows,
        reason: "less than half of their bin of \(formatted(observations.binWidth * 1e3)) ms was kept")
    ].filter { $0.count > 0 }
  }

  static func shapeName(_ space: LatentStateSpace) -> String { space.circles == 1 ? "ring" : "torus" }

  private static func name(of start: LatentStart) -> String {
    guard let sigma = start.sigma, let components = start.components else { return "the classes of tda" }
    return
      "sigma \(formatted(sigma * 1e3)) ms, \(components) components, class \(start.classNumber + 1)"
  }
}

extension Decoding.UsedCells {
  func warnings(_ embedding: EmbeddingResult) -> [String] {
    var warnings: [String] = []
    if !halfSilent.isEmpty {
      warnings.append(
        "\(listed(halfSilent.map { embedding.cellIDs[$0] }, "cell")) fired (nearly) all spikes in one half of the session: lost or found while recording? The tuning is fitted to all of it."
      )
    }
    return warnings
  }

  var dropped: [DroppedItems] {
    [DroppedItems("cells", count: silent.count, reason: "fewer than ten spikes")].filter { $0.count > 0 }
  }
}
