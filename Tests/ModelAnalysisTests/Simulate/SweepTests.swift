import Foundation
import ModelAnalysis
import Schema
import Testing

/// Other values of a parameter, a run for each.
@Suite struct SweepTests {
  private static let yaml = """
    model: cann1d
    parameters: {num: 128, k: 1}
    task: {kind: none, start: 0, duration: 100}
    monitors: [{name: height, every: 10}, {name: center, every: 10}, {name: u, every: 10}]
    """

  /// Heights are those of the theory below the critical inhibition, and activity dies above it.
  @Test func heightsOfManyInhibitions() throws {
    let values = [0.1, 5, 20, 30, 40]
    let result = try simulate(Self.yaml) { $0.sweep = "k=0.1,5,20,30,40" }
    #expect(result["sweep_values"]?.doubles == values && result["sweep_height"]?.shape == [5, 100])
    #expect(result["sweep_u"]?.shape == [5, 128])
    let heights = try #require(result["sweep_height"]?.doubles)
    let (density, a, coupling) = (128 / (2 * Double.pi), 0.5, 4.0)
    for (run, k) in values.enumerated() {
      let root = density * density * coupling * coupling / 2 - 4 * k * density * (2 * .pi).squareRoot() * a
      let end = heights[100 * run + 99]
      if root > 0 {
        let extent = density * (2 * .pi).squareRoot() * a
        let theory = (density * coupling / 2.0.squareRoot() + root.squareRoot()) / (2 * k * extent)
        #expect(abs(end / theory - 1) < 1e-6, "k = \(k)")
      } else {
        #expect(end < 1e-6, "k = \(k)")
      }
    }
    // What a run alone warns of is said of the sweep.
    #expect(try !simulate(Self.yaml) { $0.set = ["k=40"] }.notes.warnings.isEmpty)
    #expect(result.notes.warnings.contains { $0.contains("of 5 values of k have warnings, the first is k = ") })
    // A run of the sweep is the run that one value would have alone, on any number of threads.
    let alone = try simulate(Self.yaml) { $0.set = ["k=20"] }
    #expect(Array(heights[200..<300]) == alone["height"]?.doubles)
    #expect(heights == (try simulate(Self.yaml, threads: 3) { $0.sweep = "k=0.1,5,20,30,40" })["sweep_height"]?.doubles)
    #expect(result["height"]?.doubles == (try simulate(Self.yaml))["height"]?.doubles)
  }

  /// Where the number of neurons changes, activity has no common shape.
  @Test func whatHasNoCommonShapeIsLeftOut() throws {
    let result = try simulate(Self.yaml) { $0.sweep = "num=64:128:3" }
    #expect(result["sweep_values"]?.doubles == [64, 96, 128])
    #expect(result["sweep_height"]?.shape == [3, 100] && result["sweep_u"] == nil)
    #expect(result.notes.warnings.contains { $0.hasPrefix("u changes its size with num and is not kept") })
  }

  @Test(arguments: ["k=1:1:5", "k=1:2:0", "k", "k=1,x", "numm=1:2:3", "k=-1:2:3", "num=1:2:3"])
  func whatMakesNoSenseIsRefused(_ sweep: String) {
    #expect(throws: (any Error).self) {
      let parameters = try SimulationParameters(settings: [.init(name: "sweep", text: sweep)])
      _ = try simulate(Self.yaml) { $0.sweep = parameters.sweep }
    }
  }
}
