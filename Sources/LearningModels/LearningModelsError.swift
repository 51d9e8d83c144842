import Schema

/// What can be wrong with a model that learns, its patterns or its training.
public enum LearningModelsError: Error, Equatable, Sendable {
  /// A parameter outside its domain: its name, the value that was given, and what it has to be.
  case badParameter(name: String, value: Double, expected: String)
  /// Something with another number of values than the model or the first pattern has.
  case wrongLength(what: String, found: Int, expected: Int)
  /// A value that is not finite: in which pattern, and where in it.
  case notFinite(what: String, pattern: Int, place: Int)
  /// A value that the model cannot take: in which pattern, where in it, and what it can take.
  case unusableValue(value: Double, pattern: Int, place: Int, expected: String)
  /// No pattern at all, or patterns without values.
  case nothingToLearn
  /// The weights left the range of numbers.
  case diverged(epoch: Int, rate: Double)
  /// More memory than may be used, bytes.
  case tooLarge(what: String, bytes: Int, limit: Int)

  /// What was found and what was expected, without a remedy: the caller knows its own options.
  public var reason: String {
    switch self {
    case .badParameter(let name, let value, let expected): "\(name) is \(formatted(value)), but must be \(expected)."
    case .wrongLength(let what, let found, let expected): "\(what) has \(counted(found, "value")), not \(expected)."
    case .notFinite(let what, let pattern, let place):
      "value \(place) of \(what) \(pattern) is not a finite number (both counted from 0)."
    case .unusableValue(let value, let pattern, let place, let expected):
      "value \(place) of pattern \(pattern) is \(formatted(value)) (both counted from 0), but must be \(expected)."
    case .nothingToLearn: "there is no pattern, or the patterns are empty."
    case .diverged(let epoch, let rate):
      "the weights left the range of numbers in epoch \(epoch) at a learning rate of \(formatted(rate))."
    case .tooLarge(let what, let bytes, let limit):
      "\(what) would need \(byteText(bytes)), and \(byteText(limit)) may be used."
    }
  }
}

extension LearningModelsError: CustomStringConvertible {
  /// The reason.
  public var description: String { reason }
}

/// - Throws: `badParameter` unless the value is finite and positive.
func checkPositive(_ name: String, _ value: Double) throws(LearningModelsError) {
  guard value.isFinite, value > 0 else { throw .badParameter(name: name, value: value, expected: "positive") }
}

/// - Throws: `badParameter` unless the value is finite and lies in a range.
func checkRange(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(LearningModelsError) {
  guard value.isFinite, range.contains(value) else {
    throw .badParameter(
      name: name, value: value, expected: "from \(formatted(range.lowerBound)) to \(formatted(range.upperBound))")
  }
}
