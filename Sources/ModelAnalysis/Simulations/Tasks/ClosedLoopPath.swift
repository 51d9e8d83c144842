import AttractorModels
import Foundation
import Schema
import Synchronization

extension ClosedLoopPlan {
  /// The path that arises while the network runs.
  ///
  /// - Parameters:
  ///   - scale: coordinates of the network for each metre.
  ///   - start: whether the network begins with a bump at the start.
  ///   - decode: what the activity says of the place, m.
  /// - Throws: `SimulationError` for what makes no sense; `AttractorModelsError` for a start or goal outside.
  func path(
    _ setup: TaskSetup, scale: Double, start isThere: Bool, decode: @escaping ClosedLoop.Decoder
  ) throws -> StimulusPath<SIMD2<Double>> {
    guard spacing > 0 else { throw setup.error("'spacing' is \(formatted(spacing)) m, and must be positive.") }
    let start = try place(start, setup)
    let loop = try ClosedLoop(
      width: width, height: height, start: start,
      parameters: GoalParameters(goals: placedGoals(setup), speed: speed, reach: reach),
      dt: setup.dt * setup.clock.secondsPerUnit, decode: decode)
    return StimulusPath(
      steps: try setup.steps(duration), position: { loop.position(at: $0) * scale },
      truth: .position({ loop.position(at: $0) }, heading: { loop.heading(at: $0) }),
      start: isThere ? start * scale : nil, loop: loop)
  }

  /// A place as two numbers, m; the middle for none.
  func place(_ coordinates: [Double]?, _ setup: TaskSetup) throws -> SIMD2<Double> {
    let place = coordinates ?? [width / 2, height / 2]
    guard place.count == 2 else { throw setup.error("'start' takes [x, y] in m.") }
    return SIMD2(place[0], place[1])
  }

  private func placedGoals(_ setup: TaskSetup) throws -> [SIMD2<Double>] {
    guard let goals else {
      return [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)].map { SIMD2($0.0 * width, $0.1 * height) }
    }
    guard goals.allSatisfy({ $0.count == 2 }) else { throw setup.error("'goals' takes a list of [x, y] in m.") }
    return goals.map { SIMD2($0[0], $0[1]) }
  }
}

extension MonitorInformation {
  /// What the animal believes.
  static let decodedPosition = MonitorInformation(
    "decoded_position", unit: "m", "place that the network says the animal is at, with the task closed-loop")
  /// What it wants.
  static let goal = MonitorInformation("goal", unit: "m", "place that the animal goes to, with the task closed-loop")
  /// Both.
  static let ofClosedLoop = [decodedPosition, goal]
}

extension Probe {
  /// What an animal believes or wants.
  init(_ information: MonitorInformation, of loop: ClosedLoop) {
    let isGoal = information.name == MonitorInformation.goal.name
    self.init(information: information, shape: [2], axes: ["2"], isSingle: false) { _, clock in
      (isGoal ? loop.goal(at: clock) : loop.believed(at: clock)).coordinates
    }
  }
}

/// How far the pattern of a sheet has moved, as a way of the animal.
final class PatternPath: Sendable {
  private let calibration: SheetCalibration
  private let tracker: Mutex<SheetTracker>

  /// - Throws: `NumericsError`
  init(_ calibration: SheetCalibration, side: Int) throws {
    self.calibration = calibration
    var first = try SheetTracker(side: side)
    try first.observe(calibration.start.map { max($0, 0) })
    tracker = Mutex(first)
  }

  /// m, since the start of the calibration; `nil` for a state of another size.
  func way(to state: [Double]) -> SIMD2<Double>? {
    tracker.withLock { tracker in
      guard (try? tracker.observe(state.map { max($0, 0) })) != nil else { return nil }
      return calibration.way(for: tracker.displacement)
    }
  }
}
