import ArrayNumerics
import Foundation
import Recordings
import Schema
import SignalAnalysis
import Stages
import Testing

/// What a field potential may be that cannot be used, or not all of it, and which channel is taken.
@Suite struct ThetaInputTests {
  private func run(
    _ recording: Recording, channels: [ThetaInput.Channel] = [], _ settings: KeyValuePairs<String, String> = [:]
  ) throws -> ThetaResult {
    try Theta.run(
      ThetaInput(recording, channels: channels),
      parameters: ThetaParameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) }),
      context: RunContext(work: Work(threads: 2), seed: 3))
  }

  private func refusal(_ recording: Recording, _ settings: KeyValuePairs<String, String> = [:]) -> String {
    do {
      _ = try run(recording, settings)
      return ""
    } catch {
      return "\(error)"
    }
  }

  // MARK: Channels

  @Test func theChannelWithTheMostThetaIsTakenAndASaturatedOneIsNot() throws {
    let recording = try SimulatedTheta(seconds: 60).recording()
    let strong = try SimulatedTheta(seconds: 60, amplitude: 3)
    let best = try SimulatedTheta(seconds: 60, amplitude: 4)
    let channels = [
      ("weak", try SimulatedTheta(seconds: 60, amplitude: 1).samples), ("strong", strong.samples),
      ("cut", best.samples.map { min(3, max(-3, $0)) }), ("dead", strong.samples.map { _ in 0 }),
    ].map { ThetaInput.Channel(name: $0.0, potential: FieldPotential(samples: $0.1, rate: 1250)) }
    let result = try run(recording, channels: channels, ["jitters": "0"])
    let found = try #require(result.channels)
    #expect(found.chosen == "strong" && found.names == ["weak", "strong", "cut", "dead"])
    #expect(found.scores[1] > found.scores[0] && found.saturated[2] > 0.1 && found.scores[3].isNaN)
    #expect(abs(found.peaks[1] - 8) < 0.3)
    #expect(Theta.headline(result, parameters: ThetaParameters()).contains("channel strong of 4"))
    // The phase is that of the channel.
    let alone = try run(recording, channels: [channels[1]], ["jitters": "0"])
    #expect(alone.course.phase == result.course.phase)
  }

  @Test func onlyDeadChannelsAreRefused() throws {
    let recording = try SimulatedTheta(seconds: 20).recording()
    let dead = ThetaInput.Channel(
      name: "a", potential: FieldPotential(samples: [Double](repeating: 1, count: 9000), rate: 1250))
    #expect { try run(recording, channels: [dead]) } throws: { "\($0)".contains("the channel is dead") }
  }

  @Test(arguments: ["3:2", "0:99999", "a,a"]) func channelsThatAreNoneAreRefused(text: String) throws {
    #expect {
      try ThetaParameters(settings: [ParameterSetting(name: "channels", text: text)])
    } throws: { "\($0)".contains("channels") }
  }

  // MARK: Clocks

  @Test func nearlyAllSpikesOutsideAreAnErrorThatNamesBothTimes() throws {
    let simulated = try SimulatedTheta(seconds: 60)
    var recording = simulated.recording()
    // Of 1,000 spikes 960 and 940 lie after the minute.
    func trains(_ outside: Int) -> SpikeData {
      let inside: [Double] = (0..<(1000 - outside)).map { 0.055 * Double($0) + 0.01 }
      let beyond: [Double] = (0..<outside).map { 61 + 0.5 * Double($0) }
      return .trains([SpikeTrain(id: "a", times: inside + beyond)])
    }
    recording.spikes = trains(960)
    recording.cellIDs = ["a"]
    let words = refusal(recording, ["jitters": "0"])
    #expect(words.contains("the spikes run from 0.01 to") && words.contains("the field potential from 0 to 60 s"))
    #expect(words.contains("40 of 1000 spikes lie within it"))
    recording.spikes = trains(940)
    #expect(refusal(recording, ["jitters": "0"]).isEmpty)
  }

  // MARK: Tracks

  @Test(arguments: [("0:0:1", "is no edge"), ("0:0:1:0,5:5:6:6", "have to meet"), ("0:0:1:0,1:0:1:1,1:1:0:0", "closed")])
  func tracksThatAreNoneAreRefused(text: String, reason: String) throws {
    #expect {
      try ThetaParameters(settings: [ParameterSetting(name: "track-graph", text: text)])
    } throws: { "\($0)".contains(reason) }
  }

  @Test func aTrackNeedsAPositionInThePlane() throws {
    #expect(refusal(try SimulatedTheta(seconds: 20).recording(), ["track-graph": "0:0:1:0"]).contains("position"))
  }

  /// A T of 1 m and two arms of 0.5 m, run from its foot to the left and right end in turn at 25 cm/s, and a cell that fires
  /// across the crossing on the way to the left alone, its phase falling.
  @Test func onATrackPrecessionIsAlongTheRoute() throws {
    let theta = try SimulatedTheta(seconds: 480)
    let rate = 50.0
    var (x, y, along, side) = ([Double](), [Double](), [Double](), [Int]())
    for sample in 0..<Int(480 * rate) {
      let time = Double(sample) / rate
      let lap = Int(time / 12)
      let way = time - 12 * Double(lap)
      let run: Double = 0.25 * (way < 6 ? way : 12 - way)
      let left = lap % 2 == 0
      along.append(run)
      side.append(left && way < 6 ? 1 : 0)
      let arm: Double = left ? -1 : 1
      x.append(run <= 1 ? 0 : arm * (run - 1))
      y.append(min(1, run))
    }
    var stream = RandomStream(seed: 5, name: "track cell")
    let times = theta.phase.indices.compactMap { index -> Double? in
      let place = min(along.count - 1, index / 25)
      guard side[place] == 1 else { return nil }
      let from = (along[place] - 0.75) / 0.5
      let bell = exp(-8 * (from - 0.5) * (from - 0.5))
      let locked = exp(2 * (cos(theta.phase[index] - 4 + 5 * from) - 1))
      let rate = 25 * bell * locked
      return stream.uniform() < rate / theta.rate ? Double(index) / theta.rate : nil
    }
    var recording = theta.recording()
    recording.spikes = .trains([SpikeTrain(id: "a", times: times)])
    recording.cellIDs = ["a"]
    recording.trajectory = Trajectory(t: x.indices.map { Double($0) / rate }, x: x, y: y)
    let result = try run(recording, ["track-graph": "0:0:0:1,0:1:-0.5:1,0:1:0.5:1", "jitters": "0", "permutations": "200"])
    let fields = try #require(result.precession)
    #expect(fields.routeNames.count == 3 && fields.cells.count == 1 && fields.coordinate.contains("route"))
    #expect(fields.routes == [0] && fields.directions == [1] && abs(fields.x[0] - 1) < 0.06)
    // Five radians over half a metre.
    #expect(abs(fields.slopePerMetre[0] / -10 - 1) < 0.1 && fields.p[0] < 0.01)
  }

  // MARK: Bad input

  @Test func oneSampleAndNoValuesAreRefused() throws {
    var recording = try SimulatedTheta(seconds: 10).recording()
    for samples in [[1.0], [], [Double](repeating: .nan, count: 5000)] {
      recording.fieldPotential = FieldPotential(samples: samples, rate: 1250)
      #expect(refusal(recording).contains("dead"), "\(samples.count)")
    }
    recording.fieldPotential = FieldPotential(samples: [1, 2, 1, 3], rate: -5)
    #expect(refusal(recording).contains("sampling rate of -5"))
  }

  @Test func missingSamplesAreCountedAndLeftOut() throws {
    let truth = try SimulatedTheta(seconds: 60)
    var recording = truth.recording()
    var samples = truth.samples
    for index in 20_000..<25_000 { samples[index] = .nan }
    for index in 40_000..<40_010 { samples[index] = .infinity }
    recording.fieldPotential = FieldPotential(samples: samples, rate: truth.rate)
    let result = try run(recording, ["jitters": "0"])
    #expect(result.field.missing == 5010)
    #expect((20_000..<25_000).allSatisfy { result.course.phase[$0].isNaN })
    let errors = (30_000..<39_000).map { abs(angleDifference(result.course.phase[$0], truth.phase[$0])) * 180 / .pi }
    #expect(median(errors) < 4)
    #expect(result.notes.dropped.contains { $0.what.contains("samples") && $0.count >= 5010 })
  }

  @Test func anAnimalThatSitsAndCellsWithoutSpikesAreNoFailure() throws {
    var recording = try SimulatedTheta(seconds: 60).recording()
    recording.spikes = .trains([SpikeTrain(id: "none", times: []), SpikeTrain(id: "one", times: [30])])
    recording.cellIDs = ["none", "one"]
    let t = (0..<3000).map { Double($0) / 50 }
    recording.trajectory = Trajectory(
      t: t, x: t.map { _ in 0.5 }, y: t.map { _ in 0.5 }, headDirection: t.map { _ in 1.0 })
    let result = try run(recording, ["jitters": "20"])
    let cells = try #require(result.cells)
    #expect(cells.spikes == [0, 1] && cells.p.allSatisfy { $0.isNaN } && cells.locking[0].isNaN)
    #expect(result.precession?.cells.isEmpty ?? true)
    #expect(result.places == nil && result.sweeps == nil)
  }
}
