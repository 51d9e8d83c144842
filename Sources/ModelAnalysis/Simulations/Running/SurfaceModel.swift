import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A network on a line or a surface as a simulation runs it.
public struct SurfaceModel: SimulatedModel {
  /// The network with its parameters.
  public let network: SurfaceNetwork

  static let tasks = ["none", "population-coding", "template-matching", "smooth-tracking"]
  static let monitors = [
    MonitorInformation("u", "synaptic input of every neuron"),
    MonitorInformation("r", "rate of every neuron, in the model's unit"),
    MonitorInformation("input", "stimulus that reaches every neuron, without its noise"),
    MonitorInformation("center", unit: "rad", "centre of the bump along the axes; NaN where there is none"),
    MonitorInformation("height", "largest synaptic input"),
    MonitorInformation("stimulus", unit: "rad", "place of the stimulus along the axes; NaN where there is none"),
  ]

  /// - Throws: `AttractorModelsError`
  init(_ surface: Surface, _ parameters: AttractorParameters) throws {
    network = try SurfaceNetwork(surface, parameters: parameters)
  }

  private var surface: Surface { network.surface }

  /// Those of the surface; on a sphere the numbers of the cells.
  public var axes: [ModelAxis] {
    let surface = surface
    let columns = (0..<surface.columns).map { surface.places[$0].x }
    let isClosed = surface.kind == .cylinder || surface.kind == .moebius
    let x = ModelAxis(
      name: "x", positions: columns, unit: "rad", circumference: isClosed ? 2 * .pi : nil,
      meaning: "place of each \(surface.kind == .line ? "neuron" : "column of neurons") along x")
    switch surface.kind {
    case .line: return [x]
    case .sphere:
      return [
        ModelAxis(
          name: "cell", positions: columns.indices.map(Double.init), unit: "", circumference: nil,
          meaning: "number of each cell")
      ]
    case .plane, .cylinder, .moebius:
      let rows = (0..<surface.rows).map { surface.places[$0 * surface.columns].y }
      return [
        ModelAxis(name: "y", positions: rows, unit: "rad", circumference: nil, meaning: "place of each row of neurons along y"),
        x,
      ]
    }
  }

  /// Of a sphere azimuth and elevation.
  public var places: [NamedArray] {
    guard surface.kind == .sphere else { return [] }
    return [
      NamedArray("azimuth", unit: "rad", axes: ["cell"], "azimuth of each cell", DataArray(surface.places.map(\.x))),
      NamedArray("elevation", unit: "rad", axes: ["cell"], "elevation of each cell", DataArray(surface.places.map(\.y))),
    ]
  }

  /// What theory has against the parameters, far from rims.
  public var warnings: [String] {
    guard let theory = network.theory else { return [] }
    if theory.holdsBump { return [] }
    return [
      sentence {
        "These parameters cannot hold a bump: the inhibition k = \(formatted(network.parameters.inhibition)) is above the "
        "critical \(formatted(theory.criticalInhibition)) of \(formatted(surface.density)) neurons for each "
        "\(surface.dimensions == 1 ? "radian" : "square radian"), so that activity dies or spreads when the stimulus ends."
      }
    ]
  }

  /// What theory says of a bump far from rims, where the surface is flat.
  public var theory: [TheoryNumber] { network.theory?.numbers ?? [] }

  /// Euler's method.
  public var integrator: Integrator { .euler }

  /// A tenth of a unit of time.
  public var standardStep: Double { 0.1 }

  /// A stimulus from one place to others; once round what is closed, so that it comes back from the other side.
  public func standardTask(isSession: Bool) -> TaskPlan {
    let durations = isSession ? [200.0, 200, 200] : [20, 20, 20]
    let places: [[Double]] =
      switch surface.kind {
      case .line: [[-1], [1], [0], [1]]
      case .plane: [[-1, -1], [1, 0], [-1, 1], [0, 0]]
      case .cylinder, .moebius: [[0, -0.7], [2 * .pi, -0.7], [4 * .pi, -0.7], [4 * .pi, 0.7]]
      case .sphere: [[0, -1], [2 * .pi, 0], [4 * .pi, 1], [0, 0]]
      }
    return .smoothTracking(positions: places, durations: durations, way: .straight)
  }

