import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct SpikeClockCheckTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func spikes(_ scale: Double, tracking: Double? = 1, offset: Double = 0, name: String = "spike_times") throws -> URL {
    var arrays = CheckedFiles.concatenated(CheckedFiles.trains.map { $0.map { $0 * scale + offset } })
    arrays[0].name = name
    if let tracking {
      arrays += [
        ("t", DataArray(CheckedFiles.time.map { $0 * tracking })), ("x", DataArray(CheckedFiles.x)),
        ("y", DataArray(CheckedFiles.y)),
      ]
    }
    return try files.npz(arrays)
  }

  private var truth: SpikeData {
    .trains(CheckedFiles.trains.enumerated().map { SpikeTrain(id: "c\($0)", times: $1) })
  }

  @Test func nearlyAllSpikesOutsideTheTrackingIsAnError() throws {
    for url in [try spikes(1000), try spikes(1, offset: 3600)] {
      expectRefusal(of: url, saying: "spikes lie outside the tracking", "--spike-time-unit")
    }
    let given = try RecordingReader.read(url: spikes(1000), options: ReadingOptions(spikeTimeUnit: .millisecond))
    #expect(given.spikes?.spikeCounts == [200, 200, 200, 200] && given.warnings == [])
    let insisted = try RecordingReader.read(url: spikes(1, offset: 3600), options: ReadingOptions(spikeTimeUnit: .second))
    #expect(insisted.says(.warning, "spikes", "800 of 800 spikes"))
    let some = try RecordingReader.read(url: spikes(1, offset: 40))
    #expect(some.says(.warning, "spikes", "lie outside the tracking"))
  }

  @Test func trackingInMillisecondsBesideSpikesInSecondsIsAnError() throws {
    let t = CheckedFiles.time.map { $0 * 1000 }
    let every = (0..<60_000).map { Double($0) }
    let url = try files.npz(
      CheckedFiles.concatenated() + [("t", DataArray(every)), ("x", DataArray(every.map { sin($0 / 3000) }))])
    expectRefusal(of: url, saying: "not in one unit", "--time-unit")
    #expect(t.last == 59_960)
  }

  @Test func spikesInABehaviourFileOfAnotherClockAreAnError() throws {
    let recording = try spikes(1000, tracking: nil)
    let behaviour = files.folder.file("behaviour.npz")
    try NPZArchive.write(CheckedFiles.tracking(), to: behaviour)
    expectRefusal(of: recording, ReadingOptions(behaviour: behaviour), saying: "outside the tracking", "--spike-time-unit")
  }

  @Test func theUnitOfSpikesMayStandInTheirNameOrBesideThem() throws {
    let named = try RecordingReader.read(url: spikes(1000, name: "spike_times_ms"))
    #expect(named.spikes?.spikeCounts == [200, 200, 200, 200] && named.warnings == [])
    guard case .trains(let trains)? = named.spikes else { return }
    #expect(try zip(trains[2].times, CheckedFiles.trains[2]).allSatisfy { abs($0 - $1) < 1e-9 })
    for wrong in [("spike_times_ms", 1.0), ("spike_times_us", 1000)] {
      expectRefusal(of: try spikes(wrong.1, tracking: nil, name: wrong.0), saying: "fire at more than", "--spike-time-unit")
    }
    let attribute = try files.hdf5(
      CheckedFiles.trains.enumerated().map { ("spikes/\($0)", DataArray($1.map { $0 * 1000 }), nil) } + [
        ("spikes/unit", DataArray(["ms"], shape: []), nil)
      ])
    #expect(abs((try RecordingReader.read(url: attribute).spikeSpan ?? 0) - CheckedFiles.trains[3].last!) < 1e-9)
    let table = try files.text("unit,time_ms\na,100\nb,250\na,300\n", "s.csv")
    #expect(
      try RecordingReader.read(url: table).spikes
        == .trains([SpikeTrain(id: "a", times: [0.1, 0.3]), SpikeTrain(id: "b", times: [0.25])]))
  }

  @Test func wholeAndSlowTimesWithoutTrackingAreSaid() throws {
    let samples = CheckedFiles.trains.map { $0.map { ($0 * 30_000).rounded() } }
    expectRefusal(of: try files.npz(CheckedFiles.concatenated(samples)), saying: "whole numbers", "samples")
    let slow = try RecordingReader.read(url: spikes(1000, tracking: nil))
    #expect(slow.says(.warning, "spikes", "less than 0.0033"))
    #expect(try RecordingReader.read(url: spikes(1, tracking: nil)).warnings == [])
    let options = ReadingOptions(spikeTimeUnit: .sample(rate: 30_000))
    let scaled = try RecordingReader.read(url: files.npz(CheckedFiles.concatenated(samples)), options: options)
    #expect(scaled.warnings == [])
  }
}

extension Recording {
  /// The time of the last spike.
  var spikeSpan: Double? {
    guard case .trains(let trains)? = spikes else { return nil }
    return try? trains.span?.upperBound
  }
}
