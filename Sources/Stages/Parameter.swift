import ArrayNumerics

/// One parameter of a stage or one option of a command: its name, what it means, and how it is read and written.
///
/// Everything that names a parameter is derived from this one value: the option of the subcommand, the key in a pipeline
/// file, the help, the record of what was given and what was default.
public struct Parameter<Root>: Sendable {
  public let information: ParameterInformation
  private let assign: @Sendable (inout Root, String) throws -> Void
  private let extract: @Sendable (Root) -> JSONValue

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
  }

  public func set(_ root: inout Root, to text: String) throws { try assign(&root, text) }
  public func value(in root: Root) -> JSONValue { extract(root) }
}

/// What can be said of a parameter without its type.
public struct ParameterInformation: Sendable {
  public let name: String
  public let unit: String
  public let help: String
  public let source: String?
  public let expected: String
  public let isFlag: Bool
  public let isList: Bool

  public init(
    name: String, unit: String, help: String, source: String?, expected: String, isFlag: Bool, isList: Bool
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

/// The parameters of a stage: a value with a default for everything.
public protocol StageParameters: Sendable, Equatable {
  /// The defaults.
  init()
  /// Every parameter, in the order in which help lists them.
  static var parameters: [Parameter<Self>] { get }
  /// - Throws: `ParameterError.invalid`, which says in the user's words what is wrong and what would be right.
  func validate() throws
}

extension StageParameters {
  /// The defaults with some parameters set from text.
  ///
  /// - Throws: `ParameterError` for a name that does not exist, a text that cannot be read or a value that makes no sense.
  public init(settings: [ParameterSetting]) throws {
    self.init()
    for setting in settings {
      guard let parameter = Self.parameters.first(where: { $0.information.name == setting.name }) else {
        throw ParameterError.unknown(
          name: setting.name, nearest: nearestName(to: setting.name, in: Self.parameters.map(\.information.name)))
      }
      try parameter.set(&self, to: setting.text)
    }
    try validate()
  }

  /// Name and value of every parameter, in order.
  public var record: [JSONValue.Member] {
    Self.parameters.map { JSONValue.Member($0.information.name, $0.value(in: self)) }
  }
}

/// One parameter as it was given: on the command line or in a pipeline file.
public struct ParameterSetting: Sendable, Equatable {
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// What can be wrong with a parameter.
public enum ParameterError: Error, Equatable, CustomStringConvertible {
  case unknown(name: String, nearest: String?)
  case unreadable(name: String, text: String, expected: String, unit: String)
  case invalid(name: String, reason: String)

  public var description: String {
    switch self {
    case .unknown(let name, let nearest):
      return "there is no option --\(name)" + (nearest.map { "; did you mean --\($0)?" } ?? ".")
    case .unreadable(let name, let text, let expected, let unit):
      let unitText = unit.isEmpty ? "" : " (in \(unit))"
      return "--\(name) takes \(expected)\(unitText), and '\(text)' is not that."
    case .invalid(let name, let reason): return "--\(name): \(reason)"
    }
  }
}

private protocol ParameterList {}
extension Array: ParameterList where Element: ParameterValue {}