  /// A stimulus at a place, or nothing.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<SurfaceNetwork> {
    try requireInside(task, setup)
    let path = try path(task, setup)
    let dimensions = surface.dimensions
    let surface = surface
    return Driven(
      steps: path.steps, input: { clock in path.position(clock).map { .bump(at: $0) } ?? .none },
      noise: path.noise(amplitude: network.parameters.stimulusAmplitude, seed: setup.seed),
      start: path.start.map { network.bump(at: $0) },
      stimulus: { path.position($0).map { Array(surface.normalized($0).coordinates.prefix(dimensions)) } }, truth: .none)
  }

  /// A stimulus beyond an open end would only push the bump against its rim.
  private func requireInside(_ task: TaskPlan, _ setup: TaskSetup) throws {
    let places: [[Double]] =
      switch task {
      case .free(let start, _): start.isEmpty ? [] : [start]
      case .populationCoding(let position, _, _, _): [position]
      case .templateMatching(let position, _, _): [position]
      case .smoothTracking(let positions, _, _): positions
      case .heading, .openLoop, .closedLoop: []
      }
    let half = surface.extent / 2
    for place in places {
      for (axis, coordinate) in place.prefix(surface.dimensions).enumerated() {
        let isOpen = axis == 1 || surface.kind == .line || surface.kind == .plane
        if isOpen, abs(coordinate) > half[axis] {
          throw setup.error(
            "the place \(formatted(coordinate)) lies outside of the \(surface.kind.rawValue), which goes from "
              + "\(formatted(-half[axis])) to \(formatted(half[axis])) rad along \(axis == 0 ? "x" : "y").")
        }
      }
    }
  }

  private func path(_ task: TaskPlan, _ setup: TaskSetup) throws -> StimulusPath<SIMD2<Double>> {
    func refused() -> SimulationError { setup.error("this network does not take the task \(task.kind.rawValue).") }
    guard surface.kind == .line else {
      guard let path = try StimulusPath<SIMD2<Double>>(task, circumference: nil, setup) else { throw refused() }
      return path
    }
    guard let path = try StimulusPath<Double>(task, circumference: nil, setup) else { throw refused() }
    return StimulusPath(
      steps: path.steps, position: { path.position($0).map { SIMD2($0, 0) } }, noiseLevel: path.noiseLevel,
      start: path.start.map { SIMD2($0, 0) })
  }

  /// Activity, and what is measured on it.
  public func probes(_ driven: Driven<SurfaceNetwork>, _ setup: TaskSetup) -> [Probe] {
    let (network, axes, dimensions) = (network, axes, surface.dimensions)
    let shape = axes.map(\.positions.count)
    return Self.monitors.map { information in
      func all(_ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: shape, axes: axes.map(\.name), isSingle: true, read: read)
      }
      func place(_ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(
          information: information, shape: dimensions == 1 ? [] : [2], axes: dimensions == 1 ? [] : ["2"], isSingle: false,
          read: read)
      }
      let nowhere = [Double](repeating: .nan, count: dimensions)
      switch information.name {
      case "u": return all { state, _ in Array(state[..<network.neurons]) }
      case "r": return all { state, _ in network.rates(of: state) }
      case "input":
        return all { _, clock in
          driven.stimulus(clock.before).map { network.stimulus(at: SIMD2($0[0], $0.count > 1 ? $0[1] : 0)) }
            ?? [Double](repeating: 0, count: network.neurons)
        }
      case "center":
        return place { state, _ in network.bump(in: state).map { Array($0.center.coordinates.prefix(dimensions)) } ?? nowhere }
      case "height":
        return Probe(information: information, shape: [], axes: [], isSingle: false) { state, _ in
          [state.prefix(network.neurons).max() ?? 0]
        }
      default: return place { _, clock in driven.stimulus(clock.before) ?? nowhere }
      }
    }
  }

  /// Of all neurons.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Evenly spaced.
  public func sample(_ count: Int) -> [Int] { (0..<count).map { $0 * network.neurons / count } }

  /// Along the axes.
  public func place(of neuron: Int) -> [Double] {
    switch surface.kind {
    case .line: [surface.places[neuron].x]
    case .sphere: [Double(neuron)]
    case .plane, .cylinder, .moebius: [surface.places[neuron].y, surface.places[neuron].x]
    }
  }
}

extension SurfaceNetwork {
  /// As that of a ring.
  func bump(at place: SIMD2<Double>) -> [Double] {
    guard parameters.stimulusAmplitude != 0 else { return restingState() }
    let height = theory?.heights?.stable ?? abs(parameters.stimulusAmplitude) / 10
    return stimulus(at: place).map { $0 * height / parameters.stimulusAmplitude }
  }
}
