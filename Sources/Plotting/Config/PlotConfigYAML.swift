import ArrayNumerics
import Schema
import Yams

extension PlotConfig {
  /// The configuration written in YAML; keys that are missing keep their defaults.
  ///
  /// - Throws: `PlottingError.unknownKey` naming a key that does not exist and the nearest one that does,
  ///   `.unusableValue` for a value of the wrong kind or outside its range, `.notYAML`.
  public init(yaml: String) throws(PlottingError) {
    guard !hasTooManyAliases(yaml: yaml) else {
      throw .notYAML("it refers to its own anchors (*name) more than 32 times; write the values out")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: yaml)
    } catch {
      throw .notYAML("\(error)")
    }
    guard let node, node != Node("") else {
      self.init()
      return
    }
    guard let mapping = node.mapping else {
      throw .notYAML("expected lines of the form “key: value”")
    }
    try PlotConfig.checkKeys(of: mapping, known: CodingKeys.allCases.map(\.rawValue), path: "")
    if let options = mapping["options"]?.mapping {
      let known = FigureOptions.keys(ofKind: options["kind"]?.string)
      try PlotConfig.checkKeys(of: options, known: known, path: "options.")
    }
    do {
      self = try YAMLDecoder().decode(PlotConfig.self, from: node)
    } catch let error as DecodingError {
      throw PlotConfig.explain(error, in: node)
    } catch {
      throw .notYAML("\(error)")
    }
    try validate()
  }

  /// The configuration as YAML, every key written.
  public func yaml() throws(PlottingError) -> String {
    do {
      let encoder = YAMLEncoder()
      encoder.options.sortKeys = true
      return try encoder.encode(self)
    } catch {
      throw .notYAML("\(error)")
    }
  }

  private static func checkKeys(
    of mapping: Node.Mapping, known: [String], path: String
  ) throws(PlottingError) {
    for (key, _) in mapping {
      let name = key.string ?? "\(key)"
      guard !known.contains(name) else { continue }
      throw .unknownKey(path + name, nearest: nearestName(to: name, in: known), known: known)
    }
  }

  private static func explain(_ error: DecodingError, in root: Node) -> PlottingError {
    let (context, expected): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(let type, let context): (context, Self.describe(type))
      case .valueNotFound(let type, let context): (context, Self.describe(type))
      case .keyNotFound(let key, let context): (context, "a key “\(key.stringValue)”")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: "\(error)"), "\(error)")
      }
    var node: Node? = root
    for key in context.codingPath {
      node = key.intValue.flatMap { node?.sequence?[$0] } ?? node?.mapping?[key.stringValue]
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    let found = node?.scalar.map { "“\($0.string)”" } ?? "not a single value"
    return .unusableValue(key: path, found: found, expected: expected)
  }

  private static func describe(_ type: Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is Double.Type, is Float.Type: "a number"
    case is Int.Type: "a whole number"
    case is String.Type: "text"
    default: "another kind of value"
    }
  }
}
