import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import Stages
import TestSupport
import Testing
import Workbench

/// A part of the population, chosen by an earlier result in the same folder.
@Suite struct CellsFromTests {
  /// The simulated head-direction cells with ten cells of nothing before them.
  private static func withFolder(_ body: (_ folder: URL, _ directed: Int) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cells-from-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard case .trains(let directed) = SimulatedSessions.ring.spikes else { throw CocoaError(.coderValueNotFound) }
    let others = (0..<10).map { cell -> [Double] in
      var random = RandomStream(seed: 4, name: "noise", index: UInt64(cell))
      return (0..<1200).map { _ in Double(SimulatedSessions.seconds) * random.uniform() }.sorted()
    }
    let trains = try others + directed.map { try $0.times }
    try NPZArchive.write(
      [
        ("spike_times", DataArray(trains.flatMap { $0 })),
        ("spike_index", DataArray(trains.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.count) })),
        ("t", DataArray(SimulatedSessions.times)),
        ("head_direction", DataArray(SimulatedSessions.direction.map(wrapAngle))),
      ], to: folder.appendingPathComponent("session.npz"))
    try body(folder, directed.count)
  }

  @discardableResult
  private static func run(
    _ key: String, in folder: URL, _ settings: KeyValuePairs<String, String>
  ) throws -> StageOutcome {
    let stage = try #require(StageRegistry.workbench.stages.first { $0.description.key == key })
    let results = ResultsFolder(url: folder.appendingPathComponent("results"))
    let environment = StageEnvironment(
      folder: results, context: RunContext(work: Work(threads: 2), seed: 5), figures: FigureSettings(isEnabled: false),
      program: ProgramIdentity(name: "test", version: "0", command: "test", time: nil))
    return try stage.run(
      settings.map { ParameterSetting(name: $0.key, text: $0.value) }, in: environment,
      from: InputSource(recordingURL: folder.appendingPathComponent("session.npz"), folder: results))
  }

  private static let small: KeyValuePairs = [
    "active": "800", "stride": "5", "neighbors": "80", "landmarks": "150", "landmark-neighbors": "100", "components": "4",
    "cells-from": "head-direction:tuned",
  ]

  @Test func onlyTheCellsOfTheGroupAreAnalysed() throws {
    try Self.withFolder { folder, directed in
      try Self.run("embed", in: folder, ["speed-filter": "false", "sigma-ms": "200"])
      // Nobody made the result yet.
      #expect(throws: StageError.self) { try Self.run("tda", in: folder, Self.small) }
      let tuned = try Self.run("head-direction", in: folder, [:]).record
      let group = try #require(tuned.cellGroups.first { $0.name == "tuned" })
      #expect(group.cells == (10..<10 + directed).map(String.init))
      let record = try Self.run("tda", in: folder, Self.small).record
      #expect(record.summary["cells_used"]?.integer == directed)
      #expect(record.dropped.contains(DroppedItems("cells", count: 10, reason: "not of the group tuned of head-direction")))
      let reason = "\(directed) of \(directed + 10) cells were analysed: those of the group tuned of head-direction."
      #expect(record.conclusion?.reasons.contains(reason) ?? false, "\(record.conclusion?.reasons ?? [])")
      #expect(record.methods.contains("Only the cells of the group tuned of head-direction were analysed."))
      // It is made again when the groups are.
      #expect(record.inputs.map(\.name).contains("head-direction.npz"))
      #expect(try Self.run("tda", in: folder, Self.small).status == .unchanged)
      try Self.run("head-direction", in: folder, ["direction-bins": "40"])
      #expect(try Self.run("tda", in: folder, Self.small).status == .computed)
      // Another stage takes them alike.
      let small: KeyValuePairs = [
        "active": "800", "stride": "5", "neighbors": "80", "landmarks": "150", "landmark-neighbors": "100", "components": "4",
        "cells-from": "head-direction:tuned", "shuffles": "0", "repeats": "1", "jitter-ms": "100",
      ]
      let toroidal = try Self.run("toroidality", in: folder, small).record
      #expect(toroidal.dropped.contains(DroppedItems("cells", count: 10, reason: "not of the group tuned of head-direction")))
      #expect(toroidal.methods.contains("Only the cells of the group tuned of head-direction were analysed."))
      #expect(toroidal.inputs.map(\.name).contains("head-direction.npz"))
      // What is decoded is of these cells too.
      let decoded = try Self.run("decode-population", in: folder, ["decoder": "population", "circles": "1", "anyway": "true"])
      #expect(decoded.record.dropped.contains(DroppedItems("cells", count: 10, reason: "left out of the topology")))
    }
  }

  @Test func aGroupThatIsNotThereIsRefusedWithThoseThatAre() throws {
    try Self.withFolder { folder, _ in
      try Self.run("embed", in: folder, ["speed-filter": "false"])
      try Self.run("head-direction", in: folder, [:])
      do {
        try Self.run("tda", in: folder, ["cells-from": "head-direction:grid"])
        Issue.record("there is no such group")
      } catch let error as StageError {
        #expect("\(error)".contains("tuned, untuned"))
      }
      // A result that names no groups.
      #expect(throws: StageError.self) { try Self.run("tda", in: folder, ["cells-from": "embed:all"]) }
      #expect(throws: ParameterError.self) { try Self.run("tda", in: folder, ["cells-from": "grid"]) }
    }
  }
}
