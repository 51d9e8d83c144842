import Schema

/// Which circles are decoded, and from where on their bars the landmarks get angles.
public struct CircleOptions: ParameterTable {
  /// Number of circles, or as many as the verdict says.
  public var circles = CircleCount.auto
  /// Where between birth and death of a bar the graph of landmarks is cut.
  public var thresholdFraction = 0.99
  /// Decode although no ring and no torus is established.
  public var anyway = false

  public init() {}

  public static let parameters: [Parameter<CircleOptions>] = [
    Parameter("circles", \.circles, help: "how many circles to decode; auto takes them from the verdict of tda"),
    Parameter(
      "threshold-fraction", \.thresholdFraction,
      help: "landmarks are joined up to this part of the way from birth to death of the bar", source: "Gardner et al. 2022"),
    Parameter("anyway", \.anyway, help: "decode although neither a ring nor a torus is established"),
  ]

  public func validate() throws {
    try require(
      thresholdFraction > 0 && thresholdFraction <= 1, "threshold-fraction",
      "\(thresholdFraction) is not between 0 (birth) and 1 (death).")
  }
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
