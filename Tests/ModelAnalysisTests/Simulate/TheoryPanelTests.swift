import ArrayNumerics
import Foundation
import ModelAnalysis
import Stages
import Testing

/// What theory says of a model, with what a simulation had.
@Suite struct TheoryPanelTests {
  private func number(_ panel: TheoryPanel, _ name: String) throws -> (theory: Double, simulated: Double) {
    let index = try #require(panel.names.firstIndex { $0.hasPrefix(name) })
    return (panel.values[index], panel.simulated[index])
  }

  @Test func theHeightStandsBesideThatOfTheSimulation() throws {
    let yaml = """
      model: cann1d
      parameters: {num: 256, k: 0.5}
      task: {kind: population-coding, position: 0.7, before: 5, duration: 15, after: 30}
      """
    let result = try simulate(yaml)
    let panel = try #require(result.theory)
    let height = try number(panel, "height of the bump")
    #expect(abs(height.simulated / height.theory - 1) < 1e-3)
    #expect(try number(panel, "critical inhibition").simulated.isNaN)
    let checks = Simulation.checks(result, parameters: SimulationParameters())
    #expect(checks.contains { $0.name == "Theory: height of the bump" && $0.outcome == .pass })
    // While a stimulus is shown, the height is not that of the theory.
    let driven = try simulate("{model: cann1d, parameters: {num: 256, k: 0.5}}")
    #expect(try #require(driven.theory).simulated.allSatisfy(\.isNaN))
  }

  @Test func theSpeedUnderAdaptationStandsBesideThatOfTheSimulation() throws {
    let result = try simulate(
      """
      model: cann1d-sfa
      parameters: {num: 512, m: 0.05}
      task: {kind: none, start: 0, duration: 800}
      dt: 0.1
      """)
    let speed = try number(try #require(result.theory), "speed that adaptation gives it")
    // To first order in m: a few per cent at two and a half times the threshold.
    #expect(speed.theory > 0.005 && abs(speed.simulated / speed.theory - 1) < 0.08)
  }

  /// Whether there is a stimulus is a matter of the task and not of what is looked at.
  @Test func whatTheFileLooksAtIsCompared() throws {
    for (model, name) in [("cann1d-sfa", "speed that adaptation gives it"), ("cann1d", "height of the bump")] {
      let file = "model: \(model)\nparameters: {num: 512}\ntask: {kind: none, start: 0, duration: 300}"
      let named = try simulate("\(file)\nmonitors: [{name: center, every: 5}, {name: height, every: 10}]")
      let usual = try simulate(file)
      let (here, there) = (
        try number(try #require(named.theory), name).simulated, try number(try #require(usual.theory), name).simulated
      )
      #expect(here.isFinite && abs(here / there - 1) < 1e-3, "\(name)")
    }
  }

  /// Every model of rates with a bump or a pattern says what theory knows of it.
  @Test(arguments: [
    "cann1d", "cann1d-sfa", "cann2d", "cann2d-sfa", "line-attractor", "plane-attractor", "cylinder-attractor",
    "moebius-attractor", "sphere-attractor", "fly-ring", "grid-cell-position", "grid-cell-velocity", "band-cells",
  ])
  func modelsHaveATheory(name: String) throws {
    let entry = try ModelCatalogue.standard.entry(named: name)
    #expect(!entry.theory.isEmpty)
    #expect(entry.theory.allSatisfy { $0.value.isFinite && !$0.name.isEmpty && !$0.name.hasSuffix(".") })
  }
}
