/// What had to be done to a recording's times to make them strictly ascending.
public struct ClockRepairs: Sendable, Equatable {
  /// Samples left out because another with the same time was kept.
  public var repeated = 0
  /// Steps from one sample to the next that went back in time.
  public var backward = 0
  /// Samples that were earlier than one before them.
  public var displaced = 0
  /// The furthest that a sample lay behind the latest before it, in seconds.
  public var furthest = 0.0

  /// Samples that lie, in time, closer than half a step to one that stands far from them in the file and is not the same once
  /// more.
  public var interleaved = 0

  public init() {}
}

/// The order in which samples are used: ascending in time, the first of those with equal times in the order of the file.
///
/// O(n) for times that ascend, O(n log n) otherwise. All times must be finite.
///
/// - Parameter isSame: whether two samples with one time hold the same, as those of a buffer that was written twice.
package func chronologicalOrder(
  _ t: [Double], isSame: (Int, Int) -> Bool = { _, _ in false }
) -> (order: [Int], repairs: ClockRepairs) {
  var repairs = ClockRepairs()
  var latest = -Double.infinity
  var previous = -Double.infinity
  for time in t {
    if time < previous { repairs.backward += 1 }
    if time < latest {
      repairs.displaced += 1
      repairs.furthest = max(repairs.furthest, latest - time)
    }
    latest = max(latest, time)
    previous = time
  }
  var order = Array(t.indices)
  if repairs.backward > 0 { order.sort { t[$0] != t[$1] ? t[$0] < t[$1] : $0 < $1 } }
  var kept: [Int] = []
  kept.reserveCapacity(order.count)
  for index in order where kept.isEmpty || t[kept[kept.count - 1]] != t[index] { kept.append(index) }
  repairs.repeated = order.count - kept.count
  if repairs.backward > 0, kept.count > 1 {
    let steps = zip(kept, kept.dropFirst()).map { t[$1] - t[$0] }.sorted()
    let half = steps[steps.count / 2] / 2
    // Neighbours in the file that lie closely are samples that jitter, or were written twice.
    repairs.interleaved = zip(order, order.dropFirst()).count { a, b in
      t[b] - t[a] < half && abs(b - a) > 20 && !(t[a] == t[b] && isSame(a, b))
    }
  }
  return (kept, repairs)
}

/// The time that marks samples without one: below all others, three times and more, and reached from later times three times
/// and more, as a clock never is; `nil` without.
func markOfLostTimes(_ t: [Double]) -> Double? {
  guard let least = t.min(), t.count(where: { $0 == least }) >= 3 else { return nil }
  return zip(t, t.dropFirst()).count { $0 > least && $1 == least } >= 3 ? least : nil
}
