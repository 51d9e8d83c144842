/// What can go wrong in a numerical routine because of the numbers it was given.
public enum NumericsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `what` holds NaN or infinity at the given index (row-major for a matrix).
  case notFinite(what: String, index: Int)
  /// `what` has a shape or length that does not fit.
  case wrongShape(what: String, found: String, expected: String)
  /// A parameter is outside its domain.
  case badParameter(name: String, found: String, expected: String)
  /// An iteration ended before it reached its tolerance; `detail` says how far it came.
  case noConvergence(method: String, detail: String)
  /// A library routine reported a failure that is none of the above.
  case library(routine: String, code: Int)

  public var description: String {
    switch self {
    case .notFinite(let what, let index):
      "The \(what) holds a NaN or an infinity (first at element \(index)); remove or replace missing values first."
    case .wrongShape(let what, let found, let expected):
      "The \(what) has \(found), but \(expected) is needed."
    case .badParameter(let name, let found, let expected):
      "\(name) is \(found), but must be \(expected)."
    case .noConvergence(let method, let detail):
      "The \(method) did not converge: \(detail)."
    case .library(let routine, let code):
      "The library routine \(routine) failed with code \(code)."
    }
  }
}
