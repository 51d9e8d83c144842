import ArrayNumerics
import Schema
import SpikingNetworks
import Stages

/// What a simulation of a network left: spikes and variables of each population under its name.
public struct NetworkSimulationResult: StageResult {
  /// s, of the samples that are closest together; of every step where nothing was sampled.
  public var times: [Double]
  /// `<population>.spike_times`, `<population>.spike_neuron`, `<population>.<variable>`, and what a recording holds.
  public var arrays: [NamedArray]
  /// What was run and what came out of it.
  public var facts: NetworkFacts
  public var notes: StageNotes

  public static let fields = Field<NetworkSimulationResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["time"], "time of each sample, the end of its step")
    Field.arrays(
      "<name>", \.arrays,
      "<population>.spike_times and .spike_neuron, <population>.<variable> [time, neuron], and with --spikes a recording's arrays")
    Field.part(\.facts)
  }

  public init(from stored: StoredResult<NetworkSimulationResult>) throws {
    facts = try NetworkFacts(from: stored.fields.part(NetworkFacts.self))
    times = try stored[\.times]
    arrays = try stored.arrays(\.arrays)
    notes = stored.notes
  }

  /// An array by its name.
  public subscript(name: String) -> DataArray? { arrays.first { $0.key == name }?.array }

  /// - Parameter isRecording: whether the spikes are also written as those of a recording.
  init(
    _ record: NetworkRecord, of network: NetworkDescription, synapses: Int, synapseBytes: Int, isRecording: Bool
  ) throws {
    facts = NetworkFacts(record, of: network, synapses: synapses, synapseBytes: synapseBytes)
    var notes = StageNotes()
    let finest = record.traces.max { $0.times.count < $1.times.count }?.times
    times = (finest ?? (1...max(1, record.steps)).map { Double($0) * network.dt }).map { $0 / 1000 }
    arrays = []
    for trace in record.traces {
      let (name, axis) = ("\(trace.population).\(trace.variable.name)", "\(trace.population) neuron")
      let isOnGrid = finest.map { $0 == trace.times } ?? true
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
    for spikes in record.spikes {
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
    if isRecording {
      let recorded = Self.recording(record, network)
      arrays += recorded.arrays
      if recorded.arrays.isEmpty {
        notes.warnings.append("No spikes of neurons were looked at, so the result is no recording.")
      }
    }
    self.notes = notes
  }

  /// The spikes of all populations of neurons that were looked at, cell after cell.
  private static func recording(
    _ record: NetworkRecord, _ network: NetworkDescription
  ) -> (arrays: [NamedArray], cells: Int) {
    let catalogue = NeuronCatalogue.standard
    let neurons = record.spikes.filter { spikes in
      let population = network.populations.first { $0.name == spikes.population }
      return population.map { !((try? catalogue.model($0.model).isSource) ?? true) } ?? false
    }
    let trains = neurons.flatMap(\.trains)
    if trains.isEmpty { return ([], 0) }
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
      ], trains.count
    )
  }
}

/// What was run and what came out of it, for the record.
public struct NetworkFacts: FieldTable, Equatable {
  /// Name, model and size of each population.
  public var populations: [String]
  /// From, to, rule and number of synapses of each projection.
  public var projections: [String]
  /// ms.
  public var step: Double
  /// How many there were.
  public var steps: Int
  /// In all.
  public var neurons: Int
  /// In all.
  public var synapses: Int
  /// Of memory that they take.
  public var synapseBytes: Int
  /// Spikes that went over a synapse.
  public var events: Int
  /// Of which spikes were looked at.
  public var spiking: [String]
  /// Hz, of each of these.
  public var rates: [Double]
  /// Mean coefficient of variation of the intervals of each; NaN with too few spikes.
  public var variations: [Double]
  /// Spikes of each.
  public var spikes: [Int]

  /// s.
  public var duration: Double { Double(steps) * step / 1000 }

  public static let fields = Field<NetworkFacts>.table {
    Field.number("populations", \.populations, "name, model and size of each population")
    Field.number("projections", \.projections, "from, to and rule of each projection")
    Field.number("dt_ms", \.step, "a step")
    Field.number("steps", \.steps, "steps")
    Field.number("duration_s", \.duration, "how long it lasted")
    Field.number("neurons", \.neurons, "neurons, sources too")
    Field.number("synapses", \.synapses, "synapses")
    Field.number("synapses_bytes", \.synapseBytes, "memory that the synapses take")
    Field.number("events", \.events, "spikes that went over a synapse")
    Field.number("spiking_populations", \.spiking, "populations whose spikes were looked at")
    Field.number("rates_hz", \.rates, "mean rate of each of these")
    Field.number("interval_variations", \.variations, "mean coefficient of variation of the intervals of each")
    Field.number("spikes", \.spikes, "spikes of each")
  }

  init(_ record: NetworkRecord, of network: NetworkDescription, synapses: Int, synapseBytes: Int) {
    populations = network.populations.map { "\($0.name): \($0.size) \($0.model)" }
    projections = network.projections.map { "\($0.from) to \($0.to): \($0.connection.name)" }
    step = network.dt
    steps = record.steps
    neurons = network.populations.reduce(0) { $0 + $1.size }
    self.synapses = synapses
    self.synapseBytes = synapseBytes
    events = record.events
    let statistics = record.spikes.map { SpikeStatistics($0) }
    spiking = record.spikes.map(\.population)
    rates = statistics.map(\.meanRate)
    variations = statistics.map(\.meanVariation)
    spikes = record.spikes.map(\.steps.count)
  }

  init(from fields: FieldReader<NetworkFacts>) throws {
    populations = try fields.number(\.populations)
    projections = try fields.number(\.projections)
    step = try fields.number(\.step)
    steps = try fields.number(\.steps)
    neurons = try fields.number(\.neurons)
    synapses = try fields.number(\.synapses)
    synapseBytes = try fields.number(\.synapseBytes)
    events = try fields.number(\.events)
    spiking = try fields.number(\.spiking)
    rates = try fields.number(\.rates)
    variations = try fields.number(\.variations)
    spikes = try fields.number(\.spikes)
  }
}
