import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct InspectionTests {
  @Test func anNWBFileIsATreeOfTypedObjects() throws {
    let report = try InspectionReport.inspect(fixture("nwb-behaviour.nwb"))
    let units = try #require(report.items.first { $0.path == "/units" })
    #expect(units.neurodataType == "Units" && units.takenAs == "spikes (Units)")
    let link = try #require(report.items.first { $0.path == "/processing/behavior/CompassDirection/angle/timestamps" })
    #expect(link.link == "/processing/behavior/Position/led/timestamps" && link.first.first == "5.0")
    #expect(report.spikeCounts == [3, 7, 12] && report.isRecording)
    let lines = report.text.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("  units/") && $0.contains("Units") && $0.hasSuffix("=> spikes (Units)") })
    #expect(lines.contains { $0.hasPrefix("    spike_times ") && $0.contains("float64 (22,)") })
  }

  /// Arrays that were declared but hardly filled cost no disk; their headers say many gigabytes.
  @Test func largeFilesAreDescribedWithoutReadingThem() throws {
    let folder = try TemporaryFolder()
    let count = 3_000_000
    try HDF5File.write(
      [
        ("t", DataArray((0..<count).map { Double($0) / 100 }), "s"),
        ("x", DataArray([Float](repeating: 0.25, count: count)), "m"),
        ("spike_times", DataArray((0..<count).map { Double($0) / 100 }), "s"),
        ("spike_index", DataArray([1_000_000, 1_000_000, count]), nil),
      ], to: folder.file("long.h5"))
    let report = try InspectionReport.inspect(folder.file("long.h5"))
    #expect(report.spikeCounts == [1_000_000, 0, 2_000_000])
    #expect(report.timeSpan == [0, 29_999.99])
    #expect(report.findings.contains { $0.what == "preview" })
    let train = DataArray((0..<count).map { Double($0) / 100 })
    try HDF5File.write(
      (1...3).map { (name: "spikes/\($0)", array: train, unit: nil) }, to: folder.file("groups.h5"))
    let groups = try InspectionReport.inspect(folder.file("groups.h5"))
    #expect(groups.spikeCounts == [count, count, count] && groups.cellIDs == ["1", "2", "3"])
    let recording = Recording(
      source: RecordingSource(url: folder.url, format: "made"),
      spikes: .trains([SpikeTrain(id: "5", times: (0..<count).map { Double($0) / 100 })]),
      trajectory: Trajectory(t: (0..<count).map { Double($0) / 3 }, x: [Double](repeating: 0.5, count: count)))
    try recording.write(to: folder.file("long.nwb"))
    let nwb = try InspectionReport.inspect(folder.file("long.nwb"))
    #expect(nwb.spikeCounts == [count] && nwb.timeSpan == [0, Double(count - 1) / 3] && nwb.cellIDs == ["5"])
    #expect(nwb.findings.count { $0.what == "preview" } == 1)
  }

  /// Twenty minutes at 10 kHz, of which the first 65,536 samples are looked at; the tracking is whole.
  @Test func aLongFieldPotentialLastsAsLongAsItDoes() throws {
    let folder = try TemporaryFolder()
    let samples = DataArray((0..<12_000_000).map { Int32($0 % 1250) })
    let rate = DataArray([10_000.0])
    try HDF5File.write([("lfp", samples, nil), ("fs", rate, nil)], to: folder.file("alone.h5"))
    let alone = try InspectionReport.inspect(folder.file("alone.h5"))
    #expect(alone.isRecording && alone.timeSpan == [0, 1200] && alone.fieldPotentialRate == 10_000)
    #expect(alone.findings.contains { $0.message.contains("12000000 samples at 10000 Hz, 1200 s") })
    let times = (0..<60_000).map { Double($0) / 50 }
    try HDF5File.write(
      [
        ("lfp", samples, nil), ("fs", rate, nil), ("t", DataArray(times), "s"),
        ("x", DataArray(times.map { 0.5 + 0.4 * sin($0) }), "m"),
      ], to: folder.file("tracked.h5"))
    let tracked = try InspectionReport.inspect(folder.file("tracked.h5"))
    #expect(tracked.isRecording && tracked.timeSpan == [0, 1199.98] && tracked.findings.allSatisfy { $0.level != .warning })
  }
}
