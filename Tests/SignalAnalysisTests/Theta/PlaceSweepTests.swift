import ArrayNumerics
import Foundation
import Recordings
import Schema
import SignalAnalysis
import Stages
import Testing

/// Place cells whose population looks ahead in each theta cycle, to the left and to the right in turn.
@Suite struct PlaceSweepTests {
  private static let seconds = 240.0

  /// An animal that walks through a square of 1.2 m, and what 100 place cells would fire for a place that lies up to `reach` m
  /// ahead, at ±`angle`, in the second half of each cycle.
  private func recording(angle: Double, reach: Double, alternates: Bool, seed: UInt64) throws -> Recording {
    let theta = try SimulatedTheta(seconds: Self.seconds, rate: 250, seed: seed)
    var stream = RandomStream(seed: seed, name: "walk")
    let step = 1 / theta.rate
    var (x, y, heading) = ([0.6], [0.6], [0.0])
    var turning = 0.0
    for index in 1..<theta.samples.count {
      let kick = 3 * (4 * step).squareRoot()
      turning += kick * stream.normal() - 2 * step * turning
      var direction = heading[index - 1] + turning * step
      let way = 0.25 * step
      let nx = x[index - 1] + way * cos(direction)
      let ny = y[index - 1] + way * sin(direction)
      if nx < 0.02 || nx > 1.18 || ny < 0.02 || ny > 1.18 { direction += 6 * step }
      heading.append(direction)
      x.append(min(1.19, max(0.01, x[index - 1] + way * cos(direction))))
      y.append(min(1.19, max(0.01, y[index - 1] + way * sin(direction))))
    }
    var times = [[Double]](repeating: [], count: 100)
    for index in theta.phase.indices {
      let turns = theta.phase[index] / (2 * .pi)
      let (number, part) = (Int(turns.rounded(.down)), turns - turns.rounded(.down))
      let isLeft = alternates ? number % 2 == 0 : hashedSide(number)
      let side: Double = isLeft ? 1 : -1
      let way = reach * max(0, 2 * part - 1)
      let seen = heading[index] + side * angle
      let (px, py) = (x[index] + way * cos(seen), y[index] + way * sin(seen))
      for cell in 0..<100 {
        let dx = px - 0.12 * Double(cell % 10) - 0.06
        let dy = py - 0.12 * Double(cell / 10) - 0.06
        let square = dx * dx + dy * dy
        let rate = 25 * exp(-square / 0.02)
        if stream.uniform() < rate * step {
          times[cell].append((Double(index) + stream.uniform()) * step)
        }
      }
    }
    var recording = Recording(source: RecordingSource(url: URL(fileURLWithPath: "sweeps.npz"), format: "NPZ"))
    recording.fieldPotential = FieldPotential(samples: theta.samples, rate: theta.rate)
    recording.spikes = .trains(times.enumerated().map { SpikeTrain(id: "\($0)", times: $1) })
    recording.cellIDs = times.indices.map(String.init)
    let rows = stride(from: 0, to: theta.samples.count, by: 5)
    recording.trajectory = Trajectory(
      t: rows.map { Double($0) * step }, x: rows.map { x[$0] }, y: rows.map { y[$0] },
      headDirection: rows.map { wrapAngle(heading[$0]) })
    return recording
  }

  private func hashedSide(_ number: Int) -> Bool {
    var stream = RandomStream(seed: 77, name: "side", index: UInt64(max(0, number)))
    return stream.uniform() < 0.5
  }

  private func sweeps(_ recording: Recording, threads: Int = 2) throws -> PlaceSweeps {
    let result = try theta(recording, ["jitters": "0", "permutations": "200", "space": "none"], threads: threads)
    return try #require(result.places)
  }

  @Test(arguments: [0.15, 0.3]) func sweepsThatAlternateAreFoundWithTheirSidesAndLength(reach: Double) throws {
    let found = try sweeps(recording(angle: 0.7, reach: reach, alternates: true, seed: 1))
    #expect(found.measured > 1000 && found.cells.count >= 90 && found.spacing == nil && found.reach == 0.5)
    #expect(found.signChanges > (reach > 0.2 ? 0.75 : 0.6) && found.signP < 0.01 && found.indexP < 0.01 && found.zigzagP < 0.01)
    #expect(found.turnP > 0.05 && !found.isAtReach)
    let sizes = found.angles.filter(\.isFinite).map { abs($0) }
    #expect(abs(median(sizes) - 0.7) < 0.25, "\(median(sizes))")
    #expect(abs(found.length - reach) < 0.045, "\(found.length)")
    #expect(found.share > (reach > 0.2 ? 0.25 : 0.1) && found.groupShare.count >= 3, "\(found.share)")
    #expect((found.ahead.max() ?? 0) - (found.ahead.min() ?? 0) > reach / 10)
  }

  @Test func sidesByChanceDoNotAlternate() throws {
    let found = try sweeps(recording(angle: 0.7, reach: 0.3, alternates: false, seed: 2))
    #expect(found.signP > 0.01 && abs(found.signChanges - 0.5) < 0.1 && abs(found.length - 0.3) < 0.045)
  }

  @Test(arguments: [3, 13, 23] as [UInt64]) func withoutSweepsOneCycleInTwentyHasOneAndNoSideAlternates(seed: UInt64) throws {
    let found = try sweeps(recording(angle: 0, reach: 0, alternates: true, seed: seed))
    #expect(found.share < 0.075 && found.length < 0.075, "\(found.share) \(found.length)")
    #expect(found.signP > 0.01 && found.indexP > 0.01 && found.zigzagP > 0.01)
  }

  @Test func threadsDoNotChangeThem() throws {
    let recording = try recording(angle: 0.7, reach: 0.3, alternates: true, seed: 4)
    let found = try (1...3).map { try sweeps(recording, threads: $0) }
    for other in found.dropFirst() {
      #expect(other.x.map(\.bitPattern) == found[0].x.map(\.bitPattern))
      #expect(other.lengths.map(\.bitPattern) == found[0].lengths.map(\.bitPattern) && other.signP == found[0].signP)
      #expect(other.length == found[0].length && other.p.map(\.bitPattern) == found[0].p.map(\.bitPattern))
    }
  }
}
