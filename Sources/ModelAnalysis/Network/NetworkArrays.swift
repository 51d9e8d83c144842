import ArrayNumerics
import Schema
import SpikingNetworks

extension NetworkRecord {
  /// The times of the samples that are closest together, ms; of every step where nothing was sampled.
  func sampleTimes(dt: Double) -> [Double] {
    traces.max { $0.times.count < $1.times.count }?.times ?? (1...max(1, steps)).map { Double($0) * dt }
  }

  /// What was looked at as arrays: `<population>.<variable>`, `<population>.spike_times`, `<population>.spike_neuron`.
  ///
  /// - Parameter grid: the times of the array `t`, ms; variables with other times have their own.
  func namedArrays(grid: [Double]) -> [NamedArray] {
    var arrays: [NamedArray] = []
    for trace in traces {
      let (name, axis) = ("\(trace.population).\(trace.variable.name)", "\(trace.population) neuron")
      let isOnGrid = grid == trace.times
      arrays.append(
        NamedArray(
          name, unit: trace.variable.unit, axes: [isOnGrid ? "time" : "\(name) time", FieldAxis(stringLiteral: axis)],
          "\(trace.variable.meaning) of \(trace.population)",
          DataArray(trace.values.elements, shape: [trace.values.rows, trace.values.columns])))
      if !isOnGrid {
        arrays.append(
          NamedArray(
            "t_\(name)", unit: "s", axes: [FieldAxis(stringLiteral: "\(name) time")], "times of \(name)",
            DataArray(trace.times.map { $0 / 1000 }, shape: [trace.times.count])))
      }
    }
    for spikes in spikes {
      let axis = FieldAxis(stringLiteral: "\(spikes.population) spike")
      arrays.append(
        NamedArray(
          "\(spikes.population).spike_times", unit: "s", axes: [axis], "spikes of \(spikes.population), the end of their steps",
          DataArray(spikes.times.map { $0 / 1000 }, shape: [spikes.steps.count])))
      arrays.append(
        NamedArray(
          "\(spikes.population).spike_neuron", axes: [axis], "the neuron of each spike, from 0",
          DataArray(shape: [spikes.neuron.count], storage: .int64(spikes.neuron.map(Int64.init)))))
    }
    for weights in weights {
      let name = "\(weights.from)-\(weights.to)"
      let count = self.weights.count { $0.from == weights.from && $0.to == weights.to }
      let key = count == 1 ? name : "\(name)-\(weights.projection + 1)"
      let axis = FieldAxis(stringLiteral: "\(key) synapse")
      func add(_ part: String, _ meaning: String, _ array: DataArray) {
        arrays.append(NamedArray("\(key).\(part)", axes: [axis], meaning, array))
      }
      add(
        "source", "neuron of each plastic synapse's source",
        DataArray(shape: [weights.source.count], storage: .int32(weights.source)))
      add("target", "neuron of its target", DataArray(shape: [weights.target.count], storage: .int32(weights.target)))
      add("weight", "its weight at the end", DataArray(weights.weight, shape: [weights.weight.count]))
    }
    return arrays
  }

  /// The spikes of populations of neurons that were looked at, cell after cell.
  ///
  /// - Parameter populations: that are meant; all if empty.
  /// - Returns: the arrays, and how many cells and spikes they hold; `nil` where no spikes of neurons were looked at.
  func recording(of network: NetworkDescription, populations: [String]) -> (arrays: [NamedArray], cells: Int, spikes: Int)? {
    let catalogue = (try? network.catalogue()) ?? .standard
    let neurons = spikes.filter { spikes in
      if !populations.isEmpty && !populations.contains(spikes.population) { return false }
      let population = network.populations.first { $0.name == spikes.population }
      return population.map { !((try? catalogue.model($0.model).isSource) ?? true) } ?? false
    }
    let trains = neurons.flatMap(\.trains)
    if trains.isEmpty { return nil }
    let names = neurons.flatMap { spikes in (0..<spikes.neurons).map { "\(spikes.population).\($0)" } }
    let ends = trains.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.count) }
    return (
      [
        NamedArray(
          "spike_times", unit: "s", axes: ["spike"], "spikes of all cells, cell after cell",
          DataArray(trains.flatMap { $0.map { $0 / 1000 } }, shape: [ends.last ?? 0])),
        NamedArray(
          "spike_index", axes: ["cell"], "where the spikes of each cell end",
          DataArray(shape: [ends.count], storage: .int64(ends.map(Int64.init)))),
        NamedArray(
          "cell_ids", axes: ["cell"], "population and number of each cell",
          DataArray(shape: [names.count], storage: .string(names))),
      ], trains.count, ends.last ?? 0
    )
  }
}
