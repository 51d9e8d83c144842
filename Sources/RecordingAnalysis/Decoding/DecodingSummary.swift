import ArrayNumerics
import Foundation
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
    var warnings = landmarks.warnings
    if verdict.shape == .untested {
      warnings.append("The shape was not tested against a null: run tda with --shuffles before you trust it.")
    } else if verdict.shape == .none || verdict.shape == .structure {
      warnings.append("Decoded with --anyway after the verdict: \(verdict.sentence)")
    }
    return StageSummary(
      headline: headline + ".", numbers: numbers,
      dropped: [
        DroppedItems("bins", count: bins - result.rows.count, reason: "no spike of the cells used"),
        DroppedItems(
          "landmarks", count: landmarks.landmarksOutside.count, reason: "in no edge of the graph at the threshold"),
      ].filter { $0.count > 0 }, warnings: warnings)
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
    let integer = result.summary.numbers.first { $0.key == "integer_cocycle" }?.value.array ?? []
    checks.append(
      QualityCheck(
        "Integer cocycles", integer.allSatisfy { $0.bool == true } ? .pass : .fail,
        found: "\(integer.count { $0.bool == true }) of \(integer.count)",
        threshold: "all (otherwise another --coefficient in tda)"))
    return checks
  }

  public static func methods(_ parameters: DecodingParameters, result: DecodingResult) -> String {
    let smoothing =
      parameters.compatibility == .canns
      ? "the smoothed rates of the embedding"
      : "the counts smoothed with a Gaussian of \(formatted(parameters.sigma * 1e3)) ms"
    return
      "Angles of the landmarks on the \(result.circles == 1 ? "longest H1 class" : "\(result.circles) longest H1 classes") were computed as circular coordinates on the graph of landmarks at \(formatted(parameters.thresholdFraction)) of the bar [@desilva2011]\(result.circles == 2 && parameters.compatibility == .none ? " and brought to their shortest basis [@scoccola2023]" : "") and carried to \(result.rows.count) bins by the population vector of z-scored activity, from \(smoothing) [@gardner2022]."
  }
}
