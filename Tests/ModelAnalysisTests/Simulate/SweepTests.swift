import Foundation
import ModelAnalysis
import Plotting
import Schema
import Stages
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

  /// With several seeds each value has a run of each, and the numbers of a run are those of its looks.
  @Test func seedsOfAValueAndNumbersOfARun() throws {
    let yaml = """

      model: cann1d-sfa
      parameters: {num: 128, k: 0.1}
      task: {kind: template-matching, position: 0.5, duration: 60, noise_level: 0.5}
      monitors: [{name: center, every: 10}, {name: stimulus, every: 10}]
      """

    let document = try SimulationDocument(yaml: yaml, file: "test.yaml")
    func result(_ change: (inout SimulationParameters) -> Void) throws -> (SimulationResult, SimulationParameters) {
      var parameters = SimulationParameters()
      change(&parameters)
      let result = try Simulation.run(
        Simulation.Input(document: document), parameters: parameters, context: RunContext(seed: 7))
      return (result, parameters)
    }
    let (sweep, parameters) = try result { ($0.sweep, $0.sweepSeeds) = ("m=0.2,0.5", 3) }
    #expect(sweep["sweep_values"]?.doubles == [0.2, 0.2, 0.2, 0.5, 0.5, 0.5])
    #expect(sweep["sweep_seeds"]?.doubles == [7, 8, 9, 7, 8, 9])
    let centers = try #require(sweep["sweep_center"]?.doubles)
    let stimuli = try #require(sweep["sweep_stimulus"]?.doubles)
    let (errors, speeds) = (
      try #require(sweep["sweep_error"]?.doubles), try #require(sweep["sweep_speed"]?.doubles)
    )
    let looks = centers.count / 6
    #expect(Set(centers.indices.filter { $0 % looks == looks - 1 }.map { centers[$0] }).count == 6)
    for run in 0..<6 {
      let own = run * looks..<(run + 1) * looks
      func turn(_ a: Double, _ b: Double) -> Double { remainder(a - b, 2 * .pi) }
      let distances = own.map { abs(turn(centers[$0], stimuli[$0])) }.sorted()
      #expect(abs(errors[run] - (distances[looks / 2 - 1] + distances[looks / 2]) / 2) < 1e-12)
      // The slope of the line of least squares, by sums over pairs.
      let late = Array(own.suffix(looks - looks / 2))
      var way = [0.0]
      for (a, b) in zip(late, late.dropFirst()) { way.append(way[way.count - 1] + turn(centers[b], centers[a])) }
      var (above, below) = (0.0, 0.0)
      for i in way.indices {
        for j in 0..<i {
          above += Double(i - j) * (way[i] - way[j])
          below += Double((i - j) * (i - j))
        }
      }
      #expect(abs(speeds[run] - above / below) < 1e-9)
    }
    let drawn = try Simulation.figures(sweep, parameters: parameters, pen: FigurePen(PlotConfig(), stem: "simulate"))
    let figure = try #require(drawn.first { $0.name == "sweep" })
    // No height was looked at.
    #expect(figure.figure.panels.count == 2 && figure.caption.contains("3 seeds"))
    #expect(throws: ParameterError.self) { try SimulationParameters(settings: [.init(name: "sweep-seeds", text: "3")]) }
  }

  /// A bump that nothing moves: its speed is round-off, and drawn as 0.
  @Test func roundOffIsSaidToBeZero() throws {
    var parameters = SimulationParameters()
    parameters.sweep = "k=0.5:2:3"
    let result = try simulate(Self.yaml) { $0.sweep = "k=0.5:2:3" }
    #expect(result["sweep_speed"]?.doubles?.allSatisfy { abs($0) < 1e-9 } == true)
    let drawn = try Simulation.figures(result, parameters: parameters, pen: FigurePen(PlotConfig(), stem: "simulate"))
    let figure = try #require(drawn.first { $0.name == "sweep" })
    #expect(figure.caption.contains("speed is 0 within round-off in all runs"))
    #expect(!figure.caption.contains("height is 0"))
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
