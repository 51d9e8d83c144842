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

  /// A list of names beside the cell of each spike: places in it, or names that stand in it; silent cells are there too.
  @Test func cellsGivenByNumberAreNamedByTheList() throws {
    let times = ("spike_times", DataArray(rows.map(\.time)))
    let index = ("spike_index", DataArray(rows.map(\.cell)))
    func read(_ names: DataArray, _ index: (String, DataArray)) throws -> Recording {
      try RecordingReader.read(url: files.npz([times, index, ("cell_ids", names)]))
    }
    let placed = try read(DataArray(["a", "b", "c", "d", "silent"]), index)
    #expect(placed.cellIDs == ["a", "b", "c", "d", "silent"] && placed.spikes?.spikeCounts == [200, 200, 200, 200, 0])
    let listed = try read(DataArray([13, 10, 11, 12, 17]), ("spike_index", DataArray(rows.map { 10 + $0.cell })))
    #expect(listed.cellIDs == ["13", "10", "11", "12", "17"] && listed.spikes?.spikeCounts == [200, 200, 200, 200, 0])
    let short = try read(DataArray(["a", "b"]), index)
    #expect(short.cellIDs == ["0", "1", "2", "3"] && short.says(.warning, "cell names", "names 2 cells"))
  }

  /// 0, 200, … is the starts and the end of four cells, or the ends of five of which the first is silent: what else is known
  /// tells them apart.
  @Test(arguments: ["cell_ids", "n_cells", "quality", "--map"])
  func anIndexThatStartsWithZeroIsReadByTheNumberOfCells(said: String) throws {
    let times = ("spike_times", DataArray(CheckedFiles.trains.flatMap(\.self)))
    let offsets = ("spike_index", DataArray([0, 200, 400, 600, 800]))
    let silent = CheckedFiles.trains.map(\.count)
    for (count, expected) in [(4, silent), (5, [0] + silent)] {
      let numbers = (0..<count).map(String.init)
      let beside: [(name: String, array: DataArray)] =
        switch said {
        case "cell_ids": [("cell_ids", DataArray(numbers))]
        case "n_cells": [("n_cells", DataArray([count], shape: []))]
        case "quality": [("quality", DataArray(numbers.map { _ in "good" }))]
        default: []
        }
      let map = said == "--map" ? ["cell_ids": String(count)] : [:]
      let recording = try RecordingReader.read(
        url: files.npz([times, offsets] + beside), options: ReadingOptions(map: map))
      #expect(recording.cellIDs == numbers && recording.spikes?.spikeCounts == expected)
      #expect(recording.says(.found, "spikes", "starts with 0"))
    }
  }

  @Test func anIndexThatStartsWithZeroIsTakenAsStartsWithAWarningWhereNothingSaysTheNumberOfCells() throws {
    let times = ("spike_times", DataArray(CheckedFiles.train(0)))
    for (offsets, counts) in [([0, 0, 200], [0, 200]), ([0, 120, 200], [120, 80])] {
      let url = try files.npz([times, ("spike_index", DataArray(offsets))])
      let recording = try RecordingReader.read(url: url)
      #expect(recording.spikes?.spikeCounts == counts && recording.says(.warning, "spikes", "first of 2 cells"))
      expectRefusal(of: url, ReadingOptions(map: ["cell_ids": "5"]), saying: "5 cells", "--map cell_ids=2")
    }
    let ends = try files.npz([times, ("spike_index", DataArray([120, 200]))])
    expectRefusal(of: ends, ReadingOptions(map: ["cell_ids": "3"]), saying: "there are 2 cells")
  }

  /// Labels from 1 beside a list of names leave its first cell silent, or name every cell one off.
  @Test func labelsThatDoNotStartAtZeroAreSaidWhereAListNamesTheCells() throws {
    let times = ("spike_times", DataArray(rows.map(\.time)))
    let names = ("cell_ids", DataArray(["a", "b", "c", "d", "e"]))
    let fromOne = try RecordingReader.read(
      url: files.npz([times, ("spike_index", DataArray(rows.map { $0.cell + 1 })), names]))
    #expect(fromOne.spikes?.spikeCounts == [0, 200, 200, 200, 200])
    #expect(fromOne.says(.warning, "cell names", "one off"))
    let fromZero = try RecordingReader.read(url: files.npz([times, ("spike_index", DataArray(rows.map(\.cell))), names]))
    #expect(!fromZero.says(.warning, "cell names", "one off"))
  }

  @Test func rowsOfATableWithoutACellAreNoCell() throws {
    let url = try files.text("unit,time\na,0.5\n,0.6\nb,0.7\n,\na,0.9\n", "s.csv")
    let recording = try RecordingReader.read(url: url)
    #expect(recording.cellIDs == ["a", "b"] && recording.spikes?.spikeCounts == [2, 1])
    #expect(recording.says(.warning, "spikes", "1 of 5 rows"))
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

  /// Trains that have a place and no name are named by what stands beside them.
  @Test func namesBesideTrainsAreThoseOfTheCells() throws {
    let trains = CheckedFiles.trains.map { DataArray($0) }
    let groups = trains.enumerated().map { (name: "spikes/\($0.offset)", array: $0.element, unit: nil as String?) }
    let named = try files.hdf5(groups + [("cell_ids", DataArray([70, 17, 7, 27]), nil)])
    #expect(try RecordingReader.read(url: named).spikes == truth(["70", "17", "7", "27"]))
    var options = ReadingOptions()
    options.cells = CellSelection(argument: "7")
    #expect(try RecordingReader.read(url: named, options: options).trains == ["7": CheckedFiles.trains[2]])
    let twice = try files.hdf5(groups + [("cell_ids", DataArray([7, 17, 7, 27]), nil)])
    let numbered = try RecordingReader.read(url: twice)
    #expect(numbered.spikes == truth(["0", "1", "2", "3"]) && numbered.says(.warning, "cell names", "two cells the name 7"))
    let few = try files.hdf5(groups + [("cell_ids", DataArray([7, 17, 27]), nil)])
    expectRefusal(of: few, saying: "it names 3 cells; there are 4")
  }

  @Test func eachTrainOfAGroupMayStateTheUnit() throws {
    func groups(_ units: [String]) -> [(name: String, array: DataArray, unit: String?)] {
      CheckedFiles.trains.enumerated().map { cell, times in
        ("spikes/\(cell)", DataArray(times.map { $0 * 1000 }), units[cell % units.count])
      }
    }
    let recording = try RecordingReader.read(url: files.hdf5(groups(["ms"])))
    let read = try #require(recording.trains["2"])
    #expect(zip(read, CheckedFiles.trains[2]).allSatisfy { abs($0 - $1) < 1e-9 })
    expectRefusal(of: try files.hdf5(groups(["ms", "s"])), saying: "several units", "--spike-time-unit")
  }

  @Test func cellsOfATableThatItCallsNoiseAreLeftOut() throws {
    let words = ["good", "noise", "mua", "good"]
    let table = rows.map { "\($0.time),\($0.cell),\(words[$0.cell])" }
    let url = try files.text((["time,unit,label"] + table).joined(separator: "\n") + "\n", "spikes.csv")
    let recording = try RecordingReader.read(url: url)
    #expect(Set(recording.cellIDs) == ["0", "2", "3"])
    #expect(recording.says(.warning, "spikes", "1 cell noise") && recording.says(.warning, "spikes", "more than one cell"))
    var options = ReadingOptions()
    options.cells = CellSelection(argument: "1,2")
    #expect(Set(try RecordingReader.read(url: url, options: options).cellIDs) == ["1", "2"])
  }

  @Test func cellsWithAFractionAreNamed() throws {
    var arrays = CheckedFiles.concatenated()
    arrays[1] = ("spike_clusters", DataArray((0..<800).map { Double($0 % 4) + 0.5 }))
    expectRefusal(of: try files.npz([arrays[0], arrays[1]]), saying: "whole numbers or names; it holds 0.5")
  }

  /// Every count a multiple of the bins in a second.
  @Test func ratesThatAreCalledCountsAreRefused() throws {
    func counts(_ factor: Int) throws -> URL {
      let counts = (0..<3000).map { (bin: Int) -> Double in bin % 7 == 0 ? Double(factor * (1 + bin % 2)) : 0 }
      return try files.npz([("spikes", DataArray(counts, shape: [1000, 3])), ("bin_width", DataArray([0.01], shape: []))])
    }
    expectRefusal(of: try counts(100), saying: "rates in spikes a second")
    #expect(try RecordingReader.read(url: counts(1)).cellIDs.count == 3)
    #expect(try RecordingReader.read(url: counts(2)).cellIDs.count == 3)
  }
}

