import ArrayNumerics
import Foundation
import Schema
import Stages
import Topology

extension Decoding {
  /// How well a decoded ring follows the measured head direction, after the best rotation and reflection.
  struct HeadDirectionAgreement {
    var medianError: Double
    var reflected: Bool
  }

  /// Aligns the measured head direction with a decoded ring and keeps it beside the result.
  static func compareWithHeadDirection(
    _ result: inout DecodingResult, embedding: EmbeddingResult
  ) throws -> HeadDirectionAgreement? {
    guard result.circles == 1, let direction = embedding.headDirection else { return nil }
    let measured = result.rows.map { direction[$0] }
    let known = measured.indices.filter { measured[$0].isFinite && result.coordinates[$0, 0].isFinite }
    guard known.count > 1 else { return nil }
    // Turned the other way round: the measurement is brought to the decoded angle, which is left as it is.
    let alignment = try alignAngles(
      decoded: known.map { measured[$0] }, reference: known.map { result.coordinates[$0, 0] })
    result.alignedHeadDirection = measured.map { $0.isFinite ? alignment.apply($0) : .nan }
    return HeadDirectionAgreement(
      medianError: alignment.medianAbsoluteError, reflected: alignment.reflected)
  }

  static func summary(
    of result: DecodingResult, landmarks: LandmarkCoordinates, agreement: HeadDirectionAgreement?, bins: Int,
    verdict: Verdict
  ) -> StageSummary {
    let confidence = median(result.confidence.elements)
    let said = result.summary
    var numbers: [JSONValue.Member] = [
      .init("circles", .integer(result.circles)), .init("bins_decoded", .integer(result.rows.count)),
      .init("median_confidence", .number(confidence)),
      .init("thresholds", JSONValue(landmarks.thresholds)),
      .init("edges", .array(landmarks.edgesUsed.map(JSONValue.integer))),
      .init("landmarks_outside", .integer(landmarks.landmarksOutside.count)),
      .init("integer_cocycle", .array(landmarks.integerCocycle.map(JSONValue.bool))),
      .init("gram", .array(landmarks.gram.map { JSONValue($0) })),
    ]
    if let angle = landmarks.latticeAngle, let ratio = landmarks.latticeRatio {
      numbers.append(.init("lattice_angle_deg", .number(angle * 180 / .pi)))
      numbers.append(.init("lattice_ratio", .number(ratio)))
    }
    var headline =
      "\(result.circles == 1 ? "One circle" : "\(result.circles) circles") decoded at \(result.rows.count) of \(bins) bins"
    if let agreement {
      let degrees = agreement.medianError * 180 / .pi
      numbers.append(.init("head_direction_median_error_deg", .number(degrees)))
      headline += "; median difference from the measured head direction \(formatted(degrees, digits: 3)) degrees"
    }
    if let angle = landmarks.latticeAngle {
      headline += "; lattice angle \(formatted(angle * 180 / .pi, digits: 3)) degrees"
    }
    numbers += said.numbers
    var warnings = landmarks.warnings + said.warnings
    if verdict.shape == .untested {
      warnings.append("The shape was not tested against a null: run tda with --shuffles before you trust it.")
    } else if verdict.shape == .none || verdict.shape == .structure {
      warnings.append("Decoded with --anyway after the verdict: \(verdict.sentence)")
    }
    return StageSummary(
      headline: headline + ".", numbers: numbers,
      dropped: [
        DroppedItems(
          "bins", count: result.latent == nil ? bins - result.rows.count : 0, reason: "no spike of the cells used"),
        DroppedItems(
          "landmarks", count: landmarks.landmarksOutside.count, reason: "in no edge of the graph at the threshold"),
      ].filter { $0.count > 0 } + said.dropped, warnings: warnings)
  }

