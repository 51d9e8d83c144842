import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// The heading ring of the fly as a simulation runs it.
public struct FlyRingModel: SimulatedModel {
  /// The network with its parameters.
  public let network: FlyRing
  private let decoder: RingDecoder
  /// On the steps of a run; `nil` before, and for a tuning that is not exact.
  private var calibration: FlyRingCalibration?

  static let tasks = ["none", "head-direction"]
  static let monitors = [
    MonitorInformation("u", "input of every E-PG cell"),
    MonitorInformation("r", "rate of every E-PG cell, in the model's unit"),
    MonitorInformation("p_left", "activity of the P-EN cells that turn the bump to the left"),
    MonitorInformation("p_right", "activity of the P-EN cells that turn it to the right"),
    MonitorInformation("center", unit: "rad", "direction of the population vector of the E-PG rates"),
    MonitorInformation("heading", unit: "rad", "of the fly, with the task head-direction"),
    MonitorInformation(
      "velocity", unit: "rad/s", "angular velocity that the network is told: that of the fly, corrected by the measured gain"),
  ]

  /// - Throws: `AttractorModelsError`
  init(_ table: FlyRingTable) throws {
    network = try FlyRing(count: table.num, parameters: table.cells)
    decoder = RingDecoder(network.grid)
  }

  /// One, of the E-PG cells.
  public var axes: [ModelAxis] {
    [
      ModelAxis(
        name: "x", positions: network.grid.positions, unit: "rad", circumference: 2 * .pi,
        meaning: "preferred heading of each E-PG cell")
    ]
  }

  /// Of a tuning that is not exact.
  public var warnings: [String] {
    if abs(network.parameters.tuning - 1) < 1e-9 { return [] }
    return [
      sentence {
        "The recurrence is \(formatted(network.parameters.tuning)) times that of exact tuning: bumps drift to as many places "
        "as there are cells, and turns slower than about \(formatted(network.standstill, digits: 2)) rad/s do not move them; "
        "what the ring is told is not corrected."
      }
    ]
  }

  /// Whether every heading is held, so that the ring can be told how fast to turn.
  private var isTuned: Bool { abs(network.parameters.tuning - 1) < 1e-9 }

  /// What the tuning is, and how fast the bump turns.
  public var theory: [TheoryNumber] {
    let tuned = FlyRing.tunedCoupling(count: network.grid.count, active: network.parameters.active)
    let edge = Double.pi / Double(network.grid.count)
    var numbers = [
      TheoryNumber("recurrence J_E at which every heading is held", tuned),
      TheoryNumber("recurrence J_E as it is", network.coupling),
      TheoryNumber("gain of the P-EN cells by which many cells turn as fast as they are told", unit: "s/rad", network.gain),
      TheoryNumber("turn over what so few cells are told, at low velocity and before it is corrected", edge / tan(edge)),
    ]
    if !isTuned {
      numbers.append(
        TheoryNumber("angular velocity below which the bump stays, to first order", unit: "rad/s", network.standstill))
    } else if let calibration = calibration ?? (try? FlyRingCalibration(network, dt: standardStep)) {
      numbers.append(
        TheoryNumber("angular velocity beyond which the bump falls behind, measured", unit: "rad/s", calibration.largestSpeed))
    }
    return numbers
  }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A tenth of the shorter time constant.
  public var standardStep: Double { 0.005 }

  /// A fly that turns for a minute, or five.
  public func standardTask(isSession: Bool) -> TaskPlan {
    var plan = HeadingPlan(duration: isSession ? 300 : 60)
    plan.turningDeviation = 0.8
    plan.turningCoherence = 1
    return .heading(plan)
  }

  /// With the gain of its P-EN cells on the steps of the run, where every heading is held.
  public func measured(_ setup: TaskSetup) throws -> FlyRingModel {
    guard isTuned else { return self }
    var model = self
    model.calibration = try FlyRingCalibration(network, integrator: setup.integrator, dt: setup.dt)
    return model
  }

  /// An angular velocity, or none. The bump begins at the heading of the fly.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<FlyRing> {
    switch task {
    case .heading(let plan):
      let path = try HeadingPath(plan, setup)
      let network = network
      let dt = setup.dt
      let calibration = calibration
      let largest = calibration?.largestSpeed ?? network.silencingSpeed
      let fastest = (0..<path.steps).map { abs(path.angles[$0 + 1] - path.angles[$0]) / dt }.max() ?? 0
      guard fastest <= largest else {
        throw setup.error(
          sentence {
            "the fly turns at up to \(formatted(fastest)) rad per unit of time, and these P-EN cells follow up to "
            "\(formatted(largest)); raise their share, or lower tau or turning_deviation."
          })
      }
      return Driven(
        steps: path.steps,
        input: { clock in
          let step = min(clock.step, path.steps - 1)
          let speed = (path.angles[step + 1] - path.angles[step]) / dt
          return calibration?.command(for: speed) ?? speed
        }, start: network.state(at: path.angles[0]), stimulus: { [path.angle(at: $0)] },
        truth: .heading { wrapAngle(path.angle(at: $0)) })
    case .free(let start, let duration):
      guard start.count <= 1 else { throw setup.error("a place of this model takes 1 number, and \(start.count) came.") }
      return Driven(
        steps: try setup.steps(duration), input: { _ in 0 }, start: network.state(at: start.first ?? 0), stimulus: { _ in nil },
        truth: .none)
    default: throw setup.error("the fly's ring does not take the task \(task.kind.rawValue).")
    }
  }

  /// Activity, where the bump is, and what the fly does.
  public func probes(_ driven: Driven<FlyRing>, _ setup: TaskSetup) -> [Probe] {
    let (network, decoder, n) = (network, decoder, network.grid.count)
    let seconds = setup.clock.secondsPerUnit
    return Self.monitors.map { information in
      func all(_ read: @escaping @Sendable ([Double]) -> [Double]) -> Probe {
        Probe(information: information, shape: [n], axes: ["x"], isSingle: true) { state, _ in read(state) }
      }
      func one(_ read: @escaping @Sendable ([Double], Clock) -> Double) -> Probe {
        Probe(information: information, shape: [], axes: [], isSingle: false) { [read($0, $1)] }
      }
      switch information.name {
      case "u": return all { Array($0[..<n]) }
      case "r": return all { network.rates(of: $0) }
      case "p_left": return all { Array($0[n..<2 * n]) }
      case "p_right": return all { Array($0[2 * n..<3 * n]) }
      case "center":
        return one { state, _ in
          let mean = decoder.mean(of: network.rates(of: state))
          return mean.concentration < RingBump.leastConcentration ? .nan : mean.position
        }
      case "heading": return one { _, clock in driven.stimulus(clock).map { wrapAngle($0[0]) } ?? .nan }
      default: return one { _, clock in driven.input(clock.before) / seconds }
      }
    }
  }

  /// Of the E-PG cells.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Evenly spaced.
  public func sample(_ count: Int) -> [Int] { (0..<count).map { $0 * network.grid.count / count } }

  /// On the ring.
  public func place(of neuron: Int) -> [Double] { [network.grid.positions[neuron]] }
}
