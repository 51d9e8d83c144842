import ArrayFiles
import Foundation
import Recordings
import TestSupport
import Testing

/// Files that the libraries of laboratories wrote (`make_with_libraries.py` says which, and in which versions).
@Suite struct WrittenByLibrariesTests {
  private static let frames = 16

  /// Puts the packed files whose names start so into a folder.
  private func unpack(_ prefix: String, in folder: TemporaryFolder) throws -> URL {
    let archive = try NPZArchive(contentsOf: fixture("written-by-libraries.npz"))
    for name in archive.names where name.hasPrefix(prefix) {
      guard case .array(let array) = try archive.read(name), let bytes = array.integers else { continue }
      let file = folder.file(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes.map { UInt8($0) }).write(to: file)
    }
    return folder.file(prefix)
  }

  private func poses(_ name: String, part: String, track: String) throws -> Trajectory {
    let folder = try TemporaryFolder()
    var options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002))
    options.frameRate = 20
    options.poses.bodyPart = part
    options.poses.track = track
    return try #require(try RecordingReader.read(url: unpack(name, in: folder), options: options).trajectory)
  }

  /// The circle of an animal's body part, in metres.
  private func expected(_ frame: Int, part: String, track: String) -> (x: Double, y: Double) {
    let angle = 2 * Double.pi * Double(frame) / Double(Self.frames) + (track == "male" ? 1 : 0)
    let radius = part == "nose" ? 0.2 : 0.12
    return (0.64 + radius * cos(angle), 0.48 + radius * sin(angle))
  }

  @Test(arguments: [
    "sleap-matlab.h5", "sleap-standard.h5", "sleap-sleap.csv", "sleap-dlc.csv", "sleap-points.csv", "sleap-instances.csv",
    "sleap-frames.csv", "movement.csv", "movement.h5", "movement-sleap.h5",
  ])
  func posesOfBothAnimals(name: String) throws {
    for part in ["nose", "tail"] {
      for track in ["female", "male"] {
        let trajectory = try poses(name, part: part, track: track)
        let (x, y) = (try #require(trajectory.x), try #require(trajectory.y))
        var found = 0
        for (index, time) in trajectory.t.enumerated() where x[index].isFinite {
          let frame = Int((time * 20).rounded())
          let point = expected(frame, part: part, track: track)
          #expect(abs(x[index] - point.x) < 1e-6 && abs(y[index] - point.y) < 1e-6)
          #expect(track == "female" || frame >= 8)
          found += 1
        }
        #expect(found == (track == "female" ? 16 : 8))
      }
    }
  }

  @Test func projectsOfSleapAreRefusedWithTheWayOut() throws {
    let folder = try TemporaryFolder()
    #expect(try failure(unpack("sleap.slp", in: folder)).contains("Export Analysis HDF5"))
  }

  @Test func aSortingOfSpikeInterfaceBeforeCuration() throws {
    let folder = try TemporaryFolder()
    let recording = try RecordingReader.read(url: unpack("spikeinterface", in: folder))
    let samples: [String: [Double]] = ["0": [30, 90, 9000], "1": [60, 3000, 15000], "2": [6000, 12000]]
    #expect(recording.trains == samples.mapValues { $0.map { ($0 + 500) / 30_000 } })
    #expect(recording.says("calls every cluster unsorted"))
    #expect(recording.says("all 3 were kept", .warning))
  }

  @Test func theSameAfterCurationThroughPhylib() throws {
    let folder = try TemporaryFolder()
    let recording = try RecordingReader.read(url: unpack("phylib", in: folder))
    #expect(recording.cellIDs == ["0", "3"])
    #expect(recording.trains["3"] == [6500.0 / 30_000, 12_500.0 / 30_000])
    #expect(recording.says("2 good"))
  }

  @Test func settingsOfSuite2pHoldDatesAndPaths() throws {
    let folder = try TemporaryFolder()
    let place = try unpack("suite2p", in: folder)
    let recording = try RecordingReader.read(url: place)
    #expect(recording.roiSignals?.rate == 30.5)
    #expect(recording.roiSignals?.ids == ["plane0_0", "plane0_2"])
    #expect(recording.roiSignals?.matrix.rows == 16)
    #expect(!recording.findings.contains { $0.level == .warning })
    let corrected = try RecordingReader.read(url: place, options: ReadingOptions(map: ["roi": "corrected"]))
    #expect(corrected.says("the neuropil coefficient is 0.7, as"))
    guard case .object(let value) = try NPYFile.read(contentsOf: place.appendingPathComponent("plane0/ops.npy")),
      case .dictionary(let entries) = value.unwrapped
    else { return #expect(Bool(false)) }
    #expect(entries.first { $0.0.label == "date_proc" }?.1.label == "2026-01-02T03:04:05")
    guard case .list(let paths)? = entries.first(where: { $0.0.label == "data_path" })?.1 else { return #expect(Bool(false)) }
    #expect(paths.map(\.label) == ["/data/mouse"])
    // Settings alone say the rate too, as from version 1.0.
    try FileManager.default.removeItem(at: place.appendingPathComponent("plane0/ops.npy"))
    #expect(try RecordingReader.read(url: place).roiSignals?.rate == 30.5)
  }
}
