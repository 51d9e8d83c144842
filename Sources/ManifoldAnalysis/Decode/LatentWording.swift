import LatentStates
import PopulationActivity
import Schema
import Stages

extension LatentDecoding {
  public static func headline(_ result: DecodingResult, parameters: LatentDecodingParameters) -> String {
    DecodingWording.headline(result)
  }

  public static func checks(_ result: DecodingResult, parameters: LatentDecodingParameters) -> [QualityCheck] {
    DecodingWording.checks(result)
  }

  public static func methods(_ parameters: LatentDecodingParameters, result: DecodingResult) -> String {
    guard let latent = result.latent else { return "" }
    let circle = result.circles == 1 ? "ring" : "torus"
    let asked = parameters.latent.statesPerCircle
    let states = amount(latent.statesPerCircle, asked: asked == 0 ? latent.statesPerCircle : asked)
    let model = "on a \(circle) of \(states) states per circle"
    let bins = amount(latent.binWidth * 1e3, asked: parameters.latent.binWidth * 1e3)
    if latent.transfer != nil {
      return sentence {
        "Spike counts in bins of \(bins) ms were decoded by a hidden Markov model \(model) [@rabiner1989] "
        "with the tuning and motion of another session"
        if parameters.motionWidening != 1 { " (variance of the motion times \(formatted(parameters.motionWidening)))" }
        "."
      }
    }
    return sentence {
      DecodingWording.landmarkClause(result, parameters.shape)
      if result.circles == 2 { " and brought to their shortest basis [@scoccola2023]" }
      ". From these"
      if parameters.latent.scans { " and \(max(0, latent.startLogLikelihood.count - 1)) further starts" }
      " a hidden Markov model \(model) with \(latent.model.likelihood) observations was fitted by expectation maximisation "
      "to the counts in bins of \(bins) ms [@rabiner1989]"
      if parameters.latent.scans { "; the start of the highest likelihood was taken" }
      "."
      if parameters.latent.bridge > 0 {
        " Gaps of up to \(formatted(parameters.latent.bridge)) s were bridged by the motion."
      }
      if parameters.latent.gauge && result.circles == 1 {
        " In every step the angle was changed to that in which the state moves alike everywhere."
      } else if parameters.latent.gauge {
        " In every step tuning was drawn towards one shape shared by all cells "
        "(weight \(formatted(parameters.latent.sharedShape)) mean occupancies of a state)."
      }
      if let gain = latent.fit?.gainDeviation {
        " A gain that all cells share in a bin, gamma distributed with a standard deviation of \(formatted(gain, digits: 2)), "
        "was integrated out."
      }
      " Widths of the posterior were calibrated by the agreement of either half of the cells, here and in a session that was "
      "simulated with the fitted tuning along the decoded path,"
      if parameters.latent.crossValidates {
        " and of the session; the likelihood that is told is that of either half under the fit to the other"
      }
      "."
    }
  }

  static func droppedRows(_ observations: LatentObservations) -> DroppedItems {
    DroppedItems(
      "rows of embed", count: observations.droppedRows,
      reason: "less than half of their bin of \(formatted(observations.binWidth * 1e3)) ms was kept")
  }

