import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A sheet of grid cells that is told where the animal is, as a simulation runs it.
public struct GridPositionModel: SimulatedModel {
  /// The network with its parameters; its adaptation has no strength.
  public let network: GridCells
  private let noise: Double
  private let isCompatible: Bool

  static let tasks = ["population-coding", "smooth-tracking", "open-loop", "closed-loop"]
  static let monitors = [
    MonitorInformation("u", "synaptic input of every cell"),
    MonitorInformation("r", "rate of every cell, in the model's unit"),
    MonitorInformation("center", unit: "rad", "phase of the bump along the axes y and x of the sheared torus, as x, y"),
    MonitorInformation("center_position", unit: "m", "place that the bump stands for, of all such the one nearest the animal"),
    MonitorInformation("position", unit: "m", "place of the animal"),
    .estimate,
  ]

  /// - Throws: `AttractorModelsError`
  init(_ table: GridPositionTable, _ setting: ModelSetting) throws {
    isCompatible = setting.compatibility == .canns
    network = try GridCells(
      side: table.length, ratio: table.ratio, offset: 0, parameters: table.sheet, metric: isCompatible ? .wrapped : .lattice)
    guard table.noise >= 0 else {
      throw AttractorModelsError.badParameter(name: "noise_strength", value: table.noise, expected: "0 or positive")
    }
    noise = table.noise
  }

  /// Two, of phases.
  public var axes: [ModelAxis] {
    let phases = (0..<network.side).map { -Double.pi + 2 * .pi * Double($0) / Double(network.side) }
    return ["y", "x"].map { name in
      ModelAxis(
        name: name, positions: phases, unit: "rad", circumference: 2 * .pi,
        meaning: "phase of each \(name == "x" ? "column" : "row") of cells along \(name)")
    }
  }

  /// None that theory knows.
  public var warnings: [String] { [] }

  /// What theory says of a bump that nothing drives.
  public var theory: [TheoryNumber] { network.theory?.numbers ?? [] }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A millisecond.
  public var standardStep: Double { 1 }

  /// An animal that runs about in an arena three spacings wide.
  public func standardTask(isSession: Bool) -> TaskPlan {
    let spacing = network.lattice.spacing
    return .openLoop(
      NavigationPlan(
        duration: isSession ? 600_000 : 10_000, width: 3 * spacing, height: 3 * spacing, meanSpeed: spacing / 4))
  }

  /// Where the animal is.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<GridCells> {
    let path = try path(task, setup)
    let lattice = network.lattice
    return Driven(
      steps: path.steps,
      input: { clock in path.position(clock).map { [PhaseInput(phase: lattice.phase(of: $0), weight: 1)] } ?? [] },
      noise: noise > 0
        ? StateNoise(strength: noise, scale: isCompatible ? .perStep : .stationary, seed: setup.seed, name: "state noise")
        : nil,
      start: nil, stimulus: { path.position($0)?.coordinates }, truth: path.truth,
      belief: path.loop)
  }

  private func path(_ task: TaskPlan, _ setup: TaskSetup) throws -> StimulusPath<SIMD2<Double>> {
    let network = network
    if let walk = try NavigationPath(task, setup, decode: { network.position(of: $0, near: $1) }) {
      return StimulusPath(steps: walk.steps, position: { walk.position($0) }, truth: walk.truth, loop: walk.loop)
    }
    guard let path = try StimulusPath<SIMD2<Double>>(task, circumference: nil, setup) else {
      throw setup.error("grid cells do not take the task \(task.kind.rawValue).")
    }
    return path
  }

  /// Activity, and what is measured on it.
  public func probes(_ driven: Driven<GridCells>, _ setup: TaskSetup) -> [Probe] {
    let (network, side, n, isLate) = (network, network.side, network.count, setup.isCompatible)
    return Self.monitors.compactMap { information in
      func all(_ read: @escaping @Sendable ([Double]) -> [Double]) -> Probe {
        Probe(information: information, shape: [side, side], axes: ["y", "x"], isSingle: true) { state, _ in read(state) }
      }
      func two(isLagged: Bool = false, _ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        var probe = Probe(information: information, shape: [2], axes: ["2"], isSingle: false, read: read)
        // In canns a step decodes before it moves on.
        probe.isLagged = isLagged && isLate
        return probe
      }
      switch information.name {
      case "estimate": return driven.estimate
      case "u": return all { Array($0[..<n]) }
      case "r": return all { network.rates(of: $0) }
      case "center": return two(isLagged: true) { state, _ in network.phase(of: state).coordinates }
      case "center_position":
        return two(isLagged: true) { state, clock in
          guard let place = driven.stimulus(clock.before) else { return [.nan, .nan] }
          return network.position(of: state, near: SIMD2(place[0], place[1])).coordinates
        }
      default: return two { _, clock in driven.stimulus(clock.labelled(isLate)) ?? [.nan, .nan] }
      }
    }
  }

  /// Of all cells `[y, x]`.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Spread evenly over the phases.
  public func sample(_ count: Int) -> [Int] { evenlySpread(count, side: network.side, stride: network.side) }

  /// Along y and x.
  public func place(of neuron: Int) -> [Double] {
    [neuron / network.side, neuron % network.side].map { -.pi + 2 * .pi * Double($0) / Double(network.side) }
  }
}
