import ArrayFiles
import ArrayNumerics
import Schema

extension RecordingReading {
  /// The angles of the model that a simulated recording was made with (`truth_angles`, `[time]` or `[time, circle]`), at
  /// `truth_t` or else at `t`. What does not fit is said and left out: nothing else depends on it.
  ///
  /// - Throws: `FileError` when an array cannot be read.
  mutating func readTruth() throws -> LatentTruth? {
    guard let item = roles.item(.truth), let values = try numericArray(item)?.doubles else { return nil }
    let circles = item.shape.count == 2 ? item.shape[1] : 1
    let times = try roles.item(.truthTime).map { try readTimes($0, unit: roles.units[.truthTime]) } ?? rawTimes
    func unused(_ reason: String) -> LatentTruth? {
      note(.warning, "simulated truth", "\(item.path) \(shapeText(item.shape)) was not used: \(reason).")
      return nil
    }
    guard let times else { return unused("there are no times for it, truth_t or t") }
    guard (1...3).contains(circles), values.count == times.count * circles else {
      return unused("a row of one to three angles was expected for each of \(times.count) times")
    }
    guard times.count > 1, times.allSatisfy(\.isFinite), zip(times, times.dropFirst()).allSatisfy(<) else {
      return unused("its times do not ascend")
    }
    let angles = values.map { $0.isFinite ? wrapAngle($0) : .nan }
    guard angles.contains(where: \.isFinite) else { return unused("it holds no angle") }
    note(
      .found, "simulated truth",
      "\(item.path): \(counted(circles, "angle")) of the model that this was simulated with; decode compares with it.")
    return LatentTruth(t: times, angles: Matrix(rows: times.count, columns: circles, elements: angles))
  }
}
