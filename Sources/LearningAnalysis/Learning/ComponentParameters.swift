import LearningModels
import Schema

/// Parameters of the rules that find components.
public struct ComponentParameters: ParameterTable {
  /// Sets of the program, or files.
  public var patterns = ["gaussian"]
  /// Patterns that the program makes.
  public var samples = 2000
  /// Values of a normal pattern.
  public var dimension = 8
  /// Of each eigenvalue to the one before it.
  public var eigenvalueRatio = 0.6
  /// Take the mean of each input away.
  public var centers = true
  /// Neurons, how long and how fast.
  public var learning = LearningParameters()
  /// Bring the weights of each neuron to length 1 after each pattern.
  public var normalizes = true
  /// Whose numbers are given.
  public var compat = TrainingLikeness.none

  public init() {}

  /// Sets that the program makes.
  static let builtIn = ["gaussian", "digits"]

  public static let parameters: [Parameter<ComponentParameters>] =
    [
      Parameter(
        "patterns", \.patterns,
        help: "gaussian (known eigenvalues) or digits, made by the program; or files: .npy, .npz, .png, .pgm, a pattern a row"),
      Parameter("samples", \.samples, help: "patterns that the program makes").only("with patterns of the program") {
        $0.patterns.count == 1 && builtIn.contains($0.patterns[0])
      },
      Parameter("dimension", \.dimension, help: "values of a normal pattern").only("with patterns: gaussian") {
        $0.patterns == ["gaussian"]
      },
      Parameter("eigenvalue-ratio", \.eigenvalueRatio, help: "of each eigenvalue to the one before it")
        .only("with patterns: gaussian") { $0.patterns == ["gaussian"] },
      Parameter("center", \.centers, help: "take the mean of each input away first").only("without --compat canns") {
        $0.compat == .none
      },
    ] + LearningParameters.parameters.map { $0.within(\.learning) } + [
      Parameter("normalize-weights", \.normalizes, help: "bring the weights of each neuron to length 1 after each pattern"),
      Parameter("compat", \.compat, help: "as canns: inputs are not centred"),
    ]

  public func validate() throws {
    try require(!patterns.isEmpty, "patterns", "at least one is needed.")
    try requirePatterns(patterns, builtIn: Self.builtIn)
    try require((2...10_000_000).contains(samples), "samples", "\(samples) is not in 2...10000000.")
    try require((2...2000).contains(dimension), "dimension", "\(dimension) is not in 2...2000.")
    try require(eigenvalueRatio >= 0.001 && eigenvalueRatio <= 0.999, "eigenvalue-ratio", "it is from 0.001 to 0.999.")
    try learning.validate()
  }
}

extension ParameterTable {
  /// - Throws: `ParameterError.invalid` for a set that the program does not make, and for one beside other patterns.
  func requirePatterns(_ patterns: [String], builtIn: [String]) throws {
    let own = patterns.filter(builtIn.contains)
    try require(own.isEmpty || patterns.count == 1, "patterns", "'\(own.first ?? "")' stands alone, without other patterns.")
    if let name = patterns.first(where: { !$0.contains(".") && !builtIn.contains($0) }) {
      let nearest = nearestName(to: name, in: builtIn).map { "; did you mean '\($0)'?" } ?? "."
      throw ParameterError.invalid(
        name: "patterns", reason: "'\(name)' is neither one of \(builtIn.joined(separator: ", ")) nor a file\(nearest)")
    }
  }
}
