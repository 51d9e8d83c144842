import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// Bands that integrate a path, grid cells that they drive, and place cells that read them, as a simulation runs them.
public struct HierarchyModel: SimulatedModel {
  /// The network with its parameters.
  public private(set) var network: HierarchicalModel

  static let tasks = ["none", "open-loop", "closed-loop"]
  static let monitors = [
    MonitorInformation("r", "rate of every grid cell, module after module, in the model's unit"),
    MonitorInformation("phase", unit: "rad", "phases of the three bands of each module"),
    MonitorInformation("places", "rate of every place cell"),
    MonitorInformation("place_position", unit: "m", "mean of the place cells' centres, weighted by what reaches them"),
    .estimate,
    MonitorInformation("position", unit: "m", "place of the animal, with the tasks open-loop and closed-loop"),
  ]

  /// - Throws: `AttractorModelsError`, `NumericsError`
  init(_ settings: HierarchySettings, spacings: [Double], angle: Double) throws {
    let centers = try settings.placeCenters()
    let bands = try BandCells(count: settings.bandSize, parameters: settings.bands.cells)
    let grid = try DrivenGrid(side: settings.gridSide)
    let modules = try spacings.map { try BandModule(spacing: $0, angle: angle, bands: bands, grid: grid) }
    network = HierarchicalModel(try HierarchicalNetwork(modules: modules, places: centers))
  }

  private var modules: [BandModule] { network.network.modules }

  /// Those of the grid cells' phases; with several modules, the module first.
  public var axes: [ModelAxis] { Self.axes(side: modules[0].grid.side, spacings: modules.map(\.spacing)) }

  static func axes(side: Int, spacings: [Double]) -> [ModelAxis] {
    let phases = (0..<side).map { -Double.pi + 2 * .pi * Double($0) / Double(side) }
    let sheet = ["y", "x"].map { name in
      ModelAxis(
        name: name, positions: phases, unit: "rad", circumference: 2 * .pi,
        meaning: "phase of each \(name == "x" ? "column" : "row") of grid cells along \(name)")
    }
    if spacings.count == 1 { return sheet }
    return [
      ModelAxis(name: "module", positions: spacings, unit: "m", circumference: nil, meaning: "spacing of each module")
    ] + sheet
  }

  /// None that theory knows.
  public var warnings: [String] { [] }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A twentieth of a unit of time, half of the shortest time constant.
  public var standardStep: Double { 0.05 }

  /// An animal that runs about in a large arena.
  public func standardTask(isSession: Bool) -> TaskPlan { .openLoop(.roaming(duration: isSession ? 600 : 100)) }

  /// With the gain of its bands on the steps of the run.
  public func measured(_ setup: TaskSetup) throws -> HierarchyModel {
    var model = self
    model.network = HierarchicalModel(try network.network.measured(setup.integrator, dt: setup.dt))
    return model
  }

  /// A velocity, or none. The network knows where the animal starts, and is told no place after.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<HierarchicalModel> {
    let network = network
    if case .free(let start, let duration) = task {
      guard start.count == 2 || start.isEmpty else {
        throw setup.error("a place of this model takes 2 numbers, [x, y], and \(start.count) came.")
      }
      let place = start.isEmpty ? SIMD2(0, 0) : SIMD2(start[0], start[1])
      return Driven(
        steps: try setup.steps(duration), input: { _ in .zero }, start: network.state(at: place), stimulus: { _ in nil },
        truth: .none, belief: PlaceFollower(start: place) { network.position(of: $0, near: $1) })
    }
    guard let path = try NavigationPath(task, setup, decode: { network.position(of: $0, near: $1) }) else {
      throw setup.error("this network does not take the task \(task.kind.rawValue).")
    }
    try path.require(speed: network.network.largestSpeed, setup)
    let dt = setup.dt
    let start = path.position(Clock(step: 0, dt: dt))
    return Driven(
      steps: path.steps, input: { path.way($0) / dt }, start: network.state(at: start), stimulus: { _ in nil },
      truth: path.truth, belief: path.loop ?? PlaceFollower(start: start) { network.position(of: $0, near: $1) })
  }

  /// Activity, phases, and where they say that the animal is.
  public func probes(_ driven: Driven<HierarchicalModel>, _ setup: TaskSetup) -> [Probe] {
    let (network, axes, modules) = (network, axes, modules)
    return Self.monitors.compactMap { information in
      func several(_ shape: [Int], _ names: [String], _ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: shape, axes: names, isSingle: information.unit.isEmpty, read: read)
      }
      switch information.name {
      case "r": return several(axes.map(\.positions.count), axes.map(\.name)) { state, _ in network.rates(of: state) }
      case "phase":
        return several([modules.count, 3], ["module", "3"]) { state, _ in
          zip(modules, network.parts(of: state).bands).flatMap { module, bands in bands.map { module.bands.phase(of: $0) } }
        }
      case "places":
        return several([network.network.places.count], ["place"]) { state, _ in
          network.network.placeActivity(of: network.parts(of: state)).rates
        }
      case "place_position":
        return several([2], ["2"]) { state, _ in
          network.network.placeActivity(of: network.parts(of: state)).position.coordinates
        }
      case "estimate": return driven.estimate
      default:
        guard case .position(let position, _) = driven.truth else { return nil }
        return several([2], ["2"]) { _, clock in position(clock).coordinates }
      }
    }
  }

  /// Of all grid cells.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Spread evenly over the sheets of all modules.
  public func sample(_ count: Int) -> [Int] {
    Self.sample(count, side: modules[0].grid.side, modules: modules.count)
  }

  static func sample(_ count: Int, side: Int, modules: Int) -> [Int] {
    (0..<modules).flatMap { module -> [Int] in
      let own = count * (module + 1) / modules - count * module / modules
      return evenlySpread(own, side: side, stride: side).map { module * side * side + $0 }
    }
  }

  /// Spacing of the module where there are several, then phases along y and x.
  public func place(of neuron: Int) -> [Double] {
    Self.place(of: neuron, side: modules[0].grid.side, spacings: modules.map(\.spacing))
  }

  static func place(of neuron: Int, side: Int, spacings: [Double]) -> [Double] {
    let own = neuron % (side * side)
    let phases = [own / side, own % side].map { -.pi + 2 * .pi * Double($0) / Double(side) }
    return (spacings.count == 1 ? [] : [spacings[neuron / (side * side)]]) + phases
  }
}
