import ArrayNumerics
import CalciumBumps
import Foundation
import Plotting
import Recordings
import Schema
import SignalAnalysis
import Stages
import TestSupport
import Testing

@Suite struct BumpSamplingTests {
  static let ring: SimulatedRing = {
    var ring = SimulatedRing()
    ring.frames = 300
    return ring
  }()

  private func refusal(_ recording: Recording, _ settings: KeyValuePairs<String, String>) -> String {
    do {
      _ = try fitBump(recording, settings)
      return ""
    } catch { return "\(error)" }
  }

  @Test func samplesFillTheArraysAndSayHowManyBumpsThereAre() throws {
    let (_, position, _) = Self.ring.made()
    let settings: KeyValuePairs = ["method": "sampler", "sweeps": "600", "permutations": "0", "shifts": "10"]
    let result = try fitBump(Self.ring.recording(), settings)
    let sampler = try #require(result.sampler)
    #expect(distance(result.track.center, position) < 0.05 && result.track.presence.allSatisfy { $0 > 0.99 })
    #expect(sampler.numbers.rows == 300 && sampler.numbers.columns == 5)
    #expect((0..<300).allSatisfy { close(sampler.numbers.row($0).reduce(0, +), 1, 1e-9) && sampler.numbers[$0, 1] > 0.9 })
    #expect(result.track.centerDeviation.allSatisfy { $0 > 0.01 && $0 < 0.15 })
    #expect(abs(median(result.track.amplitude) - 1) < 0.1 && abs(median(result.track.width) - .pi / 2) < 0.15)
    #expect(median(sampler.amplitudeDeviation) < 0.2 && median(sampler.widthDeviation) < 0.4)
    #expect(number(result, "sampler_chains") == 4 && number(result, "sampler_samples") == 500)
    #expect(number(result, "log_density_rhat") < 1.2 && number(result, "expected_second_share") < 0.02)
    #expect(sampler.acceptance.rows == 4 && sampler.acceptance.columns == 7)
    #expect(result.methods.names == ["hidden-markov", "pva", "von-mises", "sampler"] && result.methods.distance[3] < 0.02)
    #expect(result.recordedNumbers["quality"]?.string == "good" && number(result, "heading_correlation") > 0.9)
    let misses = zip(result.track.reconstruction.elements, result.track.signals.elements).map { Double($0 - $1) }
    #expect(standardDeviation(misses) < 0.13)
    let words = BumpFitting.methods(
      try BumpFittingParameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) }), result: result)
    #expect(words.contains("reversible-jump") && words.contains("4 chains of 600 sweeps"))
  }

  @Test func aSecondBumpIsSampled() throws {
    var ring = Self.ring
    ring.secondBump = 0.8
    let (_, position, _) = ring.made()
    let result = try fitBump(
      ring.recording(), ["method": "sampler", "sweeps": "1000", "permutations": "0", "shifts": "0", "expected-bumps": "2"])
    let bumps = result.track.bumps
    let rows = (0..<bumps.rows).filter { bumps[$0, 4] > 0.5 }
    let errors = rows.map { row -> Double in
      let truth = position[Int(bumps[row, 0])]
      return min(
        abs(angleDifference(bumps[row, 1], truth)), abs(angleDifference(bumps[row, 1], truth + 0.8 * .pi)))
    }
    #expect(rows.count > 500 && median(errors) < 0.1)
    #expect(number(result, "expected_second_share") > 0.6 && abs(number(result, "sampler_kappa") - 2.37) < 0.8)
  }

  @Test func withoutABumpNothingIsSampled() throws {
    var ring = Self.ring
    ring.hasBump = false
    let result = try fitBump(ring.recording(), ["method": "sampler", "permutations": "0"])
    #expect(result.sampler == nil && result.track.center.allSatisfy(\.isNaN) && result.track.bumps.rows == 0)
    #expect(result.notes.warnings.contains { $0.contains("No bumps were sampled") })
  }

  @Test func framesWithoutAValueHaveNoPresence() throws {
    var (signals, position, heading) = Self.ring.made()
    for frame in 100..<103 { signals[frame, 5] = .nan }
    let result = try fitBump(
      SimulatedRing.recording(signals, times: Self.ring.times, heading: heading),
      ["method": "sampler", "sweeps": "400", "permutations": "0", "shifts": "0"])
    #expect(result.track.presence[101].isNaN && result.track.center[101].isNaN)
    #expect(abs(angleDifference(result.track.position[101], position[101])) < 0.7)
    #expect(result.sampler?.numbers[101, 1].isNaN == true && result.track.reconstruction[101, 0].isNaN)
  }

  @Test func theSampleIsDrawn() throws {
    let result = try fitBump(
      Self.ring.recording(), ["method": "sampler", "sweeps": "200", "permutations": "0", "shifts": "0"])
    let pen = FigurePen(PlotConfig(), stem: "bump-fit")
    let names = try BumpFitting.figures(result, parameters: BumpFittingParameters(), pen: pen).map(\.figure.name)
    #expect(names.contains("bump-numbers") && names.contains("bump-chains"))
  }

  @Test func thatOfCannsGivesItsLastState() throws {
    var ring = Self.ring
    ring.noise = 0.05
    let (signals, position, heading) = ring.made()
    var recording = SimulatedRing.recording(
      signals.map { 1 + 4 * $0 }, times: ring.times, heading: heading)
    recording.roiSignals?.quantity = .fluorescence
    let result = try fitBump(
      recording, ["compat": "canns", "n-steps": "3000", "permutations": "0", "shifts": "0"])
    let published = try #require(result.published)
    #expect(result.sampler == nil && published.fits.columns == 4 && published.logLikelihood.count == 3000)
    #expect(published.counts.reduce(0, +) == published.fits.rows && published.counts.allSatisfy { $0 <= 4 })
    #expect(result.track.presence.allSatisfy { $0 == 0 || $0 == 1 } && mean(result.track.presence) > 0.9)
    #expect(distance(result.track.center, position) < 0.2)
    #expect(published.logLikelihood[2999] > published.logLikelihood[0])
    #expect(close(published.median, median(signals.map { 1 + 4 * $0 }.elements.map { Double(Float($0)) }), 1e-9))
    #expect(published.moves == ["birth", "death", "shift", "width", "area"])
    #expect(result.notes.warnings.contains { $0.contains("last state of one chain") })
    #expect(result.methods.names.last == "sampler")
  }

  @Test func optionsBelongToTheirMethod() {
    let recording = Self.ring.recording()
    #expect(refusal(recording, ["chains": "2"]).contains("--method sampler"))
    #expect(refusal(recording, ["method": "pva", "sweeps": "500"]).contains("--method sampler"))
    #expect(refusal(recording, ["method": "sampler", "ampli-min": "0.3"]).contains("--compat canns"))
    #expect(refusal(recording, ["compat": "canns", "sweeps": "500"]).contains("without --compat canns"))
    #expect(refusal(recording, ["compat": "canns", "method": "pva"]).contains("pva"))
    #expect(refusal(recording, ["compat": "canns", "decay-s": "0.5"]).contains("decay"))
    #expect(refusal(recording, ["method": "sampler", "most-bumps": "7"]).contains("1 to 6"))
    #expect(refusal(recording, ["method": "sampler", "separation-deg": "200"]).contains("0 to 180"))
  }

  /// dF/F with a median that is not above 0 cannot be divided by it.
  @Test func whatCannsCannotDivideIsRefused() {
    let (signals, _, _) = Self.ring.made()
    let below = SimulatedRing.recording(signals.map { $0 - 1 }, times: Self.ring.times)
    let message = refusal(below, ["compat": "canns", "n-steps": "10"])
    #expect(message.contains("median") && message.contains("has to be above 0"))
    var missing = signals
    missing[10, 2] = .nan
    #expect(
      refusal(SimulatedRing.recording(missing, times: Self.ring.times), ["compat": "canns", "n-steps": "10"])
        .contains("without a value"))
  }
}
