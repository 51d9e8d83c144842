import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct RecordingReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func npz(_ arrays: [(name: String, array: DataArray)]) throws -> URL {
    let url = folder.file("session.npz")
    try NPZArchive.write(arrays, to: url)
    return url
  }

  private func text(_ content: String, _ name: String) throws -> URL {
    try Data(content.utf8).write(to: folder.file(name))
    return folder.file(name)
  }

  private func hasFinding(
    _ recording: Recording, _ level: Finding.Level, _ what: String, _ words: String
  ) -> Bool {
    recording.findings.contains { $0.level == level && $0.what == what && $0.message.contains(words) }
  }

  private var time: [Double] { (0..<100).map { Double($0) / 50 } }

  @Test func concatenatedSpikesWithAnIndex() throws {
    let recording = try RecordingReader.read(
      url: npz([
        ("spike_times", DataArray([0.1, 0.2, 0.3, 1.5])), ("spike_index", DataArray([2, 2, 4])),
        ("cell_ids", DataArray(["a", "b", "c"])), ("t", DataArray(time)), ("x", DataArray(time)),
      ]))
    #expect(
      recording.spikes
        == .trains([
          SpikeTrain(id: "a", times: [0.1, 0.2]), SpikeTrain(id: "b", times: []),
          SpikeTrain(id: "c", times: [0.3, 1.5]),
        ]))
    #expect(hasFinding(recording, .warning, "spikes", "without a spike"))
    #expect(recording.cellIDs == ["a", "b", "c"])
  }

  @Test func countMatricesNeedABinWidth() throws {
    let counts = DataArray([Int32](repeating: 1, count: 20), shape: [10, 2])
    let url = try npz([("spike", counts)])
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: url) }
    #expect(error?.description.contains("--bin-width") ?? false)
    let recording = try RecordingReader.read(url: url, options: ReadingOptions(binWidth: 0.02))
    guard case .counts(let matrix, let width, let start)? = recording.spikes else {
      Issue.record("no counts")
      return
    }
    #expect(matrix.rows == 10 && matrix.columns == 2 && width == 0.02 && start == 0)
  }

  @Test func timesOfBinsMayBeCentresOrEdges() throws {
    let counts = DataArray([Int32](repeating: 1, count: 20), shape: [10, 2])
    for (first, expected) in [(0.01, 0.0), (0.0, 0.0), (5.0, 5.0)] {
      let t = DataArray((0..<10).map { first + Double($0) * 0.02 })
      let recording = try RecordingReader.read(url: npz([("spikes", counts), ("T", t)]))
      guard case .counts(_, let width, let start)? = recording.spikes else {
        Issue.record("no counts")
        return
      }
      #expect(abs(width - 0.02) < 1e-12 && abs(start - expected) < 1e-12)
      #expect(hasFinding(recording, .guessed, "bin width", "median step"))
    }
  }

  @Test func countsThatAreNoCountsAreRefused() throws {
    let trace = DataArray([0.5, 1, 2, 3] as [Float], shape: [2, 2])
    let error = #expect(throws: FileError.self) {
      try RecordingReader.read(url: npz([("spike", trace)]))
    }
    #expect(error?.description.contains("--map roi=") ?? false)
  }

  @Test(arguments: [(1.0, "m", 1.0), (100, "cm", 0.01), (5000, "mm", 0.001)])
  func positionUnitsAreGuessedFromTheExtentAndReported(scale: Double, unit: String, metres: Double) throws {
    let url = try npz([
      ("t", DataArray(time)), ("x", DataArray(time.map { $0 * scale })), ("y", DataArray(time)),
    ])
    let recording = try RecordingReader.read(url: url)
    #expect(recording.positionUnit?.guessed == true && recording.positionUnit?.unit.description == unit)
    #expect(hasFinding(recording, .guessed, "position", "taken to be in \(unit)"))
    #expect(abs((recording.trajectory?.x?.last ?? 0) - 1.98 * scale * metres) < 1e-9)
    let given = try RecordingReader.read(url: url, options: ReadingOptions(positionUnit: .metre))
    #expect(given.trajectory?.x?.last == 1.98 * scale && given.positionUnit?.guessed == false)
  }

  @Test func badTimesAreRefusedSortedOrCounted() throws {
    var bad = time
    bad[7] = .nan
    let url = try npz([("t", DataArray(bad)), ("x", DataArray(time))])
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: url) }
    #expect(error?.description.contains("number 7") ?? false)
    bad = time
    bad.swapAt(10, 11)
    bad[50] = bad[49]
    var x = time
    x[3] = .nan
    let recording = try RecordingReader.read(url: npz([("t", DataArray(bad)), ("x", DataArray(x))]))
    #expect(recording.trajectory?.t.count == 99)
    #expect(recording.trajectory?.x?[10] == x[11])
    #expect(recording.trajectory?.x?[49] == x[49])
    #expect(hasFinding(recording, .warning, "time", "backwards 1 times"))
    #expect(hasFinding(recording, .warning, "time", "1 samples repeat"))
    #expect(hasFinding(recording, .warning, "position", "1 of 99 samples"))
  }

  @Test func spikesAreCheckedAgainstTheTracking() throws {
    let recording = try RecordingReader.read(
      url: npz([
        ("spike_times", DataArray([0.3, 0.1, 500, 0.5, 0.5, 0.3, 0.1, 500])),
        ("spike_index", DataArray([3, 5, 8])), ("t", DataArray(time)), ("x", DataArray(time)),
      ]))
    #expect(recording.spikes?.spikeCounts == [3, 2, 3])
    for words in ["lie outside", "milliseconds", "not in order", "exactly the time", "0 = 2"] {
      #expect(hasFinding(recording, .warning, "spikes", words), "\(words)")
    }
    let url = folder.file("session.npz")
    let scaled = try RecordingReader.read(url: url, options: ReadingOptions(spikeTimeUnit: .millisecond))
    #expect(
      scaled.spikes?.spikeCounts == [3, 2, 3] && !hasFinding(scaled, .warning, "spikes", "milliseconds"))
  }

  @Test func headDirectionIsWrappedAndDegreesAreReported() throws {
    let degrees = time.map { $0 * 180 - 10 }
    let recording = try RecordingReader.read(
      url: npz([("t", DataArray(time)), ("azimuth", DataArray(degrees))]))
    let direction = try #require(recording.trajectory?.headDirection)
    #expect(direction.allSatisfy { $0 >= 0 && $0 < 2 * .pi })
    #expect(abs(direction[0] - 350 * .pi / 180) < 1e-12)
    #expect(hasFinding(recording, .guessed, "head direction", "degrees"))
  }

  @Test func cellsAndModulesAreSelected() throws {
    let recording = try RecordingReader.read(
      url: fixture("pickles.npz"),
      options: ReadingOptions(map: ["spikes": "dict4"], cells: CellSelection(argument: "0,7")))
    #expect(recording.cellIDs == ["0", "7"])
    #expect(throws: FileError.self) {
      try RecordingReader.read(
        url: fixture("pickles.npz"),
        options: ReadingOptions(map: ["spikes": "dict4"], cells: CellSelection(["9"])))
    }
    let url = try npz([("spikes_mod1", DataArray([0.5])), ("spikes_mod2", DataArray([0.1, 0.2]))])
    #expect(try RecordingReader.read(url: url, options: ReadingOptions(module: 2)).spikes?.spikeCounts == [2])
    let first = try RecordingReader.read(url: url)
    #expect(
      first.spikes?.spikeCounts == [1] && hasFinding(first, .guessed, "spikes", "spikes_mod1 was taken"))
    #expect(throws: FileError.self) {
      try RecordingReader.read(url: url, options: ReadingOptions(module: 3))
    }
  }

  @Test func groupsAreReadInNaturalOrderWithTheirUnits() throws {
    let recording = try RecordingReader.read(url: fixture("small.h5"))
    #expect(recording.cellIDs == ["1", "2", "10"])
    #expect(recording.positionUnit?.unit == .centimetre && recording.positionUnit?.guessed == false)
    #expect(abs((recording.trajectory?.x?.last ?? 0) - 0.98) < 1e-12)
  }

  @Test func tablesOfBehaviourAndSpikes() throws {
    let behaviour = try RecordingReader.read(
      url: text("time_ms,x_cm,y_cm,hd_deg\n0,10,20,90\n20,30,40,180\n", "b.csv"))
    #expect(
      behaviour.trajectory
        == Trajectory(t: [0, 0.02], x: [0.1, 0.3], y: [0.2, 0.4], headDirection: [.pi / 2, .pi]))
    let spikes = try RecordingReader.read(url: text("unit,time\nb,0.5\na,0.1\nb,0.2\nsilent,\n", "s.csv"))
    #expect(
      spikes.spikes
        == .trains([
          SpikeTrain(id: "b", times: [0.2, 0.5]), SpikeTrain(id: "a", times: [0.1]),
          SpikeTrain(id: "silent", times: []),
        ]))
    let matrix = try RecordingReader.read(url: text("1 2 3\n4 5 6\n", "roi.txt"))
    #expect(matrix.roiSignals?.matrix == Matrix<Float>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6]))
  }

  @Test func lengthsThatDoNotBelongTogetherAreRefused() throws {
    let url = try npz([("t", DataArray(time)), ("x", DataArray([1.0, 2]))])
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: url) }
    #expect(error?.description.contains("x has 2 entries and time has 100") ?? false)
  }

  @Test func aFileWithoutARecordingSaysWhatItHas() throws {
    let url = try npz([("a", DataArray([1.0])), ("b", DataArray([1.0]))])
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: url) }
    #expect(error?.kind == .unusableData && error?.description.contains("a (1,), b (1,)") ?? false)
    let report = try InspectionReport.inspect(url)
    #expect(!report.isRecording && report.items.map(\.path) == ["a", "b"])
  }
}
