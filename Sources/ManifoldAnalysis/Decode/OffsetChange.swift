import ArrayNumerics
import Foundation
import Schema

/// A time before and after which decoded and measured head direction differ by other constants: a cue that was turned, a camera
/// that was moved, sessions that were joined.
public struct OffsetChange: FieldTable {
  /// s
  public var time: Double
  /// Offset after that time less the offset before it, degrees in [-180, 180).
  public var angle: Double
  /// Median of the absolute difference from the offset before, degrees.
  public var errorBefore: Double
  /// Median of the absolute difference from the offset after, degrees.
  public var errorAfter: Double
  /// Mean length of the difference as a vector, about either offset, 0 to 1.
  var concentration: Double

  /// Stretches of equal length in which the offset is looked at.
  private static let stretches = 50
  /// A smaller change is drift, degrees; and about either offset the differences are at least so concentrated.
  private static let least = (angle: 20.0, concentration: 0.75)

  public static let fields = Field<OffsetChange>.table {
    Field.number(
      "head_direction_offset_change_s", \.time, "time at which the offset of decoded and measured direction changes")
    Field.number("head_direction_offset_change_deg", \.angle, "by how much it changes")
    Field.number("head_direction_error_before_deg", \.errorBefore, "median difference from the offset before")
    Field.number("head_direction_error_after_deg", \.errorAfter, "median difference from the offset after")
  }

  init?(from fields: FieldReader<OffsetChange>) throws {
    guard fields.holds(\.time) else { return nil }
    time = try fields.number(\.time)
    angle = try fields.number(\.angle)
    errorBefore = try fields.number(\.errorBefore)
    errorAfter = try fields.number(\.errorAfter)
    concentration = .nan
  }

  /// - Parameters:
  ///   - differences: decoded less measured direction, rad, in the order of time.
  ///   - times: s
  init?(_ differences: [Double], times: [Double]) {
    let length = differences.count / Self.stretches
    guard length > 0 else { return nil }
    let starts = (0...Self.stretches).map { $0 == Self.stretches ? differences.count : $0 * length }
    var sums = [(x: 0.0, y: 0.0)]
    for (start, end) in zip(starts, starts.dropFirst()) {
      let (x, y) = sums[sums.count - 1]
      let part = differences[start..<end]
      sums.append((x + part.reduce(0) { $0 + cos($1) }, y + part.reduce(0) { $0 + sin($1) }))
    }
    let total = sums[Self.stretches]
    func lengths(_ split: Int) -> (before: Double, after: Double) {
      (hypot(sums[split].x, sums[split].y), hypot(total.x - sums[split].x, total.y - sums[split].y))
    }
    // Either side has a tenth of the time.
    let places = Self.stretches / 10...Self.stretches * 9 / 10
    let split = places.max { lengths($0).before + lengths($0).after < lengths($1).before + lengths($1).after } ?? 0
    let middle = starts[split]
    let (before, after) = (differences[..<middle], differences[middle...])
    let (first, second) = (
      atan2(sums[split].y, sums[split].x), atan2(total.y - sums[split].y, total.x - sums[split].x)
    )
    concentration = (lengths(split).before + lengths(split).after) / Double(differences.count)
    angle = angleDifference(second, first) * 180 / .pi
    time = times[middle]
    func error(_ part: ArraySlice<Double>, _ offset: Double) -> Double {
      median(part.map { abs(angleDifference($0, offset)) }) * 180 / .pi
    }
    errorBefore = error(before, first)
    errorAfter = error(after, second)
    let sides = [lengths(split).before / Double(before.count), lengths(split).after / Double(after.count)]
    guard abs(angle) >= Self.least.angle, sides.allSatisfy({ $0 >= Self.least.concentration }),
      max(errorBefore, errorAfter) < HeadDirectionAgreement.follows
    else { return nil }
  }

  /// The differences without the change.
  func removed(from differences: [Double], times: [Double]) -> [Double] {
    zip(differences, times).map { $1 < time ? $0 : $0 - angle * .pi / 180 }
  }
}
