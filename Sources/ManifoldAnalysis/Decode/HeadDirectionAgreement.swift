import ArrayNumerics
import PopulationActivity
import Schema

/// How well a decoded ring follows the measured head direction, after the best rotation and reflection.
public struct HeadDirectionAgreement: FieldTable {
  /// The measured head direction, turned and reflected to fit the decoded angle as well as it can, `[K]` rad; NaN where
  /// unknown.
  public var aligned: [Double]
  /// Median of the absolute difference, degrees.
  public var medianError: Double
  /// The multiple of the head direction that the decoded angle follows, where it does not follow the direction itself: 2 for
  /// cells that are tuned twice per turn, 0.5 for a ring that is covered twice; `nil` where none does.
  public var multiple: Double?
  /// Median of the absolute difference from that multiple, degrees.
  public var multipleError: Double?
  /// Where the offset between the two changes once; `nil` where it does not.
  public var change: OffsetChange?
  /// How the offset wanders, where it does in another way than by one change; `nil` where it does not.
  public var drift: OffsetDrift?

  /// The shortest arc in which the measured direction is for half of the time, where that is short and the decoded angle is
  /// off, degrees; `nil` otherwise.
  public var dwell: Double?

  /// A shorter arc for half of the time is said, degrees; it is 180 where all directions are alike.
  static let dwells = 60.0
  /// Below this the decoded angle follows the head direction, degrees.
  static let follows = 20.0

  public static let fields = Field<HeadDirectionAgreement>.table {
    Field.array(
      "aligned_head_direction", \.aligned, unit: "rad", axes: ["row"],
      "measured head direction, rotated and reflected onto the decoded angle")
    Field.number(
      "head_direction_median_error_deg", \.medianError, "median difference of decoded angle and measured head direction")
    Field.number(
      "head_direction_multiple", \.multiple, "multiple of the head direction that the decoded angle follows, if not once")
    Field.number("head_direction_multiple_error_deg", \.multipleError, "median difference from that multiple")
    Field.number(
      "head_direction_dwell_deg", \.dwell,
      "shortest arc that holds half of the measured directions, where it is below 60 and the decoded angle is off")
    Field.part(\.change)
    Field.part(\.drift)
  }

  init?(from fields: FieldReader<HeadDirectionAgreement>) throws {
    guard fields.holds(\.aligned) else { return nil }
    aligned = try fields[\.aligned]
    medianError = try fields.number(\.medianError)
    multiple = try fields.number(\.multiple)
    multipleError = try fields.number(\.multipleError)
    dwell = try fields.number(\.dwell)
    change = try OffsetChange(from: fields.part(OffsetChange.self))
    drift = try OffsetDrift(from: fields.part(OffsetDrift.self))
  }

  /// What an angle that is off owes to a head that stays in few directions.
  var warnings: [String] {
    guard let dwell else { return [] }
    return [
      "For half of the time the head stays within \(formatted(dwell, digits: 2)) degrees: the decoded angle is stretched there "
        + "and pressed together elsewhere, and is \(formatted(medianError, digits: 2)) degrees off (median). Simulated "
        + "sessions that dwell in a sector of 14 to 57 degrees were 21 to 48 degrees off; take time in which all directions "
        + "are visited."
    ]
  }

  /// `nil` unless there is one circle and a measured direction.
  package init?(coordinates: Matrix<Double>, rows: [Int], embedding: EmbeddingResult) throws {
    guard coordinates.columns == 1, let direction = embedding.headDirection else { return nil }
    let measured = rows.map { direction[$0] }
    let known = measured.indices.filter { measured[$0].isFinite && coordinates[$0, 0].isFinite }
    guard known.count > 1 else { return nil }
    let (heads, angles) = (known.map { measured[$0] }, known.map { coordinates[$0, 0] })
    // Turned the other way round: the measurement is brought to the decoded angle, which is left as it is.
    let alignment = try alignAngles(decoded: heads, reference: angles)
    aligned = measured.map { $0.isFinite ? alignment.apply($0) : .nan }
    medianError = alignment.medianAbsoluteError * 180 / .pi
    if medianError >= Self.follows {
      // Half of the directions lie within the median difference from the middle of their shortest arc.
      let still = try alignAngles(decoded: heads, reference: [Double](repeating: 0, count: heads.count))
      let arc = 2 * still.medianAbsoluteError * 180 / .pi
      if arc < Self.dwells { dwell = arc }
    }
    let times = known.map { embedding.times[rows[$0]] }
    let differences = [false, true].map { reflected in zip(heads, angles).map { $1 - (reflected ? -$0 : $0) } }
    for differences in differences {
      let (single, slow) = (OffsetChange(differences, times: times), OffsetDrift(differences))
      if let single, slow?.isOnly(single, in: differences, times: times) ?? true {
        if single.concentration > change?.concentration ?? 0 { change = single }
      } else if let slow, slow.concentration > drift?.concentration ?? 0 {
        drift = slow
      }
    }
    if change != nil { drift = nil }
    if medianError < Self.follows || change != nil || drift != nil { return }
    for turns in [2.0, 3, 4] {
      let more = try alignAngles(decoded: heads.map { wrapAngle(turns * $0) }, reference: angles)
      let fewer = try alignAngles(decoded: heads, reference: angles.map { wrapAngle(turns * $0) })
      for (factor, fit) in [(turns, more), (1 / turns, fewer)] {
        let error = fit.medianAbsoluteError * 180 / .pi
        if error < min(Self.follows, multipleError ?? .infinity) { (multiple, multipleError) = (factor, error) }
      }
    }
  }
}
