import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A torus network as a simulation runs it.
public struct TorusModel: SimulatedModel {
  /// The network with its parameters.
  public let network: TorusNetwork
  private let isCompatible: Bool
  private let decoder: TorusDecoder

  static let tasks = ["none", "population-coding", "template-matching", "smooth-tracking", "open-loop", "closed-loop"]

  static func monitors(adapting: Bool) -> [MonitorInformation] {
    [MonitorInformation("u", "synaptic input of every neuron")]
      + (adapting ? [MonitorInformation("v", "adaptation of every neuron")] : [])
      + [
        MonitorInformation("r", "rate of every neuron, in the model's unit"),
        MonitorInformation("input", "stimulus that reaches every neuron, without its noise"),
        MonitorInformation("center", unit: "rad", "centre of the bump along x and y; NaN where there is none"),
        MonitorInformation("height", "largest synaptic input"),
        MonitorInformation("stimulus", unit: "rad", "place of the stimulus along x and y; NaN where there is none"),
        MonitorInformation("position", unit: "m", "place of the animal, with the tasks open-loop and closed-loop"),
        .estimate,
      ]
  }

  /// - Throws: `AttractorModelsError`
  init(_ settings: AttractorSettings, _ length: Int, adaptation: Adaptation?, _ setting: ModelSetting) throws {
    var parameters = settings.parameters(adaptation: adaptation)
    isCompatible = setting.compatibility == .canns
    if isCompatible { parameters.images = .nearest }
    let whole = try TorusNetwork(grid: settings.grid(length, setting.chosenEnds), parameters: parameters)
    parameters.rank = try settings.acceleration.kept(setting, dimensions: 2, spectrum: whole.singularValues)
    network = try TorusNetwork(grid: whole.grid, parameters: parameters)
    decoder = TorusDecoder(network.grid)
  }

  /// Two, of as many neurons.
  public var axes: [ModelAxis] {
    ["y", "x"].map { name in
      ModelAxis(
        name: name, positions: network.grid.positions, unit: "rad", circumference: network.grid.circumference,
        meaning: "place of each \(name == "x" ? "column" : "row") of neurons along \(name)")
    }
  }

  /// What theory has against the parameters.
  public var warnings: [String] { network.warnings.map(\.text) + network.parameters.rankWarnings }

  /// What theory says of a bump.
  public var theory: [TheoryNumber] { network.theory.numbers }

  /// Euler's method; with adaptation canns takes one field after the other.
  public var integrator: Integrator { isCompatible && network.parameters.adaptation != nil ? .sequentialEuler : .euler }

  /// A tenth of a unit of time.
  public var standardStep: Double { 0.1 }

  /// A stimulus on a triangle, or an animal that runs about for 600 units of time.
  public func standardTask(isSession: Bool) -> TaskPlan {
    isSession
      ? .openLoop(NavigationPlan(duration: 600))
      : .smoothTracking(positions: [[0, 0], [1, 1], [-1, 1], [0, 0]], durations: [10, 10, 10], way: .shorter)
  }

  /// A stimulus at a place of the torus, or nothing.
  public func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<TorusNetwork> {
    let path = try path(task, setup)
    return Driven(
      steps: path.steps, input: { clock in path.position(clock).map { .bump(at: $0) } ?? .none },
      noise: path.noise(amplitude: network.parameters.stimulusAmplitude, seed: setup.seed),
      start: path.start.map { network.bump(at: $0) }, stimulus: { path.position($0)?.coordinates }, truth: path.truth,
      belief: path.loop)
  }

