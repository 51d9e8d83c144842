import Foundation
import ModelAnalysis
import Testing

/// The microcircuit of Potjans & Diesmann at 10 % fires as in NEST.
@Suite struct MicrocircuitTests {
  /// Sizes, and mean rates (Hz) of NEST 3.10 on connections of its own, 5 s.
  private static let populations: [(name: String, size: Int, rate: Double)] = [
    ("L23E", 2068, 0.517), ("L23I", 583, 2.160), ("L4E", 2192, 4.027), ("L4I", 548, 5.032), ("L5E", 485, 6.622),
    ("L5I", 106, 7.896), ("L6E", 1440, 0.839), ("L6I", 295, 7.065),
  ]

  @Test func ratesAreThoseOfNest() throws {
    let url = ExampleFileTests.folder.appendingPathComponent("microcircuit-10.yaml")
    let result = try simulate(String(contentsOf: url, encoding: .utf8), seed: 1) { $0.duration = "1300 ms" }
    // 7,717 cells and as many sources; the published probabilities make 2,988,807 synapses between cells.
    #expect(result.facts.neurons == 2 * 7717 && result.network?.synapses == 2_988_807 + 7717)
    for population in Self.populations {
      let times = try #require(result["\(population.name).spike_times"]?.doubles)
      let rate = Double(times.count { $0 > 0.3 }) / Double(population.size)
      // Seconds of NEST's run differ by up to 7 %, and each draw of the connections by as much.
      #expect(abs(rate - population.rate) < 0.1 * population.rate + 0.05, "\(population.name) \(rate)")
    }
  }
}
