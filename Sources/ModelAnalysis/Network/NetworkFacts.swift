import Schema
import SpikingNetworks

/// What was run and what came out of it, for the record.
public struct NetworkFacts: FieldTable, Equatable {
  /// Name, model and size of each population.
  public var populations: [String]
  /// From, to, rule and number of synapses of each projection.
  public var projections: [String]
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

  public static let fields = Field<NetworkFacts>.table {
    Field.number("populations", \.populations, "name, model and size of each population")
    Field.number("projections", \.projections, "from, to and rule of each projection")
    Field.number("synapses", \.synapses, "synapses")
    Field.number("synapses_bytes", \.synapseBytes, "memory that the synapses take")
    Field.number("events", \.events, "spikes that went over a synapse")
    Field.number("spiking_populations", \.spiking, "populations whose spikes were looked at")
    Field.number("rates_hz", \.rates, "mean rate of each of these")
    Field.number("interval_variations", \.variations, "mean coefficient of variation of the intervals of each")
    Field.number("population_spikes", \.spikes, "spikes of each")
  }

  init(_ record: NetworkRecord, of network: NetworkDescription, synapses: Int, synapseBytes: Int) {
    populations = network.populations.map { "\($0.name): \($0.size) \($0.model)" }
    projections = network.projections.map { "\($0.from) to \($0.to): \($0.connection.name)" }
    self.synapses = synapses
    self.synapseBytes = synapseBytes
    events = record.events
    let statistics = record.spikes.map { SpikeStatistics($0) }
    spiking = record.spikes.map(\.population)
    rates = statistics.map(\.meanRate)
    variations = statistics.map(\.meanVariation)
    spikes = record.spikes.map(\.steps.count)
  }

  /// - Returns: `nil` for the simulation of a model.
  init?(from fields: FieldReader<NetworkFacts>) throws {
    guard fields.holds(\.populations) else { return nil }
    populations = try fields.number(\.populations)
    projections = try fields.number(\.projections)
    synapses = try fields.number(\.synapses)
    synapseBytes = try fields.number(\.synapseBytes)
    events = try fields.number(\.events)
    spiking = try fields.number(\.spiking)
    rates = try fields.number(\.rates)
    variations = try fields.number(\.variations)
    spikes = try fields.number(\.spikes)
  }
}
