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

  /// x is -99 in every tenth sample, y 7000 in every fifteenth: each of them loses the sample.
  @Test func aFarValueInOneCoordinateLosesTheSample() throws {
    let folder = try TemporaryFolder()
    let angles: [Double] = (0..<600).map { Double($0) * 0.1 }
    let x = angles.enumerated().map { (row: Int, angle: Double) -> Double in row % 10 == 0 ? -99 : 50 + 40 * cos(angle) }
    let y = angles.enumerated().map { (row: Int, angle: Double) -> Double in row % 15 == 0 ? 7000 : 50 + 40 * sin(angle) }
    try NPZArchive.write(
      [("t", DataArray(angles.map { $0 / 4 })), ("x", DataArray(x)), ("y", DataArray(y))], to: folder.file("walk.npz"))
    let recording = try RecordingReader.read(url: folder.file("walk.npz"))
    #expect(recording.trajectory?.x?.count { $0.isNaN } == 80 && recording.trajectory?.y?.count { $0.isNaN } == 80)
    #expect(recording.says("60 of 600 samples of x are exactly -99 in coordinate 0", .warning))
    #expect(recording.says("40 of 600 samples of x are exactly 7000 in coordinate 1", .warning))
  }

  /// Whole degrees of a head that turns by 3° in a step pass 0 as any other angle; 0 in every seventh sample is a mark.
  @Test(arguments: [true, false]) func anAngleThatTheHeadJumpsToAndFromIsLost(_ isLost: Bool) throws {
    let folder = try TemporaryFolder()
    let angles = (0..<2100).map { (row: Int) -> Double in isLost && row % 7 == 0 ? 0 : Double((row * 3 + 9) % 360) }
    let t: [Double] = angles.indices.map { Double($0) / 50 }
    try NPZArchive.write([("t", DataArray(t)), ("head_direction_deg", DataArray(angles))], to: folder.file("head.npz"))
    let head = try #require(try RecordingReader.read(url: folder.file("head.npz")).trajectory?.headDirection)
    let lost = head.count { $0.isNaN }
    #expect(lost == (isLost ? angles.count { $0 == 0 } : 0))
  }
}