  private func path(_ task: TaskPlan, _ setup: TaskSetup) throws -> StimulusPath<SIMD2<Double>> {
    switch task {
    case .openLoop(let plan), .closedLoop(let plan):
      // One turn of each axis for each spacing.
      let (spacing, scale) = (plan.spacing, network.grid.circumference / plan.spacing)
      let decoder = decoder
      let walk = try NavigationPath(task, setup) { state, last in
        let bump = decoder.bump(in: state)
        if bump.isLost { return nil }
        // Of all places that the bump stands for, the nearest to where it was.
        let place = bump.center / scale
        return place + spacing * ((last - place) / spacing).rounded(.toNearestOrAwayFromZero)
      }
      guard let walk else { break }
      return StimulusPath(
        steps: walk.steps, position: { walk.position($0) * scale }, truth: walk.truth, loop: walk.loop)
    default: break
    }
    guard let path = try StimulusPath<SIMD2<Double>>(task, circumference: network.grid.circumference, setup) else {
      throw setup.error("a torus does not take the task \(task.kind.rawValue).")
    }
    return path
  }

  /// Activity, and what is measured on it.
  public func probes(_ driven: Driven<TorusNetwork>, _ setup: TaskSetup) -> [Probe] {
    let (network, decoder, side, n) = (network, decoder, network.grid.count, network.neurons)
    let isAdapting = network.parameters.adaptation != nil
    return Self.monitors(adapting: isAdapting).compactMap { information in
      func all(_ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: [side, side], axes: ["y", "x"], isSingle: true, read: read)
      }
      func two(_ read: @escaping @Sendable ([Double], Clock) -> [Double]) -> Probe {
        Probe(information: information, shape: [2], axes: ["2"], isSingle: false, read: read)
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
          driven.stimulus(clock.before).map { network.stimulus(at: SIMD2($0[0], $0[1])) } ?? [Double](repeating: 0, count: n)
        }
      case "center":
        return two { state, _ in
          let bump = decoder.bump(in: state)
          return bump.isLost ? [.nan, .nan] : bump.center.coordinates
        }
      case "height":
        return Probe(information: information, shape: [], axes: [], isSingle: false) { state, _ in
          [decoder.bump(in: state).height]
        }
      case "estimate": return driven.estimate
      case "position":
        guard case .position(let position, _) = driven.truth else { return nil }
        let isCompatible = setup.isCompatible
        return two { _, clock in position(clock.labelled(isCompatible)).coordinates }
      default: return two { _, clock in driven.stimulus(clock.before) ?? [.nan, .nan] }
      }
    }
  }

  /// Of all neurons `[y, x]`.
  public func rates(of state: [Double]) -> [Double] { network.rates(of: state) }

  /// Spread evenly over the torus.
  public func sample(_ count: Int) -> [Int] { evenlySpread(count, side: network.grid.places, stride: network.grid.count) }

  /// Along y and x.
  public func place(of neuron: Int) -> [Double] {
    let positions = network.grid.positions
    return [positions[neuron / network.grid.count], positions[neuron % network.grid.count]]
  }
}

extension TorusNetwork {
  /// As that of a ring; adaptation is left behind along x.
  func bump(at position: SIMD2<Double>) -> [Double] {
    guard parameters.stimulusAmplitude != 0 else { return restingState() }
    let height = theory.heights?.stable ?? abs(parameters.stimulusAmplitude) / 10
    func profile(_ place: SIMD2<Double>, _ factor: Double) -> [Double] {
      stimulus(at: place).map { $0 * factor * height / parameters.stimulusAmplitude }
    }
    return profile(position, 1) + theory.trail { profile(position - SIMD2($0, 0), $1) }
  }
}

/// So many places of a square, spread evenly for any count: a sequence of the plastic number (Roberts 2018). All of them where
/// there are no more.
///
/// - Parameters:
///   - side: places along each axis.
///   - stride: from a row to the next among all.
func evenlySpread(_ count: Int, side: Int, stride: Int) -> [Int] {
  if count >= side * side { return (0..<side * side).map { $0 / side * stride + $0 % side } }
  var taken = Set<Int>()
  var chosen: [Int] = []
  var step = 0.0
  while chosen.count < count {
    let (x, y) = (0.5 + step * 0.7548776662466927, 0.5 + step * 0.5698402909980532)
    let column = Int((x - x.rounded(.down)) * Double(side))
    let place = Int((y - y.rounded(.down)) * Double(side)) * stride + column
    if taken.insert(place).inserted { chosen.append(place) }
    step += 1
  }
  return chosen
}
