import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import Schema
import Stages
import TestSupport
import Testing

/// Time that was left out or never recorded: it is no silence and no standstill.
@Suite struct RecordedTimeTests {
  /// A minute with a spike every 100 ms, and a thousand more in half a second of artefact.
  static func artefact(spikes: Int = 1000) -> Recording {
    let regular = stride(from: 0.05, to: 60, by: 0.1).filter { !(30..<30.5).contains($0) }
    let burst = (0..<spikes).map { 30 + 0.5 * Double($0) / Double(max(1, spikes)) }
    return makeRecording(trains: [(regular + burst).sorted()], t: (0...3000).map { Double($0) / 50 })
  }

  @Test(arguments: [("exclude", "30:30.5"), ("epoch", "0:30,30.5:60")])
  func anExcludedArtefactDoesNotLeakIntoTheRates(option: String, intervals: String) throws {
    let leaveOut: (inout EmbeddingParameters) -> Void = {
      let texts = intervals.split(separator: ",").map(String.init)
      if option == "exclude" { $0.excluded = texts } else { $0.epochs = texts }
    }
    let result = try embed(Self.artefact(), leaveOut)
    #expect(result.bins.count == 5951 + (option == "exclude" ? 0 : -1))
    #expect(!result.bins.contains { (3000..<3050).contains($0) })
    let rates = try result.rates()
    // A spike every second standard deviation of the kernel: within 2 % of 10 Hz, beside the exclusion too.
    let middle = result.bins.indices.filter { (100..<5900).contains(result.bins[$0]) }
    #expect(middle.allSatisfy { abs(rates[$0, 0] - 10) < 3 })
    let mean = middle.reduce(0) { $0 + Double(rates[$1, 0]) } / Double(middle.count)
    #expect(close(mean, 10, 0.02))
    // What stood in the time that was left out makes no difference, and out of its reach nothing does.
    let other = try embed(Self.artefact(spikes: 1), leaveOut).rates()
    #expect(rates == other)
    let whole = try embed(Self.artefact()).rates()
    for (row, bin) in result.bins.enumerated() where !(2980..<3070).contains(bin) && bin < 5980 {
      #expect(rates[row, 0] == whole[bin, 0])
    }
  }

  /// Two sessions of 60 s with an hour between, ten cells with a spike every 100 ms.
  static func twoSessions(isTracked: Bool) -> Recording {
    let minute = stride(from: 0.02, to: 60, by: 0.1).map { $0 }
    let trains = (0..<10).map { cell in (minute + minute.map { $0 + 3660 }).map { $0 + 0.007 * Double(cell) } }
    let t = (0..<3000).map { Double($0) / 50 }
    return makeRecording(
      trains: trains, t: isTracked ? t + t.map { $0 + 3660 } : nil, headDirection: isTracked ? (t + t).map { $0 / 10 } : nil)
  }

  @Test(arguments: [true, false]) func anHourBetweenTwoSessionsIsNoData(isTracked: Bool) throws {
    let result = try embed(Self.twoSessions(isTracked: isTracked))
    #expect(abs(result.bins.count - 12000) <= 20)
    let dropped = try #require(result.notes.dropped.first { $0.reason.contains("no data") })
    #expect(dropped.what == "bins" && dropped.count == result.fullBinCount - result.bins.count)
    #expect(result.notes.warnings.contains { $0.contains("1 gap of 36") && $0.contains("sessions were joined") })
    // Beside the gap each cell's rate is the kernel over its spikes, divided by what it weighs over the bins that were kept.
    let last = try #require(result.times.lastIndex { $0 < 100 })
    let rates = try result.rates()
    let counts = try result.spikeCounts()
    #expect(total(counts) == 12000)
    for row in [last - 5, last, last + 1, last + 6] {
      // A standard deviation of 50 ms in bins of 10 ms, cut at four of them.
      let weights = result.bins.map { bin -> Double in
        let distance = Double(bin - result.bins[row])
        return abs(distance) <= 20 ? exp(-distance * distance / 50) : 0
      }
      let weight = weights.reduce(0, +)
      #expect(weight < 0.9 * 5 * (2 * Double.pi).squareRoot())
      for cell in 0..<10 {
        let spikes = weights.indices.reduce(0) { $0 + weights[$1] * Double(counts[$1, cell]) }
        #expect(close(Double(rates[row, cell]), 100 * spikes / weight, 1e-4))
      }
    }
    // The last bin of the first session may lie behind its last sample.
    #expect(result.headDirection?.count { !$0.isFinite } ?? 0 <= 1)
  }

