import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// NWB files that are written here and read back; Scripts/check-nwb has pynwb and nwbinspector look at such files.
@Suite struct NWBConversionTests {
  private func session(_ folder: TemporaryFolder) throws -> URL {
    var stream = RandomStream(seed: 6, name: "nwb")
    let t = (0..<1000).map { 12.5 + Double($0) / 30 + 1e-9 * stream.uniform() }
    let trains = ["b", "a", "silent"].enumerated().map { index, id in
      SpikeTrain(id: id, times: (0..<(index == 2 ? 0 : 400)).map { _ in stream.uniform() * 30 }.sorted())
    }
    let signals = Matrix<Float>(rows: 300, columns: 4, elements: (0..<1200).map { Float($0) / 7 })
    let recording = Recording(
      source: RecordingSource(url: folder.file("made"), format: "made"), spikes: .trains(trains),
      trajectory: Trajectory(
        t: t, x: t.map { $0 / 3 * 1.7 }, y: t.map { $0 == t[9] ? .nan : $0 / 7 }, headDirection: t.map { sin($0) + 1 }),
      roiSignals: ROISignals(matrix: signals, clock: .rate(9.7)),
      fieldPotential: FieldPotential(samples: (0..<900).map { sin(Double($0)) }, rate: 250, start: 3),
      epochs: [Epoch(name: "run", start: 13, stop: 20.25), Epoch(name: "rest", start: 20.25, stop: 30)])
    try recording.write(to: folder.file("a.npz"))
    return folder.file("a.npz")
  }

  private func expectEqual(_ a: Recording, _ b: Recording, _ comment: Comment) throws {
    #expect(a.spikes == b.spikes, comment)
    #expect("\(a.trajectory as Any)" == "\(b.trajectory as Any)", comment)
    #expect(a.roiSignals == b.roiSignals && a.epochs == b.epochs, comment)
    #expect(try a.fieldPotential?.samples == b.fieldPotential?.samples, comment)
    #expect(a.fieldPotential?.rate == b.fieldPotential?.rate && a.fieldPotential?.start == b.fieldPotential?.start, comment)
  }

  @Test func nothingIsLostThroughNWB() throws {
    let folder = try TemporaryFolder()
    let input = try session(folder)
    let written = try convert(from: input, to: folder.file("b.nwb"))
    // What had to be made up is told.
    #expect(written.recording.findings.contains { $0.what == "session" && $0.message.contains("2000-01-01T00:00:00+00:00") })
    try convert(from: folder.file("b.nwb"), to: folder.file("c.npz"))
    let (first, second, third) = (
      try RecordingReader.read(url: input), try RecordingReader.read(url: folder.file("b.nwb")),
      try RecordingReader.read(url: folder.file("c.npz"))
    )
    try expectEqual(first, second, "NPZ to NWB")
    try expectEqual(second, third, "NWB to NPZ")
    #expect(second.cellIDs == ["b", "a", "silent"] && second.positionUnit?.guessed == false)
    try convert(from: folder.file("b.nwb"), to: folder.file("d.h5"))
    try convert(from: folder.file("d.h5"), to: folder.file("e.nwb"))
    let last = try RecordingReader.read(url: folder.file("e.nwb"))
    try expectEqual(second, last, "NWB to HDF5 to NWB")
    #expect(last.session?.identifier == second.session?.identifier && last.session?.startTime == second.session?.startTime)
  }

  @Test func theSameRecordingGivesTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let input = try session(folder)
    for name in ["b.nwb", "c.nwb"] { try convert(from: input, to: folder.file(name)) }
    #expect(try Data(contentsOf: folder.file("b.nwb")) == Data(contentsOf: folder.file("c.nwb")))
  }

  @Test func filesOfPynwbKeepWhatTheySayOfTheSession() throws {
    let folder = try TemporaryFolder()
    let written = try convert(from: fixture("nwb-behaviour.nwb"), to: folder.file("b.nwb"))
    let read = try RecordingReader.read(url: folder.file("b.nwb"))
    #expect(read.session?.startTime == "2021-03-04T05:06:07+00:00" && read.session?.age == "P90D")
    #expect(!written.recording.findings.contains { $0.what == "session" })
    #expect(read.cellIDs == ["3", "7", "12"] && read.spikes == written.recording.spikes)
    #expect("\(read.trajectory as Any)" == "\(written.recording.trajectory as Any)")
    #expect(try read.fieldPotential?.samples == written.recording.fieldPotential?.samples)
  }

  @Test func resultsStandBesideTheRecording() throws {
    let folder = try TemporaryFolder()
    let t = [0.5, 1, 1.75]
    let coordinates = DataArray([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], shape: [3, 2])
    let recording = Recording(source: RecordingSource(url: folder.file("results"), format: "results"))
    try recording.writeNWB(
      to: folder.file("r.nwb"),
      results: ["coordinates", "confidence"].map {
        NWBTimeSeries(name: $0, data: coordinates, unit: "radians", timestamps: t, description: "decode 1")
      })
    let file = try HDF5File(contentsOf: folder.file("r.nwb"))
    #expect(try file.read("/processing/canns_analyze/coordinates/data") == coordinates)
    #expect(try file.read("/processing/canns_analyze/confidence/timestamps").doubles == t)
    #expect(file.attribute("description", of: "/processing/canns_analyze/coordinates")?.strings == ["decode 1"])
  }

  @Test(arguments: [0.01, 0.1, 1.0 / 3, 0.0123]) func countsComeBackWithEveryBit(binWidth: Double) throws {
    let folder = try TemporaryFolder()
    let counts = Matrix<Int32>(rows: 400, columns: 3, elements: (0..<1200).map { Int32($0 * 7919 % 5) })
    let t = (0..<400).map { 2.5 + Double($0) * binWidth }
    let recording = Recording(
      source: RecordingSource(url: folder.url, format: "made"), spikes: .counts(counts, binWidth: binWidth, start: 2.5),
      cellIDs: ["b", "7", "a"], trajectory: Trajectory(t: t, x: t, y: t))
    try recording.write(to: folder.file("c.nwb"))
    let read = try RecordingReader.read(url: folder.file("c.nwb"))
    #expect(read.spikes == recording.spikes && read.cellIDs == recording.cellIDs)
    try convert(from: folder.file("c.nwb"), to: folder.file("d.npz"))
    let again = try RecordingReader.read(url: folder.file("d.npz"))
    #expect(again.spikes == recording.spikes && again.cellIDs == recording.cellIDs)
    var options = ReadingOptions(map: ["spikes": "/processing/ecephys/spike_counts"])
    options.cells = CellSelection(["a"])
    let one = try RecordingReader.read(url: folder.file("c.nwb"), options: options)
    #expect(one.spikes == .counts(counts.selectingColumns([2]), binWidth: binWidth, start: 2.5) && one.cellIDs == ["a"])
    let report = try InspectionReport.inspect(folder.file("c.nwb"))
    #expect(report.spikeCounts == recording.spikes?.spikeCounts)
  }
}
