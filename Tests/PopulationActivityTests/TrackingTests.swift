import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// Position, speed and head direction on the grid of bins.
@Suite struct TrackingTests {
  /// A straight run of a minute at 10 cm/s, tracked at the given rate.
  static func run(rate: Double, seconds: Double = 60) -> Recording {
    let t = (0...Int(seconds * rate)).map { Double($0) / rate }
    return makeRecording(
      trains: [stride(from: 0.5, to: seconds, by: 0.25).map { $0 }], t: t, x: t.map { 0.06 * $0 },
      y: t.map { 0.08 * $0 + 0.3 })
  }

  @Test(arguments: [0.010, 0.020, 0.050]) func aStraightRunHasItsSpeedInBinsOfAnyWidth(width: Double) throws {
    let result = try embed(Self.run(rate: 100)) {
      $0.binWidth = width
      $0.speedFilter = false
    }
    let speed = try #require(result.speed)
    // Four standard deviations (4 s) from the ends the smoothing sees the whole run.
    let middle = speed.indices.filter { result.times[$0] > 5 && result.times[$0] < 55 }
    #expect(middle.allSatisfy { close(speed[$0], 10, 1e-6) })
    let kept = try embed(Self.run(rate: 100)) {
      $0.binWidth = width
      $0.minimumSpeed = 9.99
    }
    #expect(close(Double(kept.bins.count) * width, 52, 1.5))
  }

  @Test(arguments: [30.0, 50.0, 120.0]) func trackingAtAnotherRateIsBroughtToTheBins(rate: Double) throws {
    let result = try embed(Self.run(rate: rate)) { $0.speedFilter = false }
    let x = try #require(result.x)
    let y = try #require(result.y)
    #expect(x.count == result.rates.rows && y.count == result.rates.rows && result.times.count == x.count)
    for row in x.indices where result.times[row] <= 60 {
      #expect(close(x[row], 0.06 * result.times[row], 1e-9))
      #expect(close(y[row], 0.08 * result.times[row] + 0.3, 1e-9))
    }
  }

  @Test func missingSamplesDoNotEmptyTheSession() throws {
    var recording = Self.run(rate: 100)
    for sample in [100, 2000, 2001] {
      recording.trajectory?.x?[sample] = .nan
      recording.trajectory?.y?[sample] = .nan
    }
    let whole = try embed(Self.run(rate: 100))
    let holed = try embed(recording)
    #expect(holed.bins == whole.bins)
    #expect(zip(try #require(holed.x), try #require(whole.x)).allSatisfy { close($0, $1, 1e-9) })
  }

  @Test func aLongGapHasNoPositionAndIsLeftOut() throws {
    var recording = Self.run(rate: 100)
    for sample in 3000..<3200 { recording.trajectory?.x?[sample] = .nan }
    let moving = try embed(recording)
    #expect(!moving.bins.contains { (3000..<3199).contains($0) })
    #expect(moving.bins.contains(2998) && moving.bins.contains(3200))
    #expect(
      moving.notes.dropped.contains { $0.what == "bins" && $0.count == 201 && $0.reason.contains("gap") })
    let speed = try #require(moving.speed)
    let near = moving.bins.indices.filter { (2000...4000).contains(moving.bins[$0]) }
    #expect(near.allSatisfy { speed[$0] > 5 && speed[$0] < 15 })
    let all = try embed(recording) { $0.speedFilter = false }
    #expect(all.bins.count == 6001)
    #expect(try #require(all.x).count(where: \.isNaN) == 201)
    #expect(all.notes.warnings.contains { $0.contains("201 bins") })
  }

  @Test func headDirectionCrossesTheTurnTheShortWay() throws {
    let t = (0...600).map { Double($0) / 10 }
    // A turn every 7 s, sampled at 10 Hz.
    let direction = t.map { wrapAngle(2 * .pi * $0 / 7) }
    let result = try embed(makeRecording(trains: [[1, 2]], t: t, headDirection: direction))
    let found = try #require(result.headDirection)
    for row in found.indices where result.times[row] <= 60 {
      #expect(abs(angleDifference(found[row], wrapAngle(2 * .pi * result.times[row] / 7))) < 1e-9)
      #expect(found[row] >= 0 && found[row] < 2 * .pi)
    }
    #expect(result.x == nil && result.speed == nil)
  }

  @Test func anAnimalThatSitsStillLeavesNoBinAndIsRefused() {
    let t = (0...1000).map { Double($0) / 100 }
    let recording = makeRecording(
      trains: [[1, 2]], t: t, x: t.map { _ in 0.5 }, y: t.map { _ in 0.5 })
    #expect(throws: StageError.self) { try embed(recording) }
  }

  /// Ten minutes in each of two rooms at 25 Hz on one clock, without a gap; the second room has its corner at `corner`.
  private func rooms(corner: Double, side: Double, seconds: Double = 600) -> Recording {
    let t = (0..<Int(50 * seconds)).map { Double($0) / 25 }
    func walk(_ time: Double, _ period: Double) -> Double { 0.5 + 0.49 * sin(time / period) }
    return makeRecording(
      trains: [stride(from: 0.5, to: 2 * seconds, by: 0.25).map { $0 }], t: t,
      x: t.map { $0 < seconds ? walk($0, 3.1) : corner + side * walk($0, 3.3) },
      y: t.map { $0 < seconds ? walk($0, 4.3) : side * walk($0, 3.9) })
  }

  @Test(arguments: [(2.5, 1.0), (0.0, 0.6), (1.2, 0.6)])
  func twoRoomsOnOneClockAreSaid(_ corner: Double, _ side: Double) throws {
    let warnings = try embed(rooms(corner: corner, side: side)).notes.warnings
    #expect(warnings.count { $0.contains("At 600 s the position jumps by") && $0.contains("0.98 x 0.98 m before") } == 1)
    #expect(!warnings.contains { $0.contains("Clean it") })
  }

  @Test func oneRoomIsNotTwo() throws {
    // Put down elsewhere in the same room.
    #expect(!(try embed(rooms(corner: 0, side: 1)).notes.warnings.contains { $0.contains("the position jumps") }))
    // Too short to be a session.
    let short = try embed(rooms(corner: 2.5, side: 1, seconds: 40)).notes.warnings
    #expect(!short.contains { $0.contains("goes on elsewhere") })
  }
}
