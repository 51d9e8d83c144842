import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct SpikeEntriesTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private typealias Row = (time: Double, cell: Int)

  /// Every spike in the order of time.
  private var rows: [Row] {
    CheckedFiles.trains.enumerated().flatMap { cell, times in times.map { (time: $0, cell: cell) } }
      .sorted { $0.time < $1.time }
  }

  private func truth(_ names: [String]) -> SpikeData {
    .trains(zip(names, CheckedFiles.trains).map { SpikeTrain(id: $0, times: $1) })
  }

  @Test(arguments: [("times", "clusters"), ("spike_times", "spike_clusters"), ("t", "unit")])
  func columnsOfATableAreNoCells(times: String, cells: String) throws {
    let url = try files.hdf5([
      ("spikes/\(times)", DataArray(rows.map(\.time)), nil), ("spikes/\(cells)", DataArray(rows.map(\.cell)), nil),
      ("spikes/amplitudes", DataArray(rows.map { Double($0.cell) }), nil),
    ])
    let recording = try RecordingReader.read(url: url)
    #expect(recording.spikes == truth(["0", "1", "2", "3"]))
    if times != "t" { #expect(recording.says(.found, "spikes", "amplitudes")) }
  }

  @Test func columnsOfWhichNoneSaysTheCellAreRefused() throws {
    let url = try files.hdf5([
      ("spikes/times", DataArray(rows.map(\.time)), nil), ("spikes/amplitudes", DataArray(rows.map(\.time)), nil),
    ])
    expectRefusal(of: url, saying: "names of columns", "spike_index=NAME")
  }

  @Test func singleValuesBesideTrainsAreNoCells() throws {
    let trains = CheckedFiles.trains.enumerated().map { ("spikes/\($0)", DataArray($1), nil as String?) }
    let beside = [("spikes/sampling_rate", 30_000.0), ("spikes/threshold", 4.5)]
      .map { ($0.0, DataArray([$0.1], shape: []), nil as String?) }
    let recording = try RecordingReader.read(url: files.hdf5(trains + beside))
    #expect(recording.spikes == truth(["0", "1", "2", "3"]))
    #expect(recording.says(.found, "spikes", "sampling_rate"))
  }

  @Test func labelsOfSpikesMayBeTextOrNumbers() throws {
    let times = DataArray(rows.map(\.time))
    for labels in ["spike_clusters", "labels"] {
      let text = try files.npz([("spike_times", times), (labels, DataArray(rows.map { "T\($0.cell)" }))])
      #expect(try RecordingReader.read(url: text).spikes == truth(["T0", "T1", "T2", "T3"]))
      let numbers = try files.npz([("spike_times", times), (labels, DataArray(rows.map { 10 - $0.cell }))])
      let recording = try RecordingReader.read(url: numbers)
      #expect(recording.cellIDs == ["7", "8", "9", "10"] && recording.spikes?.spikeCounts == [200, 200, 200, 200])
    }
  }

  @Test func anIndexMayStartWithZero() throws {
    let times = ("spike_times", DataArray(CheckedFiles.trains.flatMap(\.self)))
    let offsets = DataArray([0, 200, 400, 600, 800])
    let plain = try RecordingReader.read(url: files.npz([times, ("spike_index", offsets)]))
    #expect(plain.spikes == truth(["0", "1", "2", "3"]) && plain.says(.guessed, "spikes", "starts with 0"))
    let four = DataArray(["a", "b", "c", "d"])
    let named = try RecordingReader.read(url: files.npz([times, ("spike_index", offsets), ("cell_ids", four)]))
    #expect(named.spikes == truth(["a", "b", "c", "d"]))
    // Five names: the first of five cells has no spike.
    let five = DataArray(["z", "a", "b", "c", "d"])
    let silent = try RecordingReader.read(url: files.npz([times, ("spike_index", offsets), ("cell_ids", five)]))
    #expect(silent.spikes?.spikeCounts == [0, 200, 200, 200, 200])
  }

  @Test func countsAreTurnedByTheNumberOfCellsOrPositions() throws {
    let counts = (0..<4).flatMap { cell in (0..<30).map { Int32(($0 + cell) % 3) } }
    let turned = DataArray(counts, shape: [4, 30])
    let width = DataArray([0.02], shape: [])
    for extra in [("cell_ids", DataArray(["a", "b", "c", "d"])), ("x", DataArray((0..<30).map(Double.init)))] {
      let recording = try RecordingReader.read(
        url: files.npz([("spikes", turned), ("bin_width", width), extra]),
        options: ReadingOptions(map: extra.0 == "x" ? ["t": "none"] : [:]))
      guard case .counts(let matrix, _, _)? = recording.spikes else {
        Issue.record("no counts")
        return
      }
      #expect(matrix.rows == 30 && matrix.columns == 4 && matrix[1, 2] == 0 && matrix[0, 1] == 1)
      #expect(recording.says(.guessed, "spikes", "turned"))
    }
  }
}

@Suite(.enabled(if: SharedFixtures.exist)) struct FieldReportTests {
  private func read(_ path: String, _ options: ReadingOptions = ReadingOptions()) throws -> Recording {
    let folder = try #require(SharedFixtures.folder)
    return try RecordingReader.read(url: folder.appendingPathComponent("field-reports/\(path)"), options: options)
  }

  @Test func objectsThatNumPyMadeAMatrix() throws {
    let equal = try read("03-equal-trains/equal.npz")
    #expect(equal.spikes?.spikeCounts == [Int](repeating: 106, count: 8))
    #expect(try read("03-equal-trains/one-cell.npz").spikes?.spikeCounts == [116])
  }

  @Test func dictionariesOfColumnsAndNoneWhereLost() throws {
    let columns = try read("04-spikes-as-columns/dictionary.npz")
    #expect(columns.spikes?.spikeCounts.reduce(0, +) == 1618 && columns.spikes?.cellCount == 8)
    let lost = try read("15-clock-or-position-of-another-type/none-where-lost.npz")
    #expect(lost.trajectory?.x?.count { $0.isNaN } == 49)
    #expect(throws: FileError.self) { try read("15-clock-or-position-of-another-type/datetime-clock.npz") }
  }

  @Test func groupsOfPynapple() throws {
    let group = try read("23-pynapple-tsgroup/spikes.npz")
    #expect(group.cellIDs == ["2", "5", "8", "11", "14", "17", "20", "23"] && group.spikes?.spikeCounts.reduce(0, +) == 1618)
  }
}
