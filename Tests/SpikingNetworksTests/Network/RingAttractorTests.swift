import Foundation
import SpikingNetworks
import Testing

/// A ring of excitatory neurons with slow synapses and fast inhibition: its bump is led by a current and stays without.
@Suite struct RingAttractorTests {
  /// The network of datasets/simulations/spiking-ring.yaml.
  static func ring(
    duration: Double, heading: [Double], cueEnds: Double = .infinity, recurrent: Double = 1.4, seed: UInt64 = 1
  ) -> NetworkDescription {
    var cell: [String: Distribution] = [:]
    for (name, value) in [
      ("V_rest", -70.0), ("V_th", -50), ("V_reset", -60), ("tau", 20), ("C_m", 200), ("tau_syn_ex", 100), ("tau_syn_in", 10),
      ("tau_ref", 2), ("I_e", 320),
    ] { cell[name] = .constant(value) }
    let inhibitory = cell.merging(["tau_syn_ex": .constant(5), "tau_ref": .constant(1), "I_e": .constant(190)]) { $1 }
    let start: [String: Distribution] = ["v": .uniform(-70, -50)]
    var kernel = DistanceKernel(shape: .gaussian, width: 0.6)
    kernel.allowsSelf = false
    return NetworkDescription(
      dt: 0.5, duration: duration, seed: seed,
      populations: [
        PopulationDescription("e", model: "exp-lif", size: 128, parameters: cell, initial: start),
        PopulationDescription("i", model: "exp-lif", size: 32, parameters: inhibitory, initial: start),
        PopulationDescription("bath", model: "poisson-generator", size: 128, parameters: ["rate": .constant(400)]),
        PopulationDescription(
          "cue", model: "heading-generator", size: 128,
          parameters: ["amplitude": .constant(60), "width": .constant(1), "stop": .constant(cueEnds)]),
      ],
      projections: [
        ProjectionDescription(from: "e", to: "e", .distance(kernel), weight: .constant(recurrent)),
        ProjectionDescription(from: "e", to: "i", .allToAll(allowsSelf: true), weight: .constant(10)),
        ProjectionDescription(from: "i", to: "e", .allToAll(allowsSelf: true), weight: .constant(-10)),
        ProjectionDescription(from: "bath", to: "e", .oneToOne, weight: .constant(-20)),
        ProjectionDescription(from: "cue", to: "e", .oneToOne),
      ], monitors: [MonitorDescription("e"), MonitorDescription("i")], heading: heading)
  }

  /// The population vector of the spikes from a time on: its length, 1 when all fire at one place, and its direction.
  private func vector(_ record: NetworkRecord, from start: Double) -> (length: Double, angle: Double) {
    var (x, y, count) = (0.0, 0.0, 0.0)
    for (time, neuron) in zip(record.spikes[0].times, record.spikes[0].neuron) where time > start {
      let angle = 2 * Double.pi * Double(neuron) / 128
      (x, y, count) = (x + cos(angle), y + sin(angle), count + 1)
    }
    return ((x * x + y * y).squareRoot() / max(1, count), atan2(y, x))
  }

  @Test func theBumpStaysWhereTheCueWas() throws {
    let record = try SpikingNetwork(Self.ring(duration: 4000, heading: [1], cueEnds: 2000)).run()
    let found = vector(record, from: 3000)
    // An independent program in NumPy, forward Euler: length 0.8 to 0.87, a drift of up to 0.4 rad in ten seconds.
    #expect(found.length > 0.7 && abs(found.angle - 1) < 0.6)
    let rates = record.spikes.map { SpikeStatistics($0, from: 3000).meanRate }
    #expect(rates[0] > 5 && rates[0] < 12 && rates[1] > 30 && rates[1] < 60)
  }

  @Test func withoutRecurrenceNothingStays() throws {
    let record = try SpikingNetwork(Self.ring(duration: 4000, heading: [1], cueEnds: 2000, recurrent: 0)).run()
    #expect(vector(record, from: 3000).length < 0.2)
  }

  @Test func theCueHasItsForm() throws {
    // What arrives is summed by neurons that never fire: the sum is that of the formula.
    let heading = (0..<20).map { Double($0) * 0.1 }
    var network = NetworkDescription(
      dt: 0.1, duration: 2,
      populations: [
        PopulationDescription("sum", model: "nonspikingifb", size: 8, parameters: ["bias": .constant(0)]),
        PopulationDescription(
          "cue", model: "heading-generator", size: 8, parameters: ["amplitude": .constant(3), "width": .constant(0.7)]),
      ], projections: [ProjectionDescription(from: "cue", to: "sum", .oneToOne)],
      monitors: [MonitorDescription("sum", ["v"])])
    #expect(throws: SpikingNetworksError.self) { try SpikingNetwork(network) }
    network.heading = heading
    let record = try SpikingNetwork(network).run()
    for neuron in 0..<8 {
      let place = 2 * Double.pi * Double(neuron) / 8
      let expected = heading.reduce(0) { $0 + 3 * exp((cos(place - $1) - 1) / 0.49) }
      #expect(abs(record.trace("v", neuron: neuron)[19] - expected) < 1e-12 * 60)
    }
  }
}
