import ArrayNumerics
import CalciumBumps
import Schema

/// What the sampler of canns ends with, as that program gives it.
public struct PublishedFacts: FieldTable {
  /// Rows frame, position (rad), amplitude and κ, one for each bump.
  public var fits: Matrix<Double>
  /// Bumps of each frame, `[time]`.
  public var counts: [Int]
  /// `[sweep]`
  public var logLikelihood: [Double]
  /// `[move]`
  public var moves: [String]
  /// `[move]`
  public var acceptance: [Double]
  /// What the signals were divided by.
  public var median: Double

  public static let fields = Field<PublishedFacts>.table {
    Field.array(
      "canns_fits", \.fits, axes: ["bump", "4"], "fits of canns: frame (row of t), position (rad), amplitude, kappa")
    Field.array("canns_nbump", \.counts, axes: ["time"], "bumps of each frame in the last state")
    Field.array(
      "canns_log_likelihood", \.logLikelihood, axes: ["sweep"], "what that program calls log-likelihood, after each sweep")
    Field.array("canns_move_names", \.moves, axes: ["move"], "moves of that program")
    Field.array("canns_move_acceptance", \.acceptance, axes: ["move"], "share of the possible moves that were accepted")
    Field.number("canns_median", \.median, "what the signals were divided by")
  }

  init?(from fields: FieldReader<PublishedFacts>) throws {
    guard fields.holds(\.fits) else { return nil }
    fits = try fields[\.fits]
    counts = try fields[\.counts]
    logLikelihood = try fields[\.logLikelihood]
    (moves, acceptance) = (try fields[\.moves], try fields[\.acceptance])
    median = try fields.number(\.median)
  }

  init(_ fit: PublishedFit) {
    let rows = fit.sets.indices.flatMap { frame in
      fit.sets[frame].map { [Double(frame), $0.center, $0.area, $0.concentration] }
    }
    fits = Matrix(rows: rows.count, columns: 4, elements: rows.flatMap { $0 })
    counts = fit.sets.map(\.count)
    logLikelihood = fit.logLikelihood
    let used = BumpMove.allCases.indices.filter { fit.tally.tried[$0] > 0 }
    moves = used.map { BumpMove.allCases[$0].rawValue }
    acceptance = used.map { fit.tally.shares[$0] }
    median = fit.median
  }
}
