import ArrayNumerics
import Foundation
import Recordings
import SignalAnalysis
import Stages
import Testing

@Suite struct ThetaTests {
  @Test func phaseFrequencyAndLockingAreThoseThatWereSimulated() throws {
    let truth = try SimulatedTheta()
    let result = try theta(truth.recording(start: 100))
    #expect(result.spectrum.peak == .found && abs((result.spectrum.peakFrequency ?? 0) - 8) < 0.3)
    let inner = 1250..<truth.samples.count - 1250
    #expect(result.course.times.count == truth.samples.count && result.course.times[0] == 100)
    let errors = inner.map { abs(angleDifference(result.course.phase[$0], truth.phase[$0])) * 180 / .pi }
    #expect(median(errors) < 4)
    let frequency = inner.map { abs(result.course.frequency[$0] - 8 - 0.5 * sin(2 * .pi * Double($0) / 25_000)) }
    #expect(median(frequency) < 0.05)
    #expect(result.course.isTheta.count { $0 } > truth.samples.count * 9 / 10)
    let cells = try #require(result.cells)
    #expect(cells.identifiers == ["locked", "free"])
    #expect(cells.p[0] < 1e-10 && cells.shiftP[0] < 0.01 && cells.p[1] > 0.01)
    #expect(abs(angleDifference(cells.preferredPhase[0], 2)) < 0.15)
    // The mean resultant of 1 + 0.8 cos is 0.4, the consistency its square.
    #expect(abs(cells.locking[0] - 0.4) < 0.06 && abs(cells.blockConsistency[0] - 0.16) < 0.05)
    #expect(cells.rhythms.p[0] < 0.05 && abs(cells.rhythms.frequency[0] - 8) < 0.3)
    #expect(abs(cells.rhythms.relativeFrequency[0] - 1) < 0.02)
    #expect(cells.phaseCounts.row(0).reduce(0, +) == cells.spikes[0])
  }

  @Test func theTroughIsHalfATurnAwayAndTurningThePolarityIsTheSame() throws {
    let recording = try SimulatedTheta(seconds: 60).recording()
    let peak = try theta(recording, ["jitters": "0"])
    for settings in [["phase-zero": "trough", "jitters": "0"], ["invert": "true", "jitters": "0"]] as [KeyValuePairs] {
      let other = try theta(recording, settings)
      let turned = zip(peak.course.phase, other.course.phase).map { abs(abs(angleDifference($0, $1)) - .pi) }
      #expect((turned.max() ?? 1) < 1e-9)
    }
  }

  @Test func noThetaIsSaidInWords() throws {
    let result = try theta(try SimulatedTheta(amplitude: 0).recording(), ["jitters": "0"])
    #expect(result.spectrum.peak != .found && result.spectrum.peakFrequency == nil)
    #expect(Theta.conclusion(result, parameters: ThetaParameters())?.code == "no-theta-peak")
    #expect(Theta.headline(result, parameters: ThetaParameters()).hasPrefix("No theta peak"))
    #expect(result.field.thetaSeconds < 5)
    #expect(result.cells?.locked == 0)
  }

  @Test func theBytesDoNotDependOnTheThreads() throws {
    let recording = try SimulatedTheta(seconds: 60).recording()
    let results = try (1...3).map { try theta(recording, threads: $0) }
    for other in results.dropFirst() {
      #expect(other.course.phase == results[0].course.phase && other.cells?.rhythms.p == results[0].cells?.rhythms.p)
      #expect(other.cells?.shiftP == results[0].cells?.shiftP)
    }
  }

  // MARK: Bad input

