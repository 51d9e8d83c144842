import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Trains in groups of their own, in filled matrices, and labels that do not fit.
@Suite struct SpikeLabelsTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private var trains: [[Double]] { CheckedFiles.trains }
  private var times: DataArray { DataArray(trains.flatMap(\.self)) }

  private func grouped(_ groups: [String], array: String = "spike_times") throws -> URL {
    try files.hdf5(zip(groups, trains).map { ("\($0)/\(array)", DataArray($1), nil) })
  }

  /// Only the first group was read.
  @Test(arguments: [("units/unit_", ""), ("data/Cell ", ""), ("units/", ""), ("clu-", "")])
  func aGroupForEachCellIsATrainForEach(before: String, after: String) throws {
    let numbers = [2, 10, 7, 1]
    let recording = try RecordingReader.read(url: grouped(numbers.map { "\(before)\($0)\(after)" }))
    let name = String(before.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
    #expect(recording.cellIDs == [1, 2, 7, 10].map { "\(name)\($0)" })
    #expect(recording.trains["\(name)10"] == trains[1] && recording.trains["\(name)1"] == trains[3])
  }

  @Test func groupsOfSessionsAreNoCells() throws {
    let recording = try RecordingReader.read(url: grouped(["session1", "session2"]))
    #expect(recording.spikes?.cellCount == 1)
    #expect(recording.says(.guessed, "spikes", "also there"))
  }

  @Test func labelsOfOtherSpikesAreRefused() throws {
    let labels = (0..<797).map { $0 % 4 }
    for name in ["spike_clusters", "clusters", "units"] {
      let url = try files.npz([("spike_times", times), (name, DataArray(labels))])
      expectRefusal(of: url, saying: "797 entries", "800 spikes", "spike_index=none")
      let one = try RecordingReader.read(url: url, options: ReadingOptions(map: ["spike_index": "none"]))
      #expect(one.spikes?.spikeCounts == [800])
    }
    // A list of the cells beside spikes of which nobody knows the cells.
    let listed = try files.npz([("spike_times", times), ("units", DataArray([3, 4, 9]))])
    #expect(try RecordingReader.read(url: listed).spikes?.spikeCounts == [800])
  }

  @Test func spikesOfNoCellAreNamed() throws {
    let labels = trains.indices.flatMap { cell in trains[cell].indices.map { $0 < 20 ? -1 : cell } }
    let recording = try RecordingReader.read(url: files.npz([("spike_times", times), ("spike_clusters", DataArray(labels))]))
    #expect(recording.cellIDs == ["-1", "0", "1", "2", "3"] && recording.spikes?.spikeCounts == [80, 180, 180, 180, 180])
    #expect(recording.says(.warning, "spikes", "gives 80 spikes a cell below 0"))
  }

  @Test func labelsAmongTrainsAreRefused() throws {
    let url = try files.hdf5([
      ("spikes/a", times, nil), ("spikes/b", DataArray(trains.indices.flatMap { cell in trains[cell].map { _ in cell } }), nil),
    ])
    expectRefusal(of: url, saying: "labels or counts")
  }

  private func filled(with fill: Double) -> [[Double]] {
    trains.enumerated().map { cell, train in train.dropLast(10 * cell) + [Double](repeating: fill, count: 10 * cell) }
  }

  @Test(arguments: [Double.nan, 0, -1])
  func matricesThatAreFilledUpAreTrains(fill: Double) throws {
    let rows = filled(with: fill).map { $0.map { $0 + 0.5 } }.map { $0.map { $0 == fill + 0.5 ? fill : $0 } }
    let expected = trains.enumerated().map { cell, train in train.dropLast(10 * cell).map { $0 + 0.5 } }
    let byRow = try RecordingReader.read(url: files.npz([("spikes", DataArray(rows.flatMap(\.self), shape: [4, 200]))]))
    let turned = (0..<200).flatMap { place in rows.map { $0[place] } }
    let byColumn = try RecordingReader.read(url: files.npz([("spikes", DataArray(turned, shape: [200, 4]))]))
    for recording in [byRow, byColumn] {
      #expect(recording.cellIDs == ["0", "1", "2", "3"])
      #expect(expected.indices.map { recording.trains[String($0)] } == expected)
      #expect(recording.says(.guessed, "spikes", "filled up"))
    }
  }

  @Test func otherMatricesAreNoTrains() throws {
    var rows = filled(with: .nan)
    rows[2][3] = rows[2][2]
    expectRefusal(of: try files.npz([("spikes", DataArray(rows.flatMap(\.self), shape: [4, 200]))]), saying: "spike counts")
    let traces = (0..<800).map { 0.5 + sin(Double($0)) }
    expectRefusal(of: try files.npz([("spikes", DataArray(traces, shape: [4, 200]))]), saying: "ROI signals")
  }
}
