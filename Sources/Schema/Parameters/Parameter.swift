/// One parameter of a stage or one option of a command: its name, what it means, and how it is read and written.
///
/// Everything that names a parameter is derived from this one value: the option of the subcommand, the key in a pipeline
/// file, the help, the record of what was given and what was default.
public struct Parameter<Root>: Sendable {
  /// What can be said of it without its type.
  public let information: ParameterInformation
  private let assign: @Sendable (inout Root, String) throws -> Void
  private let extract: @Sendable (Root) -> JSONValue
  private let condition: @Sendable (Root) -> Bool

  /// A parameter held in `keyPath`.
  ///
  /// - Parameters:
  ///   - name: option name without the dashes, in lower case with hyphens, with the unit where it has one: `sigma-ms`.
  ///   - keyPath: where the value is held.
  ///   - unit: the unit a person gives it in; empty when it has none.
  ///   - help: what it means, in one line.
  ///   - source: where the default comes from (a paper, a convention).
  public init<Value: ParameterValue>(
    _ name: String, _ keyPath: WritableKeyPath<Root, Value> & Sendable, unit: String = "", help: String,
    source: String? = nil
  ) {
    information = ParameterInformation(
      name: name, unit: unit, help: help, source: source, expected: Value.expectedText,
      isFlag: Value.self == Bool.self, isList: Value.self is any ParameterList.Type)
    assign = { root, text in
      guard let value = Value(parameterText: text) else {
        throw ParameterError.unreadable(name: name, text: text, expected: Value.expectedText, unit: unit)
      }
      root[keyPath: keyPath] = value
    }
    extract = { $0[keyPath: keyPath].json }
    condition = { _ in true }
  }

  /// A parameter that is given in another unit than it is held in: `value held = value given * scale`.
  public init(
    _ name: String, _ keyPath: WritableKeyPath<Root, Double> & Sendable, scale: Double, unit: String,
    help: String, source: String? = nil
  ) {
    information = ParameterInformation(
      name: name, unit: unit, help: help, source: source, expected: Double.expectedText, isFlag: false,
      isList: false)
    assign = { root, text in
      guard let value = Double(parameterText: text) else {
        throw ParameterError.unreadable(name: name, text: text, expected: Double.expectedText, unit: unit)
      }
      root[keyPath: keyPath] = value * scale
    }
    extract = { root in
      // Twelve digits: 0.05 / 0.001 should read 50, not 50.00000000000001.
      let value = root[keyPath: keyPath] / scale
      return .number(Double("\((value * 1e9).rounded() / 1e9)") ?? value)
    }
    condition = { _ in true }
  }

  private init(_ other: Parameter, only condition: @escaping @Sendable (Root) -> Bool, when text: String) {
    var information = other.information
    information.condition = text
    self.information = information
    (assign, extract) = (other.assign, other.extract)
    self.condition = condition
  }

  /// The parameter where it does nothing unless others have certain values; to give it all the same is then an error.
  ///
  /// - Parameter text: when it applies, for the message and the help: "with --surrogate local-shift".
  public func only(_ text: String, when condition: @escaping @Sendable (Root) -> Bool) -> Parameter {
    Parameter(self, only: condition, when: text)
  }

  /// - Throws: `ParameterError.unreadable`
  public func set(_ root: inout Root, to text: String) throws { try assign(&root, text) }
  /// The value as it stands in a record, in the unit that a person gives it in.
  public func value(in root: Root) -> JSONValue { extract(root) }
  /// Whether it does anything beside the other values.
  public func applies(to root: Root) -> Bool { condition(root) }

  /// A parameter of a value as a parameter of what holds the value.
  public func within<Whole>(_ keyPath: WritableKeyPath<Whole, Root> & Sendable) -> Parameter<Whole> {
    Parameter<Whole>(part: self, at: keyPath)
  }

  fileprivate init<Part>(part: Parameter<Part>, at keyPath: WritableKeyPath<Root, Part> & Sendable) {
    information = part.information
    assign = { root, text in try part.set(&root[keyPath: keyPath], to: text) }
    extract = { part.value(in: $0[keyPath: keyPath]) }
    condition = { part.applies(to: $0[keyPath: keyPath]) }
  }
}

/// What can be said of a parameter without its type.
public struct ParameterInformation: Sendable {
  /// Without the dashes.
  public let name: String
  /// Empty when it has none.
  public let unit: String
  /// What it does, in a sentence.
  public let help: String
  /// Where the default comes from.
  public let source: String?
  /// What a person has to type.
  public let expected: String
  /// Whether it is on or off, and given without a value.
  public let isFlag: Bool
  /// Whether it takes several values.
  public let isList: Bool
  /// When it does anything; `nil` for always.
  public internal(set) var condition: String?

  public init(
    name: String, unit: String = "", help: String, source: String? = nil, expected: String, isFlag: Bool = false,
    isList: Bool = false
  ) {
    self.name = name
    self.unit = unit
    self.help = help
    self.source = source
    self.expected = expected
    self.isFlag = isFlag
    self.isList = isList
  }
}

private protocol ParameterList {}
extension Array: ParameterList where Element: ParameterValue {}
extension Optional: ParameterList where Wrapped: ParameterList {}
