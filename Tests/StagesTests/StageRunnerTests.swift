import ArrayFiles
import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import TestSupport
import Testing

/// The cache, what is written, and interruptions, on toy stages.
@Suite final class StageRunnerTests: ToyFolder {
  // MARK: - The cache

  @Test func nothingIsComputedTwice() throws {
    #expect(try run(Source.self).status == .computed)
    let before = (bytes("source.npz"), bytes("source.json"))
    let outcome = try run(Source.self)
    #expect(outcome.status == .unchanged && tally.runs == 1)
    #expect(bytes("source.npz") == before.0 && bytes("source.json") == before.1)
    // What is given but equals the default is the same computation.
    #expect(try run(Source.self, [("width-ms", "50")]).status == .unchanged)
  }

  @Test func whatDecidesTheResultMakesItNew() throws {
    try run(Source.self)
    try run(Source.self, [("cells", "4")])
    #expect(tally.runs == 2)
    seed = 8
    try run(Source.self, [("cells", "4")])
    #expect(tally.runs == 3)
    try run(NewSource.self, [("cells", "4")])
    #expect(tally.runs == 4)
    archive = .h5
    try run(NewSource.self, [("cells", "4")])
    #expect(tally.runs == 5)
    try run(NewSource.self, [("cells", "4")])
    #expect(tally.runs == 5)
    force = true
    #expect(try run(NewSource.self, [("cells", "4")]).status == .computed)
    #expect(tally.runs == 6)
  }

  @Test func theSeedCountsOnlyWhereItIsUsed() throws {
    try run(Source.self)
    try run(Doubling.self)
    seed = 9
    #expect(try run(Doubling.self).status == .unchanged)
  }

  @Test func anotherResultUpstreamMakesItNew() throws {
    try run(Source.self)
    try run(Doubling.self)
    try run(Source.self, [("cells", "5")])
    #expect(try run(Doubling.self).status == .computed)
    let stored = try result(of: Doubling.self)
    #expect(stored.values.columns == 5)
  }

