import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// The folder of real recordings, when it is there.
enum SharedRecordings {
  static let folder: URL? = {
    let recordings = SharedFixtures.folder?.deletingLastPathComponent().appendingPathComponent("recordings")
    return recordings.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
  }()
}

/// Real tracking, where it lies beside the repository.
@Suite(.enabled(if: SharedRecordings.folder != nil, "the shared recordings are not here"))
struct TrajectoryRealFilesTests {
  private func file(_ path: String) throws -> URL { try #require(SharedRecordings.folder).appendingPathComponent(path) }

  private func imported(
    _ path: String, _ reading: ReadingOptions = ReadingOptions(), _ change: (inout TrajectoryParameters) -> Void = { _ in }
  ) throws -> TrajectoryResult {
    let recording = try RecordingReader.read(url: file(path), options: reading)
    var options = TrajectoryParameters()
    change(&options)
    return try importedTrajectory(#require(recording.trajectory), options: options)
  }

  private func number(_ result: TrajectoryResult, _ name: String) -> Double {
    result.recordedNumbers[name]?.double ?? .nan
  }

  /// Sargolini et al. 2006: 50 Hz in a box of 1 m, 183 frames missing in 60 gaps.
  @Test func aRatInABox() throws {
    let result = try imported("traj-ratinabox/sargolini.npz")
    #expect(result.t.count == 29983 && close(number(result, "rate_hz"), 50, 1e-6))
    #expect(number(result, "missing_frames") == 183 && number(result, "jumps") == 0)
    #expect(close(number(result, "longest_gap_s"), 0.36, 1e-9) && result.valid.count { !$0 } == 17)
    #expect(close(number(result, "median_speed_m_s"), 0.1049, 1e-3) && close(number(result, "speed_99_m_s"), 0.3984, 1e-3))
  }

  /// Tanni et al. 2022: two hours at 30 Hz in 3.5 by 2.5 m; the tracking flicks by 15 cm for single frames.
  @Test func aRatInALargeArenaOnAClockThatDoesNotStartAtZero() throws {
    let result = try imported("traj-ratinabox/tanni.npz")
    #expect(result.t.count == 219_688 && close(result.t[0], 5842.7, 0.1))
    #expect(number(result, "jump_samples") == 16 && number(result, "largest_speed_m_s") <= 4)
    #expect(number(result, "arena_coverage") > 0.9)
  }

  /// Position in centimetres and head direction at 40 Hz: central differences of positions and unwrapped angles.
  @Test func aMouseWithHeadDirection() throws {
    let recording = try RecordingReader.read(url: file("hd-mouse28-th1/wake_25ms.npz"))
    let raw = try #require(recording.trajectory)
    let result = try imported("hd-mouse28-th1/wake_25ms.npz") { $0.maximumSpeed = nil }
    let (x, head) = (try #require(raw.x), unwrapAngles(try #require(raw.headDirection)))
    #expect(result.t.count == raw.t.count && result.valid.allSatisfy { $0 })
    for row in stride(from: 1, to: x.count - 1, by: 97) {
      #expect(close(result.velocityX[row], (x[row + 1] - x[row - 1]) / 0.05, 1e-9))
      #expect(close(result.angularVelocity[row], (head[row + 1] - head[row - 1]) / 0.05, 1e-9))
    }
  }

  /// Axona: 1.5 % of the frames of the first light are lost (1023), 365 pixels a metre.
  @Test func aRatWithLostFrames() throws {
    let bytes = [UInt8](try Data(contentsOf: file("axona-rat-r1838/83812141.pos")))
    let marker = Array("data_start".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: marker) }) + marker.count
    func word(_ frame: Int, _ offset: Int) -> Double {
      let place = start + 20 * frame + 4 + 2 * offset
      let value = Int(bytes[place]) << 8 | Int(bytes[place + 1])
      return value == 1023 ? .nan : Double(value) / 365
    }
    let frames = 0..<60050
    let result = try importedTrajectory(
      Trajectory(t: frames.map { Double($0) / 50 }, x: frames.map { word($0, 0) }, y: frames.map { word($0, 1) }))
    #expect(result.t.count == 60050)
    #expect((500...1500).contains(number(result, "lost_samples")))
    #expect(number(result, "valid_fraction") > 0.97 && number(result, "largest_speed_m_s") < 4.1)
    #expect(result.x.filter(\.isFinite).allSatisfy { (0...2.2).contains($0) })
  }

  /// Trodes: one light of two at 60 Hz on a clock of 30 kHz.
  @Test func aRatOnATrackTrackedByTrodes() throws {
    let reading = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.003))
    let result = try imported("place-rat-nelpy/linear-track/trajectory.videoPositionTracking", reading)
    #expect(close(number(result, "sampling_rate_hz"), 60, 1) && number(result, "recorded_samples") > 118_000)
    #expect(result.headDirection.allSatisfy { $0.isNaN })
    #expect(number(result, "valid_fraction") > 0.9)
  }
}
