import ArrayNumerics
import Schema

extension PopulationRequest {
  /// The values of a parameter, one for each neuron.
  func values(_ name: String, default value: Double) -> [Double] {
    let given = parameters[name] ?? [value]
    return given.count == count ? given : [Double](repeating: given[0], count: count)
  }

  /// The windows of a source as steps: the first step that begins at `start` or later, and the first at `stop` or later.
  func window() -> (start: [Double], stop: [Double]) {
    func steps(_ name: String, _ value: Double) -> [Double] {
      values(name, default: value).map { ($0 / dt - 1e-9).rounded(.up) }
    }
    return (steps("start", 0), steps("stop", .infinity))
  }
}

/// A population that advances by a function of neurons and step.
///
/// - Parameter memory: what its steps change.
func spikeSource(
  _ count: Int, memory: @escaping @Sendable () -> [UnsafeMutableRawBufferPointer] = { [] },
  _ emit: @escaping @Sendable (_ neurons: Range<Int>, _ step: Int, _ spikes: inout [UInt32]) -> Void
) -> Population {
  Population(
    count: count, ports: [],
    advance: { blocks, _, _, step, spikes in
      emit(blocks.lowerBound * laneCount..<min(count, blocks.upperBound * laneCount), step, &spikes)
    }, output: nil, read: { _, _ in .nan }, memory: memory)
}

extension NeuronModel {
  /// Independent Poisson spikes: NeurAI's PoissonGenerator.
  static let poissonGenerator = NeuronModel(
    name: "poisson-generator", summary: "Independent Poisson spikes of each neuron.", isSource: true, output: .spikes,
    parameters: [
      NeuronParameterInformation(
        name: "rate", unit: "Hz", value: 10, range: 0...Double.infinity, meaning: "mean rate of each neuron")
    ] + sourceWindow,
    remarks: "A neuron may have several spikes in one step, as a Poisson process does; they all arrive.",
    equations: [
      "P(k spikes of a neuron in a step) = m^k exp(-m)/k!, m = rate dt/1000, for start <= t < stop, else no spikes",
      "t the beginning of the step",
    ], references: [.dayan2001, .gewaltig2007, .neurai2023, .hong2024]
  ) { request in
    let name = "\(request.name) spikes"
    if let spikes = PoissonGroups(request, name: name) {
      return spikeSource(request.count) { spikes.emit($0, step: $1, spikes: &$2) }
    }
    let (start, stop) = request.window()
    let spikes = PoissonSpikes(
      meanGap: request.values("rate", default: 10).map { 1000 / ($0 * request.dt) }, start: start, stop: stop,
      seed: request.seed, name: name)
    return spikeSource(request.count, memory: { spikes.memory }) { spikes.emit($0, step: $1, spikes: &$2) }
  }

  /// One coin for each neuron and step: NeurAI's BernoulliGenerator.
  static let bernoulliGenerator = NeuronModel(
    name: "bernoulli-generator", summary: "A spike of each neuron in each step with a probability.", isSource: true,
    output: .spikes,
    parameters: [
      NeuronParameterInformation(name: "prob", unit: "", value: 0.5, range: 0...1, meaning: "probability in a step")
    ] + sourceWindow,
    equations: ["P(a spike of a neuron in a step) = prob for start <= t < stop, else 0; t the beginning of the step"],
    references: [.dayan2001, .neurai2023]
  ) { request in
    let (start, stop) = request.window()
    let probability = request.values("prob", default: 0.5)
    let (seed, name) = (request.seed, "\(request.name) spikes")
    return spikeSource(request.count) { neurons, step, spikes in
      for neuron in neurons where start[neuron] <= Double(step) && Double(step) < stop[neuron] {
        var stream = RandomStream(seed: seed, name: name, neuron, step)
        if stream.uniform() < probability[neuron] { spikes.append(UInt32(truncatingIfNeeded: neuron)) }
      }
    }
  }

  /// Spikes at given times: NeurAI's CustomGenerator.
  static let spikeGenerator = NeuronModel(
    name: "spike-generator", summary: "Spikes at the times that are given.", isSource: true, output: .spikes,
    parameters: [
      NeuronParameterInformation(
        name: "times", unit: "ms", value: .nan, range: 0...Double.infinity, meaning: "when there is a spike"),
      NeuronParameterInformation(
        name: "neurons", unit: "", value: 0, range: 0...Double.infinity, meaning: "the neuron of each time, from 0"),
    ],
    remarks: """
      A spike at time t is put out in the step that ends at t, so that it has the time t in the record; times between the \
      ends of steps move to the end of their step.
      """,
    equations: [
      "a spike of neurons[k] in step ceil(times[k]/dt) - 1, which ends at times[k] or the first end of a step after it"
    ],
    references: [.gewaltig2007, .neurai2023], lists: ["times", "neurons"]
  ) { request in
    let times = request.parameters["times"] ?? []
    let neurons = request.parameters["neurons"] ?? [0]
    let place = "population \(request.name)"
    guard neurons.count == times.count || neurons.count == 1 else {
      throw SpikingNetworksError(
        place, "'times' has \(times.count) entries and 'neurons' \(neurons.count)",
        remedy: "Give one neuron for each time.")
    }
    var spikes: [Int: [UInt32]] = [:]
    for (index, time) in times.enumerated() {
      let neuron = neurons[neurons.count == 1 ? 0 : index]
      guard neuron >= 0, neuron < Double(request.count), neuron == neuron.rounded() else {
        throw SpikingNetworksError(
          place, "spike \(index + 1) is of neuron \(neuron), and there are \(request.count)",
          remedy: "Neurons are whole numbers from 0 to \(request.count - 1).")
      }
      guard time / request.dt < 1e15 else {
        throw SpikingNetworksError(place, "a spike at \(time) ms never comes", remedy: "Times are in ms.")
      }
      let step = Int((time / request.dt - 1e-9).rounded(.up)) - 1
      guard step >= 0 else {
        throw SpikingNetworksError(
          place, "a spike at \(time) ms is before the end of the first step",
          remedy: "The first possible time is one step, \(request.dt) ms.")
      }
      spikes[step, default: []].append(UInt32(neuron))
    }
    let sorted = spikes.mapValues { $0.sorted() }
    return spikeSource(request.count) { range, step, spikes in
      for neuron in sorted[step] ?? [] where range.contains(Int(neuron)) { spikes.append(neuron) }
    }
  }
}
