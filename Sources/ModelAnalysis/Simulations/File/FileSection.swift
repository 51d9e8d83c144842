import Schema
import Yams

/// A mapping of a simulation file: every value is asked for by its key, and keys that nobody knows are refused with the nearest
/// name.
public struct FileSection: Sendable {
  /// The file and the keys that lead here, for messages: `ring.yaml, task`.
  public let place: String
  private let entries: [(key: String, value: Value)]

  /// What stands behind a key.
  public indirect enum Value: Sendable, Equatable {
    /// A number, word, time or truth value, as it is written.
    case text(String)
    /// A list.
    case list([Value])
    /// A mapping, in the order of the file.
    case mapping([Pair])
    /// Nothing, as it is written: empty, `~` or `null`.
    case null(String)
  }

  /// A key with what stands behind it.
  public struct Pair: Sendable, Equatable {
    /// The key.
    public var key: String
    /// Its value.
    public var value: Value
  }

  /// A section that no file holds: from pairs of key and text.
  public init(place: String, _ texts: KeyValuePairs<String, String> = [:]) {
    self.place = place
    entries = texts.map { ($0.key, .text($0.value)) }
  }

  init(place: String, pairs: [Pair]) throws {
    self.place = place
    entries = pairs.map { ($0.key, $0.value) }
    for (index, entry) in entries.enumerated() where entries[..<index].contains(where: { $0.key == entry.key }) {
      throw SimulationError(place: place, reason: "the key '\(entry.key)' stands there twice.")
    }
  }

  /// The whole of a file.
  ///
  /// - Throws: `SimulationError` for a text that is no YAML mapping.
  public init(yaml: String, file: String) throws {
    func bad(_ reason: String) -> SimulationError { SimulationError(place: file, reason: reason) }
    guard !hasTooManyAliases(yaml: yaml) else {
      throw bad("it refers to its own anchors (*name) more than 32 times; write the values out.")
    }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch { throw bad("it is not YAML (\(error)).") }
    guard let root, case .mapping(let pairs) = Self.value(root, depth: 0) else {
      throw bad("it needs keys with values, such as 'model: cann1d'.")
    }
    try self.init(place: file, pairs: pairs)
  }

  /// Deeper than eight levels nothing of a simulation stands.
  private static func value(_ node: Node, depth: Int) -> Value {
    if depth > 8 { return .null("") }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        ? .null(scalar.string) : .text(scalar.string)
    case .sequence(let items): return .list(items.map { value($0, depth: depth + 1) })
    case .mapping(let pairs):
      return .mapping(pairs.map { Pair(key: $0.key.string ?? "", value: value($0.value, depth: depth + 1)) })
    default: return .null("")
    }
  }

  /// All keys, in the order of the file.
  public var keys: [String] { entries.map(\.key) }

  /// - Throws: `SimulationError` that names the first key that is not among the known ones, with the nearest of them.
  public func require(known: [String]) throws {
    guard let unknown = keys.first(where: { !known.contains($0) }) else { return }
    throw error(
      sentence {
        "the key '\(unknown)' is unknown"
        if let nearest = nearestName(to: unknown, in: known) { "; did you mean '\(nearest)'? Known" } else { "; known" }
        " are \(known.joined(separator: ", "))."
      })
  }

  /// An error in this section.
  public func error(_ reason: String) -> SimulationError { SimulationError(place: place, reason: reason) }

  /// What stands behind a key; `nil` where it is missing or empty.
  public subscript(key: String) -> Value? {
    guard let value = entries.first(where: { $0.key == key })?.value else { return nil }
    if case .null = value { return nil }
    return value
  }

  // MARK: - Values of one kind

  /// The mapping behind a key.
  public func section(_ key: String) throws -> FileSection? {
    guard let value = self[key] else { return nil }
    guard case .mapping(let pairs) = value else { throw error("'\(key)' takes keys with values, {name: value, …}.") }
    return try FileSection(place: "\(place), \(key)", pairs: pairs)
  }

  /// The list of mappings behind a key.
  public func sections(_ key: String) throws -> [FileSection]? {
    guard let value = self[key] else { return nil }
    guard case .list(let items) = value else { throw error("'\(key)' takes a list, [ … ].") }
    var sections: [FileSection] = []
    for (index, item) in items.enumerated() {
      guard case .mapping(let pairs) = item else {
        throw error("entry \(index + 1) of '\(key)' takes keys with values, {name: value, …}.")
      }
      sections.append(try FileSection(place: "\(place), \(key)[\(index + 1)]", pairs: pairs))
    }
    return sections
  }

  /// The text behind a key.
  public func text(_ key: String) throws -> String? {
    guard let value = self[key] else { return nil }
    guard case .text(let text) = value else { throw error("'\(key)' takes one value.") }
    return text
  }

  /// The text behind a key of which YAML's word for nothing is a name too: `null` without quotes means the name.
  func name(_ key: String) throws -> String? {
    if case .null(let written)? = entries.first(where: { $0.key == key })?.value, written.lowercased() == "null" {
      return "null"
    }
    return try text(key)
  }

  /// A value that a parameter can have: a number, a whole number, true or false, a word of a choice.
  public func value<Value: ParameterValue>(_ key: String, as type: Value.Type = Value.self) throws -> Value? {
    guard let text = try text(key) else { return nil }
    guard let value = Value(parameterText: text) else {
      throw error("'\(key)' takes \(Value.expectedText), and '\(text)' is not that.")
    }
    return value
  }

  /// A list of such values; one alone counts as a list.
  public func values<Value: ParameterValue>(_ key: String, as type: Value.Type = Value.self) throws -> [Value]? {
    guard let value = self[key] else { return nil }
    return try elements(value).map { element in
      guard case .text(let text) = element, let value = Value(parameterText: text) else {
        throw error("'\(key)' takes a list of which each is \(Value.expectedText).")
      }
      return value
    }
  }

  /// A time in the model's unit.
  public func time(_ key: String, _ clock: SimulationClock) throws -> Double? {
    guard let text = try text(key) else { return nil }
    guard let time = clock.time(text) else {
      throw error("'\(key)' takes a time such as 10 (in the model's unit), 5 ms or 0.3 s, and '\(text)' is not that.")
    }
    return time
  }

  /// Times in the model's unit; one alone counts as a list.
  public func times(_ key: String, _ clock: SimulationClock) throws -> [Double]? {
    guard let value = self[key] else { return nil }
    return try elements(value).map { element in
      guard case .text(let text) = element, let time = clock.time(text) else {
        throw error("'\(key)' takes a list of times, each such as 10 (in the model's unit), 5 ms or 0.3 s.")
      }
      return time
    }
  }

  /// One place: a number, or a list of as many as there are dimensions.
  public func position(_ key: String) throws -> [Double]? {
    guard let value = self[key] else { return nil }
    return try coordinates(value, key)
  }

  /// Several places.
  public func positions(_ key: String) throws -> [[Double]]? {
    guard let value = self[key] else { return nil }
    guard case .list(let items) = value else { throw error("'\(key)' takes a list of places.") }
    return try items.map { item in try coordinates(item, key) }
  }

  private func coordinates(_ value: Value, _ key: String) throws -> [Double] {
    try elements(value).map { element in
      guard case .text(let text) = element, let number = Double(parameterText: text) else {
        throw error("'\(key)' takes finite numbers: one for each place of one dimension, [x, y] for two.")
      }
      return number
    }
  }

  private func elements(_ value: Value) -> [Value] {
    if case .list(let items) = value { return items }
    return [value]
  }
}
