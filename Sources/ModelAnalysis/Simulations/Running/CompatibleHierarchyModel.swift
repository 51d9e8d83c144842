import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A ring of band cells as canns runs it.
public struct CompatibleBandModel: SimulatedModel {
  /// The network with its parameters.
  public private(set) var network: CompatibleBandCells
  /// 2π over the spacing, across the stripes, rad/m.
  public let wave: SIMD2<Double>

  /// - Throws: `AttractorModelsError`
  init(_ table: BandCellsTable) throws {
    network = try CompatibleBandCells(count: table.num, parameters: table.bands.cells)
    wave = try table.wave()
  }

  /// One, of phases.
  public var axes: [ModelAxis] {
    [
      ModelAxis(
        name: "x", positions: network.grid.positions, unit: "rad", circumference: 2 * .pi, meaning: "phase of each cell")
    ]
  }

  /// What is not measured here.
  public var warnings: [String] { [gainWarning] }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A twentieth of a unit of time.
  public var standardStep: Double { 0.05 }

  /// An animal that runs about in a large arena.
  public func standardTask(isSession: Bool) -> TaskPlan { .openLoop(.roaming(duration: isSession ? 600 : 100)) }

  /// For the step of the run.
  public func measured(_ setup: TaskSetup) throws -> CompatibleBandModel {
    try setup.requireEuler()
    var model = self
    model.network = try CompatibleBandCells(count: network.grid.count, parameters: network.parameters, dt: setup.dt)
    return model
  }

  /// A velocity, or none; before a path the place where it begins draws the bump, as in the example of canns.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<CompatibleBandCells> {
    if case .free(let start, let duration) = task {
      guard start.count <= 1 else { throw setup.error("a place of this model takes 1 number, and \(start.count) came.") }
      return Driven(
        steps: try setup.steps(duration), input: { _ in .init(speed: 0) }, start: try start.first.map(drawn),
        stimulus: { _ in nil }, truth: .none)
    }
    guard let path = try NavigationPath(task, setup, decode: { _, _ in nil }) else {
      throw setup.error("band cells do not take the task \(task.kind.rawValue).")
    }
    let (wave, dt) = (wave, setup.dt)
    let phase: @Sendable (SIMD2<Double>) -> Double = { wrapAngle((wave * $0).sum()) - .pi }
    return Driven(
      steps: path.steps, input: { .init(speed: (wave * path.way($0)).sum() / dt) },
      start: try drawn(to: phase(path.position(Clock(step: 0, dt: dt)))), stimulus: { [phase(path.position($0))] },
      truth: path.truth)
  }

  /// 400 steps drawn to a phase, and 100 without.
  private func drawn(to phase: Double) throws -> [Double] {
    try Run(network, integrator: .euler, dt: network.dt, steps: 500)(input: {
      .init(speed: 0, anchor: $0.step < 400 ? (phase, 100) : nil)
    }).state
  }

  /// Activity, phases, and what the animal does.
  public func probes(_ driven: Driven<CompatibleBandCells>, _ setup: TaskSetup) -> [Probe] {
    let (network, n) = (network, network.grid.count)
    return BandModel.monitors.compactMap { information in
      func all(_ read: @escaping @Sendable ([Double]) -> [Double]) -> Probe {
        Probe(information: information, shape: [n], axes: ["x"], isSingle: true) { state, _ in read(state) }
      }
      func some(_ shape: [Int], _ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: shape, axes: shape.map(String.init), isSingle: false, read: read)
      }
      switch information.name {
      case "u": return all { Array($0[..<n]) }
      case "r": return all { network.rates(of: $0) }
      case "center": return some([]) { state, _ in [network.phase(of: state)] }
      case "position":
        guard case .position(let position, _) = driven.truth else { return nil }
        return some([2]) { _, clock in position(clock).coordinates }
      case "stimulus":
        guard case .position = driven.truth else { return nil }
        return some([]) { _, clock in [driven.stimulus(clock)?[0] ?? .nan] }
      // Both layers have an input of their own here.
      default: return nil
      }
    }
  }

  /// Of all cells.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Evenly spaced.
  public func sample(_ count: Int) -> [Int] { (0..<count).map { $0 * network.grid.count / count } }

  /// On the ring.
  public func place(of neuron: Int) -> [Double] { [network.grid.positions[neuron]] }
}

/// Bands, grid cells and places as canns runs them.
public struct CompatibleHierarchyModel: SimulatedModel {
  /// The network with its parameters.
  public private(set) var network: CompatibleHierarchy

  /// - Throws: `AttractorModelsError`
  init(_ settings: HierarchySettings, spacings: [Double], angle: Double) throws {
    let centers = try settings.placeCenters()
    network = try CompatibleHierarchy(
      spacings: spacings, angle: angle,
      bands: CompatibleBandCells(count: settings.bandSize, parameters: settings.bands.cells), gridSide: settings.gridSide,
      places: centers)
  }

