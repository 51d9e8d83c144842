import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import SignalAnalysis
import Stages
import TestSupport
import Testing

/// What is wrong with signals of regions is said, and what can be used of them is.
@Suite struct BumpFittingInputTests {
  static let ring = BumpFittingTests.ring

  private func refusal(_ recording: Recording, _ settings: KeyValuePairs<String, String> = [:]) -> String {
    do {
      _ = try fitBump(recording, settings)
      return ""
    } catch { return "\(error)" }
  }

  @Test func aMatrixTheWrongWayRoundIsRefused() {
    let (signals, _, _) = Self.ring.made()
    let turned = signals.selectingRows(Array(0..<500)).transposed()
    let message = refusal(SimulatedRing.recording(turned, times: (0..<16).map { Double($0) }))
    #expect(message.contains("16 frames of 500 regions") && message.contains("--map roi=NAME.T"))
  }

  @Test func oneFrameAndFewFramesAreRefused() {
    let (signals, _, _) = Self.ring.made()
    let one = refusal(SimulatedRing.recording(signals.selectingRows([0]), times: [0]))
    #expect(one.contains("1 frame of 16 regions") && one.contains("30 frames or more"))
    let few = refusal(SimulatedRing.recording(signals.selectingRows(Array(0..<20)), times: (0..<20).map { Double($0) }))
    #expect(few.contains("20 frames can be used") && few.contains("30"))
  }

  @Test func aRecordingWithoutRegionsIsRefused() {
    let message = refusal(makeRecording(trains: [[1, 2]]))
    #expect(message.contains("no signals of regions") && message.contains("spikes") && message.contains("--map roi=NAME"))
  }

  @Test func deadRegionsAreLeftOutAndTheOthersKeepTheirPlaces() throws {
    var (signals, position, heading) = Self.ring.made()
    for frame in 0..<signals.rows {
      signals[frame, 3] = 0.25
      signals[frame, 9] = .nan
    }
    let result = try fitBump(SimulatedRing.recording(signals, times: Self.ring.times, heading: heading))
    #expect(result.regions.ids == (0..<16).filter { $0 != 3 && $0 != 9 }.map(String.init))
    #expect(distance(result.track.center, position) < 0.06)
    #expect(result.notes.dropped.map(\.count) == [1, 1] && result.notes.warnings.contains { $0.contains("Regions 3, 9") })
    for frame in 0..<signals.rows { for region in 4..<15 { signals[frame, region] = 1 } }
    #expect(refusal(SimulatedRing.recording(signals, times: Self.ring.times)).contains("needs 6"))
  }

  @Test func framesWithoutAValueAreBridgedAndCounted() throws {
    var (signals, position, heading) = Self.ring.made()
    for frame in 100..<104 { signals[frame, 5] = .nan }
    let result = try fitBump(SimulatedRing.recording(signals, times: Self.ring.times, heading: heading))
    #expect(result.track.presence[101].isNaN && result.track.center[101].isNaN && result.track.position[101].isFinite)
    #expect(abs(angleDifference(result.track.position[101], position[101])) < 0.7)
    #expect(
      result.notes.dropped == [
        DroppedItems("frames", count: 4, reason: "a region has no value; the position is bridged")
      ])
    #expect(number(result, "frames") == 596)
  }

  @Test func aGapIsSaidAndNotBridged() throws {
    let (signals, position, heading) = Self.ring.made()
    let rows = Array(0..<200) + Array(300..<600)
    let result = try fitBump(
      SimulatedRing.recording(
        signals.selectingRows(rows), times: rows.map { Self.ring.times[$0] }, heading: rows.map { heading[$0] }))
    #expect(result.notes.warnings.contains { $0.contains("1 gap of up to 10.1 s") })
    #expect(distance(result.track.center, rows.map { position[$0] }) < 0.05)
  }

  @Test func framesWithoutTimesAreRefused() {
    var recording = Self.ring.recording()
    recording.roiSignals?.clock = nil
    #expect(refusal(recording).contains("--map fs="))
    recording.roiSignals?.clock = .times(Self.ring.times.reversed())
    #expect(refusal(recording).contains("do not ascend"))
  }

  @Test func anglesMustBeOneForEachRegion() throws {
    #expect(refusal(Self.ring.recording(), ["angles": "0,90,180"]).contains("3 angles for 16 regions"))
    let angles = (0..<16).map { String(Double($0) * 22.5) }.joined(separator: ",")
    let result = try fitBump(Self.ring.recording(), ["angles": angles])
    #expect(result.recordedNumbers["ring"]?.string == "given")
    #expect(distance(result.track.center, Self.ring.made().position) < 0.05)
  }
}
