import ArrayNumerics
import AttractorModels
import Schema
import Stages

/// Activity, input and, where the model has one, a Lyapunov function of a simulation, frame by frame.
public enum EnergyLandscape: Stage {
  public typealias Input = Results<Simulation>

  public static let description = StageDescription(
    key: "energy-landscape", group: .models, title: "Energy landscape",
    summary: "activity, input and energy of a simulation, frame by frame, with an animation",
    purpose: """
      Shows how the activity of a simulated network and the input that it gets move over its axes, as curves of a ring or \
      images of a torus, still and as an animation. What often goes by the name of an energy is activity: here activity, \
      input and a true Lyapunov function are three things. The last is there for a ring without adaptation and with closed \
      ends, at times without input, where it never grows.
      """,
    example: "canns-analyze energy-landscape ring --frames 200", version: 1, references: [.fung2010])

  public static func run(
    _ input: consuming Input, parameters: EnergyLandscapeParameters, context: RunContext
  ) throws -> EnergyLandscapeResult {
    let simulation = input.values
    guard let name = ["u", "r", "s"].first(where: { simulation[$0] != nil }), let activity = simulation[name],
      let values = activity.floats, let count = activity.shape.first, count > 0
    else {
      throw StageError.unusableData(
        stage: description.command, reason: "the simulation kept neither u nor r.",
        remedy: "Simulate it again with a monitor for u: monitors: [{name: u, every: 1}].")
    }
    let times = simulation.times(of: name)
    // The last look is always there.
    let every = max(1, (count + parameters.frames - 1) / parameters.frames)
    let frames = Array(stride(from: count - 1, through: 0, by: -every).reversed())
    let size = activity.shape.dropFirst().reduce(1, *)
    func taken(_ values: [Float]) -> [Float] { frames.flatMap { values[$0 * size..<($0 + 1) * size] } }
    let shape = [frames.count] + activity.shape.dropFirst()
    let inputs = simulation["input"].flatMap { $0.shape == activity.shape ? $0.floats : nil }
    return EnergyLandscapeResult(
      times: frames.map { times[$0] }, x: simulation.axis("x") ?? [], y: simulation.axis("y"),
      activity: DataArray(taken(values), shape: shape), input: inputs.map { DataArray(taken($0), shape: shape) },
      energy: try name == "u" ? energies(simulation, values, inputs, size, frames) : nil, activityName: name,
      model: simulation.facts.model, placeUnit: simulation.facts.isAngular ? "rad" : "", total: count)
  }

  /// At times without input, NaN where the network is silent and its activity has no shape; `nil` where the model has no such
  /// function or there are no such times.
  private static func energies(
    _ simulation: SimulationResult, _ values: [Float], _ inputs: [Float]?, _ size: Int, _ frames: [Int]
  ) throws -> [Float]? {
    guard let ring = simulation.facts.madeModel as? RingModel, let energy = try? ShapeEnergy(ring.network), let inputs
    else { return nil }
    let found = try frames.map { frame -> Float in
      let range = frame * size..<(frame + 1) * size
      guard inputs[range].allSatisfy({ $0 == 0 }) else { return .nan }
      let value = try energy(values[range].map(Double.init))
      return value.isFinite ? Float(value) : .nan
    }
    return found.contains { $0.isFinite } ? found : nil
  }
}
