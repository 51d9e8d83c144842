import SpikingNetworks
import Testing

struct ConnectionTests {
  static func network(
    _ connection: Connection, sources: Int = 20, targets: Int = 30, weight: Distribution = .constant(1), delay: Delay? = nil,
    representation: Representation = .csr, seed: UInt64 = 0, isRecurrent: Bool = false
  ) throws -> SpikingNetwork {
    let populations = [
      PopulationDescription("a", model: "lif", size: sources), PopulationDescription("b", model: "lif", size: targets),
    ]
    return try SpikingNetwork(
      NetworkDescription(
        duration: 1, seed: seed, populations: populations,
        projections: [
          ProjectionDescription(
            from: "a", to: isRecurrent ? "a" : "b", connection, weight: weight, delay: delay, representation: representation)
        ]))
  }

  @Test func allPairsWithAndWithoutSelf() throws {
    #expect(try Self.network(.allToAll(allowsSelf: true)).synapses == 600)
    #expect(try Self.network(.allToAll(allowsSelf: true), isRecurrent: true).synapses == 400)
    let without = try Self.network(.allToAll(allowsSelf: false), isRecurrent: true)
    #expect(without.synapses == 380)
    #expect(without.synapses(of: 0).allSatisfy { $0.source != $0.target })
  }

  @Test func aTotalNumberIsMetByDistinctPairsAllAlikeLikely() throws {
    var counts = [Int](repeating: 0, count: 12)
    for seed in 0..<600 {
      let network = try Self.network(
        .fixedTotalNumber(5, allowsMultiple: false, allowsSelf: true), sources: 3, targets: 4, seed: UInt64(seed))
      let pairs = network.synapses(of: 0).map { $0.source * 4 + $0.target }
      #expect(pairs.count == 5 && Set(pairs).count == 5)
      for pair in pairs { counts[pair] += 1 }
    }
    // 250 of each, with a standard deviation of about 12.
    #expect(counts.allSatisfy { abs($0 - 250) < 50 })
  }

  @Test func pairsMayComeAgainWhereTheyAreAllowedTo() throws {
    let repeated = try (0..<100).filter { seed in
      let network = try Self.network(
        .fixedTotalNumber(80, allowsMultiple: true, allowsSelf: true), sources: 100, targets: 100, seed: UInt64(seed))
      let pairs = network.synapses(of: 0).map { $0.source * 100 + $0.target }
      return Set(pairs).count < 80
    }
    // 1 − Π(1 − i/10⁴) = 27 %.
    #expect(abs(repeated.count - 27) < 18)
  }

