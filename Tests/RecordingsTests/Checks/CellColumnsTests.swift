import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// What files say of their cells and samples beside spikes and places: words of quality are followed, grades, kinds and labels
/// of samples are warned of, and everything else is listed.
@Suite struct CellColumnsTests {
  private let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func read(_ arrays: (name: String, array: DataArray)..., cells: CellSelection? = nil) throws -> Recording {
    var options = ReadingOptions()
    options.cells = cells
    return try RecordingReader.read(
      url: files.npz(CheckedFiles.concatenated() + CheckedFiles.tracking() + arrays), options: options)
  }

  // MARK: Cells

  @Test(arguments: [
    ("quality", DataArray(["good", "mua", "noise", "good"]), ["c0", "c1", "c3"]),
    ("cluster_group", DataArray(["noise", "unsorted", "good", "good"]), ["c1", "c2", "c3"]),
    ("label", DataArray(["good", "pyramidal", "good", "good"]), ["c0", "c1", "c2", "c3"]),
    ("group", DataArray(["good", "good", "good", "artifact"]), ["c0", "c1", "c2"]),
    ("is_good", DataArray([true, true, false, true]), ["c0", "c1", "c3"]),
    ("Rejected", DataArray([1, 0, 0, 0] as [Int64], shape: [4]), ["c1", "c2", "c3"]),
  ])
  func wordsAndFlagsOfQualityAreFollowed(name: String, values: DataArray, cells: [String]) throws {
    let recording = try read((name, values))
    #expect(recording.cellIDs == cells && recording.spikes?.cellCount == cells.count)
    #expect(recording.warnings.isEmpty == (cells.count == 4))
    guard cells.count < 4 else { return }
    #expect(recording.says(.warning, "spikes", "its column '\(name)' calls 1 of 4 cells none: they were left out"))
    // Whoever names cells has them.
    #expect(try read((name, values), cells: CellSelection(["c2", "c0"])).cellIDs == ["c0", "c2"])
  }

  @Test func doubtfulCellsAreKeptWithAWarning() throws {
    let recording = try read(("quality", DataArray(["good", "mua", "multi-unit", "good"])))
    #expect(recording.cellIDs.count == 4)
    #expect(recording.says(.warning, "spikes", "'quality' calls 2 of 4 cells more than one or poor; they were kept"))
  }

  @Test func cellsOfWhichNoneIsOneAreRefused() throws {
    let url = try files.npz(CheckedFiles.concatenated() + [("quality", DataArray(["noise", "bad", "noise", "junk"]))])
    expectRefusal(of: url, saying: "call none of the 4 cells a cell", "--cells LIST")
  }

  @Test func regionsAndTypesOfCellsAreSaid() throws {
    let recording = try read(
      ("region", DataArray(["MEC", "MEC", "CA1", "MEC"])), ("cell_type", DataArray(["pyr", "pyr", "pyr", "pyr"])))
    #expect(recording.says(.warning, "spikes", "'region' says that the cells are of 2 kinds ('MEC' 3, 'CA1' 1)"))
    #expect(recording.warnings.count == 1)
    // A name for each tells no kinds apart.
    #expect(try read(("region", DataArray(["a", "b", "c", "d"]))).warnings.isEmpty)
  }

  @Test func gradesOfCellsAreSaid() throws {
    let recording = try read(
      ("isi_violations", DataArray([0.1, 0.2, 1.5, 0.0])), ("snr", DataArray([3.0, 3, 3, 3])),
      ("depth", DataArray([1.0, 2, 3, 4])))
    #expect(recording.says(.warning, "spikes", "isi_violations (0 to 1.5) grades the cells and was not used"))
    #expect(recording.warnings.count == 1 && recording.says("not used: depth"))
  }

  /// Arrays of another length, or of one number for each sample, say nothing of cells.
  @Test func otherArraysAreListedWithTheReason() throws {
    let extra = (0..<30).map { (name: "extra\($0)", array: DataArray([1.0, 2])) }
    let recording = try RecordingReader.read(
      url: files.npz(
        CheckedFiles.concatenated() + CheckedFiles.tracking() + extra + [("quality", DataArray(["noise", "noise"]))]))
    #expect(recording.cellIDs.count == 4 && recording.warnings.isEmpty)
    let listed = try #require(recording.findings.first { $0.message.hasPrefix("not used:") }).message
    for number in 0..<30 { #expect(listed.contains("extra\(number)")) }
    #expect(listed.contains("no part of a recording has such a name"))
  }

  @Test func aTableOfSpikesSaysTheRegionsOfItsCells() throws {
    let rows = (0..<60).map { "\($0 % 3),\(Double($0) / 10),\($0 % 3 == 2 ? "CA1" : "MEC"),\($0 % 3 == 1 ? "noise" : "good")" }
    let url = try files.text((["unit,time,region,quality"] + rows).joined(separator: "\n") + "\n", "spikes.csv")
    let recording = try RecordingReader.read(url: url)
    #expect(recording.cellIDs == ["0", "2"])
    #expect(recording.says(.warning, "spikes", "calls 1 cell noise or the like (1)"))
    // Both kinds are left with one cell each, which are names, not kinds.
    #expect(!recording.says("kinds"))
    #expect(!recording.says("not used: quality"))
  }

  // MARK: Samples

  @Test(arguments: [
    ("likelihood", 0.3, "below 0.9 in 150 of 1500 samples"), ("nose_confidence", 0.89, "below 0.9 in 150"),
    ("tracking_valid", 0, "1 in 1350 and 0 in 150 of 1500 samples"),
  ])
  func labelsOfSamplesAreSaid(name: String, low: Double, words: String) throws {
    let values = (0..<1500).map { $0 % 10 == 0 ? low : 1 }
    let recording = try read((name, DataArray(values)))
    #expect(recording.says(.warning, "position", "\(name) says how far") && recording.says(.warning, "position", words))
    // All unlikely, all valid, or all likely.
    if low < 0.9, low > 0 { #expect(try read((name, DataArray([Double](repeating: low, count: 1500)))).warnings.count == 1) }
    #expect(try read((name, DataArray([Double](repeating: 1, count: 1500)))).warnings.isEmpty)
    #expect(try read((name, DataArray((0..<1500).map { 0.95 + 0.04 * Double($0 % 2) }))).warnings.isEmpty)
  }

  @Test func twoAnimalsInOneTableAreRefused() throws {
    let rows = (0..<400).flatMap { row -> [String] in
      let time = Double(row) / 25
      return ["\(time),\(0.5 + 0.3 * sin(time)),0.4,A", "\(time),\(0.5 - 0.3 * sin(time)),0.6,B"]
    }
    let url = try files.text((["t,x,y,animal"] + rows).joined(separator: "\n") + "\n", "two.csv")
    expectRefusal(of: url, saying: "2 apart ('A' 400, 'B' 400 samples)", "400 are at the same time", "animal")
    // One after the other they may be told apart by time; a column that counts rows tells nobody apart.
    let after = (0..<400).map { "\(Double($0) / 25),\(0.5 + 0.3 * sin(Double($0) / 25)),0.4,\($0 < 200 ? "A" : "B"),\($0)" }
    let recording = try RecordingReader.read(
      url: files.text((["t,x,y,animal,id"] + after).joined(separator: "\n") + "\n", "after.csv"))
    #expect(recording.says(.warning, "position", "animal tells 2 apart ('A' 200, 'B' 200 samples): they are taken as one path"))
    #expect(recording.trajectory?.t.count == 400)
  }
}
