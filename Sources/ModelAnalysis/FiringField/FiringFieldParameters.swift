import Schema

/// How fields are made.
public struct FiringFieldParameters: ParameterTable {
  /// Along each axis.
  public var bins = 25

  public init() {}

  public static let parameters: [Parameter<FiringFieldParameters>] = [
    Parameter("bins", \.bins, help: "bins along each axis")
  ]

  public func validate() throws { try require((2...1000).contains(bins), "bins", "\(bins) is not between 2 and 1000.") }
}
