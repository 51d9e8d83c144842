import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// Synapses that make something of all that arrives in a step: normalisation, mixed order and the complex trace, against NumPy
/// and closed forms.
@Suite struct CollectedInputTests {
  /// What arrives at a relay, by step of 0.1 ms, from one source with spikes at given times, ms, and a delay of one step.
  private static func arrivals(_ kind: SynapseKind, times: [Double], weight: Double = 3) throws -> [Double] {
    try SpikingNetwork(
      NetworkDescription(
        dt: 0.1, duration: 45,
        populations: [
          PopulationDescription("source", model: "spike-generator", size: 1, parameters: ["times": .values(times)]),
          PopulationDescription("out", model: "null", size: 1),
        ],
        projections: [ProjectionDescription(from: "source", to: "out", .oneToOne, weight: .constant(weight), synapse: kind)],
        monitors: [MonitorDescription("out", ["O"])])
    ).run().traces[0].values.elements
  }

  /// The two lines of SPAIC's program for a spike with the part 0.25, computed in NumPy; three spikes, two in a row.
  @Test func mixedOrderIsARecursion() throws {
    let found = try Self.arrivals(.mixedOrder(first: 2, second: 25, part: 0.25), times: [0.4, 0.5, 2.1])
    #expect(found[..<4].allSatisfy { $0 == 0 })
    for (step, value) in [
      (3, 0.3795), (4, 0.744973602550069), (10, 0.5989333852546626), (20, 0.8118693846097846), (50, 0.3719886884763216),
      (199, 0.14056756825663458),
    ] {
      #expect(abs(found[step + 1] - value) < 1e-12)
    }
    // All of first order: a trace of height w/τ.
    let first = try Self.arrivals(.mixedOrder(first: 2, second: 25, part: 1), times: [0.4])
    for step in 4..<400 { #expect(abs(first[step] - 1.5 * exp(-Double(step - 4) / 20)) < 1e-12) }
  }

  /// SPAIC's buffer of turning complex numbers, run in NumPy, and the closed form of what it makes.
  @Test func aComplexTraceTurnsAndDecays() throws {
    let found = try Self.arrivals(.rotating(tau: 10, turns: 6), times: [1])
    // The spike of step 9 arrives in step 10.
    for (after, value) in [
      (1, 0.0015551595517955398), (2, 0.003079328684765746), (14, 0.019101068959219463), (84, 0.055144020254181234),
      (383, 0.005907473072742852),
    ] {
      #expect(abs(found[10 + after] - value) < 1e-9)
    }
    for step in 0..<450 {
      let t = Double(step - 10) / 10
      #expect(abs(found[step] - (t < 0 ? 0 : 0.3 * exp(-t / 10) * sin(.pi * t / 60))) < 1e-12)
    }
  }

  @Test func eachChannelIsNormalized() throws {
    let expected = [
      -2.02401514224893, -0.07485930603556146, 1.8742965301778072, -1.2443528077635826, 0.7048030284497859, 2.6539588646631547,
      -0.4646904732782351, 1.4844653629351332, -1.634183975006256, 0.3149718612071123, 2.2641276974204807, -0.8545216405209088,
      0.9428478841533376, -2.2244567291190633, -0.2448913458238126, 1.7346740374714378, -1.432630575800963, 0.5469348074942876,
      2.526500190789538, -0.6408044224828627, 1.3387609608123876, -1.828543652460013, 0.15102173083523746, 2.130587114130488,
    ]
    func found(threads: Int) throws -> [Double] {
      let network = NetworkDescription(
        dt: 1, duration: 2,
        populations: [
          PopulationDescription(
            "in", model: "table-generator", size: 24, parameters: ["values": .values(SheetWindowTests.source(24))]),
          PopulationDescription("sum", model: "nonspikingifb", size: 24),
        ],
        projections: [
          ProjectionDescription(
            from: "in", to: "sum", .oneToOne,
            synapse: .batchNormalization(channels: 2, epsilon: 1e-5, gain: 1.5, bias: 0.25))
        ], monitors: [MonitorDescription("sum", ["v"])])
      return try SpikingNetwork(network).run(steps: 2, work: Work(threads: threads), leastWork: 1).traces[0].values.elements
    }
    let one = try found(threads: 1)
    #expect(zip(one[..<24], expected).allSatisfy { abs($0 - $1) < 1e-12 })
    // Two threads would each have one channel, three a part of one: it is advanced whole.
    #expect(try found(threads: 2) == one && found(threads: 3) == one)
    // Where nothing arrives the bias does: the table has one row.
    #expect((0..<24).allSatisfy { abs(one[24 + $0] - one[$0] - 0.25) < 1e-12 })
  }

  /// The largest of what arrives, also of spikes with weights and of sources in two projections.
  @Test func theLargestArrives() throws {
    let network = NetworkDescription(
      dt: 1, duration: 4,
      populations: [
        PopulationDescription(
          "in", model: "spike-generator", size: 3,
          parameters: ["times": .values([1, 1, 2, 3]), "neurons": .values([0, 2, 1, 0])]),
        PopulationDescription("out", model: "null", size: 1),
      ],
      projections: [
        ProjectionDescription(
          from: "in", to: "out", .allToAll(allowsSelf: true), weight: .values([0.5, -0.25, 0.75]), synapse: .maximum)
      ], monitors: [MonitorDescription("out", ["O"])])
    #expect(try SpikingNetwork(network).run().traces[0].values.elements == [0, 0.75, -0.25, 0.5])
  }

  @Test func whatDoesNotFitIsRefused() {
    func refusal(_ kind: SynapseKind, to: String = "lif") -> String {
      do {
        _ = try SpikingNetwork(
          NetworkDescription(
            duration: 1,
            populations: [
              PopulationDescription("a", model: "poisson-generator", size: 6), PopulationDescription("b", model: to, size: 6),
            ], projections: [ProjectionDescription(from: "a", to: "b", .oneToOne, synapse: kind)]))
        return ""
      } catch {
        return "\(error)"
      }
    }
    func normalization(_ channels: Int, epsilon: Double = 1e-5) -> SynapseKind {
      .batchNormalization(channels: channels, epsilon: epsilon, gain: 1, bias: 0)
    }
    #expect(refusal(normalization(2)).isEmpty)
    #expect(refusal(normalization(4)).contains("6 targets are not 4 channels"))
    #expect(refusal(normalization(6)).contains("two neurons or more"))
    #expect(refusal(normalization(0)).contains("not 0 channels"))
    #expect(refusal(normalization(2, epsilon: 0)).contains("epsilon"))
    #expect(refusal(normalization(2), to: "exp-lif").contains("for each sign"))
    #expect(refusal(.mixedOrder(first: 2, second: 25, part: 2)).contains("part"))
    #expect(refusal(.mixedOrder(first: 0, second: 25, part: 1)).contains("above 0"))
    #expect(refusal(.rotating(tau: 10, turns: 0)).contains("rot_k"))
    #expect(refusal(.rotating(tau: 10, turns: 6)).isEmpty && refusal(.maximum).isEmpty)
  }
}
