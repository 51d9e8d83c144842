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

  @Test(arguments: ["npz", "h5"])
  func aRecordingSurvivesEveryBit(format: String) throws {
    let folder = try TemporaryFolder()
    let original = session()
    try original.write(to: folder.file("a.\(format)"))
    let other = format == "npz" ? "h5" : "npz"
    try convert(from: folder.file("a.\(format)"), to: folder.file("b.\(other)"))
    let read = try RecordingReader.read(url: folder.file("b.\(other)"))
    #expect(read.spikes == original.spikes)
    #expect("\(read.trajectory as Any)" == "\(original.trajectory as Any)")
    #expect(read.positionUnit?.guessed == false)
  }

  @Test func tablesKeepEveryBitInTwoFiles() throws {
    let folder = try TemporaryFolder()
    let original = session()
    let files = try original.write(to: folder.file("a.csv"))
    #expect(files.map(\.lastPathComponent) == ["a.csv", "a_spikes.csv"])
    #expect("\(try RecordingReader.read(url: files[0]).trajectory as Any)" == "\(original.trajectory as Any)")
    #expect(try RecordingReader.read(url: files[1]).spikes == original.spikes)
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
