import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A ring of band cells on a path as a simulation runs it.
public struct BandModel: SimulatedModel {
  /// The network with its parameters.
  public let network: BandCells
  /// 2π over the spacing, across the stripes, rad/m.
  public let wave: SIMD2<Double>

  static let tasks = ["none", "open-loop"]
  static let monitors = [
    MonitorInformation("u", "synaptic input of every cell"),
    MonitorInformation("q", "input of the shifted layers"),
    MonitorInformation("r", "rate of every cell, in the model's unit"),
    MonitorInformation("center", unit: "rad", "phase that the rates point to"),
    MonitorInformation(
      "stimulus", unit: "rad", "phase of the place of the animal, with the task open-loop; the ring is not told it"),
    MonitorInformation("position", unit: "m", "place of the animal, with the task open-loop"),
  ]

  /// - Throws: `AttractorModelsError`
  init(_ table: BandCellsTable) throws {
    network = try BandCells(count: table.num, parameters: table.bands.cells)
    wave = try table.wave()
  }

  /// One, of phases.
  public var axes: [ModelAxis] {
    [
      ModelAxis(
        name: "x", positions: network.grid.positions, unit: "rad", circumference: 2 * .pi, meaning: "phase of each cell")
    ]
  }

  /// None that theory knows.
  public var warnings: [String] { [] }

  /// What theory says of the ring's bump without its layers: the coupling is in units of the least that holds one.
  public var theory: [TheoryNumber] {
    [
      TheoryNumber("coupling at which the ring alone holds a bump", 1),
      TheoryNumber("coupling as it is", network.parameters.coupling),
    ]
  }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A twentieth of a unit of time.
  public var standardStep: Double { 0.05 }

  /// An animal that runs about in a large arena.
  public func standardTask(isSession: Bool) -> TaskPlan { .openLoop(.roaming(duration: isSession ? 600 : 100)) }

  /// A velocity, or none.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<BandCells> {
    if case .free(let start, let duration) = task {
      guard start.count <= 1 else { throw setup.error("a place of this model takes 1 number, and \(start.count) came.") }
      return Driven(
        steps: try setup.steps(duration), input: { _ in .init(speed: 0) }, start: network.state(at: start.first ?? 0),
        stimulus: { _ in nil }, truth: .none)
    }
    guard let path = try NavigationPath(task, setup, decode: { _, _ in nil }) else {
      throw setup.error("band cells do not take the task \(task.kind.rawValue).")
    }
    let calibration = try BandCalibration(network.parameters, integrator: setup.integrator, dt: setup.dt)
    let (wave, dt) = (wave, setup.dt)
    try path.require(speed: calibration.largestSpeed / length(wave), setup)
    let start = path.position(Clock(step: 0, dt: dt))
    return Driven(
      steps: path.steps, input: { .init(speed: calibration.command(for: (wave * path.way($0)).sum() / dt)) },
      start: network.state(at: (wave * start).sum()), stimulus: { [(wave * path.position($0)).sum()] }, truth: path.truth)
  }

  /// Activity, phases, and what the animal does.
  public func probes(_ driven: Driven<BandCells>, _ setup: TaskSetup) -> [Probe] {
    let (network, n) = (network, network.grid.count)
    return Self.monitors.compactMap { information in
      func all(_ read: @escaping @Sendable ([Double]) -> [Double]) -> Probe {
        Probe(information: information, shape: [n], axes: ["x"], isSingle: true) { state, _ in read(state) }
      }
      func one(_ read: @escaping @Sendable ([Double], Clock) -> Double) -> Probe {
        Probe(information: information, shape: [], axes: [], isSingle: false) { [read($0, $1)] }
      }
      switch information.name {
      case "u": return all { Array($0[n...]) }
      case "q": return all { Array($0[..<n]) }
      case "r": return all { network.rates(of: $0) }
      case "center": return one { state, _ in network.phase(of: state) }
      case "position":
        guard case .position(let position, _) = driven.truth else { return nil }
        return Probe(information: information, shape: [2], axes: ["2"], isSingle: false) { _, clock in
          position(clock).coordinates
        }
      default:
        guard case .position = driven.truth else { return nil }
        return one { _, clock in (driven.stimulus(clock)?[0] ?? .nan).remainder(dividingBy: 2 * .pi) }
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

extension NavigationPlan {
  /// An animal at the speed of a rat in a large arena.
  ///
  /// - Parameter duration: s, with units of 100 ms.
  static func roaming(duration: Double) -> NavigationPlan {
    NavigationPlan(duration: 10 * duration, width: 5, height: 5)
  }
}

extension NavigationPath {
  /// - Throws: `SimulationError` for a known path that is faster than a network can follow, m per unit of time.
  func require(speed largest: Double, _ setup: TaskSetup) throws {
    guard loop == nil else { return }
    let fastest = (0..<steps).map { length(way(Clock(step: $0, dt: setup.dt))) / setup.dt }.max() ?? 0
    guard fastest <= largest else {
      throw setup.error(
        sentence {
          "the animal runs up to \(formatted(fastest, digits: 4)) m per unit of the model's time, and these bands follow up to "
          "\(formatted(largest, digits: 4)) m; lower speed_mean, raise the spacing, or let a unit of time be shorter "
          "(time_unit)."
        })
    }
  }
}

private func length(_ v: SIMD2<Double>) -> Double { (v * v).sum().squareRoot() }
