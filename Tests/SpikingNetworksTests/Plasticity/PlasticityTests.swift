import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// One synapse from a listed source to a relay of a listed target: closed forms of the rules.
struct PlasticityTests {
  /// The weight after spikes of both sides, ms; a target spikes one step after its own source, at the times that are given.
  private static func weight(
    _ rule: PlasticityRule, source: [Double], target: [Double], start: Double = 0.5, delay: Int = 1, duration: Double = 400
  ) throws -> Double {
    let network = NetworkDescription(
      dt: 0.1, duration: duration,
      populations: [
        PopulationDescription("pre", model: "spike-generator", size: 1, parameters: ["times": .values(source)]),
        PopulationDescription(
          "force", model: "spike-generator", size: 1, parameters: ["times": .values(target.map { $0 - 0.1 })]),
        // A threshold of 100 that only the forcing spikes reach.
        PopulationDescription("post", model: "if", size: 1, parameters: ["v_th": .constant(100)]),
      ],
      projections: [
        ProjectionDescription(
          from: "pre", to: "post", .oneToOne, weight: .constant(start), delay: .steps(.constant(Double(delay))),
          plasticity: rule),
        ProjectionDescription(from: "force", to: "post", .oneToOne, weight: .constant(1000)),
      ], monitors: [MonitorDescription("post")])
    let record = try SpikingNetwork(network).run()
    #expect(record.spikes[0].times.count == target.count)
    return record.weights[0].weight[0]
  }

  /// Pre at 10 ms, post Δ later: the post spike counts after the dendritic delay of 0.1 ms.
  @Test(arguments: [1.0, 5, 20, 60])
  func aPairGrowsByTheExponential(difference: Double) throws {
    var rule = PlasticityRule()
    rule.tauPlus = 17
    let found = try Self.weight(rule, source: [10, 390], target: [10 + difference])
    // The second source spike, long after, finds a trace of the target of e^(−(380 − Δ − 0.1)/20).
    let fall = rule.fall * exp(-(380 - difference - 0.1) / 20)
    #expect(abs(found - (0.5 + rule.growth * exp(-(difference + 0.1) / 17) - fall)) < 1e-12)
  }

  @Test(arguments: [1.0, 5, 20, 60])
  func aPairFallsByTheExponential(difference: Double) throws {
    var rule = PlasticityRule()
    rule.tauMinus = 23
    let found = try Self.weight(rule, source: [10 + difference], target: [10])
    #expect(abs(found - (0.5 - rule.fall * exp(-(difference - 0.1) / 23))) < 1e-12)
  }

  @Test func spikesThatMeetDoNotSeeEachOther() throws {
    // A target spike at 9.9 ms counts at the synapse at 10.0 ms, when the source spikes.
    #expect(try Self.weight(PlasticityRule(), source: [10], target: [9.9]) == 0.5)
  }

  /// Post at 12 and 14 ms after pre at 10: with all pairs both find the source's trace; pre bursts add up only there.
  @Test func nearestAndAllDifferOnABurst() throws {
    var rule = PlasticityRule()
    rule.fall = 0
    let trace = { (t: Double) in exp(-(t + 0.1) / 20) }
    let all = try Self.weight(rule, source: [6, 10], target: [12, 14])
    #expect(abs(all - (0.5 + rule.growth * (trace(2) + trace(6) + trace(4) + trace(8)))) < 1e-12)
    rule.pairing = .nearest
    let nearest = try Self.weight(rule, source: [6, 10], target: [12, 14])
    #expect(abs(nearest - (0.5 + rule.growth * (trace(2) + trace(4)))) < 1e-12)
  }

  /// Pfister & Gerstner: a post spike that follows another one finds its slow trace.
  @Test func tripletsAddTheSlowTrace() throws {
    var rule = PlasticityRule()
    rule.pairing = .triplet
    (rule.growth, rule.fall, rule.tripletGrowth, rule.tripletFall) = (0, 0, 0.01, 0)
    let found = try Self.weight(rule, source: [20], target: [10, 25])
    #expect(abs(found - (0.5 + 0.01 * exp(-5.1 / 20) * exp(-15 / 125.0))) < 1e-12)
    (rule.tripletGrowth, rule.tripletFall) = (0, 0.01)
    let fallen = try Self.weight(rule, source: [10, 25], target: [20])
    #expect(abs(fallen - (0.5 - 0.01 * exp(-4.9 / 20) * exp(-15 / 101.0))) < 1e-12)
  }

  @Test func boundsHold() throws {
    var rule = PlasticityRule()
    (rule.growth, rule.fall) = (10, 0)
    #expect(try Self.weight(rule, source: [10], target: [12]) == 1)
    (rule.growth, rule.fall) = (0, 10)
    #expect(try Self.weight(rule, source: [12], target: [10]) == 0)
  }

  @Test func powersScaleWithTheWeight() throws {
    var rule = PlasticityRule()
    (rule.growthPower, rule.fallPower, rule.fall) = (1, 1, 0)
    let found = try Self.weight(rule, source: [10], target: [12], start: 0.8)
    #expect(abs(found - (0.8 + rule.growth * exp(-2.1 / 20) * 0.2)) < 1e-7)
  }

