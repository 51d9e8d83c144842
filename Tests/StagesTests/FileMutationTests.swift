import ArrayFiles
import ArrayNumerics
import Foundation
import Plotting
import Stages
import Testing

/// Damaged files of settings and damaged results folders end in values or in the module's errors, never in a crash.
/// `Scripts/fuzz` goes further, guided by coverage, from the same seeds.
@Suite struct FileMutationTests {
  @Test func damagedPipelinesEndInWords() throws {
    let original = try seed("pipeline/grid.yaml")
    #expect(try Pipeline(yaml: String(decoding: original, as: UTF8.self), file: "grid.yaml").steps.count == 3)
    for index in 0..<400 {
      let text = String(decoding: mutated(original, index, "pipeline"), as: UTF8.self)
      do { _ = try Pipeline(yaml: text, file: "grid.yaml") } catch is StageError {}
    }
  }

  @Test func damagedPlotSettingsEndInWords() throws {
    let original = try seed("plots/barcode.yaml")
    let config = try PlotConfig(yaml: String(decoding: original, as: UTF8.self))
    #expect(config.style.theme == .dark && config.figures.first?.pattern == "tda-barcode")
    for index in 0..<400 {
      let text = String(decoding: mutated(original, index, "plots"), as: UTF8.self)
      // It throws no other error than that of its module, as its declaration says.
      do { _ = try PlotConfig(yaml: text) } catch {}
    }
  }

  /// Forty lines that stand for 2^40 values, as a key: the library would count them all.
  @Test func referencesThatExpandWithoutBoundAreRefused() {
    let lines = ["a0: &a0 [x, x]"] + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
    let text = lines.joined(separator: "\n") + "\n? *a39\n: 1\n"
    #expect(throws: StageError.self) { try Pipeline(yaml: text, file: "bomb.yaml") }
    #expect(throws: PlottingError.self) { try PlotConfig(yaml: text) }
    #expect(throws: Never.self) {
      try PlotConfig(yaml: "figures: {tda-barcode: {title: \"*a* and *b*\", x_label: &l t, y_label: *l}}")
    }
  }

  @Test func damagedResultsEndInWords() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("results-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: seeds.appendingPathComponent("results"), to: folder)
    #expect(try ResultsFolder(url: folder).arrays(of: "toy", neededBy: "report").arrays["values"]?.doubles == [1, 2, 3])
    #expect(CheckpointFile.read(folder.appendingPathComponent("toy.draws.jsonl"))?.pieces.count == 2)
    for name in ["toy.json", "toy.npz", "toy.draws.jsonl", "provenance.jsonl"] {
      let place = folder.appendingPathComponent(name)
      let original = [UInt8](try Data(contentsOf: place))
      for index in 0..<120 {
        try Data(mutated(original, index, name)).write(to: place)
        try readAll(folder)
      }
      try Data(original).write(to: place)
    }
  }

  private func readAll(_ url: URL) throws {
    let folder = ResultsFolder(url: url)
    _ = CheckpointFile.read(url.appendingPathComponent("toy.draws.jsonl"))
    do {
      for record in try folder.records() {
        _ = (record.parameters, record.dropped, record.checks, record.references, record.figures, record.inputs)
        _ = record.json.prettyText
        _ = (record.conclusion, try folder.arrays(of: record))
      }
    } catch is StageError {
    } catch is FileError {}
  }

  private var seeds: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fuzzing/Seeds")
  }

  private func seed(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: seeds.appendingPathComponent(name)))
  }
}

/// The bytes with some bits turned, an end missing, a sign of the format in a place where none belongs, or a piece doubled.
private func mutated(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
  var stream = RandomStream(seed: 17, name: name, index: UInt64(index))
  var bytes = original
  switch index % 4 {
  case 0:
    for _ in 0...stream.integer(below: 6) {
      bytes[stream.integer(below: bytes.count)] ^= 1 << UInt8(stream.integer(below: 8))
    }
  case 1: bytes.removeLast(1 + stream.integer(below: bytes.count))
  case 2:
    let signs = ["[", "{", "&a ", "*a", ": ", "- ", "1e999", "-9223372036854775808", "null", "\"", "\u{0}", "!!int ", "\n"]
    let sign = Array(signs[stream.integer(below: signs.count)].utf8)
    bytes.insert(contentsOf: sign, at: stream.integer(below: bytes.count))
  default:
    let from = stream.integer(below: bytes.count)
    let count = min(bytes.count - from, 1 + stream.integer(below: 64))
    bytes.insert(contentsOf: bytes[from..<from + count], at: stream.integer(below: bytes.count))
  }
  return bytes
}
