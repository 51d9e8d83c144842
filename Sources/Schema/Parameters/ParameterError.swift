/// What can be wrong with a parameter.
public enum ParameterError: Error, Equatable, CustomStringConvertible {
  case unknown(name: String, nearest: String?)
  case unreadable(name: String, text: String, expected: String, unit: String)
  case invalid(name: String, reason: String)
  /// The parameter does nothing beside the values of the others.
  case idle(name: String, condition: String)

  public var description: String {
    switch self {
    case .unknown(let name, let nearest):
      return "there is no option --\(name)" + (nearest.map { "; did you mean --\($0)?" } ?? ".")
    case .unreadable(let name, let text, let expected, let unit):
      let unitText = unit.isEmpty ? "" : " (in \(unit))"
      return "--\(name) takes \(expected)\(unitText), and '\(text)' is not that."
    case .invalid(let name, let reason): return "--\(name): \(reason)"
    case .idle(let name, let condition): return "--\(name) does something only \(condition); leave it out."
    }
  }
}
