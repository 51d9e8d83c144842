import Stages

/// Parameters of the decoding.
public struct DecodingParameters: StageParameters {
  public var decoder = Decoder.population
  /// Number of circles, or 0 for as many as the verdict says.
  public var circles = CircleCount.auto
  /// Standard deviation of the smoothing of the activity that is decoded, s.
  public var sigma = 0.015
  /// Where between birth and death of a bar the graph of landmarks is cut.
  public var thresholdFraction = 0.99
  /// Decode although no ring and no torus is established.
  public var anyway = false
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<DecodingParameters>] = [
    Parameter("decoder", \.decoder, help: "population: the population vector of the published analysis"),
    Parameter("circles", \.circles, help: "how many circles to decode; auto takes them from the verdict of tda"),
    Parameter(
      "decode-sigma-ms", \.sigma, scale: 1e-3, unit: "ms",
      help: "standard deviation of the Gaussian over the counts that are decoded", source: "Gardner et al. 2022"),
    Parameter(
      "threshold-fraction", \.thresholdFraction,
      help: "landmarks are joined up to this part of the way from birth to death of the bar",
      source: "Gardner et al. 2022"),
    Parameter("anyway", \.anyway, help: "decode although neither a ring nor a torus is established"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: the embedding's own smoothing and a mask from smoothed rates"),
  ]

  public func validate() throws {
    if !(sigma >= 0) {
      throw ParameterError.invalid(name: "decode-sigma-ms", reason: "a width is not negative.")
    }
    if !(thresholdFraction > 0 && thresholdFraction <= 1) {
      throw ParameterError.invalid(
        name: "threshold-fraction", reason: "\(thresholdFraction) is not between 0 (birth) and 1 (death).")
    }
  }
}

/// The decoders.
public enum Decoder: String, ParameterChoice {
  case population
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