  /// Without a reward nothing changes; with one the eligibility of the pair counts, decayed to the last arrival before it.
  @Test func aRewardTurnsEligibilityIntoWeight() throws {
    var rule = PlasticityRule()
    rule.fall = 0
    rule.reward = PlasticityRule.Reward()
    #expect(try Self.weight(rule, source: [10], target: [12]) == 0.5)
    func after(_ value: Double) throws -> Double {
      rule.reward?.times = [50]
      rule.reward?.values = [value]
      return try Self.weight(rule, source: [10], target: [12])
    }
    let up = try after(1)
    let eligibility = rule.growth * exp(-2.1 / 20) * exp(-(50 - 0.1 - 12.1) / 25)
    #expect(abs(up - (0.5 + eligibility)) < 1e-12)
    #expect(abs(try after(-1) - (0.5 - eligibility)) < 1e-12)
  }

  /// The same bytes for any number of threads, with delays of many steps.
  @Test func threadsDecideNothing() throws {
    var rule = PlasticityRule()
    rule.highest = 400
    (rule.growth, rule.fall) = (4, 4.2)
    let network = NetworkDescription(
      dt: 0.1, duration: 300, seed: 4,
      populations: [
        PopulationDescription("in", model: "poisson-generator", size: 60, parameters: ["rate": .constant(40)]),
        PopulationDescription("out", model: "exp-lif", size: 50),
      ],
      projections: [
        ProjectionDescription(
          from: "in", to: "out", .probability(0.5, allowsSelf: true), weight: .uniform(50, 250), delay: .time(.uniform(0.5, 2)),
          plasticity: rule)
      ])
    let plain = try SpikingNetwork(network).run()
    #expect(plain.spikes[1].steps.count > 100)
    let start = try SpikingNetwork(network).synapses(of: 0).map(\.weight)
    #expect(plain.weights[0].weight != start)
    for threads in 2...3 {
      let other = try SpikingNetwork(network)
      #expect(try other.run(steps: 3000, work: Work(threads: threads), leastWork: 1) == plain)
    }
  }

  /// Triplets without strength are pairs: one is computed in one go, the other by parts.
  @Test func bothWaysToDeliverGiveTheSameBytes() throws {
    func record(_ pairing: PlasticityRule.Pairing, _ stop: Double) throws -> NetworkRecord {
      var rule = PlasticityRule()
      (rule.pairing, rule.highest, rule.growth, rule.fall, rule.stop) = (pairing, 300, 4, 4.2, stop)
      let network = NetworkDescription(
        dt: 0.1, duration: 400, seed: 9,
        populations: [
          PopulationDescription("in", model: "poisson-generator", size: 50, parameters: ["rate": .constant(60)]),
          PopulationDescription("out", model: "exp-lif", size: 30),
        ],
        projections: [
          ProjectionDescription(
            from: "in", to: "out", .probability(0.6, allowsSelf: true), weight: .uniform(50, 250),
            delay: .time(.uniform(0.1, 3)), plasticity: rule)
        ])
      return try SpikingNetwork(network).run()
    }
    for stop in [Double.infinity, 150] {
      let (pairs, parts) = (try record(.all, stop), try record(.triplet, stop))
      #expect(pairs == parts)
      #expect(pairs.spikes[1].steps.count > 100 && Set(pairs.weights[0].weight).count > 100)
    }
  }

  /// Sources that reach nearly all targets are learned by one list of what the targets did: the same bytes as by parts, with
  /// and without gaps, for any number of threads, and when the run is cut in two with another number.
  @Test(arguments: [
    Connection.allToAll(allowsSelf: true), .allToAll(allowsSelf: false),
    .fixedOutDegree(36, allowsMultiple: false, allowsSelf: true),
  ])
  func theSharedWayGivesTheSameBytes(connection: Connection) throws {
    func network(_ pairing: PlasticityRule.Pairing, _ stop: Double) throws -> SpikingNetwork {
      var rule = PlasticityRule()
      (rule.pairing, rule.highest, rule.growth, rule.fall, rule.stop) = (pairing, 300, 4, 4.2, stop)
      return try SpikingNetwork(
        NetworkDescription(
          dt: 0.1, duration: 400, seed: 9,
          populations: [
            PopulationDescription("in", model: "poisson-generator", size: 41, parameters: ["rate": .constant(60)]),
            PopulationDescription("out", model: "exp-lif", size: 41),
          ],
          projections: [
            ProjectionDescription(
              from: "in", to: "out", connection, weight: .uniform(50, 250), delay: .time(.constant(0.7)), plasticity: rule)
          ]))
    }
    for stop in [Double.infinity, 150] {
      let shared = try network(.all, stop).run()
      #expect(try network(.triplet, stop).run() == shared)
      #expect(shared.spikes[1].steps.count > 100 && Set(shared.weights[0].weight).count > 100)
      for threads in 2...3 {
        #expect(try network(.all, stop).run(steps: 4000, work: Work(threads: threads), leastWork: 1) == shared)
      }
      let cut = try network(.all, stop)
      _ = try cut.run(steps: 1300, work: Work(threads: 3), leastWork: 1)
      _ = try cut.run(steps: 1100, work: Work(threads: 1))
      let last = try cut.run(steps: 1600, work: Work(threads: 2), leastWork: 1)
      #expect(last.weights == shared.weights)
    }
  }

  @Test func weightsOutOfBoundsAreRefused() {
    #expect {
      try Self.weight(PlasticityRule(), source: [10], target: [12], start: 2)
    } throws: { "\($0)".contains("'w_min' and 'w_max'") }
    var rule = PlasticityRule()
    rule.tauPlus = 0
    #expect {
      try Self.weight(rule, source: [10], target: [12])
    } throws: { "\($0)".contains("time constant") }
  }
}
