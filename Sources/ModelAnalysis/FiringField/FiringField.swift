import ArrayNumerics
import Schema
import Stages

/// Mean activity of every neuron of a simulation over two dimensions: the place of an animal, or of the stimulus.
public enum FiringField: Stage {
  public typealias Input = Results<Simulation>

  public static let description = StageDescription(
    key: "firing-field", group: .models, title: "Firing fields",
    summary: "activity of every neuron of a simulation over a plane",
    purpose: """
      Averages the rate of every neuron over bins of the plane on which the simulation ran: the arena of an animal (task \
      open-loop), or the two axes along which a stimulus moved. Bins without a sample stay empty; nothing is smoothed. Of a \
      network of several modules --network-module shows one.
      """,
    example: "canns-analyze firing-field torus --bins 40", version: 1)

  public static func run(
    _ input: consuming Input, parameters: FiringFieldParameters, context: RunContext
  ) throws -> FiringFieldResult {
    let simulation = input.values
    let name = simulation["position"] == nil ? "stimulus" : "position"
    // Any network has fields over the arena of an animal.
    guard simulation.facts.dimensions == 2 || name == "position" else {
      throw unusable(
        "the model has \(counted(simulation.facts.dimensions, "axis", plural: "axes")), and a field has two.",
        simulation.facts.circumference(ofAxis: 0) == nil || simulation["stimulus"] == nil
          ? "Simulate it again with the place of an animal, monitors: [{name: r}, {name: position}], where the model has it."
          : "Its curves: canns-analyze help tuning-curve.")
    }
    guard let rates = simulation["r"], let values = rates.floats, let places = simulation[name]?.doubles,
      rates.shape.count >= 2, 2 * rates.shape[0] == places.count
    else {
      throw unusable(
        "the simulation did not keep r and \(name) at the same times.",
        "Simulate it again with both: monitors: [{name: r}, {name: \(name)}].")
    }
    let all = rates.shape.dropFirst().reduce(1, *)
    let shown = try neurons(of: parameters.module, rates.shape)
    let neurons = shown.count
    try context.reserve(
      24 * neurons * parameters.bins * parameters.bins, for: "The fields of \(neurons) neurons",
      remedy: "Take fewer bins with --bins.")
    guard let grid = FieldGrid(places, bins: parameters.bins, simulation, isPosition: name == "position") else {
      throw unusable("the \(name) does not cover an area.", "Take a task in which it moves along both axes.")
    }
    let fields = grid.fields(values, neurons: shown, of: all)
    return FiringFieldResult(
      maps: fields.maps, neurons: neurons, samples: fields.samples, xEdges: grid.edges.x, yEdges: grid.edges.y,
      unit: name == "position" ? "m" : "rad", model: simulation.facts.model, over: name, module: parameters.module)
  }

  /// Those of a module, or all.
  ///
  /// - Parameter shape: of the rates, `[time, …]`, with several modules `[time, module, y, x]`.
  private static func neurons(of module: Int?, _ shape: [Int]) throws -> Range<Int> {
    let all = shape.dropFirst().reduce(1, *)
    guard let module else { return 0..<all }
    guard shape.count == 4 else {
      throw ParameterError.idle(name: "network-module", condition: "with a network of several modules")
    }
    guard module <= shape[1] else {
      throw ParameterError.invalid(name: "network-module", reason: "the network has \(counted(shape[1], "module")).")
    }
    let size = all / shape[1]
    return (module - 1) * size..<module * size
  }

  private static func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: description.command, reason: reason, remedy: remedy)
  }
}

/// Bins of a plane, with the bin of every sample.
private struct FieldGrid {
  let edges: (x: [Double], y: [Double])
  let bins: Int
  /// `nil` where the place is unknown.
  let places: [Int?]

  init?(_ values: [Double], bins: Int, _ simulation: SimulationResult, isPosition: Bool) {
    self.bins = bins
    let points = stride(from: 0, to: values.count, by: 2).map { SIMD2(values[$0], values[$0 + 1]) }
    var ranges: [ClosedRange<Double>] = []
    for axis in 0..<2 {
      if !isPosition, let circumference = simulation.facts.circumference, let lower = simulation.axis("x")?.first {
        ranges.append(lower...lower + circumference)
        continue
      }
      let known = points.map { $0[axis] }.filter(\.isFinite)
      guard let low = known.min(), let high = known.max(), low < high else { return nil }
      ranges.append(low...high)
    }
    func cut(_ range: ClosedRange<Double>) -> [Double] {
      (0...bins).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(bins) }
    }
    edges = (cut(ranges[0]), cut(ranges[1]))
    places = points.map { point in
      guard point.x.isFinite, point.y.isFinite else { return nil }
      let index = (0..<2).map { axis -> Int in
        let range = ranges[axis]
        var part = (point[axis] - range.lowerBound) / (range.upperBound - range.lowerBound)
        // A stimulus may go round more than once.
        if !isPosition { part -= part.rounded(.down) }
        return min(bins - 1, max(0, Int(part * Double(bins))))
      }
      return index[1] * bins + index[0]
    }
  }

  /// - Parameter all: neurons of a look.
  func fields(_ values: [Float], neurons shown: Range<Int>, of all: Int) -> (maps: [Float], samples: Matrix<Int>) {
    let neurons = shown.count
    var sums = [Double](repeating: 0, count: bins * bins * neurons)
    var counts = [Int](repeating: 0, count: bins * bins)
    for (look, place) in places.enumerated() {
      guard let place else { continue }
      counts[place] += 1
      for neuron in 0..<neurons { sums[place * neurons + neuron] += Double(values[look * all + shown.lowerBound + neuron]) }
    }
    var maps = [Float](repeating: .nan, count: bins * bins * neurons)
    for place in counts.indices where counts[place] > 0 {
      for neuron in 0..<neurons {
        maps[neuron * bins * bins + place] = Float(sums[place * neurons + neuron] / Double(counts[place]))
      }
    }
    return (maps, Matrix(rows: bins, columns: bins, elements: counts))
  }
}
