import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Spike times that are read when they are asked for: those of files with more than a window of them.
@Suite struct SpikeTrainTests {
  /// Five cells with more spikes than a window: one unsorted, one the copy of another, one silent.
  private func largeRecording() -> Recording {
    let half = HDF5Vector.windowCount / 2
    let first = (0..<half).map { 1 + Double($0) / 1000 }
    let second = (0..<half + 5).map { Double($0) / 999 }
    let copied = (0..<1000).map { 3 + Double($0 / 2) / 7 }
    let trains = [("a", first), ("b", copied), ("silent", []), ("c", Array(second.reversed())), ("d", copied)]
    return Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/made"), format: "made"),
      spikes: .trains(trains.map { SpikeTrain(id: $0, times: $1) }),
      trajectory: Trajectory(t: (0..<100).map { 2 + Double($0) }, headDirection: [Double](repeating: 1, count: 100)))
  }

  private func times(_ recording: Recording) throws -> [[Double]] {
    guard case .trains(let trains)? = recording.spikes else { return [] }
    return try trains.map { try $0.times }
  }

  @Test(arguments: [1, 2]) func timesOfALargeFileAreThoseOfTheRecording(threads: Int) throws {
    let folder = try TemporaryFolder()
    let made = largeRecording()
    try made.write(to: folder.file("a.nwb"))
    var options = ReadingOptions()
    options.threads = threads
    let read = try RecordingReader.read(url: folder.file("a.nwb"), options: options)
    let expected = try times(made).map { $0.sorted() }
    #expect(read.spikes?.spikeCounts == expected.map(\.count))
    #expect(try times(read) == expected)
    // In another order, and one alone.
    guard case .trains(let trains)? = read.spikes else { return #expect(Bool(false)) }
    for cell in [3, 0, 4, 2, 1] { #expect(try trains[cell].times == expected[cell]) }
    #expect(try trains[3].span == expected[3][0]...expected[3][expected[3].count - 1])
    #expect(try trains[2].span == nil)
    let words = read.findings.map(\.message)
    #expect(words.contains { $0.contains("spikes of 1 cells were not in order of time") })
    #expect(words.contains { $0.contains("1 cells have the same spikes as another (b = d)") })
    #expect(words.contains { $0.hasPrefix("1000 spikes have exactly the time") })
    let outside = expected.flatMap { $0 }
    let (before, after) = (outside.count { $0 < 2 }, outside.count { $0 > 101 })
    #expect(words.contains { $0.contains("(\(before) before 2 s, \(after) after 101 s)") })
    options.cells = CellSelection(["d", "c"])
    options.spikeTimeUnit = .millisecond
    let some = try RecordingReader.read(url: folder.file("a.nwb"), options: options)
    #expect(try times(some) == [expected[3].map { $0 / 1000 }, expected[4].map { $0 / 1000 }])
  }

  @Test func conversionsOfALargeFileKeepEveryBit() throws {
    let folder = try TemporaryFolder()
    try largeRecording().write(to: folder.file("a.nwb"))
    let read = try RecordingReader.read(url: folder.file("a.nwb"))
    for name in ["b.npz", "c.h5", "d.nwb", "e.nwb"] {
      try read.write(to: folder.file(name))
      #expect(try RecordingReader.read(url: folder.file(name)).spikes == read.spikes, "\(name)")
    }
    #expect(try Data(contentsOf: folder.file("d.nwb")) == Data(contentsOf: folder.file("e.nwb")))
    // What was in memory and what is read piece by piece give the same file.
    try convert(from: folder.file("b.npz"), to: folder.file("f.h5"))
    #expect(try Data(contentsOf: folder.file("f.h5")) == Data(contentsOf: folder.file("c.h5")))
  }

  @Test func aFileThatIsGoneIsToldWhenItsTimesAreAskedFor() throws {
    let folder = try TemporaryFolder()
    try HDF5File.write([("times", DataArray([1.0, 2, 3]), nil)], to: folder.file("a.h5"))
    let vector = try HDF5Vector(HDF5File(contentsOf: folder.file("a.h5")), "/times")
    let train = SpikeTrain(id: "1", deferred: DeferredTimes(vector, rows: 1..<5))
    #expect(train.count == 4)
    #expect(throws: FileError.self) { try train.times }
    #expect(train != train)
    #expect(SpikeTrain(id: "1", deferred: DeferredTimes(vector, rows: 1..<3)) == SpikeTrain(id: "1", times: [2, 3]))
  }
}
