import ArrayNumerics
import Schema
import Stages

/// A trajectory at even times, how good its tracking is, and where its directions come from.
@dynamicMemberLookup
public struct TrajectoryResult: StageResult {
  /// The trajectory.
  public var rows: TrajectoryRows
  /// What is to be known of it before one relies on it.
  public var quality: TrajectoryQuality
  /// Where the head direction comes from: "recorded", "movement", "recorded or movement", "none".
  public var headDirectionFrom: String
  /// Of what the angular velocity is: "head", "movement", "none".
  public var angularVelocityFrom: String
  /// How the unit of the positions was found; `nil` where the file was not asked.
  public var positionUnit: PositionUnitFacts?
  public var notes: StageNotes

  /// The arrays of the trajectory, as if they were its own.
  public subscript<T>(dynamicMember path: KeyPath<TrajectoryRows, T>) -> T { rows[keyPath: path] }

  public static let fields = Field<TrajectoryResult>.table {
    Field.part(\.rows)
    Field.number("samples", \.rows.t.count, "rows")
    Field.number("dimensions", \.dimensions, "of the arena: 1 for a track")
    Field.number("rate_hz", \.rate, "rows per second")
    Field.number("duration_s", \.duration, "time from the first to the last row")
    Field.number("valid_fraction", \.validFraction, "part of the rows with position and velocity")
    Field.part(\.quality)
    Field.number("largest_speed_m_s", \.largestSpeed, "largest speed")
    Field.number("largest_angular_velocity_rad_s", \.largestAngularVelocity, "largest rate of turning")
    Field.number("head_direction_from", \.headDirectionFrom, "where the head direction comes from")
    Field.number("angular_velocity_from", \.angularVelocityFrom, "of what the angular velocity is")
    Field.part(\.positionUnit)
  }

  public init(from stored: StoredResult<TrajectoryResult>) throws {
    rows = try TrajectoryRows(
      from: stored.fields.part(TrajectoryRows.self), isLinear: try stored.number(\.dimensions) == 1)
    quality = try TrajectoryQuality(from: stored.fields.part(TrajectoryQuality.self))
    headDirectionFrom = try stored.number(\.headDirectionFrom)
    angularVelocityFrom = try stored.number(\.angularVelocityFrom)
    positionUnit = try PositionUnitFacts(from: stored.fields.part(PositionUnitFacts.self))
    notes = stored.notes
  }

  init(rows: TrajectoryRows, quality: TrajectoryQuality, options: TrajectoryParameters) {
    self.rows = rows
    self.quality = quality
    (headDirectionFrom, angularVelocityFrom) = directionSources(rows, options)
    notes = trajectoryNotes(rows, quality: quality, options: options)
  }
}

extension TrajectoryResult {
  private var dimensions: Int { rows.isLinear ? 1 : 2 }
  /// s
  var span: Double { rows.t[rows.t.count - 1] - rows.t[0] }
  var duration: Double { rounded(span) }
  /// Rows per second.
  public var rate: Double { rounded(Double(rows.t.count - 1) / span) }
  var validFraction: Double { Double(rows.valid.count { $0 }) / Double(rows.t.count) }
  private var largestSpeed: Double { largestMagnitude(rows.speed) }
  private var largestAngularVelocity: Double { largestMagnitude(rows.angularVelocity) }
}

/// How the unit of the positions was found.
public struct PositionUnitFacts: FieldTable {
  /// Of the positions in the file, as it is written with `--position-unit`.
  public var unit: String
  /// Whether neither the file nor an option said it.
  public var isGuessed: Bool
  /// Why it was taken.
  public var reason: String

  public init(unit: String, isGuessed: Bool, reason: String) {
    self.unit = unit
    self.isGuessed = isGuessed
    self.reason = reason
  }

  public static let fields = Field<PositionUnitFacts>.table {

    Field.number("position_unit", \.unit, "unit of the positions in the file")
    Field.number("position_unit_guessed", \.isGuessed, "whether it was guessed")
    Field.number("position_unit_reason", \.reason, "why it was taken")
  }

  init?(from fields: FieldReader<PositionUnitFacts>) throws {
    guard fields.holds(\.unit) else { return nil }
    self.init(unit: try fields.number(\.unit), isGuessed: try fields.number(\.isGuessed), reason: try fields.number(\.reason))
  }
}

/// The largest magnitude of the finite values; NaN without any.
func largestMagnitude(_ values: [Double]) -> Double {
  values.reduce(.nan) { $1.isFinite ? ($0.isNaN ? abs($1) : max($0, abs($1))) : $0 }
}
