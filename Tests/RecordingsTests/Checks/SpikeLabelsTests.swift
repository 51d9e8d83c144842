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
  private var sorted: DataArray { DataArray(trains.flatMap(\.self).sorted()) }

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

  /// One of them was taken for the whole.
  @Test(arguments: [["session1", "session2"], ["probe0/unit_0", "probe0/unit_1", "probe1/unit_0"]])
  func groupsOfSessionsAndProbesAreNoCells(groups: [String]) throws {
    let url = try grouped(groups)
    expectRefusal(of: url, saying: "\(groups.count) arrays hold spikes", "--map spikes=/\(groups[0])/spike_times")
    let one = try RecordingReader.read(url: url, options: ReadingOptions(map: ["spikes": "/\(groups[1])/spike_times"]))
    #expect(one.spikes == SpikeData.trains([SpikeTrain(id: "/\(groups[1])/spike_times", times: trains[1])]))
  }

  @Test func wordsBesideATrainAreFollowed() throws {
    let arrays = trains.enumerated().flatMap { cell, train in
      [
        ("units/\(cell)/spike_times", DataArray(train), nil as String?),
        ("units/\(cell)/quality", DataArray([cell == 2 ? "noise" : "good"], shape: []), nil),
      ]
    }
    let recording = try RecordingReader.read(url: files.hdf5(arrays))
    #expect(recording.cellIDs == ["0", "1", "3"])
    #expect(recording.says(.warning, "spikes", "calls 1 of 4 cells none"))
  }

  @Test func labelsOfOtherSpikesAreRefused() throws {
    let labels = (0..<797).map { $0 % 4 }
    for name in ["spike_clusters", "clusters", "units"] {
      let url = try files.npz([("spike_times", sorted), (name, DataArray(labels))])
      expectRefusal(of: url, saying: "797 entries", "800 spikes", "spike_index=none")
      let one = try RecordingReader.read(url: url, options: ReadingOptions(map: ["spike_index": "none"]))
      #expect(one.spikes?.spikeCounts == [800])
    }
    // A list of the cells beside spikes of which nobody knows the cells.
    let listed = try files.npz([("spike_times", sorted), ("units", DataArray([3, 4, 9]))])
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

  /// Trains of 200 to 170 spikes, and the same filled up to 200; the spikes of one number ascend in no order of the cells.
  private var uneven: [[Double]] {
    [2, 0, 3, 1].enumerated().map { cell, at in trains[at].dropLast(10 * cell).map { $0 + 0.5 } }
  }

  private func filled(with fill: Double) -> [[Double]] {
    uneven.map { $0 + [Double](repeating: fill, count: 200 - $0.count) }
  }

  @Test(arguments: [Double.nan, 0, -1])
  func matricesThatAreFilledUpAreTrains(fill: Double) throws {
    let rows = filled(with: fill)
    let byRow = try RecordingReader.read(url: files.npz([("spikes", DataArray(rows.flatMap(\.self), shape: [4, 200]))]))
    let turned = (0..<200).flatMap { place in rows.map { $0[place] } }
    let byColumn = try RecordingReader.read(url: files.npz([("spikes", DataArray(turned, shape: [200, 4]))]))
    for recording in [byRow, byColumn] {
      #expect(recording.cellIDs == ["0", "1", "2", "3"])
      #expect(uneven.indices.map { recording.trains[String($0)] } == uneven)
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
