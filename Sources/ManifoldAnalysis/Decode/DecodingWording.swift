import Schema
import Stages

/// The words that both decoders share.
enum DecodingWording {
  static func headline(_ result: DecodingResult) -> String {
    sentence {
      if result.circles == 1 { "One circle" } else { "\(result.circles) circles" }
      " decoded at \(result.rows.count) of \(result.embeddedRows) bins"
      if let transfer = result.latent?.transfer { " with the tuning of another session (\(transfer.cells) cells)" }
      if let head = result.headDirection {
        "; median difference from the measured head direction \(formatted(head.medianError, digits: 3)) degrees"
      }
      if let truth = result.truth { "; median difference from the simulated model \(truth.errorText)" }
      if let angle = result.landmarks?.latticeAngle { "; lattice angle \(formatted(angle, digits: 3)) degrees" }
      "."
    }
  }

  static func checks(_ result: DecodingResult) -> [QualityCheck] {
    var checks: [QualityCheck] = []
    if let head = result.headDirection { checks.append(headDirectionCheck(head)) }
    if let truth = result.truth { checks.append(truthCheck(truth)) }
    if let angle = result.landmarks?.latticeAngle, let ratio = result.landmarks?.latticeRatio {
      checks.append(
        QualityCheck(
          "Hexagonal lattice", .init(pass: (50...70).contains(angle) && ratio <= 1.3),
          found: "angle \(formatted(angle, digits: 3)) degrees, ratio \(formatted(ratio, digits: 3))",
          threshold: "pass for 50 to 70 degrees and a ratio up to 1.3"))
    }
    checks += result.latent.map(latentChecks) ?? []
    let cocycles = result.landmarks?.integerCocycles ?? []
    if !cocycles.isEmpty {
      let whole = cocycles.count { $0 }
      checks.append(
        QualityCheck(
          "Integer cocycles", .init(pass: whole == cocycles.count, warn: false), found: "\(whole) of \(cocycles.count)",
          threshold: "all (otherwise another --coefficient in tda)"))
    }
    return checks
  }

  private static func headDirectionCheck(_ head: HeadDirectionAgreement) -> QualityCheck {
    let isConstant = head.change == nil && head.drift == nil
    return QualityCheck(
      "Decoded against measured head direction",
      .init(pass: head.medianError < HeadDirectionAgreement.follows && isConstant, warn: head.medianError < 40 || !isConstant),
      found: sentence {
        "median difference \(formatted(head.medianError, digits: 3)) degrees"
        if let change = head.change {
          "; the offset is constant before and after \(measured(change.time)) s, where it changes by "
          "\(formatted(change.angle, digits: 3)) degrees (median differences \(formatted(change.errorBefore, digits: 3)) and "
          "\(formatted(change.errorAfter, digits: 3)) degrees): was a cue or the camera turned, or were sessions joined?"
        }
        if let drift = head.drift {
          "; the offset wanders over \(formatted(drift.range, digits: 3)) degrees, from start to end by "
          "\(formatted(drift.total, digits: 3)) (median difference beside that \(formatted(drift.error, digits: 3)) degrees): "
          "does the measured direction drift, or were cues turned and turned back?"
        }
        if let multiple = head.multiple, let error = head.multipleError {
          "; \(formatted(error, digits: 3)) degrees from \(formatted(multiple, digits: 3)) times the head direction: "
          if multiple > 1 {
            "the cells are tuned \(formatted(multiple, digits: 3)) times per turn, and so is the decoded angle"
          } else {
            "the decoded angle goes round once in \(formatted(1 / multiple, digits: 3)) turns of the head"
          }
        }
      },
      threshold: "pass below 20 with one offset, fail from 40 degrees (chance is 90)")
  }

  private static func truthCheck(_ truth: TruthAgreement) -> QualityCheck {
    let isNear = zip(truth.medianErrors, truth.chanceErrors).allSatisfy { $0 < $1 / 3 }
    return QualityCheck(
      "Decoded against the simulated model", .init(pass: isNear && truth.p <= 0.05, warn: truth.p <= 0.05),
      found: sentence {
        "median difference \(truth.errorText); by chance "
        "\(truth.chanceErrors.map { formatted($0, digits: 3) }.joined(separator: " and ")) degrees, "
        "p = \(formatted(truth.p, digits: 2)) (the truth moved in time \(counted(truth.moves, "time")))"
      },
      threshold: "pass below a third of chance, fail with p above 0.05")
  }

