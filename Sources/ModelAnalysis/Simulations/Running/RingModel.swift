import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A ring network as a simulation runs it.
public struct RingModel: SimulatedModel {
  /// The network with its parameters.
  public let network: RingNetwork
  private let isCompatible: Bool
  private let decoder: RingDecoder

  static let tasks = ["none", "population-coding", "template-matching", "smooth-tracking", "head-direction"]

  static func monitors(adapting: Bool) -> [MonitorInformation] {
    [MonitorInformation("u", "synaptic input of every neuron")]
      + (adapting ? [MonitorInformation("v", "adaptation of every neuron")] : [])
      + [
        MonitorInformation("r", "rate of every neuron, in the model's unit"),
        MonitorInformation("input", "stimulus that reaches every neuron, without its noise"),
        MonitorInformation(
          "center", unit: "rad", "centre of the bump, the population vector of the squared activity; NaN where there is none"),
        MonitorInformation("height", "largest synaptic input"),
        MonitorInformation("stimulus", unit: "rad", "place of the stimulus; NaN where there is none"),
      ]
  }

  /// - Throws: `AttractorModelsError`
  init(_ settings: AttractorSettings, _ count: Int, adaptation: Adaptation?, _ setting: ModelSetting) throws {
    var parameters = settings.parameters(adaptation: adaptation)
    isCompatible = setting.compatibility == .canns
    if isCompatible { parameters.images = .nearest }
    let whole = try RingNetwork(grid: settings.grid(count, setting.chosenEnds), parameters: parameters)
    parameters.rank = try settings.acceleration.kept(setting, dimensions: 1, spectrum: whole.singularValues)
    network = try RingNetwork(grid: whole.grid, parameters: parameters)
    decoder = RingDecoder(network.grid)
  }

  /// One, along which the neurons stand.
  public var axes: [ModelAxis] {
    [
      ModelAxis(
        name: "x", positions: network.grid.positions, unit: "rad", circumference: network.grid.circumference,
        meaning: "place of each neuron on the ring")
    ]
  }

  /// What theory has against the parameters.
  public var warnings: [String] { network.warnings.map(\.text) + network.parameters.rankWarnings }

  /// What theory says of a bump.
  public var theory: [TheoryNumber] { network.theory.numbers }

  /// Euler's method; with adaptation canns takes one field after the other.
  public var integrator: Integrator { isCompatible && network.parameters.adaptation != nil ? .sequentialEuler : .euler }

  /// A tenth of a unit of time.
  public var standardStep: Double { 0.1 }

  /// The stimulus of the tracking example of canns, or a heading that turns for 600 units of time.
  public func standardTask(isSession: Bool) -> TaskPlan {
    isSession
      ? .heading(HeadingPlan(duration: 600))
      : .smoothTracking(
        positions: [1, 0.75, 2, 1.75, 3].map { [$0] }, durations: [10, 10, 10, 10], way: .shorter)
  }

  /// Radians of an angle are so many units of the axis.
  private var turn: Double { network.grid.circumference / (2 * .pi) }

