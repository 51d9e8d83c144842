import ArrayNumerics
import Recordings
import Schema

/// A place in the tracking where the animal goes on in another room, while the clock runs on: recordings that were joined.
struct JoinedRooms: Equatable {
  /// The time of the first sample in the new room, s.
  var time: Double
  /// How far it lies from the sample before, m.
  var distance: Double
  /// Width and height of what was visited before and after, m.
  var before: [Double]
  var after: [Double]

  /// s; a room in which nobody stayed so long is none.
  static let leastSeconds = 60.0
  /// Rooms overlap by less than this share of the smaller along one axis, if they lie apart.
  static let overlap = 0.1
  /// Or this share of the time in one of them is spent outside of all that is visited in the other.
  static let outside = 0.2
  /// More jumps are those of a tracker.
  static let mostJumps = 20

  /// The places, in order of time; none without a position.
  ///
  /// Samples that could only be reached faster than `TrackingJumps.maximumSpeed` cut the path into stretches; of two stretches
  /// that follow each other, each a minute and more, the visited rectangles are compared. O(samples).
  static func all(in trajectory: Trajectory) -> [JoinedRooms] {
    guard let x = trajectory.x else { return [] }
    let t = trajectory.t
    let y = trajectory.y ?? [Double](repeating: 0, count: x.count)
    let located = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    func distance(_ a: Int, _ b: Int) -> Double { ((x[a] - x[b]) * (x[a] - x[b]) + (y[a] - y[b]) * (y[a] - y[b])).squareRoot() }
    let cuts = located.indices.dropFirst().filter { place in
      let (a, b) = (located[place - 1], located[place])
      return distance(a, b) > TrackingJumps.maximumSpeed * (t[b] - t[a])
    }
    guard !cuts.isEmpty, cuts.count <= mostJumps else { return [] }
    let bounds = [0] + cuts + [located.count]
    let stretches = zip(bounds, bounds.dropFirst()).map { Array(located[$0..<$1]) }
    return zip(stretches, stretches.dropFirst()).compactMap { first, second -> JoinedRooms? in
      guard let last = first.last, let next = second.first,
        [first, second].allSatisfy({ t[$0[$0.count - 1]] - t[$0[0]] >= leastSeconds })
      else { return nil }
      let rooms = [first, second].map { stretch in [x, y].map { values in extent(stretch.map { values[$0] }) } }
      let isElsewhere =
        zip(rooms[0], rooms[1]).contains { liesApart($0, $1) }
        || share(of: first, outside: rooms[1], x, y) >= outside || share(of: second, outside: rooms[0], x, y) >= outside
      guard isElsewhere else { return nil }
      func size(_ room: [ClosedRange<Double>]) -> [Double] { room.map { $0.upperBound - $0.lowerBound } }
      return JoinedRooms(time: t[next], distance: distance(last, next), before: size(rooms[0]), after: size(rooms[1]))
    }
  }

  private static func extent(_ values: [Double]) -> ClosedRange<Double> { (values.min() ?? 0)...(values.max() ?? 0) }

  private static func liesApart(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> Bool {
    let shorter = min(a.upperBound - a.lowerBound, b.upperBound - b.lowerBound)
    return shorter > 0 && min(a.upperBound, b.upperBound) - max(a.lowerBound, b.lowerBound) < overlap * shorter
  }

  private static func share(of stretch: [Int], outside room: [ClosedRange<Double>], _ x: [Double], _ y: [Double]) -> Double {
    Double(stretch.count { !room[0].contains(x[$0]) || !room[1].contains(y[$0]) }) / Double(stretch.count)
  }

  var warning: String {
    func room(_ size: [Double]) -> String { size.map { formatted($0) }.joined(separator: " x ") }
    return sentence {
      "At \(formatted(time)) s the position jumps by \(formatted(distance)) m, and the animal goes on elsewhere: in "
      "\(room(after)) m after \(room(before)) m before. If rooms or days were joined in the file, maps of both lie on top of "
      "each other: look at each by itself too (--epoch START:STOP)."
    }
  }
}
