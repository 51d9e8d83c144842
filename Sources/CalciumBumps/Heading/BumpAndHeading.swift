import ArrayNumerics
import Foundation

/// A bump and a heading in the same frames, from the first to the last frame in which the heading is known.
package struct BumpAndHeading: Sendable {
  /// Position of the bump, rad, `[frame]`; NaN where it is unknown.
  package let bump: [Double]
  /// What each frame says by itself less that position, rad in [−π, π), `[frame]`; `nil` where it was not smoothed over time.
  package let unsmoothed: [Double]?
  /// rad, `[frame]`; NaN where it is unknown.
  package let heading: [Double]
  /// Whether a frame comes after a gap.
  package let restarts: [Bool]
  /// How it is compared.
  package let options: HeadingOptions

  /// - Parameter alone: positions by each frame itself, rad, where those of `bump` were smoothed over time.
  /// - Returns: `nil` unless there are two frames with a heading.
  package init?(
    bump: [Double], alone: [Double]? = nil, heading: [Double], restarts: [Bool], options: HeadingOptions
  ) {
    let known = heading.indices.filter { heading[$0].isFinite && bump[$0].isFinite }
    guard let first = known.first, let last = known.last, first < last else { return nil }
    self.bump = Array(bump[first...last])
    unsmoothed = alone.map { alone in (first...last).map { angleDifference(alone[$0], bump[$0]) } }
    self.heading = Array(heading[first...last])
    self.restarts = Array(restarts[first...last])
    self.options = options
  }

  /// Frames that are compared.
  package var frames: Int { bump.count }

  /// Shifts of the null: at least `leastShift` either way round, evenly spread; none in a recording that is too short for any.
  package var shifts: [Int] {
    let (first, last) = (options.leastShift, frames - options.leastShift)
    guard first <= last else { return [] }
    let count = min(options.mostShifts, last - first + 1)
    if count < 2 { return count < 1 ? [] : [first] }
    return (0..<count).map { first + $0 * (last - first) / (count - 1) }
  }
}

/// How a bump is compared with a heading, in frames.
package struct HeadingOptions: Sendable, Equatable {
  /// Frames per second.
  package var rate: Double
  /// Movements are taken over so many frames.
  package var step: Int
  /// Largest lag looked at.
  package var mostLag: Int
  /// Frames of a sliding window of the offset, and from one window to the next.
  package var window: Int, hop: Int
  /// Frames within which the offset slips.
  package var slip: Int
  /// Frames by which a shift of the null moves the heading at least.
  package var leastShift: Int
  /// Shifts of the null at most.
  package var mostShifts: Int

  /// - Parameters:
  ///   - rate: frames per second.
  ///   - stepSeconds: movements are taken over so long.
  ///   - mostShifts: shifts of the null at most.
  package init(rate: Double, stepSeconds: Double = 0.45, mostShifts: Int = 200) {
    func frames(_ seconds: Double) -> Int { max(1, Int(min(seconds * rate, 1e9).rounded())) }
    self.rate = rate
    step = frames(stepSeconds)
    mostLag = frames(1)
    (window, hop) = (frames(10), frames(1))
    slip = frames(2)
    leastShift = frames(20)
    self.mostShifts = mostShifts
  }
}
