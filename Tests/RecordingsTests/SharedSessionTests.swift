import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// The same simulated session in many encodings.
@Suite(.enabled(if: SharedFixtures.exist)) struct SharedSessionTests {
  private func read(_ name: String, _ options: ReadingOptions = ReadingOptions()) throws -> Recording {
    try RecordingReader.read(url: SharedFixtures.input(name), options: options)
  }

  private func times(_ recording: Recording) throws -> [[Double]] {
    if case .trains(let trains)? = recording.spikes { return try trains.map { try $0.times } }
    return []
  }

  @Test(arguments: [
    "session4_f64_stored.npz", "session4_f32.npz", "session4_objarray.npz", "session4_strkeys.npz",
    "session4_lists.npz", "session4_cm.npz", "session4.h5", "session4_v73.mat",
  ])
  func everyEncodingHoldsTheSameSession(name: String) throws {
    let reference = try read("session4_f64.npz")
    let other = try read(name)
    #expect(try times(other) == times(reference))
    #expect(try times(other).count == 60)
    let isFloat = name.contains("f32")
    let (a, b) = (try #require(reference.trajectory), try #require(other.trajectory))
    #expect(a.t.count == 24001 && b.t.count == 24001)
    let tolerance = isFloat ? 1e-4 : 1e-12
    for (p, q) in [(a.t, b.t), (a.x ?? [], b.x ?? []), (a.y ?? [], b.y ?? [])] {
      #expect(zip(p, q).allSatisfy { abs($0 - $1) <= tolerance } && p.count == q.count)
    }
  }

  /// MATLAB v5: the first minute of the session, spike times as single precision.
  @Test func theFirstMinuteAsMATLABv5() throws {
    let v5 = try read("session4_v5.mat")
    let t = try #require(v5.trajectory?.t)
    #expect(t.count == 6000 && v5.trajectory?.x?.count == 6000)
    for (train, whole) in zip(try times(v5), try times(try read("session4_f64.npz"))) {
      let minute = whole.prefix(train.count)
      #expect(zip(train, minute).allSatisfy { abs($0 - $1) < 1e-5 } && whole.dropFirst(train.count).allSatisfy { $0 > 59.9 })
    }
  }

  @Test(arguments: ["session4_binned_i32.npz", "session4_binned_u8.npz", "session4_binned_bool_F.npz"])
  func countMatricesAreNeverSpikeTimes(name: String) throws {
    guard case .counts(let matrix, let width, let start)? = try read(name).spikes else {
      Issue.record("no counts")
      return
    }
    #expect(matrix.rows == 24001 && matrix.columns == 60 && width == 0.01 && start == 0)
    let reference = try times(try read("session4_f64.npz")).map(\.count)
    if !name.contains("bool") {
      #expect(SpikeData.counts(matrix, binWidth: width, start: start).spikeCounts == reference)
    }
  }

  @Test func modulesAndClocks() throws {
    let gardner = try read("session4_gardner_raw.npz", ReadingOptions(module: 2))
    #expect(gardner.spikes?.cellCount == 20 && gardner.trajectory?.headDirection?.count == 24001)
    let late = try read("session4_t0_1234.npz")
    #expect(late.findings.contains { $0.level == .warning && $0.message.contains("clock starts at") })
    let negative = try read("session_negative.npz")
    #expect(negative.findings.contains { $0.message.contains("2 cells have the same spikes") })
    #expect(try read("session4_cm.npz").positionUnit?.unit == .centimetre)
  }

  @Test func trajectories() throws {
    for name in ["traj_m.npz", "traj_m.csv", "traj_cm.tsv", "traj_gaps.npz", "traj_gaps.csv"] {
      let trajectory = try #require(try read(name).trajectory)
      #expect(trajectory.t.count == 6001 && abs((trajectory.x?[0] ?? 0) - 0.857447) < 1e-5, "\(name)")
    }
    #expect(try read("traj_repeated_t.npz").trajectory?.t.count == 5997)
    #expect(try read("traj_unsorted_t.npz").findings.contains { $0.message.contains("backwards 1 times") })
  }

  @Test func signals() throws {
    let roi = try #require(try read("epg_dff.npz").roiSignals?.matrix)
    #expect(roi.rows == 2000 && roi.columns == 32)
    #expect(try read("epg_dff.csv").roiSignals?.matrix.rows == 500)
    let lfp = try #require(try read("lfp_i16.npz").fieldPotential)
    #expect(lfp.rate == 1250 && lfp.count == 150_000)
    let theta = try read("lfp.npz", ReadingOptions(map: ["spikes": "spikes_precess+spikes_locked"]))
    #expect(theta.spikes?.spikeCounts == [600, 444] && theta.trajectory?.x?.count == 150_000)
  }

  /// Newer HDF5 libraries write datasets that Debian's cannot open; a recording without its position is not read as a whole one.
  @Test func whatTheLibraryCannotOpenIsRefused() throws {
    do {
      let latest = try read("session4_latest.h5")
      #expect(latest.spikes?.cellCount == 60 && latest.trajectory?.x?.count == 24_001)
    } catch let error as RecordingError {
      #expect(error.kind == .unusableData && error.description.contains("libver"))
    }
  }

  @Test func everyInputIsInspected() throws {
    let folder = try #require(SharedFixtures.folder).appendingPathComponent("inputs")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where !name.hasSuffix(".json") {
      let report = try InspectionReport.inspect(folder.appendingPathComponent(name))
      #expect(!report.items.isEmpty && !report.text.isEmpty, "\(name)")
    }
  }

  @Test func twentyMinutesAreReadQuickly() throws {
    let clock = ContinuousClock()
    let elapsed = try clock.measure { _ = try read("session1_20min.npz") }
    #expect(elapsed < .seconds(1))
  }
}