  @Test func sessionsAreNamedAsTheFileNamesThem() throws {
    var recording = Self.twoSessions(isTracked: true)
    recording.epochs = [
      Epoch(name: "room B", start: 3660, stop: 3720), Epoch(name: "room A", start: 0, stop: 60),
      Epoch(name: "all", start: 0, stop: 3720),
    ]
    let named = try embed(recording).notes.warnings
    #expect(named.contains { $0.contains("(--epoch 'room A', --epoch 'room B', as the file names them)") })
    recording.epochs.removeFirst()
    #expect(try embed(recording).notes.warnings.contains { $0.contains("(--epoch start:stop)") })
  }

  @Test func timeThatTheFileCallsInvalidIsLeftOutUnlessAskedFor() throws {
    var recording = Self.artefact()
    recording.epochs = [Epoch(name: "rest", start: 0, stop: 20), Epoch(name: "invalid_times", start: 30, stop: 30.5)]
    let result = try embed(recording)
    #expect(result.bins == (try embed(Self.artefact()) { $0.excluded = ["30:30.5"] }).bins)
    #expect(result.notes.dropped.contains { $0.count == 50 && $0.reason.contains("invalid_times") })
    #expect(try embed(recording) { $0.keepsInvalid = true }.bins == embed(Self.artefact()).bins)
    #expect {
      try embed(Self.artefact()) { $0.keepsInvalid = true }
    } throws: { error in
      guard case ParameterError.idle(name: "keep-invalid", _) = error else { return false }
      return true
    }
  }

  @Test func aMinimumRateIsThatOfTheTimeThatWasRecorded() throws {
    // 10 Hz in two minutes are 0.32 Hz in an hour and two minutes.
    #expect(try embed(Self.twoSessions(isTracked: true)) { $0.minimumRate = 1 }.cellIDs.count == 10)
  }

  @Test func cellsThatAreSilentForAWhileStayInTheData() throws {
    // A cell of 1 Hz that pauses for 20 s while the tracking is lost: 20 spikes at most are missing.
    let train = (0..<100).map(Double.init).filter { !(40..<60).contains($0) }
    let t = (0..<5000).map { Double($0) / 50 }.filter { !(41..<59).contains($0) }
    let result = try embed(makeRecording(trains: [train], t: t, headDirection: t))
    #expect(result.bins.count == result.fullBinCount)
    #expect(!result.notes.warnings.contains { $0.contains("recorded") })
  }

  @Test func silenceOfAllCellsWhileTheTrackingGoesOnIsSaid() throws {
    let train = stride(from: 0.05, to: 300, by: 0.1).filter { !(100..<200).contains($0) }
    let t = (0..<15000).map { Double($0) / 50 }
    let result = try embed(makeRecording(trains: [train, train], t: t, headDirection: t))
    #expect(result.bins.count == result.fullBinCount)
    let warning = try #require(result.notes.warnings.first { $0.contains("No cell fires") })
    #expect(warning.contains("--exclude 99.96:200.0") || warning.contains("--exclude 99.96:200.1"))
  }

  @Test func theSpeedBesideAGapIsThatOfTheAnimal() throws {
    var recording = TrackingTests.run(rate: 100)
    for start in stride(from: 1000, to: 6000, by: 600) {
      for sample in start..<start + 200 { recording.trajectory?.x?[sample] = .nan }
    }
    let result = try embed(recording) { $0.speedFilter = false }
    let speed = try #require(result.speed)
    let inside = speed.indices.filter { result.times[$0] > 5 && result.times[$0] < 55 && speed[$0].isFinite }
    #expect(inside.count > 3000)
    #expect(inside.allSatisfy { close(speed[$0], 10, 1e-6) })
  }

  /// The animal is lost when the recording begins and ends; the bins beside that have the place of a sample elsewhere.
  @Test func theSpeedBesideALostBeginningIsThatOfTheAnimal() throws {
    var recording = TrackingTests.run(rate: 100)
    for sample in Array(0..<500) + Array(5500...6000) { recording.trajectory?.x?[sample] = .nan }
    let result = try embed(recording) { $0.speedFilter = false }
    let speed = try #require(result.speed)
    let known = speed.indices.filter { speed[$0].isFinite }
    #expect(close(result.times[known[0]], 4.505, 1e-9) && result.times[known[known.count - 1]] > 55.4)
    // The bin that holds the last sample ends half a step behind it.
    #expect(known.allSatisfy { close(speed[$0], 10, 0.06) })
  }

  @Test func aJumpInTimeThatIsLeftOutMakesNoSpeed() throws {
    var recording = TrackingTests.run(rate: 100)
    for sample in 3000..<3100 { recording.trajectory?.x?[sample] += 3 }
    let result = try embed(recording) {
      $0.speedFilter = false
      $0.excluded = ["29.9:31.1"]
    }
    let speed = try #require(result.speed)
    let middle = speed.indices.filter { result.times[$0] > 5 && result.times[$0] < 55 }
    #expect(middle.allSatisfy { close(speed[$0], 10, 1e-6) })
  }

  @Test func aTrackOfOneDimensionHasASpeedAndAFilter() throws {
    // x = 0.8 sin(2πt / 20): the smoothing of 1 s takes exp(-(2π/20)² / 2) of the speed.
    let t = (0..<10000).map { Double($0) * 0.02 }
    let recording = makeRecording(
      trains: [t.map { $0 + 0.003 }], t: t, x: t.map { 0.8 + 0.8 * sin($0 * .pi / 10) })
    let all = try embed(recording) { $0.speedFilter = false }
    let speed = try #require(all.speed)
    let pace = Double.pi / 10
    let attenuation = exp(-pace * pace / 2)
    for row in speed.indices where all.times[row] > 10 && all.times[row] < 190 {
      let expected = 80 * pace * attenuation * abs(cos(pace * (all.times[row] - 0.005)))
      #expect(close(speed[row], expected, 0.02))
    }
    #expect(all.y == nil)
    let moving = try embed(recording)
    let share = 2 / Double.pi * asin(2.5 / (80 * pace * attenuation))
    #expect(close(Double(moving.bins.count) / 20000, 1 - share, 0.005))
    #expect(!moving.notes.warnings.contains { $0.contains("no position") })
  }

  @Test func cellsThatArePresentInAPartOfTheSessionAreNamed() throws {
    let all = stride(from: 0.05, to: 600, by: 0.25).map { $0 }
    let t = (0..<30000).map { Double($0) / 50 }
    // One from 40 % on, one for 10 % less, one in bursts of a minute with silences of two, one with four spikes near the end.
    let trains = [
      all, all.filter { $0 > 240 }, all.filter { $0 < 540 }, all.filter { Int($0 / 60) % 3 == 0 },
      [490, 512, 541, 588],
    ]
    let result = try embed(makeRecording(trains: trains, t: t))
    let warning = try #require(result.notes.warnings.first { $0.contains("at a stretch") })
    #expect(warning.hasPrefix("Cell 1 is silent") && warning.contains("40 %") && warning.contains("and fires in most"))
  }

  @Test func jumpsOfTheTrackingAreCounted() throws {
    var recording = TrackingTests.run(rate: 100)
    let quiet = try embed(recording).notes.warnings
    #expect(!quiet.contains { $0.contains("jumps") })
    for sample in [1000, 2000, 3000] {
      for lost in sample..<sample + 5 {
        recording.trajectory?.x?[lost] = 3
        recording.trajectory?.y?[lost] = 0
      }
    }
    let warnings = try embed(recording).notes.warnings
    #expect(warnings.contains { $0.contains("jumps 3 times: 15 samples of 6001") && $0.contains("import-trajectory") })
  }

  /// A tracker that swaps two lamps 8 cm apart is no jump of the animal: the speed is the same without it.
  @Test func lampsThatAreSwappedAreNoJump() throws {
    var recording = TrackingTests.run(rate: 100)
    for sample in stride(from: 100, to: 6000, by: 50) { recording.trajectory?.y?[sample] += 0.08 }
    #expect(!(try embed(recording).notes.warnings.contains { $0.contains("jumps") }))
    // Far away it is one, though a single sample in a second hardly changes the speed.
    for sample in stride(from: 100, to: 6000, by: 50) { recording.trajectory?.y?[sample] += 2 }
    #expect(try embed(recording).notes.warnings.contains { $0.contains("jumps 118 times: 118 samples of 6001") })
  }

  @Test(arguments: [0, 12.345, 1.7e9]) func aSpikeOnAnEdgeBelongsToTheBinThatItOpens(start: Double) throws {
    let spikes = (0..<6000).map { start + Double($0) * 0.01 }
    let t = (0..<3000).map { start + Double($0) * 0.02 }
    let result = try embed(makeRecording(trains: [spikes], t: t)) { $0.sigma = 0 }
    #expect(try result.spikeCounts().rows == 5999)
    #expect(try result.spikeCounts().elements.allSatisfy { $0 == 1 })
  }
}
