import AttractorModels
import Schema

/// A sheet of grid cells as a simulation runs it.
public struct VelocitySheetModel: SimulatedModel {
  /// The sheet with its parameters.
  public let network: VelocitySheet

  static let tasks = ["none", "open-loop", "closed-loop"]
  static let monitors = [
    MonitorInformation("s", "synaptic activation of every cell"),
    MonitorInformation("r", "rate of every cell, in the model's unit"),
    MonitorInformation("position", unit: "m", "place of the animal, with the tasks open-loop and closed-loop"),
    MonitorInformation("velocity", unit: "m/s", "velocity of the animal, with the tasks open-loop and closed-loop"),
    MonitorInformation(
      "estimate", unit: "m",
      "where the pattern says that the animal is, with the task closed-loop, and with open-loop if a file asks for it by name"),
  ]

  /// - Throws: `AttractorModelsError`
  init(_ table: VelocitySheetTable, _ setting: ModelSetting) throws {
    network = try VelocitySheet(
      side: table.length, parameters: table.sheet, layout: setting.compatibility == .canns ? .compatible : .blocks)
  }

  /// Two, of as many cells, counted from 0.
  public var axes: [ModelAxis] {
    ["y", "x"].map { name in
      ModelAxis(
        name: name, positions: (0..<network.side).map(Double.init), unit: "", circumference: Double(network.side),
        meaning: "place of each \(name == "x" ? "column" : "row") of cells along \(name), in cells")
    }
  }

  /// None that theory knows.
  public var warnings: [String] { [] }

  /// Where a pattern comes from, and how far its bumps are apart.
  public var theory: [TheoryNumber] {
    [
      TheoryNumber("growth rate of the pattern from even activity", unit: "1/s", network.growthRate),
      TheoryNumber("distance of neighbouring bumps where it begins to grow", unit: "cells", network.theoreticalSpacing),
    ]
  }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A tenth of the usual time constant.
  public var standardStep: Double { 0.001 }

  /// An animal that runs about.
  public func standardTask(isSession: Bool) -> TaskPlan { .openLoop(NavigationPlan(duration: isSession ? 300 : 20)) }

  /// Time in which a random start becomes a pattern, in time constants.
  private static let settling = 50.0

  /// A velocity, or none; the pattern is there before the first step.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<VelocitySheet> {
    if case .closedLoop(let plan) = task { return try led(by: task, plan, setup) }
    if case .openLoop = task, setup.asked.contains(MonitorInformation.estimate.name) { return try followed(by: task, setup) }
    let steps = max(1, Int((Self.settling * network.parameters.timeConstant / setup.dt).rounded()))
    let settling = try Run(network, integrator: .euler, dt: setup.dt, steps: steps)
    let start = try settling(from: Checkpoint(state: network.randomState(seed: setup.seed))) { _ in .zero }.state
    switch task {
    case .openLoop:
      guard let path = try NavigationPath(task, setup, decode: { _, _ in nil }) else { break }
      let seconds = setup.dt * setup.clock.secondsPerUnit
      return Driven(
        steps: path.steps, input: { path.way($0) / seconds }, start: start, stimulus: { _ in nil }, truth: path.truth)
    case .free(_, let duration):
      return Driven(
        steps: try setup.steps(duration), input: { _ in .zero }, start: start, stimulus: { _ in nil }, truth: .none)
    default: break
    }
    throw setup.error("the sheet does not take the task \(task.kind.rawValue).")
  }

  /// An animal that goes by what the pattern says. The gain is measured first, on the step and the integrator of the run; the
  /// animal knows where it starts, and nothing corrects the sheet after that.
  private func led(by task: TaskPlan, _ plan: NavigationPlan, _ setup: TaskSetup) throws -> Driven<VelocitySheet> {
    let seconds = setup.dt * setup.clock.secondsPerUnit
    let calibration = try SheetCalibration(network, dt: setup.dt, seed: setup.seed)
    let sheet = try SheetPosition(network, calibration, start: plan.begin(in: plan.arena()))
    guard let path = try NavigationPath(task, setup, decode: { state, _ in sheet.position(of: state) }) else {
      throw setup.error("the sheet does not take the task \(task.kind.rawValue).")
    }
    return Driven(
      steps: path.steps, input: { path.way($0) / seconds }, start: calibration.start, stimulus: { _ in nil },
      truth: path.truth, belief: path.loop)
  }

  /// An animal that does not heed what the pattern says of its place. The gain is measured first, as for one that does.
  private func followed(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<VelocitySheet> {
    guard let path = try NavigationPath(task, setup, decode: { _, _ in nil }) else {
      throw setup.error("the sheet does not take the task \(task.kind.rawValue).")
    }
    let seconds = setup.dt * setup.clock.secondsPerUnit
    let calibration = try SheetCalibration(network, dt: setup.dt, seed: setup.seed)
    let ways = (0..<path.steps).map { path.way(Clock(step: $0, dt: setup.dt)) }
    let fastest = (ways.map { ($0 * $0).sum() }.max() ?? 0).squareRoot() / seconds
    let error = fastest > 0 ? try calibration.error(of: network, at: fastest, dt: setup.dt) : 0
    guard error < 0.1 else {
      throw setup.error(
        sentence {
          "the animal runs up to \(formatted(fastest, digits: 4)) m/s, where the way of the pattern is \(percent(error)) off "
          "that of its gain at 0.1 and 0.25 m/s, and up to 10 % is let pass; lower speed_mean, or do not ask for 'estimate'."
        })
    }
    let start = path.position(Clock(step: 0, dt: setup.dt))
    let sheet = try SheetPosition(network, calibration, start: start)
    return Driven(
      steps: path.steps, input: { path.way($0) / seconds }, start: calibration.start, stimulus: { _ in nil },
      truth: path.truth, belief: PlaceFollower(start: start) { state, _ in sheet.position(of: state) ?? SIMD2(.nan, .nan) })
  }

  /// Activity, and what the animal does.
  public func probes(_ driven: Driven<VelocitySheet>, _ setup: TaskSetup) -> [Probe] {
    let (side, isCompatible) = (network.side, setup.isCompatible)
    return Self.monitors.compactMap { information in
      switch information.name {
      case "s":
        return Probe(information: information, shape: [side, side], axes: ["y", "x"], isSingle: true) { state, _ in state }
      case "r":
        return Probe(information: information, shape: [side, side], axes: ["y", "x"], isSingle: true) { state, _ in
          state.map { max($0, 0) }
        }
      case "position":
        guard case .position(let position, _) = driven.truth else { return nil }
        return Probe(information: information, shape: [2], axes: ["2"], isSingle: false) { _, clock in
          position(clock.labelled(isCompatible)).coordinates
        }
      case "estimate": return driven.estimate
      default:
        guard case .position = driven.truth else { return nil }
        return Probe(information: information, shape: [2], axes: ["2"], isSingle: false) { _, clock in
          driven.input(clock.before).coordinates
        }
      }
    }
  }

  /// Of all cells `[y, x]`.
  public func rates(of state: [Double]) -> [Double] { state.map { max($0, 0) } }

  /// Spread evenly over the sheet.
  public func sample(_ count: Int) -> [Int] { evenlySpread(count, side: network.side, stride: network.side) }

  /// Along y and x.
  public func place(of neuron: Int) -> [Double] { [Double(neuron / network.side), Double(neuron % network.side)] }
}
