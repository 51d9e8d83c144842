import ArrayNumerics
import AttractorModels
import Foundation
import Recordings
import Schema

/// Where an animal is at every step: known before, or found out while the model runs.
struct NavigationPath: Sendable {
  /// How many steps there are.
  let steps: Int
  /// m.
  let position: @Sendable (Clock) -> SIMD2<Double>
  /// Of the head, rad in [0, 2π).
  let heading: @Sendable (Clock) -> Double
  /// m, from where the animal is at the start of a step to where it is at its end.
  let way: @Sendable (Clock) -> SIMD2<Double>
  /// In a closed loop.
  let loop: ClosedLoop?

  /// - Parameter decode: where a model says that the animal is, m, from a state and where it said so last; `nil` for nowhere.
  /// - Returns: `nil` for a task without a path.
  /// - Throws: `SimulationError` for what makes no sense; `AttractorModelsError` for a start outside; what the reader throws.
  init?(
    _ task: TaskPlan, _ setup: TaskSetup, decode: @escaping @Sendable ([Double], SIMD2<Double>) -> SIMD2<Double>?
  ) throws {
    switch task {
    case .openLoop(let plan):
      let path = try KnownPath(plan, setup)
      steps = path.steps
      position = { path.position(at: $0) }
      heading = { path.heading(at: $0) }
      way = { path.way(at: $0) }
      loop = nil
    case .closedLoop(let plan):
      guard plan.spacing > 0 else { throw setup.error("'spacing' is \(formatted(plan.spacing)) m, and must be positive.") }
      let arena = try plan.arena()
      guard let wish = try plan.wish(in: arena) else { throw setup.error("a closed loop needs a policy that heeds the model.") }
      let loop = try ClosedLoop(
        in: arena, parameters: AgentParameters(speed: .rayleigh(mean: plan.meanSpeed)), policy: wish,
        start: plan.begin(in: arena), dt: setup.dt * setup.clock.secondsPerUnit, seed: setup.seed, decode: decode)
      steps = try setup.steps(plan.duration ?? 600)
      guard steps >= 1 else { throw setup.error("the duration is shorter than a step.") }
      position = { loop.position(at: $0) }
      heading = { loop.heading(at: $0) }
      way = { loop.way(at: $0) }
      self.loop = loop
    default: return nil
    }
  }

  /// What the animal did.
  var truth: Truth { .position(position, heading: heading) }
}

/// A path that is known before a model runs.
private struct KnownPath: Sendable {
  /// m, one for each step and one for the end.
  let positions: [SIMD2<Double>]
  /// Of the head, rad, one for each.
  let headings: [Double]
  /// m, of an arena whose opposite borders are one; `nil` for one with walls.
  let period: SIMD2<Double>?

  /// How many steps there are.
  var steps: Int { positions.count - 1 }

  /// m; between two samples on the straight line between them.
  func position(at clock: Clock) -> SIMD2<Double> {
    let place = min(Double(clock.step) + clock.fraction, Double(steps))
    let index = min(Int(place), steps - 1)
    return positions[index] + (place - Double(index)) * way(from: index)
  }

  /// m, from where the animal is at the start of a step to where it is at its end.
  func way(at clock: Clock) -> SIMD2<Double> { way(from: min(clock.step, steps - 1)) }

  private func way(from index: Int) -> SIMD2<Double> {
    let way = positions[index + 1] - positions[index]
    guard let period else { return way }
    return way - period * (way / period).rounded(.toNearestOrAwayFromZero)
  }

  /// rad in [0, 2π).
  func heading(at clock: Clock) -> Double { headings[min(clock.step, steps)] }

  /// - Throws: `SimulationError` for what makes no sense; `AttractorModelsError` for a start outside; what the reader throws.
  init(_ plan: NavigationPlan, _ setup: TaskSetup) throws {
    guard plan.spacing > 0 else { throw setup.error("'spacing' is \(formatted(plan.spacing)) m, and must be positive.") }
    if let file = plan.file {
      (positions, headings) = try Self.recorded(file, plan, setup)
      period = nil
    } else {
      let arena = try plan.arena()
      let steps = try setup.steps(plan.duration ?? 600)
      let seconds = setup.dt * setup.clock.secondsPerUnit
      let path = try NavigationTrajectory.simulated(
        in: arena, parameters: AgentParameters(speed: .rayleigh(mean: plan.meanSpeed)), start: plan.begin(in: arena),
        duration: Double(steps + 1) * seconds, dt: seconds, seed: setup.seed, policy: plan.wish(in: arena))
      (positions, headings) = (path.positions, path.headings)
      period = plan.border == .periodic ? SIMD2(arena.width, arena.height) : nil
    }
    guard positions.count >= 2 else { throw setup.error("the duration is shorter than a step.") }
  }

  private static func recorded(
    _ file: String, _ plan: NavigationPlan, _ setup: TaskSetup
  ) throws -> ([SIMD2<Double>], [Double]) {
    let url = URL(fileURLWithPath: file, relativeTo: setup.folder)
    guard let trajectory = try RecordingReader.read(url: url).trajectory, let x = trajectory.x, let y = trajectory.y else {
      throw setup.error("\(file) has no positions x and y; 'inspect' shows what it has.")
    }
    let known = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    guard let first = known.first, let last = known.last, known.count >= 2 else {
      throw setup.error("\(file) has fewer than two known positions.")
    }
    let begin = trajectory.t[first]
    let available = (trajectory.t[last] - begin) / setup.clock.secondsPerUnit
    if let duration = plan.duration, duration > available * (1 + 1e-9) {
      throw setup.error("\(file) lasts \(formatted(available)) units of time, and the duration is \(formatted(duration)).")
    }
    let steps = Int((min(plan.duration ?? available, available) / setup.dt).rounded(.down))
    var place = 0
    let positions = (0...max(0, steps)).map { step -> SIMD2<Double> in
      let time = begin + min(Double(step) * setup.dt * setup.clock.secondsPerUnit, trajectory.t[last] - begin)
      while place + 2 < known.count, trajectory.t[known[place + 1]] <= time { place += 1 }
      let (a, b) = (known[place], known[place + 1])
      let width = trajectory.t[b] - trajectory.t[a]
      let part = width > 0 ? (time - trajectory.t[a]) / width : 0
      return SIMD2(x[a] + part * (x[b] - x[a]), y[a] + part * (y[b] - y[a]))
    }
    return (positions, try NavigationTrajectory(positions: positions, dt: 1).headings)
  }
}
