import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct ClockCheckTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func tracking(_ t: [Double], _ name: String = "t") throws -> URL {
    try files.npz([(name, DataArray(t)), ("x", DataArray(CheckedFiles.x)), ("y", DataArray(CheckedFiles.y))])
  }

  @Test func timesThatNoTrackerTakesAreRefused() throws {
    let milliseconds = CheckedFiles.time.map { $0 * 1000 }
    expectRefusal(of: try tracking(milliseconds), saying: "40 s apart", "--time-unit ms")
    expectRefusal(of: try tracking(CheckedFiles.time, "t_ms"), saying: "ms", "fast", "--time-unit s")
    for (options, name) in [(ReadingOptions(timeUnit: .millisecond), "t"), (ReadingOptions(), "t_ms")] {
      let recording = try RecordingReader.read(url: tracking(milliseconds, name), options: options)
      #expect(recording.trajectory?.t == CheckedFiles.time)
    }
    let kept = try RecordingReader.read(url: tracking(milliseconds), options: ReadingOptions(timeUnit: .second))
    #expect(kept.trajectory?.t == milliseconds)
  }

  @Test func unitsOfTimeThatAreNotKnownAreRefused() throws {
    let t = DataArray(CheckedFiles.time.map { $0 * 30_000 })
    let x = DataArray(CheckedFiles.x)
    expectRefusal(of: try files.hdf5([("t", t, "samples"), ("x", x, "m")]), saying: "'samples'", "--time-unit")
    let known = try files.hdf5([("t", t, "samples"), ("x", x, "m"), ("fs", DataArray([30_000.0], shape: []), "Hz")])
    #expect(try RecordingReader.read(url: known).trajectory?.t == CheckedFiles.time)
    expectRefusal(of: try files.hdf5([("t", t, "fortnights"), ("x", x, "m")]), saying: "'fortnights'")
    let minutes = try files.hdf5([("t", DataArray(CheckedFiles.time.map { $0 / 60 }), "min"), ("x", x, "m")])
    #expect(abs((try RecordingReader.read(url: minutes).trajectory?.t.last ?? 0) - 59.96) < 1e-9)
  }

  @Test func aClockThatStartsAgainIsRefused() throws {
    let half = CheckedFiles.time[..<750]
    expectRefusal(of: try tracking(Array(half + half)), saying: "clock of the tracking goes back", "each by itself")
    let trains = CheckedFiles.trains.map { $0.map { $0 < 30 ? $0 : $0 - 30 } }
    expectRefusal(of: try files.npz(CheckedFiles.concatenated(trains)), saying: "clock of the spikes starts again", "4 of 4")
    // A cell merged of two parts, and spikes in no order, are sorted.
    var merged = CheckedFiles.trains
    merged[1] = merged[1].filter { $0 > 20 } + merged[1].filter { $0 <= 20 }
    merged[2] = stride(from: 0, to: 200, by: 7).flatMap { start in merged[2].dropFirst(start).prefix(7).reversed() }
    let sorted = try RecordingReader.read(url: files.npz(CheckedFiles.concatenated(merged)))
    #expect(sorted.spikes == .trains(CheckedFiles.trains.enumerated().map { SpikeTrain(id: "c\($0)", times: $1) }))
    #expect(sorted.says(.warning, "spikes", "spikes of 2 cells were not in order"))
  }

  @Test func timesWithoutPositionAreTheSpanOfTheRecording() throws {
    let trains = CheckedFiles.trains.map { $0.filter { (10...40).contains($0) } }
    let recording = try RecordingReader.read(
      url: files.npz(CheckedFiles.concatenated(trains) + [("t", DataArray(CheckedFiles.time))]))
    #expect(recording.trajectory == Trajectory(t: CheckedFiles.time))
    #expect(recording.says(.guessed, "time", "without position or direction"))
    let starts = try RecordingReader.read(
      url: files.npz(CheckedFiles.concatenated(trains) + [("t", DataArray([12.0, 12.1, 30, 38]))]))
    #expect(starts.trajectory == nil && starts.says(.warning, "time", "no regular clock"))
  }

  @Test func epochsHaveTheirUnit() throws {
    let epochs = DataArray([0.0, 20_000, 20_000, 60_000], shape: [2, 2])
    let recording = try RecordingReader.read(url: files.npz(CheckedFiles.tracking() + [("epochs_ms", epochs)]))
    #expect(recording.epochs.map(\.stop) == [20, 60])
  }

  @Test func framesOfAMicroscopeAreNotHoursApart() throws {
    let files = try CheckedFiles()
    let signals = DataArray((0..<1200).map { Double($0 % 7) }, shape: [300, 4])
    func file(_ step: Double) throws -> URL {
      try files.npz([("dff", signals), ("t", DataArray((0..<300).map { step * Double($0) }))])
    }
    expectRefusal(of: try file(100), saying: "no microscope is so slow", "--time-unit")
    var options = ReadingOptions()
    options.timeUnit = .millisecond
    let recording = try RecordingReader.read(url: file(100), options: options)
    guard case .times(let t)? = recording.roiSignals?.clock else { throw CocoaError(.coderValueNotFound) }
    #expect(t[1] == 0.1)
    #expect(try RecordingReader.read(url: file(0.1)).warnings == [])
    #expect(try RecordingReader.read(url: file(2)).says(.warning, "time", "2 s apart"))
  }

  @Test func timesThatWereRoundedToEachOtherAreRefused() throws {
    let files = try CheckedFiles()
    let times = CheckedFiles.time.map { Double(Float(1.7e9 + $0)) }
    let url = try files.npz([("t", DataArray(times)), ("x", DataArray(CheckedFiles.x)), ("y", DataArray(CheckedFiles.y))])
    expectRefusal(of: url, saying: "single precision", "--frame-rate")
  }
}
