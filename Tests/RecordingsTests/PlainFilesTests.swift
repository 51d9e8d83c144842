import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Files that say little about themselves: a dictionary that was saved, tables of numbers, pairs of tables.
@Suite struct PlainFilesTests {
  @Test func aDictionaryThatWasSavedIsASession() throws {
    let recording = try RecordingReader.read(url: fixture("dictionary.npy"))
    guard case .trains(let trains) = try #require(recording.spikes) else { throw CocoaError(.coderValueNotFound) }
    #expect(trains.map(\.id) == ["10", "2"])
    #expect(try trains.map { try $0.times } == [[0.11, 0.42], [0.25]])
    let trajectory = try #require(recording.trajectory)
    #expect(trajectory.t.count == 6 && trajectory.y == [Double](repeating: 0.5, count: 6))
    #expect(try ArraySource(contentsOf: fixture("dictionary.npy")).items.map(\.path) == ["spike", "t", "x", "y"])
  }

  @Test func aLoneRowWithARateIsAFieldPotential() throws {
    let folder = try TemporaryFolder()
    let samples = (0..<2000).map { sin(Double($0) / 25) }
    try NPZArchive.write([("ca1", DataArray(samples))], to: folder.file("ca1.npz"))
    let read = try RecordingReader.read(url: folder.file("ca1.npz"), options: ReadingOptions(map: ["fs": "1250"]))
    #expect(try read.fieldPotential?.samples == samples && read.fieldPotential?.rate == 1250)
    #expect(read.says("taken as a field potential", .guessed))
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: folder.file("ca1.npz")) }
    #expect(error?.description.contains("--map lfp=NAME,fs=HZ") ?? false)
  }

  private func matrix(_ rows: [[Double]], _ change: (inout ReadingOptions) -> Void) throws -> Recording {
    let folder = try TemporaryFolder()
    let text = rows.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "\n")
    try Data(text.utf8).write(to: folder.file("table.txt"))
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(url: folder.file("table.txt"), options: options)
  }

  private static let whole = (0..<12).map { row in (0..<3).map { Double((row * 7 + $0) % 4) } }

  @Test func wholeNumbersWithABinWidthAreCounts() throws {
    let recording = try matrix(Self.whole) { $0.binWidth = 0.02 }
    guard case .counts(let counts, let binWidth, _) = try #require(recording.spikes) else {
      throw CocoaError(.coderValueNotFound)
    }
    #expect(binWidth == 0.02 && counts.rows == 12 && counts.columns == 3 && recording.roiSignals == nil)
    #expect(counts.elements.map(Double.init) == Self.whole.flatMap { $0 })
    #expect(recording.says("taken as spike counts", .guessed))
  }

  @Test func signalsTakeTheirClockFromEitherOption() throws {
    let signals = Self.whole.map { $0.map { $0 + 0.25 } }
    #expect(try matrix(signals) { $0.binWidth = 0.02 }.roiSignals?.clock == .rate(50))
    #expect(try matrix(signals) { $0.frameRate = 50 }.roiSignals?.clock == .rate(50))
    #expect(try matrix(Self.whole) { _ in }.roiSignals?.clock == nil)
  }

  @Test func aClockIsNoRegion() throws {
    let frames = (0..<60).map { frame in (0..<9).map { sin(Double(frame) / 7 + Double($0)) } }
    let timed = frames.enumerated().map { [0.1 * Double($0)] + $1 }
    let recording = try matrix(timed) { _ in }
    #expect(recording.roiSignals?.matrix.columns == 9 && recording.says("as only a clock does", .warning))
    guard case .times(let t)? = recording.roiSignals?.clock else { return #expect(Bool(false)) }
    #expect(abs(t[30] - 3) < 1e-12)
    // Numbers of frames are no times, and a rate that is given goes before them.
    let numbered = try matrix(frames.enumerated().map { [Double($0)] + $1 }) { $0.frameRate = 20 }
    #expect(numbered.roiSignals?.matrix.columns == 9 && numbered.roiSignals?.rate == 20)
    #expect(try matrix(frames) { _ in }.roiSignals?.matrix.columns == 9)
    let all = try matrix(timed) { $0.map = ["roi": "matrix"] }
    #expect(all.roiSignals?.matrix.columns == 10 && all.says("it was kept as a region", .warning))
    // Three columns of which the first is a clock are tracking, which has to be said.
    let tracking = try matrix(frames.enumerated().map { [0.1 * Double($0), $1[0], $1[3]] }) { _ in }
    #expect(tracking.says("the first one is a clock", .warning))
  }
}
