import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// Synapses that are more than weights, against their closed forms.
@Suite struct SynapseKindTests {
  /// What arrives at a neuron that sums it, by step, from a source with one spike at 1 ms (step 9).
  private static func arrivals(_ kind: SynapseKind, weight: Double = 3, sources: Int = 1) throws -> [Double] {
    let network = NetworkDescription(
      dt: 0.1, duration: 20,
      populations: [
        PopulationDescription("source", model: "spike-generator", size: sources, parameters: ["times": .values([1])]),
        PopulationDescription("sum", model: "nonspikingifb", size: 2),
      ],
      projections: [
        ProjectionDescription(
          from: "source", to: "sum", .allToAll(allowsSelf: true), weight: .constant(weight), delay: .steps(.constant(4)),
          synapse: kind)
      ], monitors: [MonitorDescription("sum", ["v"])])
    let v = try SpikingNetwork(network).run().trace("v", neuron: 1)
    return zip(v, [0] + v).map { $0 - $1 }
  }

  @Test func tracesAreExponentials() throws {
    let first = try Self.arrivals(.firstOrder(tau: 2))
    let second = try Self.arrivals(.secondOrder(slow: 9, fast: 2))
    let mean = try Self.arrivals(.spikesToRate(tau: 6), sources: 5)
    for step in 0..<200 {
      let t = Double(step - 13) * 0.1
      #expect(abs(first[step] - (t < -0.05 ? 0 : 3 * exp(-t / 2))) < 1e-11)
      #expect(abs(second[step] - (t < -0.05 ? 0 : 3 * (exp(-t / 9) - exp(-t / 2)))) < 1e-11)
      // One of five sources spiked.
      #expect(abs(mean[step] - (t < -0.05 ? 0 : 3 * exp(-t / 6) / 5)) < 1e-6)
    }
  }

  @Test func aPartOfTheSpikesIsLostAndTheMeanStays() throws {
    let network = NetworkDescription(
      dt: 0.1, duration: 500, seed: 3,
      populations: [
        PopulationDescription("source", model: "poisson-generator", size: 100, parameters: ["rate": .constant(100)]),
        PopulationDescription("sum", model: "nonspikingifb", size: 2),
      ],
      projections: [
        ProjectionDescription(
          from: "source", to: "sum", .allToAll(allowsSelf: true), weight: .constant(0.3), synapse: .dropout(probability: 0.4))
      ], monitors: [MonitorDescription("source"), MonitorDescription("sum", ["v"])])
    let record = try SpikingNetwork(network).run()
    let (one, other) = (record.trace("v", neuron: 0).last ?? 0, record.trace("v", neuron: 1).last ?? 0)
    // Lost to both targets together, and each of those left counts 0.5.
    #expect(one == other)
    let (kept, all) = (one / 0.5, Double(record.spikes[0].steps.filter { $0 < 4999 }.count))
    #expect(abs(kept - kept.rounded()) < 1e-6)
    #expect(abs(kept - 0.6 * all) < 4 * (all * 0.24).squareRoot())
  }

  /// Two passive cells: the sum of their potentials decays as without the junction, the difference faster.
  @Test func aGapJunctionPullsPotentialsTogether() throws {
    let network = NetworkDescription(
      dt: 0.1, duration: 10,
      populations: [
        PopulationDescription("a", model: "exp-lif", size: 1, initial: ["v": .constant(-60)]),
        PopulationDescription("b", model: "exp-lif", size: 1, initial: ["v": .constant(-68)]),
      ], projections: [ProjectionDescription(from: "a", to: "b", .oneToOne, weight: .constant(5), synapse: .electrical)],
      monitors: [MonitorDescription("a", ["v"]), MonitorDescription("b", ["v"])])
    let record = try SpikingNetwork(network).run()
    let (a, b) = (record.traces[0].values.elements, record.traces[1].values.elements)
    // v ← e^(−h/τ) v + (τ/C)(1 − e^(−h/τ)) I with I = ±5 nS times the difference.
    let (keep, gain) = (exp(-0.01), 10 / 250.0 * (1 - exp(-0.01)))
    for step in 0..<100 {
      let count = Double(step + 1)
      #expect(abs(a[step] + b[step] + 140 - 12 * pow(keep, count)) < 1e-10)
      #expect(abs(a[step] - b[step] - 8 * pow(keep - 2 * 5 * gain, count)) < 1e-10)
    }
  }

