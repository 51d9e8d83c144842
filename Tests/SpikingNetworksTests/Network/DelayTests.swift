import SpikingNetworks
import Testing

struct DelayTests {
  /// A spike at the end of step n with a delay of d steps moves the potential at the end of step n + d.
  @Test(arguments: [1, 2, 3, 7, 16, 40])
  func spikesArriveAfterTheirDelay(delay: Int) throws {
    let times = [0.1, 0.5, 1.3, 4.0]
    let network = NetworkDescription(
      dt: 0.1, duration: 10,
      populations: [
        PopulationDescription("source", model: "spike-generator", size: 1, parameters: ["times": .values(times)]),
        PopulationDescription("cell", model: "nonspikingifb", size: 1),
      ],
      projections: [
        ProjectionDescription(
          from: "source", to: "cell", .oneToOne, weight: .constant(1), delay: .steps(.constant(Double(delay))))
      ], monitors: [MonitorDescription("cell", ["v"])])
    let v = try SpikingNetwork(network).run().trace("v")
    let jumps = v.indices.filter { v[$0] > ($0 == 0 ? 0 : v[$0 - 1]) }
    #expect(jumps == times.map { Int(($0 * 10).rounded()) - 1 + delay })
  }

  @Test func aChainAddsItsDelays() throws {
    let names = ["a", "b", "c", "d"]
    let network = NetworkDescription(
      dt: 0.1, duration: 10,
      populations: [PopulationDescription("s", model: "spike-generator", size: 1, parameters: ["times": .values([0.1])])]
        + names.map { PopulationDescription($0, model: "if", size: 1) },
      projections: zip(["s"] + names, names).enumerated().map { index, pair in
        ProjectionDescription(
          from: pair.0, to: pair.1, .oneToOne, weight: .constant(2), delay: .steps(.constant(Double(index + 2))))
      }, monitors: names.map { MonitorDescription($0) })
    let record = try SpikingNetwork(network).run()
    #expect(record.spikes.map { $0.steps } == [[2], [5], [9], [14]])
  }

  @Test func manyDelaysOfOneSourceKeepTheirPlaces() throws {
    let delays = (0..<20).map { (target: Int) -> Double in Double(target * 7 % 20 + 1) / 10 }
    let network = NetworkDescription(
      dt: 0.1, duration: 5,
      populations: [
        PopulationDescription("s", model: "spike-generator", size: 1, parameters: ["times": .values([0.1, 1.7])]),
        PopulationDescription("cells", model: "if", size: 20),
      ],
      projections: [
        ProjectionDescription(
          from: "s", to: "cells", .pairs(sources: [Int](repeating: 0, count: 20), targets: Array(0..<20)), weight: .constant(2),
          delay: .time(.values(delays)))
      ], monitors: [MonitorDescription("cells")])
    let spikes = try SpikingNetwork(network).run().spikes[0]
    for (neuron, train) in spikes.trains.enumerated() {
      #expect(train.count == 2)
      for (found, emitted) in zip(train, [0.1, 1.7]) { #expect(abs(found - emitted - delays[neuron]) < 1e-9) }
    }
  }
}