  private func refusal(_ recording: Recording, _ settings: KeyValuePairs<String, String> = [:]) -> String {
    do {
      _ = try theta(recording, settings)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func withoutAFieldPotentialItSaysWhereOneIsNamed() throws {
    var recording = try SimulatedTheta(seconds: 10).recording()
    recording.fieldPotential = nil
    #expect(refusal(recording).contains("--lfp FILE"))
  }

  @Test func aDeadChannelAndABandAboveNyquistAreRefused() throws {
    var recording = try SimulatedTheta(seconds: 10).recording()
    recording.fieldPotential = FieldPotential(samples: [Double](repeating: 5, count: 10_000), rate: 1000)
    #expect(refusal(recording).contains("dead"))
    let slow = try SimulatedTheta(seconds: 60, rate: 20)
    recording.fieldPotential = FieldPotential(samples: slow.samples, rate: 20)
    #expect(refusal(recording).contains("half of the sampling rate"))
    recording.fieldPotential = FieldPotential(samples: Array(slow.samples.prefix(30)), rate: 1000)
    #expect(refusal(recording).contains("needs 4 s"))
  }

  @Test func saturationIsCountedAndWarnedOf() throws {
    let truth = try SimulatedTheta(seconds: 60)
    var recording = truth.recording()
    recording.fieldPotential = FieldPotential(samples: truth.samples.map { min(1.5, max(-1.5, $0)) }, rate: truth.rate)
    let result = try theta(recording, ["jitters": "0"])
    let share = Double(truth.samples.count { abs($0) >= 1.5 }) / Double(truth.samples.count)
    #expect(abs(Double(result.field.saturated) / Double(truth.samples.count) - share) < 1e-9 && share > 0.1)
    #expect(result.notes.warnings.contains { $0.contains("at an end of the range") })
    #expect(Theta.checks(result, parameters: ThetaParameters()).contains { $0.name == "Saturation" && $0.outcome == .fail })
    // The phase hardly suffers.
    let errors = (1250..<73_000).compactMap { sample -> Double? in
      let phase = result.course.phase[sample]
      return phase.isNaN ? nil : abs(angleDifference(phase, truth.phase[sample])) * 180 / .pi
    }
    #expect(median(errors) < 6)
  }

  @Test func differentClocksAreRefused() throws {
    let truth = try SimulatedTheta(seconds: 60)
    var recording = truth.recording()
    let own = truth.spikes(mean: 5, preferring: 0, depth: 0, seed: 1)
    func shifted(_ change: (Double) -> Double) {
      recording.spikes = .trains([SpikeTrain(id: "a", times: own.map(change))])
      recording.cellIDs = ["a"]
    }
    shifted { $0 + 50 }
    #expect(refusal(recording).contains("not on one clock"))
    shifted { 1000 * $0 }
    #expect(refusal(recording).contains("not on one clock"))
    // The field potential of a part of the session is fine, and what is outside is counted.
    shifted { 2.5 * $0 - 10 }
    let result = try theta(recording, ["jitters": "0"])
    let cells = try #require(result.cells)
    #expect(cells.outside > own.count / 2)
    #expect(cells.outside + cells.masked + cells.weak + cells.spikes[0] == own.count)
    #expect(result.notes.warnings.contains { $0.contains("before or after the field potential") })
    #expect(result.notes.dropped.contains { $0.what == "spikes" && $0.count == cells.outside })
  }

  @Test func aGapOfTheClockIsLeftOutAndShiftsNothing() throws {
    let truth = try SimulatedTheta(seconds: 120)
    var recording = truth.recording()
    let kept = Array(truth.samples[..<50_000] + truth.samples[75_000...])
    recording.fieldPotential = FieldPotential(
      samples: kept, rate: truth.rate, gaps: [.init(sample: 50_000, seconds: 20)])
    let result = try theta(recording, ["jitters": "0"])
    #expect(result.course.times.count == truth.samples.count && result.field.gaps == 1 && result.field.gapSeconds == 20)
    #expect((50_000..<75_000).allSatisfy { result.course.phase[$0].isNaN })
    let errors = (80_000..<140_000).map { abs(angleDifference(result.course.phase[$0], truth.phase[$0])) * 180 / .pi }
    #expect(median(errors) < 4)
    #expect(result.notes.warnings.contains { $0.contains("1 gap, 20 s") })
    let cells = try #require(result.cells)
    #expect(cells.masked > 100 && abs(angleDifference(cells.preferredPhase[0], 2)) < 0.2)
  }

  @Test func epochsAndExclusionsAreTimeThatDoesNotCount() throws {
    let recording = try SimulatedTheta(seconds: 120).recording()
    let result = try theta(recording, ["epoch": "10:70", "exclude": "30:40", "jitters": "0"])
    #expect(abs(result.field.excludedSeconds - 70) < 0.1 && abs(result.field.usedSeconds - 50) < 0.6)
    #expect(result.course.phase[Int(35 * 1250)].isNaN && !result.course.phase[Int(25 * 1250)].isNaN)
    #expect(refusal(recording, ["epoch": "sleep"]).contains("no epoch 'sleep'"))
    #expect(refusal(recording, ["keep-invalid": "true"]).contains("calls some of its time invalid"))
  }

  @Test func countsInWideBinsHaveNoPhase() throws {
    var recording = try SimulatedTheta(seconds: 60).recording()
    recording.spikes = .counts(Matrix(rows: 3000, columns: 2, repeating: 1), binWidth: 0.02, start: 0)
    recording.cellIDs = ["0", "1"]
    #expect(refusal(recording).contains("bins of 20 ms"))
    recording.spikes = .counts(Matrix(rows: 12_000, columns: 2, repeating: 1), binWidth: 0.005, start: 0)
    #expect(try theta(recording, ["jitters": "0"]).cells?.spikes.count == 2)
  }
}