  private static func latentChecks(_ latent: LatentDetails) -> [QualityCheck] {
    let known = latent.bitsPerSpike.filter(\.isFinite)
    let bad = known.count { $0 <= 0 }
    var checks = [
      QualityCheck(
        "Cells that fit", .init(pass: bad == 0, warn: 2 * bad < known.count),
        found: "\(known.count - bad) of \(known.count) above 0 bits per spike, leave one cell out",
        threshold: "pass for all, fail when half or more do not")
    ]
    if let open = latent.fit?.coordinateDeviation.max(), latent.fit?.heldOut != nil {
      checks.append(
        QualityCheck(
          "Coordinate", .init(pass: open <= LatentDecoding.smallDeviation, warn: open <= LatentDecoding.largestDeviation),
          found: "\(formatted(open, digits: 2))° are left open by fits on either half of the session",
          threshold: sentence {
            "pass up to \(formatted(LatentDecoding.smallDeviation))°, fail above "
            "\(formatted(LatentDecoding.largestDeviation))°, where widths of the posterior are not to be trusted"
          }))
    }
    if let heldOut = latent.fit?.heldOut {
      checks.append(
        QualityCheck(
          "Held-out likelihood", .init(pass: heldOut.gain > 0, warn: false), found: heldOut.words,
          threshold: "above 0 (each half of the session predicted by the fit to the other)"))
    }
    if let fit = latent.fit, fit.starts > 3 {
      checks.append(
        QualityCheck(
          "Starts at the best likelihood", .init(pass: fit.startsAtBest > 1),
          found: "\(fit.startsAtBest) of \(fit.starts)", threshold: "two or more"))
    }
    return checks
  }

  /// How the angles of the landmarks are found, up to the full stop.
  static func landmarkClause(_ result: DecodingResult, _ options: CircleOptions) -> String {
    sentence {
      "Angles of the landmarks on the "
      if result.circles == 1 { "longest H1 class" } else { "\(result.circles) longest H1 classes" }
      switch options.circles {
      case .auto: " (as many as the verdict says)"
      case .count(let asked): " (\(asked) asked for)"
      }
      if options.anyway { ", whether or not a ring or torus is established," }
      " were computed as circular coordinates on the graph of landmarks at \(formatted(options.thresholdFraction)) of the bar "
      "[@desilva2011]"
    }
  }
}

extension PopulationDecoding {
  public static func headline(_ result: DecodingResult, parameters: PopulationDecodingParameters) -> String {
    DecodingWording.headline(result)
  }

  public static func checks(_ result: DecodingResult, parameters: PopulationDecodingParameters) -> [QualityCheck] {
    DecodingWording.checks(result)
  }

  public static func methods(_ parameters: PopulationDecodingParameters, result: DecodingResult) -> String {
    let compat = parameters.compatibility == .canns
    return sentence {
      DecodingWording.landmarkClause(result, parameters.shape)
      if result.circles == 2 && !compat { " and brought to their shortest basis [@scoccola2023]" }
      " and carried to \(result.rows.count) bins by the population vector of z-scored activity, from "
      if compat {
        "the smoothed rates of the embedding"
      } else {
        "the counts smoothed with a Gaussian of \(formatted(parameters.sigma * 1e3)) ms"
      }
      " [@gardner2022]."
    }
  }
}

extension HeldOutFacts {
  /// The gain with its unit and the width of the bins.
  fileprivate var words: String {
    sentence {
      "\(formatted(gain, digits: 3)) "
      if isPerSpike { "bits per spike" } else { "nats per bin" }
      " above constant rates, in bins of \(formatted(binMilliseconds)) ms"
    }
  }
}

extension TruthAgreement {
  /// The errors with their unit.
  fileprivate var errorText: String {
    "\(medianErrors.map { formatted($0, digits: 3) }.joined(separator: " and ")) degrees"
  }
}
