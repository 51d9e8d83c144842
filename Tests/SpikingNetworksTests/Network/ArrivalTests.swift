import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// What arrives is added where it arrived: the current of every neuron by its closed form, whether few or all are reached.
struct ArrivalTests {
  /// Spikes at 1.0 ms of some sources that reach some of 40 neurons, one step later.
  private static func currents(
    _ sources: [Int], to targets: [[Int]], weights: [Double], duration: Double = 20, drive: Double? = nil
  ) throws -> [NetworkRecord.Trace] {
    let pairs = zip(sources, targets).flatMap { source, list in list.map { (source, $0) } }
    let values = zip(weights, targets).flatMap { weight, list in list.map { _ in weight } }
    var network = NetworkDescription(
      dt: 0.1, duration: duration,
      populations: [
        PopulationDescription(
          "in", model: "spike-generator", size: sources.count,
          parameters: ["times": .values(sources.map { _ in 1.0 }), "neurons": .values(sources.map(Double.init))]),
        PopulationDescription("out", model: "exp-lif", size: 40, parameters: ["tau_syn_in": .constant(5)]),
      ],
      projections: [
        ProjectionDescription(
          from: "in", to: "out", .pairs(sources: pairs.map(\.0), targets: pairs.map(\.1)), weight: .values(values))
      ], monitors: [MonitorDescription("out", ["I_ex", "I_in", "v"])])
    if let drive {
      network.populations.append(
        PopulationDescription("dc", model: "dc-generator", size: 40, parameters: ["amplitude": .constant(drive)]))
      network.projections.append(ProjectionDescription(from: "dc", to: "out", .oneToOne))
    }
    return try SpikingNetwork(network).run().traces
  }

  /// Source 0 reaches three neurons, source 1 all of them; in steps of which few or more than half of the slots are filled.
  @Test(arguments: [[0], [0, 1], [0, 1, 2]])
  func everyNeuronGetsTheSumOfItsWeights(firing: [Int]) throws {
    let targets = [[1, 6, 39], Array(0..<40), [6]]
    let weights = [3.0, 0.5, -2]
    let traces = try Self.currents(firing, to: firing.map { targets[$0] }, weights: firing.map { weights[$0] })
    for neuron in 0..<40 {
      for (port, tau) in [(0, 2.0), (1, 5.0)] {
        let reached = firing.filter { targets[$0].contains(neuron) && (weights[$0] < 0) == (port == 1) }
        let sum = reached.reduce(0) { $0 + weights[$1] }
        for step in [9, 10, 11, 57, 199] {
          let expected = step < 10 ? 0 : sum * exp(-Double(step - 10) * 0.1 / tau)
          #expect(abs(traces[port].values[step, neuron] - expected) < 1e-12, "\(neuron) \(port) \(step)")
        }
      }
    }
  }

  /// Weights of 0 fill no slot, however many there are.
  @Test func weightsOfNothingHideNothing() throws {
    let sources = Array(0..<30)
    let traces = try Self.currents(
      sources, to: sources.map { _ in [3, 17] }, weights: sources.map { $0 == 29 ? 7 : 0 })
    #expect((0..<40).allSatisfy { traces[0].values[10, $0] == ([3, 17].contains($0) ? 7 : 0) })
  }

  /// A current from a source beside spikes: dv/dt = −v/τ + I/C, with the closed form of both.
  @Test func spikesAndCurrentsAddUp() throws {
    let traces = try Self.currents([0], to: [[5]], weights: [100], drive: 20)
    for step in [0, 8, 30, 150] {
      let t = Double(step + 1) * 0.1
      let current = 20 * 10 / 250 * (1 - exp(-t / 10))
      let since = max(0, t - 1.1)
      let spike = 100 / 250 * (exp(-since / 10) - exp(-since / 2)) / (1.0 / 2 - 1.0 / 10)
      #expect(abs(traces[2].values[step, 5] - (-70 + current + spike)) < 1e-9)
      #expect(abs(traces[2].values[step, 4] - (-70 + current)) < 1e-9)
    }
  }

  /// After 150 time constants nothing is left, not a number that the processor is slow with.
  @Test func whatHasDecayedIsNothing() throws {
    let trace = try Self.currents([0], to: [[5]], weights: [100], duration: 400)[0]
    #expect(trace.values[3999, 5] == 0)
    #expect(abs(trace.values[510, 5] - 100 * exp(-25.0)) < 1e-20)
  }
}
