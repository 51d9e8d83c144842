import Schema

/// What can be wrong with a model, a task or a run.
public enum AttractorModelsError: Error, Equatable, Sendable {
  /// A parameter outside its domain: its name, the value that was given, and what it has to be.
  case badParameter(name: String, value: Double, expected: String)
  /// A step that the integrator cannot take: dt and the shortest time constant (both in the unit of the model), and how many of
  /// it a step may last at most.
  case stepTooLong(dt: Double, timeConstant: Double, limit: Double)
  /// The activity left the range of numbers after so many steps.
  case diverged(step: Int, time: Double)
  /// The adaptive integrator cannot reach its tolerance even with the shortest step.
  case toleranceNotReached(time: Double)
  /// A state or an input with another number of values than the model has.
  case wrongCount(what: String, found: Int, expected: Int)
  /// A value that is not finite among the inputs.
  case notFinite(what: String, index: Int)
  /// An iteration that ended before its tolerance.
  case noConvergence(what: String, residual: Double, tolerance: Double)
  /// A place outside the environment or in a wall, m.
  case outside(what: String, x: Double, y: Double)
  /// More memory than may be used, bytes.
  case tooLarge(bytes: Int, limit: Int)

  /// What was found and what was expected, without a remedy: the caller knows its own options.
  public var reason: String {
    switch self {
    case .badParameter(let name, let value, let expected): "\(name) is \(formatted(value)), but must be \(expected)."
    case .stepTooLong(let dt, let timeConstant, let limit):
      sentence {
        "a step of \(formatted(dt)) is too long: the shortest time constant is \(formatted(timeConstant)), and this integrator "
        "is stable up to \(formatted(limit)) of it, below a step of \(formatted(limit * timeConstant))."
      }
    case .diverged(let step, let time): "the activity became infinite in step \(step), at time \(formatted(time))."
    case .toleranceNotReached(let time):
      "the adaptive integrator cannot reach its tolerance at time \(formatted(time)), even with steps of a millionth."
    case .wrongCount(let what, let found, let expected): "the \(what) has \(counted(found, "value")), not \(expected)."
    case .notFinite(let what, let index): "the \(what) is not a finite number at position \(index)."
    case .noConvergence(let what, let residual, let tolerance):
      "the \(what) did not converge: a residual of \(formatted(residual)) is left, and \(formatted(tolerance)) was asked for."
    case .outside(let what, let x, let y):
      "the \(what) at (\(formatted(x)), \(formatted(y))) m is outside the environment or in a wall."
    case .tooLarge(let bytes, let limit): "\(byteText(bytes)) would be needed, and \(byteText(limit)) may be used."
    }
  }
}

extension AttractorModelsError: CustomStringConvertible {
  /// The reason.
  public var description: String { reason }
}

/// - Throws: `badParameter` unless the value is finite and positive.
func checkPositive(_ name: String, _ value: Double) throws(AttractorModelsError) {
  guard value.isFinite, value > 0 else { throw .badParameter(name: name, value: value, expected: "positive") }
}

/// - Throws: `badParameter` unless the value is finite and not negative.
func checkNotNegative(_ name: String, _ value: Double) throws(AttractorModelsError) {
  guard value.isFinite, value >= 0 else { throw .badParameter(name: name, value: value, expected: "0 or positive") }
}