  /// What a reader should be warned of.
  static func latentWarnings(
    _ outcome: LatentDecoderOutcome, used: FittedCells, embedding: EmbeddingResult
  ) -> [String] {
    let shape = outcome.fit.model.space.circles == 1 ? "ring" : "torus"
    let facts = FitFacts(outcome, used: used, embedding: embedding)
    var warnings: [String] = []
    if !used.halfSilent.isEmpty {
      warnings.append(
        listed(used.halfSilent.map { embedding.cellIDs[$0] }, "cell")
          + " fired (nearly) all spikes in one half of the session: lost or found while recording? "
          + "The tuning is fitted to all of it."
      )
    }
    let seconds = outcome.observations.totalExposure
    if seconds < LatentDecoder.shortSession {
      warnings.append(
        "Only \(formatted(seconds, digits: 3)) s of data were fitted: tuning and angles rest on little, "
          + "and the halves of the session on less.")
    }
    if let heldOut = facts.heldOut, heldOut.gain < 0 {
      warnings.append(
        "Fitted on half of the session the latent \(shape) predicts the other half worse than constant rates do: "
          + "its angles are not to be trusted.")
    }
    warnings += widthWarnings(facts)
    if let names = facts.unfitCells {
      warnings.append(
        sentence {
          "\(listed(names, "cell")) \(names.count == 1 ? "fits" : "fit") the latent \(shape) no better than a constant rate "
          "(0 bits per spike or less): leave "
          if names.count == 1 { "it" } else { "them" }
          " out (--cells in embed) and decode again."
        })
    }
    if let names = facts.poorCells, let median = facts.medianBitsPerSpike {
      warnings.append(
        sentence {
          "\(listed(names, "cell")) \(names.count == 1 ? "says" : "say") far less than the median of "
          "\(formatted(median, digits: 2)) bits per spike "
          "about the latent \(shape): \(names.count == 1 ? "does it" : "do they") belong to another module or population? "
          "Decode without \(names.count == 1 ? "it" : "them") too "
          "(--cells in embed)."
        })
    }
    if let folding = outcome.folding, folding.isFolded {
      warnings.append(
        "The ring looks folded: the population is nearly the same (correlation \(formatted(folding.similarity, digits: 2))) "
          + "at two angles \(formatted(folding.distance * 180 / .pi, digits: 3)) degrees apart. "
          + "The circle may be covered twice or run out and back.")
    } else if let folding = outcome.folding, folding.isStretched {
      warnings.append(
        "The angle is stretched: the population is nearly the same over "
          + "\(formatted(folding.plateau * 180 / .pi, digits: 3)) degrees of the ring, as when the animal stays in one "
          + "direction for long. Differences of angles there are too large.")
    }
    if facts.starts > 3, facts.startsAtBest == 1 {
      warnings.append(
        "Only one of \(facts.starts) starts reached the best likelihood, so a better one may have been missed; "
          + "look at the figure of the starts.")
    }
    return warnings
  }

  /// The halves of the cells differ more than this many times what the model says: counts are no Poisson counts.
  static let largestExcess = 1.3
  /// A measured coverage further than this from 0.9 is warned of.
  static let coverageTolerance = 0.03

  /// A coordinate that fits on the halves of the session leave open by more is not to be trusted, degrees: 2 to 8 where the
  /// decoded angle was that of the simulation, 14 and 20 where it was another.
  static let largestDeviation = 12.0
  /// Up to this the coordinate is that of nearly all simulated sessions whose modules have cells enough, degrees.
  static let smallDeviation = 8.0

  /// Where the widths of the posterior should be taken with care.
  static func widthWarnings(_ facts: FitFacts) -> [String] {
    var warnings: [String] = []
    if let open = facts.coordinateDeviation.max(), open > largestDeviation {
      warnings.append(
        "Fits on either half of the session decode the same bins differently (coordinate_sd_deg "
          + "\(formatted(open, digits: 2))): the coordinate is not determined by these cells, "
          + "and neither angles nor widths are to be trusted (regions of 90 % of simulated tori held 61 to 97 % there). "
          + "width_coverage does not see it: both halves of the cells have the same coordinate.")
    }
    guard let coverage = facts.widthCoverage else {
      return ["There are too few bins to calibrate the posterior's widths: posterior_width may be too narrow."]
    }
    // Every hundredth counts.
    if let worst = coverage.max(by: { abs($0 - 0.9) < abs($1 - 0.9) }), abs(worst - 0.9) > coverageTolerance + 1e-9 {
      warnings.append(
        "Regions of 90 % (posterior_width) hold \(percent(worst)) of the bins, measured between halves of the cells with the "
          + "widths of the other half of the time: the session changes, and its widths are right on average at best.")
    }
    if let excess = facts.halvesExcess.max(), excess > largestExcess {
      warnings.append(
        "The halves of the cells differ \(formatted(excess, digits: 2)) times as much as those of a simulated session with the "
          + "same tuning: counts vary more than Poisson counts. posterior_width is widened by it; what moves all cells alike "
          + "is not seen by halves, and may make it too narrow still (by simulation, down to 84 % held instead of 90).")
    }
    if let gain = facts.gainDeviation, gain > 0.25 {
      warnings.append(
        "All cells rise and fall together by \(percent(gain)) (standard deviation) beside their tuning. The likelihood allows "
          + "for it in each bin by itself; where such a gain lasts, posterior_width may be too narrow (by simulation, down to "
          + "83 %).")
    }
    return warnings
  }
}