  @Test func ratesBecomeSpikesOfEachSynapse() throws {
    let network = NetworkDescription(
      dt: 0.1, duration: 200, seed: 4,
      populations: [
        PopulationDescription("drive", model: "dc-generator", size: 10, parameters: ["amplitude": .constant(0.8)]),
        PopulationDescription("rates", model: "null", size: 10),
        PopulationDescription("sum", model: "nonspikingifb", size: 50),
      ],
      projections: [
        ProjectionDescription(from: "drive", to: "rates", .oneToOne),
        ProjectionDescription(
          from: "rates", to: "sum", .allToAll(allowsSelf: true), weight: .constant(0.25), synapse: .rateToSpikes(scale: 0.5)),
      ], monitors: [MonitorDescription("sum", ["v"])])
    let record = try SpikingNetwork(network).run()
    let counts = (0..<50).map { (record.trace("v", neuron: $0).last ?? 0) / 0.25 }
    #expect(counts.allSatisfy { abs($0 - $0.rounded()) < 1e-6 })
    // Ten synapses, 1999 or 2000 steps of probability 0.8 · 0.5 · 0.1.
    let mean = counts.reduce(0, +) / 50
    let expected = 10 * 2000 * 0.04
    #expect(abs(mean - expected) < 4 * (expected * 0.96 / 50).squareRoot() + 0.4)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 49
    #expect(abs(variance - expected * 0.96) < 4 * expected * 0.96 * (2 / 49.0).squareRoot())
  }

  /// The same bytes for any number of threads, and for a run in two pieces.
  @Test func threadsDecideNothing() throws {
    func network() throws -> SpikingNetwork {
      func to(_ kind: SynapseKind, _ weight: Double) -> ProjectionDescription {
        ProjectionDescription(
          from: "in", to: "out", .probability(0.4, allowsSelf: true), weight: .constant(weight), delay: .time(.uniform(0.1, 1)),
          synapse: kind)
      }
      return try SpikingNetwork(
        NetworkDescription(
          dt: 0.1, duration: 100, seed: 6,
          populations: [
            PopulationDescription("in", model: "poisson-generator", size: 50, parameters: ["rate": .constant(50)]),
            PopulationDescription("out", model: "exp-lif", size: 41),
          ],
          projections: [
            to(.firstOrder(tau: 2), 20), to(.secondOrder(slow: 9, fast: 2), -10), to(.dropout(probability: 0.3), 60),
            to(.spikesToRate(tau: 6), 300),
            ProjectionDescription(
              from: "out", to: "out", .probability(0.2, allowsSelf: false), weight: .constant(1), synapse: .electrical),
          ], monitors: [MonitorDescription("out", ["spike", "v"])]))
    }
    let one = try network().run()
    #expect(one.spikes[0].steps.count > 50)
    for threads in 2...3 { #expect(try network().run(steps: 1000, work: Work(threads: threads), leastWork: 1) == one) }
    let cut = try network()
    let first = try cut.run(steps: 370, work: Work(threads: 2), leastWork: 1)
    let second = try cut.run(steps: 630, work: Work(threads: 1))
    #expect(first.traces[0].values.elements + second.traces[0].values.elements == one.traces[0].values.elements)
  }

  @Test func whatDoesNotFitIsRefused() {
    func refusal(
      _ kind: SynapseKind, from: String = "poisson-generator", to: String = "exp-lif", plasticity: PlasticityRule? = nil,
      delay: Delay? = nil
    ) -> String {
      do {
        _ = try SpikingNetwork(
          NetworkDescription(
            duration: 1,
            populations: [PopulationDescription("a", model: from, size: 2), PopulationDescription("b", model: to, size: 2)],
            projections: [
              ProjectionDescription(from: "a", to: "b", .oneToOne, delay: delay, plasticity: plasticity, synapse: kind)
            ]))
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(.firstOrder(tau: 0)).contains("time constant"))
    #expect(refusal(.secondOrder(slow: 2, fast: 9)).contains("slow one"))
    #expect(refusal(.dropout(probability: 1)).contains("below 1"))
    #expect(refusal(.electrical).contains("no potential"))
    #expect(refusal(.electrical, from: "lif", to: "lif", delay: .steps(.constant(3))).contains("'delay'"))
    #expect(refusal(.rateToSpikes(scale: 1)).contains("no rates"))
    #expect(refusal(.firstOrder(tau: 2), from: "meanfield").contains("needs spikes"))
    #expect(refusal(.firstOrder(tau: 2), plasticity: PlasticityRule()).contains("does not learn"))
    #expect(refusal(.firstOrder(tau: 2)).isEmpty && refusal(.electrical, from: "lif", to: "lif").isEmpty)
  }
}
