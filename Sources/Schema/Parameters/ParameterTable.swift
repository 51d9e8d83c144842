/// Parameters of a stage, a figure or a command: a value with a default for everything, and the table of its parts.
public protocol ParameterTable: Sendable, Equatable {
  /// The defaults.
  init()
  /// Every parameter, in the order in which help lists them, each with name, unit, default, help and source.
  static var parameters: [Parameter<Self>] { get }
  /// Refuses values that make no sense, each by itself or together; `require` does it in a line.
  ///
  /// - Throws: `ParameterError.invalid`, which says in the user's words what is wrong and what would be right.
  func validate() throws
  /// Fits defaults to what was given, before `validate`: a default that depends on another parameter.
  ///
  /// - Parameter given: the names of the parameters that were set; the others hold their defaults.
  mutating func adaptDefaults(given: Set<String>)
}

extension ParameterTable {
  /// Finds nothing wrong.
  public func validate() throws {}

  /// Every default stands by itself.
  public mutating func adaptDefaults(given: Set<String>) {}

  /// For `validate`: refuses a parameter unless its condition holds.
  ///
  /// - Parameters:
  ///   - condition: written so that it does not hold for a value that is not a number.
  ///   - name: the parameter's, without dashes.
  ///   - reason: in the user's words what is wrong or what would be right, a sentence; made only when it is needed.
  /// - Throws: `ParameterError.invalid`
  public func require(_ condition: Bool, _ name: String, _ reason: @autoclosure () -> String) throws {
    if !condition { throw ParameterError.invalid(name: name, reason: reason()) }
  }

  /// The defaults with some parameters set from text.
  ///
  /// - Throws: `ParameterError` for a name that does not exist, a text that cannot be read, a value that makes no sense, or a
  ///   parameter that does nothing beside the others.
  public init(settings: [ParameterSetting]) throws {
    self.init()
    for setting in settings {
      guard let parameter = Self.parameters.first(where: { $0.information.name == setting.name }) else {
        throw ParameterError.unknown(
          name: setting.name, nearest: nearestName(to: setting.name, in: Self.parameters.map(\.information.name)))
      }
      try parameter.set(&self, to: setting.text)
    }
    adaptDefaults(given: Set(settings.map(\.name)))
    let defaults = Self()
    for setting in settings {
      // Whoever writes the default out asks for nothing.
      guard let parameter = Self.parameters.first(where: { $0.information.name == setting.name }),
        !parameter.applies(to: self), let condition = parameter.information.condition,
        parameter.value(in: self) != parameter.value(in: defaults)
      else { continue }
      throw ParameterError.idle(name: setting.name, condition: condition)
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
  /// The name of the parameter, without dashes.
  public var name: String
  /// The value as it was written.
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}
