import Schema
import Stages

/// Parameters of the decoding.
public struct DecodingParameters: ParameterTable {
  public var decoder = Decoder.latent
  /// Number of circles, or 0 for as many as the verdict says.
  public var circles = CircleCount.auto
  /// Standard deviation of the smoothing of the activity that is decoded, s.
  public var sigma = 0.015
  /// Where between birth and death of a bar the graph of landmarks is cut.
  public var thresholdFraction = 0.99
  /// Width of a time bin of the latent decoder, s.
  public var latentBinWidth = 0.05
  /// States of each circle of the latent decoder; 0 for the usual number (72 for a ring, 24 for a torus).
  public var states = 0
  /// Look for the ring or torus from several starts of the latent decoder's own beside that of `tda`.
  public var scansStarts = true
  /// Fix the parametrisation of the latent coordinate: homogeneous motion on a ring, one shared tuning shape on a torus.
  public var gauge = true
  /// Weight of the shared shape of a torus, in mean occupancies of a state.
  public var sharedShape = 0.5
  /// Gaps up to this length are bridged by the motion alone, s.
  public var longestBridge = 0.0
  /// Fit both halves of the session too, for the held-out likelihood and the width of the posterior.
  public var heldOut = true
  /// A results folder of which the tuning is taken; empty to fit it here.
  public var tuningFrom = ""
  /// Factor on the variance of the motion when the tuning is that of another session.
  public var motionWidening = 1.0
  /// Decode although no ring and no torus is established.
  public var anyway = false
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<DecodingParameters>] = [
    Parameter(
      "decoder", \.decoder,
      help: "latent: a hidden Markov model on the ring or torus; population: the population vector of the published analysis"),
    Parameter("circles", \.circles, help: "how many circles to decode; auto takes them from the verdict of tda"),
    Parameter(
      "decode-sigma-ms", \.sigma, scale: 1e-3, unit: "ms",
      help: "standard deviation of the Gaussian over the counts that are decoded", source: "Gardner et al. 2022"),
    Parameter(
      "threshold-fraction", \.thresholdFraction,
      help: "landmarks are joined up to this part of the way from birth to death of the bar",
      source: "Gardner et al. 2022"),
    Parameter(
      "latent-bin-ms", \.latentBinWidth, scale: 1e-3, unit: "ms", help: "latent decoder: width of its time bins"),
    Parameter(
      "states", \.states, help: "latent decoder: states of each circle; 0 for 72 on a ring and 24 on a torus"),
    Parameter("scan", \.scansStarts, help: "latent decoder: try starts of its own beside the classes of tda"),
    Parameter(
      "gauge", \.gauge,
      help: "latent decoder: the coordinate in which a ring turns alike everywhere, or all cells of a torus share one shape"),
    Parameter(
      "shared-shape", \.sharedShape,
      help: "latent decoder, torus: weight of the shared shape, in mean occupancies of a state"),
    Parameter(
      "bridge-s", \.longestBridge, scale: 1, unit: "s",
      help: "latent decoder: gaps up to this length are bridged by the motion; the chain starts anew after longer ones"),
    Parameter(
      "held-out", \.heldOut,
      help: "latent decoder: fit both halves of the session too, for the held-out likelihood and the posterior's width"),
    Parameter(
      "tuning-from", \.tuningFrom,
      help: "results folder of another session whose tuning decodes this one; cells are matched by their identifiers"),
    Parameter(
      "motion-widening", \.motionWidening,
      help: "with --tuning-from: factor on the variance of the motion, above 1 where the state may move faster, as in sleep"),
    Parameter("anyway", \.anyway, help: "decode although neither a ring nor a torus is established"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: the embedding's own smoothing and a mask from smoothed rates"),
  ]

  public func validate() throws {
    if !(sigma >= 0) {
      throw ParameterError.invalid(name: "decode-sigma-ms", reason: "a width is not negative.")
    }
    func require(_ condition: Bool, _ name: String, _ reason: String) throws {
      if !condition { throw ParameterError.invalid(name: name, reason: reason) }
    }
    try require(
      latentBinWidth >= 1e-3 && latentBinWidth <= 2, "latent-bin-ms", "a bin is between 1 ms and 2 s wide.")
    try require(
      states == 0 || (12...360).contains(states), "states",
      "\(states) is neither 0 (the usual number) nor between 12 and 360.")
    try require(sharedShape >= 0, "shared-shape", "a weight is not negative.")
    try require(longestBridge >= 0 && longestBridge <= 60, "bridge-s", "a bridge is between 0 and 60 s long.")
    try require(motionWidening > 0 && motionWidening <= 1000, "motion-widening", "the factor is above 0, at most 1000.")
    try require(
      decoder == .latent || tuningFrom.isEmpty, "tuning-from", "only the latent decoder takes the tuning of another session.")
    if !(thresholdFraction > 0 && thresholdFraction <= 1) {
      throw ParameterError.invalid(
        name: "threshold-fraction", reason: "\(thresholdFraction) is not between 0 (birth) and 1 (death).")
    }
  }
}

/// The decoders.
public enum Decoder: String, Choice {
  case latent, population
}

/// How many circles are decoded.
public enum CircleCount: ParameterValue {
  case auto
  case count(Int)

  public static var expectedText: String { "auto or a number of circles" }

  public init?(parameterText: String) {
    if parameterText.lowercased() == "auto" {
      self = .auto
    } else if let count = Int(parameterText), (1...16).contains(count) {
      self = .count(count)
    } else {
      return nil
    }
  }

  public var json: JSONValue {
    switch self {
    case .auto: "auto"
    case .count(let count): .integer(count)
    }
  }
}
