import ArrayNumerics
import Foundation

/// What a theta sweep reads at every step.
public struct SweepReading: Sendable, Equatable {
  /// Of the animal, m.
  public var position: SIMD2<Double>
  /// Of the head, radians.
  public var heading: Double
  /// Where the grid cells are, among all places of their phase the one nearest to the animal, m.
  public var internalPosition: SIMD2<Double>
  /// Where the direction cells point to, radians.
  public var internalDirection: Double
  /// The sum of their rates.
  public var activity: Double

  public init(
    position: SIMD2<Double>, heading: Double, internalPosition: SIMD2<Double>, internalDirection: Double, activity: Double
  ) {
    self.position = position
    self.heading = heading
    self.internalPosition = internalPosition
    self.internalDirection = internalDirection
    self.activity = activity
  }
}

/// One sweep for each whole theta cycle.
///
/// A sweep is how far the place of the grid cells goes from the animal in a cycle, at the step at which it is furthest, and in
/// which direction from the head (Vollan, Gardner, Moser & Moser 2025, doi:10.1038/s41586-024-08527-1). The place is the
/// nearest to the animal of all that have the cells' phase, so that no sweep is longer than the lattice allows, 0.58 of its
/// spacing.
public struct SweepCycles: Sendable, Equatable {
  /// m.
  public var lengths: [Double]
  /// From the heading, counter-clockwise, radians in (−π, π].
  public var angles: [Double]
  /// 1 to the left of the head, −1 to its right, 0 straight ahead or behind.
  public var sides: [Int]
  /// Where the direction cells point to, from the heading, counter-clockwise, radians in (−π, π]: the mean of the cycle,
  /// weighted by their rates.
  public var directionAngles: [Double]
  /// Mean speed of the animal, m/s.
  public var speeds: [Double]
  /// Mean turning rate of the head, counter-clockwise, rad/s.
  public var turning: [Double]
  /// The step at which each sweep is furthest.
  public var steps: [Int]

  /// - Parameters:
  ///   - readings: one for each step, the first at the start of a cycle.
  ///   - dt: of a step, s.
  ///   - cycle: s.
  public init(_ readings: [SweepReading], dt: Double, cycle: Double) {
    let count = Int((Double(readings.count) * dt / cycle + 1e-9).rounded(.down))
    let starts = (0...count).map { min(readings.count, Int((Double($0) * cycle / dt - 1e-9).rounded(.up))) }
    (lengths, angles, sides, directionAngles, speeds, turning, steps) = ([], [], [], [], [], [], [])
    for (first, last) in zip(starts, starts.dropFirst()) where last > first {
      let steps = first..<last
      func away(_ step: Int) -> SIMD2<Double> { readings[step].internalPosition - readings[step].position }
      let aside = steps.reduce(SIMD2<Double>.zero) { sum, step in
        let angle = readings[step].internalDirection - readings[step].heading
        return sum + readings[step].activity * SIMD2(cos(angle), sin(angle))
      }
      // The first of equals.
      let far = steps.max { length(away($0)) < length(away($1)) } ?? first
      let offset = away(far)
      let angle = angleDifference(atan2(offset.y, offset.x), readings[far].heading)
      lengths.append(length(offset))
      angles.append(angle)
      let across = sin(angle)
      sides.append(abs(across) < 1e-9 || length(offset) == 0 ? 0 : across > 0 ? 1 : -1)
      directionAngles.append(atan2(aside.y, aside.x))
      var (way, turned) = (0.0, 0.0)
      for step in steps.dropFirst() {
        way += length(readings[step].position - readings[step - 1].position)
        turned += angleDifference(readings[step].heading, readings[step - 1].heading)
      }
      let time = Double(max(1, steps.count - 1)) * dt
      speeds.append(way / time)
      turning.append(turned / time)
      self.steps.append(far)
    }
  }
}