  /// Those of the grid cells' phases; with several modules, the module first.
  public var axes: [ModelAxis] {
    HierarchyModel.axes(side: network.grid.side, spacings: network.spacings)
  }

  /// What is not measured here.
  public var warnings: [String] { [gainWarning] }

  /// Euler's method; grid cells have their own.
  public var integrator: Integrator { .euler }

  /// A twentieth of a unit of time.
  public var standardStep: Double { 0.05 }

  /// An animal that runs about in a large arena.
  public func standardTask(isSession: Bool) -> TaskPlan { .openLoop(.roaming(duration: isSession ? 600 : 100)) }

  /// For the step of the run.
  public func measured(_ setup: TaskSetup) throws -> CompatibleHierarchyModel {
    try setup.requireEuler()
    var model = self
    model.network = try CompatibleHierarchy(
      spacings: network.spacings, angle: network.angle,
      bands: CompatibleBandCells(count: network.bands.grid.count, parameters: network.bands.parameters, dt: setup.dt),
      gridSide: network.grid.side, places: network.places)
    return model
  }

  /// A velocity, or none; before a path the place where it begins draws all bumps, as in the example of canns.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<CompatibleHierarchy> {
    let network = network
    if case .free(let start, let duration) = task {
      guard start.count == 2 || start.isEmpty else {
        throw setup.error("a place of this model takes 2 numbers, [x, y], and \(start.count) came.")
      }
      return Driven(
        steps: try setup.steps(duration), input: { _ in .init(velocity: .zero) },
        start: start.isEmpty ? nil : try drawn(to: SIMD2(start[0], start[1])), stimulus: { _ in nil }, truth: .none)
    }
    guard let path = try NavigationPath(task, setup, decode: { network.position(of: $0, near: $1) }) else {
      throw setup.error("this network does not take the task \(task.kind.rawValue).")
    }
    let dt = setup.dt
    let start = path.position(Clock(step: 0, dt: dt))
    return Driven(
      steps: path.steps, input: { .init(velocity: path.way($0) / dt) }, start: try drawn(to: start), stimulus: { _ in nil },
      truth: path.truth, belief: path.loop ?? PlaceFollower(start: start) { network.position(of: $0, near: $1) })
  }

  /// 400 steps drawn to a place, and 100 without.
  private func drawn(to place: SIMD2<Double>) throws -> [Double] {
    try Run(network, integrator: .euler, dt: network.bands.dt, steps: 500)(input: {
      .init(velocity: .zero, place: $0.step < 400 ? place : nil, strength: 100)
    }).state
  }

  /// Activity, phases, and where they say that the animal is.
  public func probes(_ driven: Driven<CompatibleHierarchy>, _ setup: TaskSetup) -> [Probe] {
    let (network, axes) = (network, axes)
    return HierarchyModel.monitors.compactMap { information in
      func several(_ shape: [Int], _ names: [String], _ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: shape, axes: names, isSingle: information.unit.isEmpty, read: read)
      }
      switch information.name {
      case "r": return several(axes.map(\.positions.count), axes.map(\.name)) { state, _ in Self.rates(network, state) }
      case "phase":
        return several([network.spacings.count, 3], ["module", "3"]) { state, _ in
          network.modules(of: state).flatMap { module in module.bands.map { network.bands.phase(of: $0) } }
        }
      case "places":
        return several([network.places.count], ["place"]) { state, _ in network.placeActivity(of: state).rates }
      case "place_position":
        return several([2], ["2"]) { state, _ in network.placeActivity(of: state).position.coordinates }
      case "estimate": return driven.estimate
      default:
        guard case .position(let position, _) = driven.truth else { return nil }
        return several([2], ["2"]) { _, clock in position(clock).coordinates }
      }
    }
  }

  private static func rates(_ network: CompatibleHierarchy, _ state: [Double]) -> [Double] {
    network.modules(of: state).flatMap { network.grid.rates(of: $0.grid) }
  }

  /// Of all grid cells.
  public func rates(of state: [Double]) -> [Double] { Self.rates(network, state) }

  /// Spread evenly over the sheets of all modules.
  public func sample(_ count: Int) -> [Int] {
    HierarchyModel.sample(count, side: network.grid.side, modules: network.spacings.count)
  }

  /// Spacing of the module where there are several, then phases along y and x.
  public func place(of neuron: Int) -> [Double] {
    HierarchyModel.place(of: neuron, side: network.grid.side, spacings: network.spacings)
  }
}

private let gainWarning = sentence {
  "As in canns, the velocity is not corrected by a measured gain: bumps go between 0.94 and 1.03 times as far as the animal, "
  "which depends on dt, and fall behind where a band is told more than its g, 0.2 rad per unit of time."
}

extension TaskSetup {
  /// - Throws: `SimulationError` for another integrator.
  fileprivate func requireEuler() throws {
    guard integrator == .euler else {
      throw error("canns carries bands over a step by Euler's method; leave out 'integrator', or --compat.")
    }
  }
}