  /// A stimulus at a place of the ring, or nothing.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<RingNetwork> {
    let path = try path(task, setup)
    let start = path.start.map { network.bump(at: $0) }
    return Driven(
      steps: path.steps, input: { clock in path.position(clock).map { .bump(at: $0) } ?? .none },
      noise: path.noise(amplitude: network.parameters.stimulusAmplitude, seed: setup.seed), start: start,
      stimulus: { path.position($0)?.coordinates }, truth: path.truth)
  }

  private func path(_ task: TaskPlan, _ setup: TaskSetup) throws -> StimulusPath<Double> {
    let turn = turn
    if case .heading(let plan) = task {
      let heading = try HeadingPath(plan, setup)
      return StimulusPath(
        steps: heading.steps, position: { heading.angle(at: $0) * turn },
        truth: .heading { wrapAngle(heading.angle(at: $0)) })
    }
    guard var path = try StimulusPath<Double>(task, circumference: network.grid.circumference, setup) else {
      throw setup.error("a ring does not take the task \(task.kind.rawValue).")
    }
    let position = path.position
    path.truth = .heading { position($0).map { wrapAngle($0 / turn) } ?? .nan }
    return path
  }

  /// Activity, and what is measured on it.
  public func probes(_ driven: Driven<RingNetwork>, _ setup: TaskSetup) -> [Probe] {
    let (network, decoder, n) = (network, decoder, network.grid.count)
    let isAdapting = network.parameters.adaptation != nil
    return Self.monitors(adapting: isAdapting).map { information in
      func all(_ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: [n], axes: ["x"], isSingle: true, read: read)
      }
      func one(_ read: @escaping @Sendable ([Double], Clock) -> Double) -> Probe {
        Probe(information: information, shape: [], axes: [], isSingle: false) { [read($0, $1)] }
      }
      switch information.name {
      case "u": return all { state, _ in Array(state[..<n]) }
      case "v": return all { state, _ in Array(state[n..<2 * n]) }
      case "r":
        var probe = all { state, _ in network.rates(of: state) }
        probe.isLagged = isCompatible
        return probe
      case "input":
        return all { _, clock in
          driven.stimulus(clock.before).map { network.stimulus(at: $0[0]) } ?? [Double](repeating: 0, count: n)
        }
      case "center":
        return one { state, _ in
          let bump = decoder.bump(in: state)
          return bump.isLost ? .nan : bump.center
        }
      case "height": return one { state, _ in decoder.bump(in: state).height }
      default: return one { _, clock in driven.stimulus(clock.before)?[0] ?? .nan }
      }
    }
  }

  /// Of all neurons.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Evenly spaced.
  public func sample(_ count: Int) -> [Int] { (0..<count).map { $0 * network.grid.places / count } }

  /// On the ring.
  public func place(of neuron: Int) -> [Double] { [network.grid.positions[neuron]] }
}

extension Clock {
  /// The moment at the start of the step that led here: what the network was shown.
  var before: Clock { Clock(step: max(0, step - 1), dt: dt) }

  /// The moment whose time is written beside a look: the end of the step, or with canns its start.
  func labelled(_ isCompatible: Bool) -> Clock { isCompatible ? before : self }
}

extension StimulusPath {
  /// The noise of the stimulus; `nil` without.
  func noise(amplitude: Double, seed: UInt64) -> StateNoise? {
    noiseLevel > 0
      ? StateNoise(strength: noiseLevel * abs(amplitude), scale: .perStep, seed: seed, name: "stimulus noise") : nil
  }
}

extension RingNetwork {
  /// The bump that theory calls stable at a place, or one of a tenth of the stimulus where there is none. Adaptation is what it
  /// has left behind on its way here, at the speed of the theory.
  func bump(at position: Double) -> [Double] {
    guard parameters.stimulusAmplitude != 0 else { return restingState() }
    let height = theory.heights?.stable ?? abs(parameters.stimulusAmplitude) / 10
    func profile(_ place: Double, _ factor: Double) -> [Double] {
      stimulus(at: place).map { $0 * factor * height / parameters.stimulusAmplitude }
    }
    return profile(position, 1) + theory.trail { profile(position - $0, $1) }
  }
}

extension BumpTheory {
  /// v = m ∫ e^(−s) u(x − z + c τᵥ s) ds of a bump that moves at the speed c of the theory; empty without adaptation.
  ///
  /// - Parameter profile: the bump so far behind, times a factor.
  func trail(_ profile: (_ behind: Double, _ factor: Double) -> [Double]) -> [Double] {
    guard let adaptation = parameters.adaptation else { return [] }
    let reach = adaptationSpeed * adaptation.timeConstant
    if reach == 0 { return profile(0, adaptation.strength) }
    // 1 − e^(−12.8) of the weight, by the midpoint rule.
    let (points, width) = (64, 0.2)
    var sum: [Double] = []
    for point in 0..<points {
      let s = (Double(point) + 0.5) * width
      let part = profile(reach * s, adaptation.strength * exp(-s) * width)
      sum = sum.isEmpty ? part : zip(sum, part).map(+)
    }
    return sum
  }
}
