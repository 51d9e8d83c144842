import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct ConversionTests {
  private func session() -> Recording {
    var stream = RandomStream(seed: 5, name: "conversion")
    let t = (0..<1000).map { Double($0) / 30 }
    let trains = (0..<5).map { cell in
      SpikeTrain(id: "cell \(cell)", times: (0..<(cell * 20)).map { _ in stream.uniform() * 30 }.sorted())
    }
    return Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/"), format: "made"), spikes: .trains(trains),
      // Wider than 10 m, so that a unit that was lost would be guessed wrongly.
      trajectory: Trajectory(
        t: t, x: t.map { $0 / 3 * 1.7 }, y: t.map { $0 == t[9] ? .nan : $0 / 7 },
        headDirection: t.map { sin($0) + 1 }))
  }

  @Test(arguments: ["npz", "h5", "mat"])
  func aRecordingSurvivesEveryBit(format: String) throws {
    let folder = try TemporaryFolder()
    let original = session()
    try original.write(to: folder.file("a.\(format)"))
    let other = format == "npz" ? "mat" : "npz"
    try convert(from: folder.file("a.\(format)"), to: folder.file("b.\(other)"))
    let read = try RecordingReader.read(url: folder.file("b.\(other)"))
    #expect(read.spikes == original.spikes)
    #expect("\(read.trajectory as Any)" == "\(original.trajectory as Any)")
    #expect(read.positionUnit?.guessed == false)
  }

  @Test(arguments: ["csv", "tsv"])
  func tablesKeepEveryBitInTwoFilesAndOneNameOpensBoth(ending: String) throws {
    let folder = try TemporaryFolder()
    let original = session()
    let files = try original.write(to: folder.file("a.\(ending)"))
    #expect(files.map(\.lastPathComponent) == ["a.\(ending)", "a_spikes.\(ending)"])
    let both = try RecordingReader.read(url: files[0])
    #expect("\(both.trajectory as Any)" == "\(original.trajectory as Any)")
    #expect(both.spikes == original.spikes)
    #expect(both.findings.contains { $0.message.contains("a_spikes.\(ending)") && $0.message.contains("opened whole") })
    #expect(both.source.files.count == 2)
    let spikes = try RecordingReader.read(url: files[1])
    #expect(spikes.spikes == original.spikes && spikes.trajectory == nil)
    let joined = try RecordingReader.read(url: files[1], options: ReadingOptions(behaviour: files[0]))
    #expect(joined.spikes == original.spikes && joined.trajectory?.t.count == 1000)
  }

  @Test func tablesKeepSignalsBesideSpikes() throws {
    let folder = try TemporaryFolder()
    var original = session()
    var signals = Matrix<Float>(rows: 1000, columns: 12, repeating: 0)
    for row in 0..<1000 { for column in 0..<12 { signals[row, column] = Float(row * 12 + column) / 7 } }
    original.roiSignals = ROISignals(matrix: signals, clock: nil)
    let files = try original.write(to: folder.file("a.csv"))
    #expect(files.map(\.lastPathComponent) == ["a.csv", "a_spikes.csv", "a_roi.csv"])
    let read = try RecordingReader.read(url: files[0])
    #expect(read.spikes == original.spikes && read.roiSignals?.matrix == signals)
  }

  @Test func whatTablesHaveNoPlaceForIsSaid() throws {
    let folder = try TemporaryFolder()
    var original = session()
    original.epochs = [Epoch(name: "wake", start: 0, stop: 10)]
    let samples = (0..<8000).map { sin(Double($0) / 5) }
    original.fieldPotential = FieldPotential(samples: samples, rate: 250)
    try original.write(to: folder.file("a.npz"))
    let words = try convert(from: folder.file("a.npz"), to: folder.file("b.csv")).recording.findings.map(\.message)
    #expect(words.contains { $0.contains("no place for the field potential, 1 epoch") })
    let kept = try convert(from: folder.file("a.npz"), to: folder.file("b.mat")).recording.findings
    #expect(!kept.contains { $0.message.contains("no place for") })
    let read = try RecordingReader.read(url: folder.file("b.mat"))
    #expect(read.epochs == original.epochs)
    #expect(try read.fieldPotential?.samples == samples && read.fieldPotential?.rate == 250)
  }

  /// NWB has volts: a unit of voltage becomes the conversion, another is said to be unknown in the file itself.
  @Test func theUnitOfAFieldPotentialGoesIntoTheConversion() throws {
    let folder = try TemporaryFolder()
    var original = session()
    let samples = (0..<600).map { 40 * sin(Double($0) / 9) }
    for (unit, volts) in [("uV", 1e-6), ("V", 1), ("furlong", nil)] as [(String, Double?)] {
      original.fieldPotential = FieldPotential(samples: samples, rate: 250, unit: unit)
      try original.write(to: folder.file("\(unit).nwb"))
      let read = try #require(try RecordingReader.read(url: folder.file("\(unit).nwb")).fieldPotential).samples
      #expect(zip(read, samples).allSatisfy { close($0, $1 * (volts ?? 1), 1e-12) })
    }
  }

  @Test(arguments: ["npz", "h5", "mat", "nwb"])
  func gapsInTheClockOfAFieldPotentialAreKept(ending: String) throws {
    let folder = try TemporaryFolder()
    var original = session()
    original.fieldPotential = FieldPotential(
      samples: (0..<500).map { sin(Double($0) / 9) }, rate: 250, start: 2, gaps: [.init(sample: 120, seconds: 3.5)])
    try original.write(to: folder.file("a.\(ending)"))
    let read = try #require(try RecordingReader.read(url: folder.file("a.\(ending)")).fieldPotential)
    #expect(try read.samples == original.fieldPotential?.samples)
    #expect(abs(read.rate - 250) < 1e-6 && abs(read.start - 2) < 1e-9)
    #expect(read.gaps.map(\.sample) == [120])
    #expect(abs((read.gaps.first?.seconds ?? 0) - 3.5) < 1e-6)
  }

  @Test func countsAreReadBack() throws {
    let folder = try TemporaryFolder()
    let counts = Matrix<Int32>(rows: 3, columns: 2, elements: [0, 1, 2, 0, 0, 5])
    let original = Recording(
      source: RecordingSource(url: folder.url, format: "made"),
      spikes: .counts(counts, binWidth: 0.025, start: 3.5), cellIDs: ["u", "v"])
    try original.write(to: folder.file("c.npz"))
    let read = try RecordingReader.read(url: folder.file("c.npz"))
    #expect(read.spikes == original.spikes && read.cellIDs == ["u", "v"])
    #expect(throws: FileError.self) { try original.write(to: folder.file("c.csv")) }
  }

  @Test func anUnknownExtensionListsWhatIsPossible() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileError.self) {
      try convert(from: fixture("small.h5"), to: folder.file("a.xlsx"))
    }
    #expect(error?.description.contains(".npz") ?? false)
  }
}
