import AttractorModels
import Foundation
import Testing

struct TuningMonitorTests {
  /// A stimulus that goes round slowly: each neuron is tuned to its own position, with the shape of the bump.
  @Test func neuronsOfARingAreTunedToTheirPositions() throws {
    let network = try RingNetwork(grid: RingGrid(count: 64))
    func position(_ clock: Clock) -> Double { 0.01 * clock.time - 3 }
    let tuning = try TuningMonitor(
      every: 5, axes: [.init(-.pi ... .pi, bins: 32, isCircular: true)], variables: { [position($0)] },
      read: network.rates)
    try Run(network, integrator: .euler, dt: 0.1, steps: 7000)(observing: [tuning]) { .bump(at: position($0)) }
    #expect(tuning.counts.reduce(0, +) == 1400)
    #expect(tuning.counts.allSatisfy { $0 > 0 })
    let means = tuning.means
    for neuron in stride(from: 0, to: 64, by: 7) {
      let best = try #require((0..<32).max { means[$0][neuron] < means[$1][neuron] })
      let center: Double = -.pi + 2 * .pi * (Double(best) + 0.5) / 32
      #expect(abs(network.grid.distance(center, network.grid.positions[neuron])) < 2 * .pi / 32 * 1.1)
    }
  }

  @Test func meansAreThoseOfEachBin() throws {
    let values = [0.1, 0.9, 1.0, 1.5, -0.2, 0.45]
    let tuning = try TuningMonitor(
      every: 1, axes: [.init(0...1, bins: 2), .init(0...2, bins: 2)],
      variables: { [values[$0.step - 1], Double($0.step % 2) + 0.5] }, read: { [$0[0], 2 * $0[0]] })
    try Run(Leak(), integrator: .euler, dt: 2, steps: 2)(observing: [tuning]) { _ in 1 }
    for step in 3...6 { tuning.observe([Double(step)], Clock(step: step, dt: 2)) }
    // Steps 4 and 5 lie outside; 1.0 belongs to the last bin.
    #expect(tuning.outside == 2)
    #expect(tuning.counts == [1, 1, 1, 1])
    #expect(tuning.means == [[6, 12], [1, 2], [1, 2], [3, 6]])
  }

  @Test func binsThatWereNeverSeenHaveNoMean() throws {
    let tuning = try TuningMonitor(every: 1, axes: [.init(0...1, bins: 3)], variables: { _ in [0.5] }, read: { $0 })
    tuning.observe([4], Clock(step: 1, dt: 1))
    #expect(tuning.means[1] == [4])
    #expect(tuning.means[0][0].isNaN && tuning.means[2][0].isNaN)
    #expect(throws: AttractorModelsError.self) { try TuningMonitor(every: 1, axes: [], variables: { _ in [] }, read: { $0 }) }
    #expect(throws: AttractorModelsError.self) {
      try TuningMonitor(every: 1, axes: [.init(0...1, bins: 0)], variables: { _ in [0] }, read: { $0 })
    }
  }
}
