import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Values that stand for lost samples of the position.
@Suite struct LostMarkTests {
  /// A walk around a circle of 40 cm, in centimetres, with these values in both coordinates of every tenth sample.
  private func recording(lost: Double?, every step: Int = 10) throws -> Recording {
    let folder = try TemporaryFolder()
    let angles = (0..<200).map { Double($0) * 0.1 }
    func values(_ shape: (Double) -> Double) -> [Double] {
      angles.enumerated().map { index, angle in
        guard let lost, index % step == 0 else { return 50 + 40 * shape(angle) }
        return lost
      }
    }
    try NPZArchive.write(
      [
        ("t", DataArray(angles.map { $0 / 4 })), ("x", DataArray(values { cos($0) })), ("y", DataArray(values { sin($0) })),
      ], to: folder.file("walk.npz"))
    return try RecordingReader.read(url: folder.file("walk.npz"))
  }

  @Test(arguments: [-999, -1e6, 9999, 1023.0]) func aFarValueThatRepeatsIsLost(_ value: Double) throws {
    let recording = try recording(lost: value)
    let x = try #require(recording.trajectory?.x)
    #expect(x.count { $0.isNaN } == 20 && recording.trajectory?.y?.count { $0.isNaN } == 20)
    // The unit is guessed from what is left.
    #expect(recording.positionUnit?.unit == .centimetre)
    #expect(x.filter(\.isFinite).max().map { $0 < 0.91 } == true)
    #expect(recording.says("20 of 200 samples", .warning))
  }

  @Test func otherValuesAreKept() throws {
    // A jump that hardly repeats, no such value.
    for (value, step) in [(-999, 100), (nil, 10)] as [(Double?, Int)] {
      let recording = try recording(lost: value, every: step)
      #expect(recording.trajectory?.x?.contains { $0.isNaN } == false)
      #expect(!recording.says("mark of lost samples"))
    }
  }
}
