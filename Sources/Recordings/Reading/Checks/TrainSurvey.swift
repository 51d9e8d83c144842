/// What one pass over a cell's times tells of them. Those of cells with the same times are equal.
struct TrainSurvey: Hashable {
  var isFinite: Bool
  var isAscending: Bool
  /// Times that equal the one before.
  var repeated = 0
  var count: Int
  /// Times that are earlier than the one before.
  var descents = 0
  /// The furthest that a time lies behind the latest before it.
  var fall = 0.0
  /// Whether all times are whole numbers, as samples and milliseconds often are.
  var isWhole: Bool
  /// The first and the last time of those that ascend.
  var span: ClosedRange<Double>?
  /// The sum of the times' bits.
  var sum: UInt64 = 0
  /// The sum of the times: the length of a session where they are the intervals between its spikes.
  var total = 0.0

  init(_ times: [Double]) {
    count = times.count
    var (isFinite, descents, repeated, sum) = (true, 0, 0, UInt64(0))
    var (isWhole, fall, latest, total) = (!times.isEmpty, 0.0, -Double.infinity, 0.0)
    times.withUnsafeBufferPointer { times in
      var previous = times.first ?? 0
      repeated = times.isEmpty ? 0 : -1
      for time in times {
        isFinite = isFinite && time - time == 0
        descents += time < previous ? 1 : 0
        fall = max(fall, latest - time)
        latest = max(latest, time)
        isWhole = isWhole && time == time.rounded(.down)
        repeated += time == previous ? 1 : 0
        // Both zeros are one time.
        sum &+= (time + 0).bitPattern
        total += time
        previous = time
      }
    }
    (self.isFinite, isAscending, self.repeated, self.sum) = (isFinite, descents == 0, isFinite ? repeated : 0, sum)
    (self.descents, self.fall, self.isWhole, self.total) = (descents, fall, isWhole, total)
    if isFinite, isAscending, let first = times.first, let last = times.last { span = first...last }
  }

  /// Whether they go up and down as intervals do, of which a half is shorter than the one before.
  var isUpAndDown: Bool { count >= 20 && (0.3...0.7).contains(Double(descents) / Double(count)) }

  /// Whether the clock starts again in it: a few steps back, over more than half of the time before.
  ///
  /// - Parameter span: from the earliest to the latest spike of all cells, in seconds.
  func startsAgain(within span: Double) -> Bool {
    count >= 10 && descents > 0 && descents <= max(3, count / 100) && fall > max(1, span / 4)
  }
}