  @Test func resultsThatDoNotBelongTogetherAreRefused() throws {
    try run(Source.self)
    try run(Doubling.self)
    try run(Joining.self)
    try run(Source.self, [("cells", "5")])
    #expect {
      try run(Joining.self)
    } throws: { error in
      guard case .unusableData(let stage, let reason, let remedy) = error as? StageError else { return false }
      return stage == "join" && reason.contains("'double'") && reason.contains("'source'")
        && remedy.contains("double")
    }
    try run(Doubling.self)
    #expect(try run(Joining.self).status == .computed)
  }

  @Test func aTruncatedArchiveIsMadeAgain() throws {
    try run(Source.self)
    let whole = try #require(bytes("source.npz"))
    try whole.dropLast(10).write(to: folder.archiveURL(of: "source", format: .npz))
    #expect(throws: StageError.self) { try run(Doubling.self) }
    #expect(try run(Source.self).status == .computed)
    #expect(bytes("source.npz") == whole)
  }

  @Test func aDamagedRecordIsMadeAgainByItsStageAndRefusedByOthers() throws {
    try run(Source.self)
    try Data("{".utf8).write(to: folder.recordURL(of: "source"))
    #expect {
      try run(Doubling.self)
    } throws: { error in
      "\(error)".contains("source.json")
    }
    #expect(try run(Source.self).status == .computed)
    #expect(try run(Doubling.self).status == .computed)
  }

  @Test func aMissingResultSaysWhichCommandMakesIt() throws {
    #expect {
      try run(Doubling.self)
    } throws: { error in
      "\(error)".contains("canns-analyze source \(folder.path)")
    }
    #expect(throws: ParameterError.self) { try run(Source.self, [("cels", "4")]) }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  // MARK: - Figures

  @Test func figuresAreDrawnAgainWithoutComputing() throws {
    figures = FigureSettings(formats: [.svg])
    #expect(try run(Source.self).status == .computed)
    let file = folder.figuresURL.appendingPathComponent("source-values.svg")
    let drawing = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: file)
    #expect(try run(Source.self).status == .redrawn)
    #expect(try Data(contentsOf: file) == drawing && tally.runs == 1)
    #expect(try run(Source.self).status == .unchanged)
    figures.formats = [.svg, .png]
    let outcome = try run(Source.self)
    #expect(outcome.status == .redrawn && tally.runs == 1)
    #expect(
      outcome.record.figures.map(\.files) == [["figures/source-values.svg", "figures/source-values.png"]])
  }

  @Test func figuresThatWereLeftOutAreDrawnLater() throws {
    try run(Source.self)
    #expect(try files() == ["provenance.jsonl", "source.json", "source.npz"])
    figures = FigureSettings(formats: [.svg])
    #expect(try run(Source.self).status == .redrawn)
    #expect(try tally.runs == 1 && files().contains("figures"))
  }

  /// Once for all figures and formats, and no longer when the letter has gone.
  @Test func lettersThatNoFontHasAreNamed() throws {
    figures = FigureSettings(formats: [.svg, .png])
    func setLabel(_ text: String) {
      figures.config.figures = [FigureRule("source-values", [ParameterSetting(name: "x_label", text: text)])]
    }
    setLabel("Value \u{10FFFD}\u{10FFFD}")
    let named = try run(Source.self).record.warnings.filter { $0.contains("U+10FFFD") }
    #expect(named.count == 1)
    #expect(named[0].contains("1 letter in") && named[0].contains("Install a font") && named[0].contains("--force"))
    setLabel("Value")
    #expect(try run(Source.self).record.warnings == ["careful"])
  }

  @Test func otherSettingsOfFiguresDrawThemAgain() throws {
    figures = FigureSettings(formats: [.svg])
    try run(Source.self)
    let before = bytes("figures/source-values.svg")
    let label = ParameterSetting(name: "x_label", text: "Another label")
    figures.config.figures = [FigureRule("source-values", [label])]
    #expect(try run(Source.self).status == .redrawn)
    #expect(bytes("figures/source-values.svg") != before)
    let unchanged = try run(Source.self)
    #expect(unchanged.status == .unchanged)
    #expect(
      unchanged.record.json["figure_settings"]?["changed"]
        == .record(["figures": .record(["source-values": .record(["x_label": .string("Another label")])])]))
  }

  // MARK: - What is written

  @Test(arguments: ArchiveFormat.allCases) func whatIsWrittenIsReadBack(format: ArchiveFormat) throws {
    archive = format
    try run(Source.self, [("cells", "3")])
    let direct = try Source.run(NoInput(), parameters: ToyParameters(), context: RunContext(seed: 7))
    #expect(try result(of: Source.self) == direct)
    let record = try #require(try folder.record(of: "source"))
    #expect(record.archive?.name == "source.\(format.rawValue)")
    let fields = try RegisteredStage(Source.self).fields(of: record, in: folder)
    #expect(fields.map(\.information.key) == ["values", "floats", "indices", "names", "level"])
    #expect(try fields.map { try $0.content.array() } == direct.storedFields.map { try $0.content.array() })
    #expect(fields.map(\.content.number) == direct.storedFields.map(\.content.number))
  }

  @Test(arguments: ArchiveFormat.allCases) func aPartThatAResultMayHaveIsReadBack(format: ArchiveFormat) throws {
    archive = format
    try run(Source.self, [("flag", "true")])
    #expect(try result(of: Source.self).part == ToyPart(weights: [0, 1, 2], best: 2))
    let record = try #require(try folder.record(of: "source"))
    #expect(record.summary["best"]?.integer == 2)
    #expect(record.json["units"]?["weights"]?.string == "mV")
    try run(Source.self)
    #expect(try result(of: Source.self).part == nil)
    #expect(try folder.record(of: "source")?.summary["best"] == nil)
  }

  @Test func unitsAreAttributesInHDF5() throws {
    archive = .h5
    try run(Source.self, [("flag", "true")])
    let file = try HDF5File(contentsOf: folder.archiveURL(of: "source", format: .h5))
    #expect(file.attribute("unit", of: "/values")?.strings == ["Hz"])
    #expect(file.attribute("unit", of: "/weights")?.strings == ["mV"])
    // Every array has one, so that a reader asks without looking; a name has none to say.
    #expect(file.attribute("unit", of: "/names")?.strings == [""])
    #expect(try HDF5Tree(file)["/names"]?.unit == nil)
  }

  /// Arrays that somebody has edited do not fit each other: an error, no crash.
  @Test func arraysThatDisagreeAreDamaged() throws {
    try run(Source.self, [("flag", "true")])
    func damage(_ key: String, _ array: DataArray?) -> String {
      do {
        try run(Source.self, [("flag", "true")])
        try replaceArrays(of: "source") { $0[key] = array }
        try run(Doubling.self)
        return "none"
      } catch StageError.damagedResult(let file, let reason) {
        try? FileManager.default.removeItem(at: folder.recordURL(of: "source"))
        return file.hasSuffix("source.npz") ? reason : file
      } catch { return "\(error)" }
    }
    #expect(damage("weights", DataArray([1.0, 2])) == "'weights' has 2 along its axis column, and 'values' has 3")
    #expect(damage("values", DataArray([1.0, 2])) == "'values' should be [row, column] and has the shape [2]")
    #expect(damage("names", DataArray([1, 2, 3])).contains("'names' should hold text"))
    #expect(damage("indices", DataArray(["a", "b", "c"])).contains("'indices' should hold whole numbers"))
    #expect(damage("floats", nil) == "the array 'floats' is missing")
    #expect(damage("floats", DataArray([Float(1)])) == "none")
  }

  @Test func theRecordSaysEverything() throws {
    let record = try run(Source.self, [("cells", "2")]).record
    let stored = try #require(try folder.record(of: "source"))
    #expect(stored.key == record.key && stored.archive == record.archive && stored.inputs == record.inputs)
    #expect(stored.summary["level"]?.double == 1.0 / 3)
    #expect(record.stage == "source" && record.title == "Source" && record.headline == "toy of 2")
    #expect(record.json["verdict"]?.string == "ring" && record.json["seed"]?.integer == 7)
    #expect(record.command == "source" && record.methods == "Numbers were made.")
    #expect(
      stored.conclusion
        == Conclusion(code: "ring", label: "Ring", sentence: "It is a ring.", reasons: ["One.", "Two."]))
    #expect(stored.checks == [QualityCheck("Cells", .warn, found: "2", threshold: "pass above 2")])
    #expect(
      DroppedItems("cells", count: 1, reason: "").noun == "cell"
        && DroppedItems("samples of the field potential", count: 1, reason: "").noun == "sample of the field potential")
    #expect(
      record.dropped == [DroppedItems("cells", count: 2, reason: "silent")] && record.warnings == ["careful"])
    let cells = try #require(record.parameters.first { $0.name == "cells" })
    #expect(cells.value.integer == 2 && cells.defaultValue.integer == 3 && cells.given)
    let width = try #require(record.parameters.first { $0.name == "width-ms" })
    #expect(width.value.double == 50 && !width.given && width.unit == "ms")
    let archive = try #require(record.archive)
    #expect(archive.name == "source.npz" && archive.bytes == bytes("source.npz")?.count)
    #expect(try archive.sha256 == sha256(of: folder.archiveURL(of: "source", format: .npz)))
    #expect(record.json["arrays"]?.array?.first?["shape"]?.compactText == "[4, 2]")
    #expect(record.json["arrays"]?.array?.first?["axes"]?.compactText == #"["row", "column"]"#)
    #expect(record.json["units"]?["values"]?.string == "Hz" && record.key.count == 64)
    #expect(try run(Doubling.self).record.conclusion == nil)
  }

  @Test func provenanceGainsOneLineForEachComputation() throws {
    try run(Source.self)
    try run(Source.self)
    try run(Doubling.self)
    try run(Source.self, [("cells", "1")])
    let text = String(decoding: try #require(bytes("provenance.jsonl")), as: UTF8.self)
    let lines = try text.split(separator: "\n").map { try JSONValue(text: Data($0.utf8)) }
    #expect(lines.map { $0["stage"]?.string } == ["source", "double", "source"])
    #expect(lines[0]["parameters"]?["cells"]?.integer == 3 && lines[2]["parameters"]?["cells"]?.integer == 1)
    #expect(lines[1]["inputs"]?.array?.first?["sha256"] == lines[0]["archive"]?["sha256"])
    #expect(lines[0]["command"]?.string == "program source -o x" && lines[0]["time"]?.string == "12:00")
    #expect(try folder.records().map(\.stage) == ["source", "double"])
  }

  // MARK: - Interruptions

  @Test func aStoppedRunLeavesTheEarlierResultWhole() throws {
    figures = FigureSettings(formats: [.svg])
    try run(Source.self)
    let before = (bytes("source.npz"), bytes("source.json"), bytes("provenance.jsonl"))
    isCancelled = { true }
    #expect(throws: CancellationError.self) { try run(Source.self, [("cells", "9")]) }
    #expect(bytes("source.npz") == before.0 && bytes("source.json") == before.1)
    #expect(bytes("provenance.jsonl") == before.2)
    #expect(try files() == ["figures", "provenance.jsonl", "source.json", "source.npz"])
  }

  /// Stopped while figures are drawn, after the computation.
  @Test func aRunThatIsStoppedWhileDrawingLeavesNoPartOfItself() throws {
    try run(Source.self)
    figures = FigureSettings(formats: [.svg])
    let tally = tally
    isCancelled = { tally.runs > 1 }
    #expect(throws: CancellationError.self) { try run(Doubling.self) }
    #expect(tally.runs == 2)
    #expect(try files() == ["provenance.jsonl", "source.json", "source.npz"])
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
  func aFolderWithoutPermissionIsNamed() throws {
    try folder.create()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path) }
    try expectCannotWrite()
  }

  @Test func aFileInPlaceOfTheFolderIsNamed() throws {
    try Data("x".utf8).write(to: folder.url)
    try expectCannotWrite()
  }

  /// `/dev/full` takes nothing: writing there is what a full disk does.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsToldAsSuch() throws {
    try run(Source.self)
    try FileManager.default.removeItem(at: folder.provenanceURL)
    try FileManager.default.createSymbolicLink(
      at: folder.provenanceURL, withDestinationURL: URL(fileURLWithPath: "/dev/full"))
    #expect {
      try run(Source.self, [("cells", "2")])
    } throws: { error in
      guard let error = error as? FileError else { return false }
      return error.kind == .cannotWrite && error.file?.hasSuffix("provenance.jsonl") == true && error.problem.contains("space")
    }
  }

  private func expectCannotWrite() throws {
    #expect {
      try run(Source.self)
    } throws: { error in
      guard case .cannotWrite(let path, let reason) = error as? StageError else { return false }
      return path.contains(folder.url.lastPathComponent) && !reason.isEmpty
    }
  }
}
