import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Conjunctive labels with the criterion of theta: head-direction cells among the strongly locked ones only.
@Suite(.enabled(if: Program.isBuilt)) struct ThetaCriterionTests {
  /// Four minutes with theta at 8 Hz: cells 0 to 4 for direction and theta, 5 to 9 for direction, 10 to 14 for theta, the rest
  /// for neither. A rate of 1 + 0.9 cos φ has a mean vector of 0.45.
  private static func write(to url: URL) throws {
    var recording = SyntheticRecording(cells: 0, seconds: 240)
    var random = SplitMix(state: 5)
    let step = 0.002
    let phase = (0..<120_000).map { index -> Double in
      let time = Double(index) * step
      return 2 * .pi * (8 * time + 0.2 * sin(0.5 * time))
    }
    for cell in 0..<20 {
      var times: [Double] = []
      for (index, phase) in phase.enumerated() {
        let row = min(recording.direction.count - 1, index / 10)
        let angle = recording.direction[row] - 2 * .pi * Double(cell % 5) / 5
        let place = cell < 10 ? 0.5 + 20 * exp(3 * (cos(angle) - 1)) : 8
        let rhythm = cell < 5 || (10..<15).contains(cell) ? 1 + 0.9 * cos(phase - 1) : 1
        if random.next() < place * rhythm * step { times.append((Double(index) + random.next()) * step) }
      }
      recording.trains.append(times)
    }
    let lfp = stride(from: 0, to: phase.count, by: 2).map { cos(phase[$0]) + 0.5 * (random.next() - 0.5) }
    try NPZArchive.write(
      recording.arrays + [("lfp", DataArray(lfp)), ("fs", DataArray([250.0]))], to: url)
  }

  @Test func onlyTheStronglyLockedAreHeadDirectionCells() throws {
    let folder = try TemporaryFolder(besideProgram: "CommandLineTests-theta")
    try Self.write(to: folder.file("session.npz"))
    for line in ["embed session.npz -o out", "head-direction out"] {
      let outcome = try Program.run("\(line) --no-figures", in: folder.url)
      #expect(outcome.status == 0, "\(outcome.message)")
    }
    let criterion = "cell-classes out --direction-among theta:strongly-locked --shuffles 100 --no-figures"
    // Before theta there is no such group, and the message says how to make it.
    try Program.run(criterion, in: folder.url).expectFailure(65, "holds no result of theta")
    for line in ["theta session.npz -o out --permutations 0 --no-figures", criterion] {
      let outcome = try Program.run(line, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.message)")
    }
    let classes = try NPZArchive(contentsOf: folder.file("out/cell-classes.npz"))
    let labels = try #require(try classes.read("label").array?.strings)
    #expect(labels[0..<5].allSatisfy { $0.contains("direction") }, "\(labels)")
    #expect(labels[5...].allSatisfy { !$0.contains("direction") }, "\(labels)")
    let theta = try NPZArchive(contentsOf: folder.file("out/theta.npz"))
    let locking = try #require(try theta.read("phase_locking").array?.doubles)
    #expect((0..<5).allSatisfy { close(locking[$0], 0.45, 0.06) }, "\(locking)")
    let phases = try #require(try theta.read("preferred_phase").array?.doubles)
    // The rates are largest one radian after the peak.
    #expect((0..<5).allSatisfy { abs(angleDifference(phases[$0], 1)) < 0.25 }, "\(phases)")
  }
}