  @Test func degreesAreMet() throws {
    let incoming = try Self.network(.fixedInDegree(7, allowsMultiple: false, allowsSelf: true)).synapses(of: 0)
    for target in 0..<30 { #expect(Set(incoming.filter { $0.target == target }.map(\.source)).count == 7) }
    let outgoing = try Self.network(.fixedOutDegree(7, allowsMultiple: false, allowsSelf: true)).synapses(of: 0)
    for source in 0..<20 { #expect(Set(outgoing.filter { $0.source == source }.map(\.target)).count == 7) }
  }

  @Test func aProbabilityIsMetOnAverage() throws {
    let count = try Self.network(.probability(0.1, allowsSelf: true), sources: 200, targets: 300).synapses
    let deviation: Double = (60000 * 0.09).squareRoot()
    #expect(abs(Double(count) - 6000) < 4 * deviation)
    #expect(try Self.network(.probability(0, allowsSelf: true)).synapses == 0)
    #expect(try Self.network(.probability(1, allowsSelf: true)).synapses == 600)
  }

  @Test func aSmallWorldKeepsItsDegreeAndMostOfItsNeighbours() throws {
    let regular = try Self.network(.smallWorld(neighbors: 4, rewiring: 0), sources: 30, isRecurrent: false).synapses(of: 0)
    #expect(regular.allSatisfy { [1, 2, 28, 29].contains(($0.target - $0.source + 30) % 30) })
    let rewired = try Self.network(.smallWorld(neighbors: 4, rewiring: 0.5), sources: 30).synapses(of: 0)
    #expect(rewired.count == 120)
    let moved = rewired.count { ![1, 2, 28, 29].contains(($0.target - $0.source + 30) % 30) }
    #expect(moved > 30 && moved < 90)
  }

  @Test func kernelsFollowTheDistanceOnTheRing() throws {
    let synapses = try Self.network(
      .distance(DistanceKernel(shape: .cosine, width: 1)), sources: 8, targets: 8, weight: .constant(2)
    ).synapses(of: 0)
    for synapse in synapses {
      let angle = Double(synapse.target - synapse.source) * .pi / 4
      #expect(abs(synapse.weight - 2 * cosine(angle)) < 1e-6)
    }
    let box = try Self.network(
      .distance(DistanceKernel(shape: .box, width: 0.8, cutoff: 0.8)), sources: 8, targets: 8
    ).synapses(of: 0)
    #expect(box.count == 24)
  }

  @Test(arguments: Representation.allCases)
  func everyRepresentationIsTheSameNetwork(representation: Representation) throws {
    let connections: [Connection] = [
      .fixedTotalNumber(90, allowsMultiple: true, allowsSelf: true), .probability(0.3, allowsSelf: true),
      .distance(DistanceKernel(shape: .gaussian, width: 0.4)), .pairs(sources: [3, 1, 3], targets: [2, 9, 0]),
    ]
    for connection in connections {
      let isListed = connection.name == "pairs"
      let weight: Distribution = isListed ? .values([1, 2, 3]) : .normal(mean: 1, standardDeviation: 3)
      let delay = Delay.time(isListed ? .values([0.1, 0.2, 0.3]) : .uniform(0.1, 1))
      let plain = try Self.network(connection, weight: weight, delay: delay).synapses(of: 0)
      #expect(
        try Self.network(connection, weight: weight, delay: delay, representation: representation).synapses(of: 0) == plain)
    }
  }

  @Test func listedPairsKeepTheirWeightsAndDelays() throws {
    let synapses = try Self.network(
      .pairs(sources: [3, 1, 3], targets: [2, 9, 0]), weight: .values([1, 2, 3]), delay: .time(.values([0.1, 0.2, 0.3]))
    ).synapses(of: 0)
    #expect(
      synapses == [
        Synapse(source: 1, target: 9, weight: 2, delay: 2), Synapse(source: 3, target: 0, weight: 3, delay: 3),
        Synapse(source: 3, target: 2, weight: 1, delay: 1),
      ])
  }

  @Test(arguments: [
    (Connection.fixedTotalNumber(601, allowsMultiple: false, allowsSelf: true), "600"),
    (.oneToOne, "20 and 30"), (.fixedInDegree(21, allowsMultiple: false, allowsSelf: true), "20 neurons"),
    (.probability(1.5, allowsSelf: true), "1.5"), (.pairs(sources: [20], targets: [0]), "from 0 to 19"),
    (.pairs(sources: [1, 2], targets: [0]), "one target for each"), (.smallWorld(neighbors: 4, rewiring: 0.1), "one size"),
    (.distance(DistanceKernel(shape: .gaussian, width: 0)), "width"),
    (.distance(DistanceKernel(shape: .gaussian, width: 1, geometry: .sheet)), "square"),
  ])
  func whatCannotBeJoinedIsRefused(connection: Connection, word: String) {
    #expect { try Self.network(connection) } throws: { "\($0)".contains(word) }
  }

  @Test(arguments: [
    (Distribution.constant(.nan), nil as Delay?, "finite"), (.values([1, 2]), nil, "600 pairs"),
    (.values([Double](repeating: 1, count: 599) + [.nan]), nil, "position 600"),
    (.constant(1), .steps(.constant(0)), "too short"), (.constant(1), .time(.constant(0.04)), "too short"),
    (.constant(1), .time(.constant(0.15)), "whole number"), (.constant(1), .time(.uniform(-1, 0)), "too short"),
    (.constant(.infinity), nil, "finite"),
  ])
  func badWeightsAndDelaysAreRefused(weight: Distribution, delay: Delay?, word: String) {
    #expect {
      try Self.network(.allToAll(allowsSelf: true), weight: weight, delay: delay)
    } throws: { "\($0)".contains(word) }
  }
}
