import CellTuning
import Schema

/// Border scores of all cells.
public struct BorderScores: FieldTable {
  /// `[N]`; NaN where it is not defined, for the reason given.
  public var score: [Double]
  /// (1 + scores of the null as large) / (1 + shuffles), `[N]`.
  public var p: [Double]
  /// Rate of false discoveries if cells up to this p are taken, `[N]`.
  public var q: [Double]
  /// Why a cell has no score, `[N]`.
  public var reasons: [String]

  public static let fields = Field<BorderScores>.table {
    Field.array("border_score", \.score, axes: ["cell"], "border score; NaN where it is not defined, see 'border_reason'")
    Field.array("border_p", \.p, axes: ["cell"], "its p among shifts in time; NaN without a score or shuffles")
    Field.array("border_q", \.q, axes: ["cell"], "false-discovery rate at this p")
    Field.array("border_reason", \.reasons, axes: ["cell"], "why a cell has no border score; empty where it has one")
  }

  init(_ cells: [(score: BorderScore, p: Double)]) {
    score = cells.map(\.score.value)
    p = cells.map(\.p)
    q = falseDiscoveryRates(p)
    reasons = cells.map { if case .undefined(let why) = $0.score { why } else { "" } }
  }

  init(from fields: FieldReader<BorderScores>) throws {
    score = try fields[\.score]
    p = try fields[\.p]
    q = try fields[\.q]
    reasons = try fields[\.reasons]
  }
}

/// Correlations of rate and speed of all cells.
public struct SpeedScores: FieldTable {
  /// Pearson's r, `[N]`; NaN for a cell whose rate does not vary.
  public var score: [Double]
  /// Of a correlation as large, either way, among all shifts, `[N]`.
  public var p: [Double]
  /// Rate of false discoveries if cells up to this p are taken, `[N]`.
  public var q: [Double]

  public static let fields = Field<SpeedScores>.table {
    Field.array("speed_score", \.score, axes: ["cell"], "correlation of rate and speed; NaN for a silent cell")
    Field.array("speed_p", \.p, axes: ["cell"], "of one as large, either way, among all shifts in time; NaN for short sessions")
    Field.array("speed_q", \.q, axes: ["cell"], "false-discovery rate at this p")
  }

  init(_ cells: [(score: Double, p: Double)]) {
    score = cells.map(\.score)
    p = cells.map(\.p)
    q = falseDiscoveryRates(p)
  }

  init(from fields: FieldReader<SpeedScores>) throws {
    score = try fields[\.score]
    p = try fields[\.p]
    q = try fields[\.q]
  }
}
