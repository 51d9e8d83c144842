import ArrayNumerics
import Foundation
import Schema

/// A slow change of the offset between decoded and measured head direction, or one that comes and goes: a gyroscope that
/// drifts, a cue that is turned and turned back.
public struct OffsetDrift: FieldTable {
  /// Largest less smallest offset of a sixteenth of the time, degrees.
  public var range: Double
  /// Offset of the last sixteenth less that of the first, degrees.
  public var total: Double
  /// Median of the absolute difference from the offset of its own sixteenth, degrees.
  public var error: Double
  /// Mean length of the difference as a vector within the sixteenths, 0 to 1.
  var concentration: Double

  /// Stretches of equal length in which the offset is looked at.
  private static let stretches = 16
  /// What a drift is at least, in degrees and in standard deviations of the offset of a stretch. Of 720 simulated sessions
  /// without one (4 or 20 minutes, errors of 10 to 30 degrees that last for 1 or 3 s) 11 have as much, all of 4 minutes. With
  /// errors of 20 degrees, 16 of 20 drifts of 30 degrees in 20 minutes are found, and all of 45 degrees.
  private static let least = (range: 20.0, deviations: 8.0)
  /// About the offset of its stretch the difference is at least so concentrated.
  private static let leastConcentration = 0.6
  /// So many stretches may hold a change; the deviation is that of the others.
  private static let trimmed = 3
  /// The root mean square of normal numbers over that of the 13 smallest of 16.
  private static let trimFactor = 1.418

  public static let fields = Field<OffsetDrift>.table {
    Field.number(
      "head_direction_offset_range_deg", \.range, "range of the offset of decoded and measured direction over the session")
    Field.number("head_direction_offset_drift_deg", \.total, "offset at the end less offset at the start")
    Field.number("head_direction_error_beside_drift_deg", \.error, "median difference from the offset of the time around")
  }

  init?(from fields: FieldReader<OffsetDrift>) throws {
    guard fields.holds(\.range) else { return nil }
    range = try fields.number(\.range)
    total = try fields.number(\.total)
    error = try fields.number(\.error)
    concentration = .nan
  }

  /// - Parameter differences: decoded less measured direction, rad, in the order of time.
  init?(_ differences: [Double]) {
    let count = Self.stretches
    guard differences.count >= 20 * count else { return nil }
    let parts = Self.parts(differences)
    let means = parts.map(Self.mean)
    let offsets = Self.offsets(means)
    // Twice the deviation of the mean of a stretch is that of the difference of its halves.
    let halves = parts.map { part in
      let middle = (part.startIndex + part.endIndex) / 2
      return abs(angleDifference(Self.mean(part[..<middle]).angle, Self.mean(part[middle...]).angle)) * 180 / .pi
    }
    let quiet = halves.sorted().dropLast(Self.trimmed)
    let deviation = Self.trimFactor * (quiet.reduce(0) { $0 + $1 * $1 } / Double(quiet.count)).squareRoot() / 2
    range = (offsets.max() ?? 0) - (offsets.min() ?? 0)
    total = (offsets.last ?? 0) - (offsets.first ?? 0)
    error =
      median(zip(parts, means).flatMap { part, mean in part.map { abs(angleDifference($0, mean.angle)) } }) * 180 / .pi
    concentration = means.reduce(0) { $0 + $1.length } / Double(count)
    guard range >= Self.least.range, range >= Self.least.deviations * deviation,
      concentration >= Self.leastConcentration, error < HeadDirectionAgreement.follows
    else { return nil }
  }

  /// Whether one change at a time is the whole of it: without the change little is left of the range.
  func isOnly(_ change: OffsetChange, in differences: [Double], times: [Double]) -> Bool {
    let rest = Self.offsets(Self.parts(change.removed(from: differences, times: times)).map(Self.mean))
    return (rest.max() ?? 0) - (rest.min() ?? 0) < abs(change.angle) / 2
  }

  private static func parts(_ differences: [Double]) -> [ArraySlice<Double>] {
    let starts = (0...stretches).map { $0 * differences.count / stretches }
    return zip(starts, starts.dropFirst()).map { differences[$0..<$1] }
  }

  private static func mean(_ part: ArraySlice<Double>) -> (angle: Double, length: Double) {
    let (x, y) = part.reduce((0.0, 0.0)) { ($0.0 + cos($1), $0.1 + sin($1)) }
    return (atan2(y, x), hypot(x, y) / Double(part.count))
  }

  /// The offsets one after the other, without jumps of a turn, degrees.
  private static func offsets(_ means: [(angle: Double, length: Double)]) -> [Double] {
    unwrapAngles(means.map(\.angle)).map { $0 * 180 / .pi }
  }
}
