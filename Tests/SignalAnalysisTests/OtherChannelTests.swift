import ArrayNumerics
import Foundation
import Recordings
import SignalAnalysis
import Stages
import TestSupport
import Testing

/// The bump of a second channel against that of the first.
@Suite struct OtherChannelTests {
  /// Two channels of one ring: the second bump stands `offset` ahead of the first and trails it by two frames (0.2 s).
  private static func channels(offset: Double, bleeding: Double = 0) -> (first: Recording, other: ROISignals) {
    var ring = SimulatedRing()
    ring.noise = 0
    let (signals, _, heading) = ring.made()
    ring.offset += offset
    let second = ring.made().signals
    var random = RandomStream(seed: 5, name: "two channels")
    var (one, two) = (signals.selectingRows(Array(2..<600)), second.selectingRows(Array(0..<598)))
    for frame in 0..<one.rows {
      for region in 0..<one.columns {
        one[frame, region] += 0.12 * random.normal()
        two[frame, region] += 0.12 * random.normal() + bleeding * one[frame, region]
      }
    }
    let times = (0..<598).map { Double($0) / 10 }
    return (
      SimulatedRing.recording(one, times: times, heading: Array(heading[2...])),
      ROISignals(matrix: two.map(Float.init), clock: .times(times), quantity: .dff)
    )
  }

  @Test func offsetAndLagAreThoseOfTheSimulation() throws {
    let (first, other) = Self.channels(offset: 0.9)
    let result = try fitBump(first, other: other)
    #expect(abs(angleDifference(number(result, "other_offset_rad"), 0.9)) < 0.04)
    #expect(abs(number(result, "other_lag_s") - 0.2) < 0.03 && abs(number(result, "other_gain") - 1) < 0.05)
    #expect(number(result, "other_direction") == 1 && number(result, "other_best_correlation") > 0.95)
    #expect(number(result, "other_windowed_resultant") > 0.95 && close(number(result, "other_correlation_p"), 1.0 / 200, 1e-12))
    #expect(number(result, "other_frames") > 590 && number(result, "other_usable_share") > 0.98)
    #expect(abs(number(result, "other_rest_correlation") - number(result, "other_rest_opposite")) < 0.05)
    #expect(result.notes.warnings.isEmpty && result.other?.position.count == 598)
    // The first bump is that of the fit without the other channel.
    let alone = try fitBump(first)
    #expect(alone.track.position == result.track.position && alone.recordedNumbers["other_lag_s"] == nil)
    let words = try #require(BumpFitting.conclusion(result, parameters: BumpFittingParameters())).reasons
    #expect(words.contains { $0.contains("Movements of the other channel's bump") })
  }

  @Test func lightOfTheOtherChannelIsWarnedOf() throws {
    let (first, other) = Self.channels(offset: 0.3, bleeding: 0.5)
    let result = try fitBump(first, other: other)
    #expect(number(result, "other_rest_correlation") - number(result, "other_rest_opposite") > 0.2)
    #expect(result.notes.warnings.contains { $0.contains("light of one channel may be seen in the other") })
  }

  @Test func otherFramesAndNoBumpAreSaid() throws {
    let (first, other) = Self.channels(offset: 0.3)
    var short = other
    short.matrix = other.matrix.selectingRows(Array(0..<400))
    short.clock = .times((0..<400).map { Double($0) / 10 })
    do {
      _ = try fitBump(first, other: short)
      Issue.record("400 frames were compared with 598")
    } catch { #expect("\(error)".contains("the other channel has 400 frames of 16 regions")) }
    var ring = SimulatedRing()
    (ring.hasBump, ring.frames) = (false, 598)
    var none = other
    none.matrix = ring.made().signals.map(Float.init)
    let result = try fitBump(first, other: none)
    #expect(result.other == nil && result.notes.warnings.contains { $0.contains("No two frames have both bumps") })
  }
}
