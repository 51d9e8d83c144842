/// A text of clauses, one a line, so that a sentence with conditions reads like one: clauses that do not apply are left out.
///
/// ```swift
/// sentence {
///   "Spikes of \(cells) cells were counted"
///   if sigma > 0 { " and smoothed with a Gaussian of \(sigma) ms" }
///   "."
/// }
/// ```
public func sentence(@SentenceBuilder _ clauses: () -> String) -> String { clauses() }

/// Joins the clauses of a `sentence`.
@resultBuilder
public enum SentenceBuilder {
  public static func buildExpression(_ clause: String) -> String { clause }
  public static func buildExpression(_ clause: String?) -> String { clause ?? "" }
  public static func buildBlock(_ clauses: String...) -> String { clauses.joined() }
  public static func buildOptional(_ clause: String?) -> String { clause ?? "" }
  public static func buildEither(first clause: String) -> String { clause }
  public static func buildEither(second clause: String) -> String { clause }
  public static func buildArray(_ clauses: [String]) -> String { clauses.joined() }
}
