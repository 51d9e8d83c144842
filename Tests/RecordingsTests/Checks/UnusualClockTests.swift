import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Times in minutes and frame numbers, which no single array gives away.
@Suite struct UnusualClockTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  /// 3.3 spikes a second in each of four cells, beside tracking at 25 Hz, both scaled.
  private func session(_ spikes: Double, tracking: Double?, names: (String, String) = ("spike_times", "t")) throws -> URL {
    var arrays = CheckedFiles.concatenated(CheckedFiles.trains.map { $0.map { $0 * spikes } })
    arrays[0].name = names.0
    if let tracking {
      arrays += [
        (names.1, DataArray(CheckedFiles.time.map { $0 * tracking })), ("x", DataArray(CheckedFiles.x)),
        ("y", DataArray(CheckedFiles.y)),
      ]
    }
    return try files.npz(arrays)
  }

  /// The last tenth of the samples is on a clock that starts again, on the grid of the first or beside it.
  @Test(arguments: [0, 0.013])
  func aShortSecondRecordingIsNotLaidOnTheFirst(offset: Double) throws {
    let time = CheckedFiles.time
    let again = Array(time.prefix(1350)) + time.prefix(150).map { $0 + offset }
    expectRefusal(of: try files.npz([("t", DataArray(again))] + CheckedFiles.tracking().dropFirst()), saying: "goes back")
    // A packet that came late is put in its place.
    var late = time
    late.replaceSubrange(300..<400, with: time[350..<400] + time[300..<350])
    let sorted = try RecordingReader.read(url: files.npz([("t", DataArray(late))] + CheckedFiles.tracking().dropFirst()))
    #expect(sorted.trajectory?.t == time && sorted.says(.warning, "time", "go backwards"))
    // A buffer that was written twice holds nothing new.
    func doubled(_ values: [Double]) -> DataArray { DataArray(Array(values[..<400]) + Array(values[300...])) }
    let twice = try RecordingReader.read(
      url: files.npz([
        ("t", doubled(time)), ("x", doubled(CheckedFiles.x)), ("y", doubled(CheckedFiles.y)),
      ]))
    #expect(twice.trajectory?.t == time && twice.says(.warning, "time", "100 samples repeat"))
  }

  @Test func spikesInMinutesAreRefused() throws {
    // As seconds the cells would fire at 200 Hz, and the tracker take 1500 samples a second.
    let both = try session(1 / 60, tracking: 1 / 60)
    expectRefusal(of: both, saying: "minutes", "samples:0.0166667")
    let given = try RecordingReader.read(url: both, options: ReadingOptions(timeUnit: .sample(rate: 1 / 60)))
    #expect(abs((given.trajectory?.t[1000] ?? 0) - 40) < 1e-9)
    #expect(abs((given.spikeSpan ?? 0) - CheckedFiles.trains[3].last!) < 1e-6)
    let insisted = try RecordingReader.read(url: both, options: ReadingOptions(timeUnit: .second))
    #expect(insisted.trajectory?.t.last == CheckedFiles.time.last! / 60)
    // Spikes alone in minutes last for a sixtieth of the tracking.
    expectRefusal(of: try session(1 / 60, tracking: 1), saying: "not in one unit")
    // Without tracking nothing contradicts it.
    #expect(try RecordingReader.read(url: session(1 / 60, tracking: nil)).says(.warning, "spikes", "minutes"))
  }

  @Test func minutesMayStandInNames() throws {
    let read = try RecordingReader.read(url: session(1 / 60, tracking: 1 / 60, names: ("spike_times_min", "t_min")))
    #expect(abs((read.trajectory?.t[1000] ?? 0) - 40) < 1e-9)
    #expect(abs((read.spikeSpan ?? 0) - CheckedFiles.trains[3].last!) < 1e-6)
    // x_min is the least x, and no position.
    let limits = try files.npz(CheckedFiles.tracking().dropLast() + [("x_min", DataArray([0.15, 0.15]))])
    #expect(try RecordingReader.read(url: limits).trajectory?.x == CheckedFiles.x)
    let alone = try files.npz([("t", DataArray(CheckedFiles.time)), ("x_min", DataArray(CheckedFiles.x))])
    #expect(try RecordingReader.read(url: alone).trajectory?.x == nil)
  }

  @Test func trackingInMinutesIsSuspected() throws {
    let minutes = CheckedFiles.time.map { $0 / 60 }
    let url = try files.npz([
      ("t", DataArray(minutes)), ("x", DataArray(CheckedFiles.x.map { $0 / 10 })), ("y", DataArray(CheckedFiles.y)),
    ])
    let read = try RecordingReader.read(url: url)
    #expect(read.says(.warning, "time", "are the times in minutes?"))
    // Tracking that is sampled with the field potential is as fast.
    let sampled = try files.npz([
      ("t", DataArray(minutes)), ("x", DataArray(CheckedFiles.x)), ("lfp", DataArray(CheckedFiles.y)),
    ])
    #expect(!(try RecordingReader.read(url: sampled).says(.warning, "time", "minutes")))
    // A tracker at 1 kHz over ten minutes is one.
    let long = (0..<600_000).map { Double($0) / 1000 }
    let fast = try files.npz([("t", DataArray(long)), ("x", DataArray(long.map { 0.4 * sin($0 / 5) }))])
    #expect(!(try RecordingReader.read(url: fast).says(.warning, "time", "minutes")))
  }

  @Test func frameNumbersBesideSpikesAreRefused() throws {
    let url = try session(1, tracking: 25)
    expectRefusal(of: url, saying: "look like frame numbers", "--time-unit")
    let given = try RecordingReader.read(url: url, options: ReadingOptions(timeUnit: .sample(rate: 25), spikeTimeUnit: .second))
    #expect(given.trajectory?.t == CheckedFiles.time)
    // A slow tracker whose spikes go on with it is none.
    let slow = CheckedFiles.trains.map { $0.map { $0 * 25 } }
    let seconds = CheckedFiles.tracking().enumerated().map { index, array in
      index == 0 ? ("t", DataArray(CheckedFiles.time.map { ($0 * 25).rounded() })) : array
    }
    let both = try files.npz(CheckedFiles.concatenated(slow) + seconds)
    #expect(try RecordingReader.read(url: both).says(.warning, "time", "sample numbers"))
  }

  @Test func theRateOfTheFieldPotentialGoesBeforeThatOfTheSpikes() throws {
    let signal = (0..<5000).map { sin(2 * Double.pi * 8 * Double($0) / 1250) }
    let samples = CheckedFiles.trains.map { $0.map { ($0 * 30_000).rounded() } }
    var arrays = CheckedFiles.concatenated(samples)
    arrays[0].name = "spike_times_samples"
    for name in ["lfp_fs", "lfp_rate", "lfp_sampling_rate"] {
      let url = try files.npz(
        arrays + [("lfp", DataArray(signal)), ("fs", DataArray([30_000.0], shape: [])), (name, DataArray([1250.0], shape: []))])
      let read = try RecordingReader.read(url: url)
      #expect(read.fieldPotential?.rate == 1250)
      #expect(abs((read.spikeSpan ?? 0) - CheckedFiles.trains[3].last!) < 1e-4)
    }
  }
}
