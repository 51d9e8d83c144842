import Foundation

/// How durations become steps.
public enum StepCounting: String, Sendable, CaseIterable {
  /// Each end of a segment falls on the nearest step, so that nothing adds up.
  case nearest
  /// As canns: each duration is cut down to whole steps (0.3 / 0.1 to 2), what is left over stands at the end, and key points
  /// are shown twice.
  case compatible
}

extension Timeline {
  /// Nothing, a stimulus that stands, nothing.
  ///
  /// - Parameters:
  ///   - before: without stimulus, in the model's unit of time, as all durations.
  ///   - duration: with it.
  ///   - after: without it again.
  /// - Throws: `badParameter`, `notFinite`
  public static func populationCoding(
    at position: Position, before: Double, duration: Double, after: Double, dt: Double, counting: StepCounting = .nearest
  ) throws(AttractorModelsError) -> Timeline {
    try check([position], [before, duration, after], dt)
    let total = before + duration + after
    let bounds: [Int] =
      switch counting {
      case .nearest: [before, before + duration, total].map { Int(($0 / dt).rounded()) }
      case .compatible: [Int(before / dt), Int((total - after) / dt), Int((total / dt).rounded(.up))]
      }
    return Timeline(
      dt: dt,
      segments: [
        Segment(start: 0, count: bounds[0], from: nil, to: nil, span: 0),
        Segment(start: bounds[0], count: bounds[1] - bounds[0], from: position, to: nil, span: 0),
        Segment(start: bounds[1], count: bounds[2] - bounds[1], from: nil, to: nil, span: 0),
      ], circumference: nil)
  }

  /// A stimulus that stands, with noise that is new in every step.
  ///
  /// - Parameter noiseLevel: deviation, as a part of the stimulus's amplitude.
  /// - Throws: `badParameter`, `notFinite`
  public static func templateMatching(
    at position: Position, duration: Double, dt: Double, noiseLevel: Double = 0.1
  ) throws(AttractorModelsError) -> Timeline {
    try check([position], [duration], dt)
    try checkNotNegative("the noise level", noiseLevel)
    let segment = Segment(start: 0, count: Int((duration / dt).rounded(.up)), from: position, to: nil, span: 0)
    return Timeline(dt: dt, segments: [segment], circumference: nil, noiseLevel: noiseLevel)
  }

  /// A stimulus that moves evenly from each key point to the next.
  ///
  /// - Parameters:
  ///   - durations: of the ways between the points, one fewer than points.
  ///   - circumference: of the axes, to take the shorter way round; `nil` for the straight way in coordinates, as canns.
  /// - Throws: `badParameter`, `notFinite`, `wrongCount`
  public static func smoothTracking(
    _ points: [Position], durations: [Double], dt: Double, circumference: Double? = nil, counting: StepCounting = .nearest
  ) throws(AttractorModelsError) -> Timeline {
    guard points.count >= 2, durations.count == points.count - 1 else {
      throw .wrongCount(what: "list of durations", found: durations.count, expected: max(1, points.count - 1))
    }
    try check(points, durations, dt)
    if let circumference { try checkPositive("the circumference", circumference) }
    var segments: [Segment] = []
    var (start, time) = (0, 0.0)
    for (index, duration) in durations.enumerated() {
      time += duration
      let count = counting == .nearest ? Int((time / dt).rounded()) - start : Int(duration / dt)
      if count > 0 {
        let span = counting == .nearest ? count : count - 1
        segments.append(Segment(start: start, count: count, from: points[index], to: points[index + 1], span: span))
      }
      start += count
    }
    let total = Int((time / dt).rounded(counting == .nearest ? .toNearestOrAwayFromZero : .up))
    if total > start {
      segments.append(Segment(start: start, count: total - start, from: points[points.count - 1], to: nil, span: 0))
    }
    return Timeline(dt: dt, segments: segments, circumference: circumference)
  }

  private static func check(_ points: [Position], _ durations: [Double], _ dt: Double) throws(AttractorModelsError) {
    try checkPositive("the time step", dt)
    for duration in durations {
      try checkNotNegative("a duration", duration)
      guard duration / dt < 1e15 else { throw .badParameter(name: "a duration", value: duration, expected: "below 1e15 steps") }
    }
    if let index = points.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "list of positions", index: index) }
  }
}
