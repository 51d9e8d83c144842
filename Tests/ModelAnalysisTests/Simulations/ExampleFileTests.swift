import Foundation
import ModelAnalysis
import Testing

/// The simulation files that come with the program.
@Suite struct ExampleFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("datasets/simulations")

  static var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }

  @Test func thereAreSome() { #expect(Self.names.count >= 5) }

  @Test(arguments: names) func itSaysAModelAndRunsForATime(name: String) throws {
    let yaml = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
    guard case .model(let file) = try SimulationDocument(yaml: yaml, file: name) else { return }
    #expect(try ModelCatalogue.standard.entry(named: file.model).stage == Simulation.description)
    let result = try simulate(yaml) { $0.duration = "2 s" }
    #expect(!result.times.isEmpty && abs(result.facts.duration - 2) < 0.01)
  }
}
