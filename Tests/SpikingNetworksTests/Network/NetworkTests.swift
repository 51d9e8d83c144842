import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

struct NetworkTests {
  /// The network of NeurAI's documentation: Poisson spikes into one population, that into another, which also gets a current.
  static func twoPopulations(seed: UInt64, representation: Representation = .mat, refractory: Double = 2) -> NetworkDescription
  {
    let parameters: [String: Distribution] = [
      "V_rest": .constant(-60), "V_th": .constant(-50), "V_reset": .constant(-60), "tau": .constant(20), "I_e": .constant(0),
      "tau_ref": .constant(refractory),
    ]
    return NetworkDescription(
      dt: 0.1, duration: 5, seed: seed,
      populations: [
        PopulationDescription("lif0", model: "exp-lif", size: 100, parameters: parameters, initial: ["v": .constant(-55)]),
        PopulationDescription("lif1", model: "exp-lif", size: 100, parameters: parameters, initial: ["v": .constant(-55)]),
        PopulationDescription("poisson", model: "poisson-generator", size: 100, parameters: ["rate": .constant(1000)]),
        PopulationDescription(
          "dc", model: "dc-generator", size: 100,
          parameters: ["amplitude": .constant(50), "start": .constant(0.5), "stop": .constant(1.5)]),
      ],
      projections: [
        ProjectionDescription(from: "poisson", to: "lif0", .oneToOne, weight: .constant(1000)),
        ProjectionDescription(from: "dc", to: "lif1", .oneToOne),
        ProjectionDescription(
          from: "lif0", to: "lif1", .fixedTotalNumber(80, allowsMultiple: false, allowsSelf: true), weight: .constant(5),
          delay: .steps(.constant(2)), representation: representation),
      ], monitors: [MonitorDescription("lif0", ["spike", "v"]), MonitorDescription("lif1", ["spike", "v"])])
  }

  /// 116.1 ± 4.7 spikes by an independent exact integrator, 400 seeds; 220 without refractory time.
  @Test(arguments: [(2.0, 116.1, 4.7), (0, 220.0, 11.6)])
  func theNetworkOfTheDocumentationFiresAsOften(refractory: Double, expected: Double, deviation: Double) throws {
    let counts = try (0..<100).map { seed in
      let record = try SpikingNetwork(Self.twoPopulations(seed: UInt64(seed), refractory: refractory)).run()
      #expect(record.spikes[1].steps.isEmpty)
      return Double(record.spikes[0].steps.count)
    }
    let mean = counts.reduce(0, +) / 100
    #expect(abs(mean - expected) < 4 * deviation / 10 + 1)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 99
    #expect(abs(variance.squareRoot() - deviation) < 0.35 * deviation)
  }

  @Test func aCellWithoutSynapsesFollowsTheClosedForm() throws {
    let network = try SpikingNetwork(Self.twoPopulations(seed: 3))
    let joined = Set(network.synapses(of: 2).map(\.target))
    let free = try #require((0..<100).first { !joined.contains($0) })
    let record = try network.run()
    let trace = try #require(record.traces.first { $0.population == "lif1" })
    #expect(trace.times.count == 50)
    for (index, t) in trace.times.enumerated() {
      let current = t <= 0.5 ? 0 : 0.08 * 50 * (1 - exp(-(min(t, 1.5) - 0.5) / 20)) * exp(-max(t - 1.5, 0) / 20)
      #expect(abs(trace.values[index, free] - (-60 + 5 * exp(-t / 20) + current)) < 1e-9)
    }
    for (step, value) in [(4, -55.1235), (9, -55.1451), (14, -55.1662), (19, -55.2855), (49, -55.9422)] {
      #expect(abs(trace.values[step, free] - value) < 5e-5)
    }
  }

  @Test func everyRepresentationAndThreadCountGivesTheSameBytes() throws {
    let plain = try SpikingNetwork(Self.twoPopulations(seed: 7)).run()
    for representation in Representation.allCases {
      #expect(try SpikingNetwork(Self.twoPopulations(seed: 7, representation: representation)).run() == plain)
    }
    for threads in 2...3 {
      let network = try SpikingNetwork(Self.twoPopulations(seed: 7))
      #expect(try network.run(steps: 50, work: Work(threads: threads), leastWork: 1) == plain)
    }
  }

  @Test func aRunInPiecesIsTheRunInOne() throws {
    let whole = try SpikingNetwork(Self.twoPopulations(seed: 9)).run()
    let network = try SpikingNetwork(Self.twoPopulations(seed: 9))
    let parts = try [17, 1, 32].map { try network.run(steps: $0, work: Work()) }
    #expect(parts.flatMap { $0.spikes[0].steps } == whole.spikes[0].steps)
    #expect(parts.flatMap { $0.traces[1].values.elements } == whole.traces[1].values.elements)
  }

  @Test func theOrderOfPopulationsDecidesNothing() throws {
    var turned = Self.twoPopulations(seed: 11)
    turned.populations.reverse()
    #expect(try SpikingNetwork(turned).run() == SpikingNetwork(Self.twoPopulations(seed: 11)).run())
  }

  @Test func anotherSeedIsAnotherRun() throws {
    #expect(
      try SpikingNetwork(Self.twoPopulations(seed: 1)).run() != SpikingNetwork(Self.twoPopulations(seed: 2)).run())
  }

  @Test func monitorsLookWhenAndWhereTheyAreTold() throws {
    var network = Self.twoPopulations(seed: 1)
    network.monitors = [
      MonitorDescription("lif1", ["v"], every: 7, neurons: 3..<5, start: 1, stop: 4),
      MonitorDescription("lif0", start: 2, stop: 3),
    ]
    let record = try SpikingNetwork(network).run()
    #expect(record.traces[0].times.map { ($0 * 10).rounded() } == [14, 21, 28, 35])
    #expect(record.traces[0].values.columns == 2)
    let all = try SpikingNetwork(Self.twoPopulations(seed: 1)).run()
    #expect(record.traces[0].values[0, 1] == all.traces[1].values[13, 4])
    #expect(record.spikes[0].steps == all.spikes[0].steps.filter { (20..<30).contains($0) })
  }

  @Test func parametersAreDrawnForEachNeuronAndDoNotDependOnTheNumber() throws {
    func thresholds(_ size: Int) throws -> [Double] {
      try driven(
        "exp-lif", size: size, duration: 0.1,
        parameters: ["V_rest": .normal(mean: -70, standardDeviation: 5), "V_th": .constant(0)],
        variables: ["v"]
      ).traces[0].values.elements
    }
    let (few, many) = (try thresholds(10), try thresholds(1000))
    #expect(Array(many.prefix(10)) == few)
    let mean = many.reduce(0, +) / 1000
    #expect(abs(mean + 70) < 0.7)
    #expect(Set(many).count == 1000)
  }
}
