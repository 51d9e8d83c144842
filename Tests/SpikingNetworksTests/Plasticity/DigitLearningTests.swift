import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// What a network that learns pictures needs: rates by pictures, weights that add up, and an end of learning.
@Suite struct DigitLearningTests {
  private static func network(_ change: (inout PlasticityRule) -> Void) -> NetworkDescription {
    var rule = PlasticityRule()
    (rule.growth, rule.fall) = (0.05, 0.001)
    change(&rule)
    return NetworkDescription(
      dt: 1, duration: 1000, seed: 3,
      populations: [
        PopulationDescription("in", model: "poisson-generator", size: 20, parameters: ["rate": .constant(60)]),
        PopulationDescription("e", model: "lifstdp_ex", size: 7),
      ],
      projections: [
        ProjectionDescription(
          from: "in", to: "e", .allToAll(allowsSelf: true), weight: .uniform(0.2, 0.8), plasticity: rule)
      ], monitors: [MonitorDescription("e")])
  }

  private func sums(_ weights: NetworkRecord.Weights) -> [Double] {
    var sums = [Double](repeating: 0, count: 7)
    for (target, weight) in zip(weights.target, weights.weight) { sums[Int(target)] += weight }
    return sums
  }

  @Test func weightsAddUpToTheTotal() throws {
    // The last scaling is at the end of the run.
    let record = try SpikingNetwork(Self.network { ($0.total, $0.normalizationTime, $0.highest) = (9, 100, 5) }).run()
    #expect(sums(record.weights[0]).allSatisfy { abs($0 - 9) < 1e-9 })
    #expect(record.spikes[0].steps.count > 50)
    let free = try SpikingNetwork(Self.network { $0.highest = 5 }).run()
    #expect(sums(free.weights[0]).contains { abs($0 - 9) > 0.5 })
  }

  @Test func nothingIsLearnedAfterTheEnd() throws {
    let early = try SpikingNetwork(Self.network { $0.stop = 400 }).run(steps: 400, work: .init())
    let late = try SpikingNetwork(Self.network { $0.stop = 400 }).run()
    #expect(early.weights[0].weight == late.weights[0].weight)
    #expect(try SpikingNetwork(Self.network { _ in }).run().weights[0].weight != late.weights[0].weight)
  }

  @Test func threadsDecideNothing() throws {
    let rule: (inout PlasticityRule) -> Void = { ($0.total, $0.normalizationTime, $0.stop) = (9, 30, 700) }
    let one = try SpikingNetwork(Self.network(rule)).run()
    #expect(try SpikingNetwork(Self.network(rule)).run(steps: 1000, work: .init(threads: 3), leastWork: 1) == one)
  }

  @Test func picturesAreRates() throws {
    // Two pictures in turn: 40 of 100 ms, 60 ms shown.
    let pictures: [[Double]] = [[1, 0, -3], [0.5, 2, 0]]
    let values = (0..<40).flatMap { pictures[$0 % 2] }
    let record = try SpikingNetwork(
      NetworkDescription(
        dt: 0.5, duration: 4000, seed: 2,
        populations: [
          PopulationDescription(
            "in", model: "picture-generator", size: 3,
            parameters: [
              "values": .values(values), "rate": .constant(500), "time": .constant(60), "rest": .constant(40),
            ])
        ])
    ).run()
    var counts = [[0.0, 0, 0], [0.0, 0, 0]]
    for (step, neuron) in zip(record.spikes[0].steps, record.spikes[0].neuron) {
      let time = Double(step) * 0.5
      #expect(time.truncatingRemainder(dividingBy: 100) < 60)
      counts[Int(time / 100) % 2][Int(neuron)] += 1
    }
    // 20 pictures of 60 ms at 500 Hz: 600 spikes of a value of 1; four deviations.
    for (found, expected) in zip(counts.flatMap(\.self), [600.0, 0, 0, 300, 1200, 0]) {
      #expect(abs(found - expected) <= 4 * expected.squareRoot())
    }
  }
}