/// What Python's programs save of trains: arrays of objects, dictionaries and groups, made here.
@Suite struct PickledTrainsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An NPY file of objects, pickled as text (protocol 0).
  private func write(_ name: String, shape: [Int], _ items: String) throws -> URL {
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let plain = "{'descr': '|O', 'fortran_order': False, 'shape': (\(lengths)), }"
    let header = plain + String(repeating: " ", count: 127 - 10 - plain.count % 118) + "\n"
    let tuple = "(" + shape.map { "I\($0)\n" }.joined() + "t"
    let pickle =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n\(tuple)"
      + "cnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n(l\(items)tb."
    var bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0])
    bytes += Data(header.utf8) + Data(pickle.utf8)
    try bytes.write(to: folder.file(name))
    return folder.file(name)
  }

  private func floats(_ values: [Double]) -> String { values.map { "F\($0)\na" }.joined() }

  @Test func trainsOfOneLengthThatNumPyMadeAMatrix() throws {
    let trains = [[0.5, 1.25, 2, 9.5], [0.1, 0.2, 0.3, 0.4], [3, 4, 5, 6]]
    let rows = try RecordingReader.read(url: write("spikes.npy", shape: [3, 4], floats(trains.flatMap { $0 })))
    #expect(rows.spikes == .trains(trains.enumerated().map { SpikeTrain(id: String($0), times: $1) }))
    #expect(rows.says("taken as 3 cells of 4 spikes each", .guessed))
    let one = try RecordingReader.read(url: write("spikes.npy", shape: [1, 4], floats(trains[0])))
    #expect(one.spikes == .trains([SpikeTrain(id: "0", times: trains[0])]))
    #expect(one.says("taken as 1 cell of 4 spikes each"))
  }

  @Test func groupsOfPynappleMadeHere() throws {
    try NPZArchive.write(
      [
        ("type", DataArray(["TsGroup"])), ("t", DataArray([0.5, 1, 1.5, 2, 3])),
        ("index", DataArray([2, 5, 2, 11, 5] as [Int64], shape: [5])),
        ("keys", DataArray([2, 5, 8, 11] as [Int64], shape: [4])), ("start", DataArray([0.0])), ("end", DataArray([4.0])),
        ("rate", DataArray([0.5, 0.5, 0, 0.25])),
      ], to: folder.file("group.npz"))
    let group = try RecordingReader.read(url: folder.file("group.npz"))
    #expect(
      group.spikes
        == .trains([("2", [0.5, 1.5]), ("5", [1, 3]), ("8", []), ("11", [2])].map { SpikeTrain(id: $0, times: $1) }))
    #expect(group.epochs == [Epoch(name: "time support", start: 0, stop: 4)])
    #expect(group.says("what it says of the cells is not used: rate"))
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