  public static func checks(_ result: DecodingResult, parameters: DecodingParameters) -> [QualityCheck] {
    var checks: [QualityCheck] = []
    func number(_ name: String) -> Double? { result.summary.numbers.first { $0.key == name }?.value.double }
    if let error = number("head_direction_median_error_deg") {
      checks.append(
        QualityCheck(
          "Decoded against measured head direction", error < 20 ? .pass : error < 40 ? .warn : .fail,
          found: "median difference \(formatted(error, digits: 3)) degrees",
          threshold: "pass below 20, fail from 40 degrees (chance is 90)"))
    }
    if let angle = number("lattice_angle_deg"), let ratio = number("lattice_ratio") {
      let hexagonal = (50...70).contains(angle) && ratio <= 1.3
      checks.append(
        QualityCheck(
          "Hexagonal lattice", hexagonal ? .pass : .warn,
          found: "angle \(formatted(angle, digits: 3)) degrees, ratio \(formatted(ratio, digits: 3))",
          threshold: "pass for 50 to 70 degrees and a ratio up to 1.3"))
    }
    if let latent = result.latent {
      let known = latent.bitsPerSpike.filter(\.isFinite)
      let bad = known.count { $0 <= 0 }
      checks.append(
        QualityCheck(
          "Cells that fit", bad == 0 ? .pass : 2 * bad < known.count ? .warn : .fail,
          found: "\(known.count - bad) of \(known.count) above 0 bits per spike, leave one cell out",
          threshold: "pass for all, fail when half or more do not"))
    }
    if let heldOut = number("held_out_log_likelihood_per_bin"),
      let constant = number("held_out_log_likelihood_per_bin_constant_rates")
    {
      checks.append(
        QualityCheck(
          "Held-out likelihood", heldOut > constant ? .pass : .fail,
          found: "\(formatted(heldOut - constant, digits: 3)) nats per bin above constant rates", threshold: "above 0"))
    }
    if let reached = number("starts_at_best_likelihood"), let starts = number("starts"), starts > 3 {
      checks.append(
        QualityCheck(
          "Starts at the best likelihood", reached > 1 ? .pass : .warn, found: "\(Int(reached)) of \(Int(starts))",
          threshold: "two or more"))
    }
    let integer = result.summary.numbers.first { $0.key == "integer_cocycle" }?.value.array ?? []
    if integer.isEmpty { return checks }
    checks.append(
      QualityCheck(
        "Integer cocycles", integer.allSatisfy { $0.bool == true } ? .pass : .fail,
        found: "\(integer.count { $0.bool == true }) of \(integer.count)",
        threshold: "all (otherwise another --coefficient in tda)"))
    return checks
  }

  public static func methods(_ parameters: DecodingParameters, result: DecodingResult) -> String {
    if let latent = result.latent { return latentMethods(parameters, result: result, latent: latent) }
    let smoothing =
      parameters.compatibility == .canns
      ? "the smoothed rates of the embedding"
      : "the counts smoothed with a Gaussian of \(formatted(parameters.sigma * 1e3)) ms"
    return
      "Angles of the landmarks on the \(result.circles == 1 ? "longest H1 class" : "\(result.circles) longest H1 classes") were computed as circular coordinates on the graph of landmarks at \(formatted(parameters.thresholdFraction)) of the bar [@desilva2011]\(result.circles == 2 && parameters.compatibility == .none ? " and brought to their shortest basis [@scoccola2023]" : "") and carried to \(result.rows.count) bins by the population vector of z-scored activity, from \(smoothing) [@gardner2022]."
  }

  private static func latentMethods(
    _ parameters: DecodingParameters, result: DecodingResult, latent: LatentDetails
  ) -> String {
    let shape = result.circles == 1 ? "ring" : "torus"
    let bins = formatted(latent.binWidth * 1e3)
    if !parameters.tuningFrom.isEmpty {
      return
        "Spike counts in bins of \(bins) ms were decoded by a hidden Markov model on a \(shape) of \(latent.statesPerCircle) states per circle [@rabiner1989] with the tuning and motion of another session\(parameters.motionWidening == 1 ? "" : " (variance of the motion times \(formatted(parameters.motionWidening)))")."
    }
    let gauge =
      !parameters.gauge
      ? ""
      : result.circles == 1
        ? " In every step the angle was changed to that in which the state moves alike everywhere."
        : " In every step tuning was drawn towards one shape shared by all cells (weight \(formatted(parameters.sharedShape)) mean occupancies of a state)."
    return
      "Angles of the landmarks on the \(result.circles == 1 ? "longest H1 class" : "\(result.circles) longest H1 classes") were computed as circular coordinates on the graph of landmarks [@desilva2011]\(result.circles == 2 ? " and brought to their shortest basis [@scoccola2023]" : ""). From these and \(max(0, latent.startLogLikelihood.count - 1)) further starts a hidden Markov model on a \(shape) of \(latent.statesPerCircle) states per circle with \(latent.emission) observations was fitted by expectation maximisation to the counts in bins of \(bins) ms [@rabiner1989]; the start of the highest likelihood was taken.\(gauge) Widths of the posterior were calibrated by the agreement of either half of the cells and of the session."
  }
}
