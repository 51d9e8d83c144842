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
  /// The correlation that is left when what goes with the place is taken from both, `[N]`; `nil` without a position.
  public var scoreAtPlace: [Double]?
  /// Its p among all shifts, `[N]`.
  public var pAtPlace: [Double]?
  /// Rate of false discoveries if cells up to the larger of both p are taken, `[N]`.
  public var q: [Double]

  public static let fields = Field<SpeedScores>.table {
    Field.array("speed_score", \.score, axes: ["cell"], "correlation of rate and speed; NaN for a silent cell")
    Field.array(
      "speed_p", \.p, axes: ["cell"],
      "of one as large, either way, among all shifts in time, without slow changes of the rate; NaN for short sessions")
    Field.array(
      "speed_score_at_place", \.scoreAtPlace, axes: ["cell"],
      "the correlation that is left when what goes with the place is taken from rate and speed")
    Field.array(
      "speed_p_at_place", \.pAtPlace, axes: ["cell"], "its p among all shifts in time, of the rate without slow changes")
    Field.array("speed_q", \.q, axes: ["cell"], "false-discovery rate at the larger of both p")
  }

  /// - Parameter atPlace: the same at each place; `nil` without a position.
  init(_ cells: [(score: Double, p: Double)], atPlace: [(score: Double, p: Double)]?) {
    score = cells.map(\.score)
    p = cells.map(\.p)
    scoreAtPlace = atPlace?.map(\.score)
    pAtPlace = atPlace?.map(\.p)
    q = falseDiscoveryRates(Self.larger(p, pAtPlace))
  }

  /// What decides on a speed cell: the larger of both p, since both have to hold.
  package var decisive: [Double] { Self.larger(p, pAtPlace) }

  private static func larger(_ p: [Double], _ other: [Double]?) -> [Double] {
    guard let other else { return p }
    return zip(p, other).map { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
  }

  /// Cells whose rate goes with the speed by the place alone.
  func byPlaceAlone(_ level: Double) -> Int {
    zip(p, decisive).count { $0 <= level && !($1 <= level) }
  }

  init(from fields: FieldReader<SpeedScores>) throws {
    score = try fields[\.score]
    p = try fields[\.p]
    scoreAtPlace = try fields[\.scoreAtPlace]
    pAtPlace = try fields[\.pAtPlace]
    q = try fields[\.q]
  }
}
