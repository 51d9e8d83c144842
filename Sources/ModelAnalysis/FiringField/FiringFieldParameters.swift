import Schema

/// How fields are made.
public struct FiringFieldParameters: ParameterTable {
  /// Along each axis.
  public var bins = 25
  /// Of a network of several modules, the first is 1; `nil` for all.
  public var module: Int?

  public init() {}

  public static let parameters: [Parameter<FiringFieldParameters>] = [
    Parameter("bins", \.bins, help: "bins along each axis"),
    Parameter(
      "network-module", \.module,
      help: "of a network of several modules the one whose neurons are shown, 1 the first; all if not given"),
  ]

  public func validate() throws {
    try require((2...1000).contains(bins), "bins", "\(bins) is not between 2 and 1000.")
    if let module { try require(module >= 1, "network-module", "\(module) is not 1 or more.") }
  }
}
