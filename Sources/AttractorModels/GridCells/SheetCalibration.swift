import ArrayNumerics
import Foundation

/// How far the pattern of a sheet moves for each metre that the animal goes: a linear map, fitted to steady movement in
/// several directions at several speeds, with what it leaves.
public struct SheetCalibration: Sendable, Equatable {
  /// Cells per metre, `[x, y]` of the pattern by `[x, y]` of the arena, row-major.
  public let gain: [Double]
  /// The largest error of what the inverse makes of a pattern's velocity, as a part of the speed, over the measured velocities.
  public let largestError: Double
  /// The state after the pattern was formed, to start from.
  public let start: [Double]

  /// Forms the pattern from a random state (0.5 s at rest, 0.5 s each in four directions at 0.8 m/s, 0.5 s at rest) and
  /// measures it.
  ///
  /// - Parameters:
  ///   - speeds: m/s.
  ///   - directions: how many.
  ///   - duration: of each measurement, s, after as long a part of it has passed.
  /// - Throws: `stepTooLong`, `noConvergence` when no pattern forms or it does not move; `CancellationError`
  public init(
    _ sheet: VelocitySheet, dt: Double = 5e-4, speeds: [Double] = [0.1, 0.25], directions: Int = 8, duration: Double = 0.4,
    seed: UInt64 = 0, work: Work = Work()
  ) throws {
    let formed = try Self.pattern(of: sheet, dt: dt, seed: seed, work: work)
    start = formed
    let trials = speeds.flatMap { speed in
      (0..<directions).map { index -> SIMD2<Double> in
        let angle = 2 * .pi * Double(index) / Double(directions)
        return SIMD2(speed * cos(angle), speed * sin(angle))
      }
    }
    let moved = try concurrentMap(trials.count, work: work) { index in
      try Self.velocity(of: sheet, from: formed, at: trials[index], dt: dt, duration: duration, work: work.serial)
    }
    let design = Matrix(rows: trials.count, columns: 2, elements: trials.flatMap { [$0.x, $0.y] })
    let rows = (try leastSquares(design, moved.map(\.x)), try leastSquares(design, moved.map(\.y)))
    gain = rows.0 + rows.1
    let determinant = gain[0] * gain[3] - gain[1] * gain[2]
    guard determinant != 0, determinant.isFinite else {
      throw AttractorModelsError.noConvergence(what: "gain of the sheet", residual: .nan, tolerance: 1)
    }
    let (gain, count) = (gain, trials.count)
    largestError =
      (0..<count).map { index in
        let decoded = Self.inverse(gain, moved[index])
        return length(decoded - trials[index]) / length(trials[index])
      }.max() ?? 0
  }

  /// The largest error of what the inverse makes of the pattern's velocity at a speed, as a part of it, over some directions.
  ///
  /// - Parameters:
  ///   - speed: m/s.
  ///   - duration: of each measurement, s, after as long a part of it has passed.
  /// - Throws: `stepTooLong`, `diverged`; `CancellationError`
  public func error(
    of sheet: VelocitySheet, at speed: Double, dt: Double, directions: Int = 4, duration: Double = 0.4, work: Work = Work()
  ) throws -> Double {
    let trials = (0..<directions).map { index -> SIMD2<Double> in
      let angle = 2 * .pi * (Double(index) + 0.25) / Double(directions)
      return SIMD2(speed * cos(angle), speed * sin(angle))
    }
    let errors = try concurrentMap(directions, work: work) { index in
      let moved = try Self.velocity(
        of: sheet, from: start, at: trials[index], dt: dt, duration: duration, work: work.serial)
      return length(Self.inverse(gain, moved) - trials[index]) / speed
    }
    return errors.max() ?? 0
  }

  /// The way of the animal, m, for a displacement of the pattern, cells.
  public func way(for displacement: SIMD2<Double>) -> SIMD2<Double> { Self.inverse(gain, displacement) }

  private static func inverse(_ gain: [Double], _ d: SIMD2<Double>) -> SIMD2<Double> {
    let determinant = gain[0] * gain[3] - gain[1] * gain[2]
    let x = (gain[3] * d.x - gain[1] * d.y) / determinant
    let y = (gain[0] * d.y - gain[2] * d.x) / determinant
    return SIMD2(x, y)
  }

  private static func pattern(of sheet: VelocitySheet, dt: Double, seed: UInt64, work: Work) throws -> [Double] {
    var phases: [(duration: Double, velocity: SIMD2<Double>)] = [(0.5, .zero)]
    for angle in [0, 0.2, 0.5, -0.2] { phases.append((0.5, SIMD2(0.8 * cos(angle * .pi), 0.8 * sin(angle * .pi)))) }
    phases.append((0.5, .zero))
    var state = sheet.randomState(seed: seed)
    for phase in phases {
      let run = try Run(sheet, integrator: .euler, dt: dt, steps: Int((phase.duration / dt).rounded()))
      state = try run(from: Checkpoint(state: state), work: work) { _ in phase.velocity }.state
    }
    return state
  }

  /// Cells per second in steady movement.
  private static func velocity(
    of sheet: VelocitySheet, from start: [Double], at velocity: SIMD2<Double>, dt: Double, duration: Double, work: Work
  ) throws -> SIMD2<Double> {
    let steps = max(2, Int((duration / dt).rounded()))
    let settled = try Run(sheet, integrator: .euler, dt: dt, steps: steps)(from: Checkpoint(state: start), work: work) { _ in
      velocity
    }
    var tracker = try SheetTracker(side: sheet.side)
    try tracker.observe(settled.state.map { max($0, 0) })
    let every = max(1, Int((0.01 / dt).rounded()))
    var state = settled.state
    var done = 0
    while done < steps {
      let count = min(every, steps - done)
      let run = try Run(sheet, integrator: .euler, dt: dt, steps: count)
      state = try run(from: Checkpoint(state: state), work: work) { _ in velocity }.state
      try tracker.observe(state.map { max($0, 0) })
      done += count
    }
    return tracker.displacement / (Double(steps) * dt)
  }
}
