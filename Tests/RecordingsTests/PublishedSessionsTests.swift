import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Made-up recordings under the names and on the clocks of the published ones.
@Suite struct PublishedSessionsTests {
  private func epochs(_ name: String, from first: Double, to last: Double, key: String = "spikes_mod1") throws -> [Epoch] {
    let folder = try TemporaryFolder()
    let t = (0...1000).map { first + (last - first) * Double($0) / 1000 }
    try NPZArchive.write(
      [
        (name: key, array: DataArray([first + 1, first + 2])), (name: "t", array: DataArray(t)),
        (name: "x", array: DataArray(t.map { sin($0) })), (name: "y", array: DataArray(t.map { cos($0) })),
      ], to: folder.file(name))
    // So few samples are further apart than those of any tracker.
    return try RecordingReader.read(url: folder.file(name), options: ReadingOptions(timeUnit: .second)).epochs
  }

  @Test func sessionsAreNamedAsInThePaper() throws {
    let day1 = try epochs("rat_r_day1_grid_modules_1_2_3.npz", from: 7450, to: 20800)
    #expect(
      day1 == [
        Epoch(name: "open-field", start: 7457, stop: 14778), Epoch(name: "open-field", start: 14890, stop: 16045),
        Epoch(name: "wagon-wheel", start: 16925, stop: 18026), Epoch(name: "wagon-wheel", start: 18183, stop: 20704),
      ])
    let day2 = try epochs("rat_r_day2_grid_modules_1_2_3.npz", from: 390, to: 13010)
    #expect(day2.count { $0.name == "REM" } == 16 && day2.contains(Epoch(name: "SWS", start: 4010, stop: 4290.19)))
    let q = try epochs("rat_q_grid_modules_1_2.npz", from: 9000, to: 32000)
    #expect(q.count { $0.name == "REM" } == 6 && q.contains(Epoch(name: "sleep", start: 9576, stop: 18812)))
    let s = try epochs("RAT_S_grid_modules_1.npz", from: 9000, to: 25000, key: "spike")
    #expect(s.count { $0.name == "SWS" } == 19 && s.count { $0.name == "wagon-wheel" } == 2)
    for epoch in day1 + day2 + q + s { #expect(epoch.stop > epoch.start) }
  }

  @Test func neitherTheNameNorTheClockAloneIsEnough() throws {
    #expect(try epochs("rat_r_day1_grid_modules_1_2_3.npz", from: 0, to: 1200).isEmpty)
    #expect(try epochs("session.npz", from: 7450, to: 20800).isEmpty)
  }
}
