import ArrayNumerics
import CalciumBumps
import Foundation
import Plotting
import PopulationActivity
import Recordings
import Schema
import SignalAnalysis
import Stages
import TestSupport
import Testing

@Suite struct BumpFittingTests {
  static let ring = SimulatedRing()

  @Test func aBumpIsFoundAndFollowsItsHeading() throws {
    let (_, position, _) = Self.ring.made()
    let result = try fitBump(Self.ring.recording())
    #expect(distance(result.track.center, position) < 0.05)
    #expect(result.recordedNumbers["quality"]?.string == "good" && number(result, "usable_share") > 0.98)
    #expect(number(result, "ring_margin") > 1 && number(result, "ring_p") == 0.05)
    #expect(number(result, "second_bump_share") == 0)
    #expect(abs(number(result, "fwhm_rad") - .pi / 2) < 0.12 && abs(number(result, "amplitude") - 1) < 0.1)
    #expect(number(result, "heading_correlation") > 0.95 && number(result, "heading_direction") == 1)
    #expect(number(result, "heading_shifts") == 200 && close(number(result, "heading_correlation_p"), 1.0 / 201, 1e-12))
    #expect(abs(number(result, "heading_gain") - 0.8) < 0.04 && abs(number(result, "heading_lag_s")) < 0.03)
    #expect(result.track.bumps.rows == result.track.center.count { $0.isFinite } && result.track.bumps.columns == 5)
    #expect(BumpFitting.conclusion(result, parameters: BumpFittingParameters())?.code == "bump")
    #expect(result.notes == StageNotes())
  }

  /// A bump with a gain of 1 that is there half of the time, and a fit by every method: what it did while it was away counts
  /// nowhere.
  @Test func aBumpThatComesAndGoesIsComparedWhereItIs() throws {
    var ring = Self.ring
    (ring.gain, ring.noise) = (1, 0.05)
    let (with, _, heading) = ring.made()
    ring.hasBump = false
    let (without, _, _) = ring.made()
    var signals = with
    for frame in 0..<ring.frames where frame / 75 % 2 == 1 {
      for region in 0..<ring.regions { signals[frame, region] = without[frame, region] }
    }
    for method in ["hidden-markov", "pva"] {
      let result = try fitBump(SimulatedRing.recording(signals, times: ring.times, heading: heading), ["method": method])
      #expect(abs(number(result, "presence_mean") - 0.5) < 0.03)
      // The population vector is that of five frames, which makes turns to and fro smaller.
      #expect(abs(number(result, "heading_gain") - 1) < (method == "pva" ? 0.1 : 0.03))
      #expect(number(result, "heading_correlation") > 0.97 && abs(number(result, "frames_with_bump") - 300) < 15)
      #expect(abs(angleDifference(number(result, "heading_offset_rad"), ring.offset)) < 0.03)
      #expect(number(result, "heading_resultant") > 0.99 && number(result, "heading_slips_per_minute") == 0)
      #expect(number(result, "heading_correlation_remembered") < 0.9)
      #expect(abs(number(result, "heading_frames") - 300) < 15)
      #expect(result.methods.gain.allSatisfy { abs($0 - 1) < 0.1 } && result.methods.correlation.allSatisfy { $0 > 0.95 })
      // As where it never goes away.
      #expect(number(result, "median_deviation_rad") < 0.05)
    }
  }

  @Test func aRingThatTurnsTheOtherWayAndTrailsIsSaidTo() throws {
    var ring = Self.ring
    (ring.gain, ring.delay) = (-0.6, 3)
    let result = try fitBump(ring.recording())
    #expect(number(result, "heading_direction") == -1)
    #expect(abs(number(result, "heading_gain") - 0.6) < 0.04 && abs(number(result, "heading_lag_s") - 0.3) < 0.03)
    #expect(number(result, "heading_best_correlation") > number(result, "heading_correlation") + 0.02)
  }

  /// The decay of the indicator trails the bump and lowers its gain at lag 0; the words say so.
  @Test(arguments: [0.3, 1]) func theDecayOfTheIndicatorIsInTheLag(decay: Double) throws {
    var ring = Self.ring
    ring.decay = decay
    let result = try fitBump(ring.recording())
    #expect(number(result, "heading_lag_s") > 0.5 * decay && number(result, "heading_lag_s") <= 1)
    let conclusion = try #require(BumpFitting.conclusion(result, parameters: BumpFittingParameters()))
    #expect(try #require(conclusion.meaning).contains("include that decay"))
  }

  /// Modelled, it is in neither; the fit without it stands beside.
  @Test func aModelledDecayIsNotInTheLag() throws {
    var ring = Self.ring
    (ring.decay, ring.noise) = (0.5, 0.08)
    let (signals, position, _) = ring.made()
    let result = try fitBump(ring.recording(), ["decay-s": "0.5"])
    #expect(distance(result.track.center, position) < 0.1)
    #expect(abs(number(result, "heading_lag_s")) < 0.03 && abs(number(result, "heading_gain") - 0.8) < 0.05)
    #expect(result.methods.names.last == "hidden-markov-as-recorded" && result.methods.lag[3] > 0.15)
    #expect(result.track.presence[0].isNaN && number(result, "frames") == 599)
    #expect(result.notes.dropped.map(\.count) == [1])
    // The signals are those of the recording, and what is expected of them is near.
    #expect(result.track.signals[50, 3] == Float(signals[50, 3]))
    let misses = (1..<600).flatMap { frame in
      (0..<16).map { abs(Double(result.track.reconstruction[frame, $0] - result.track.signals[frame, $0])) }
    }
    #expect(median(misses) < 0.15)
    let meaning = BumpFitting.conclusion(
      result,
      parameters: try BumpFittingParameters(settings: [
        ParameterSetting(name: "decay-s", text: "0.5")
      ]))?.meaning
    #expect(try #require(meaning).contains("without that decay"))
  }

  /// Estimated, it is modelled and said; where the signals show none, that is a warning.
  @Test func anEstimatedDecayIsModelled() throws {
    var ring = Self.ring
    (ring.decay, ring.noise, ring.frames) = (0.5, 0.05, 3000)
    let setting: KeyValuePairs = ["estimate-decay": "true"]
    let result = try fitBump(ring.recording(), setting)
    #expect(abs(number(result, "decay_s") - 0.5) < 0.15 && number(result, "decay_s") == number(result, "decay_estimate_s"))
    #expect(number(result, "decay_estimate_low_s") > 0 && number(result, "decay_estimate_high_s") > 0.5)
    #expect(abs(number(result, "heading_lag_s")) < 0.06)
    let parameters = try BumpFittingParameters(settings: [ParameterSetting(name: "estimate-decay", text: "true")])
    #expect(try #require(BumpFitting.conclusion(result, parameters: parameters)?.meaning).contains("without that decay"))
    ring.decay = 0
    let none = try fitBump(ring.recording(), setting)
    #expect(none.recordedNumbers["decay_s"] == nil)
    #expect(none.notes.warnings.contains { $0.contains("do not say how the indicator decays") })
    #expect(throws: ParameterError.self) { try fitBump(ring.recording(), ["estimate-decay": "true", "decay-s": "0.5"]) }
  }

  /// A rise is modelled beside the decay, and needs one frame more.
  @Test func aRiseGoesWithADecay() throws {
    var ring = Self.ring
    (ring.decay, ring.noise) = (0.5, 0.05)
    let (_, position, _) = ring.made()
    let result = try fitBump(ring.recording(), ["decay-s": "0.5", "rise-s": "0.05"])
    #expect(number(result, "frames") == 598 && result.notes.dropped.map(\.count) == [2])
    #expect(distance(result.track.center, position) < 0.12)
    #expect(throws: ParameterError.self) { try fitBump(ring.recording(), ["rise-s": "0.05"]) }
  }

  /// The simulated bump turns with a velocity that lasts about ten frames.
  @Test func momentumIsSaid() throws {
    var ring = Self.ring
    ring.noise = 0.3
    let (_, position, _) = ring.made()
    let (plain, result) = (try fitBump(ring.recording()), try fitBump(ring.recording(), ["momentum": "true"]))
    #expect(number(result, "momentum_gain") > 0.05 && plain.recordedNumbers["momentum_gain"] == nil)
    #expect(number(result, "velocity_sd_rad_s") > 0.5 && number(result, "velocity_time_s") > 0.3)
    #expect(distance(result.track.position, position) <= distance(plain.track.position, position))
  }

  @Test func placesAreFoundWhereTheOrderIsUnknown() throws {
    let (signals, position, heading) = Self.ring.made()
    let order = [0, 9, 3, 14, 6, 11, 1, 8, 13, 4, 15, 2, 10, 5, 12, 7]
    let shuffled = SimulatedRing.recording(signals.selectingColumns(order), times: Self.ring.times, heading: heading)
    let result = try fitBump(shuffled, ["ring": "seriation"])
    #expect(result.recordedNumbers["ring"]?.string == "found" && result.recordedNumbers["ring_margin"] == nil)
    #expect(result.notes.warnings.contains { $0.contains("found from their signals") })
    // Up to rotation and the way round.
    let same = resultant(result.track.position, position)
    #expect(max(same, resultant(result.track.position, position.map { -$0 })) > 0.99)
    #expect(number(result, "heading_correlation") > 0.9)
  }

  @Test func signalsArePrepared() throws {
    let (signals, position, heading) = Self.ring.made()
    var raw = SimulatedRing.recording(
      Matrix(
        rows: 600, columns: 16,
        elements: (0..<600).flatMap { frame in
          (0..<16).map { 100 * exp(-Double(frame) / 400) * (1 + signals[frame, $0]) }
        }), times: Self.ring.times, heading: heading)
    raw.roiSignals?.quantity = .fluorescence
    let result = try fitBump(raw, ["prepare": "bleaching,dff", "baseline-percentile": "10"])
    #expect(distance(result.track.center, position) < 0.06 && result.track.unit == "dF/F")
    #expect(abs(number(result, "bleaching_time_s") - 40) < 6 && abs(number(result, "amplitude") - 1) < 0.35)
    #expect(try fitBump(raw, ["prepare": "z-score"]).track.unit == "z")
    #expect(throws: StageError.self) { try fitBump(Self.ring.recording(), ["prepare": "dff"]) }
    let words = BumpFitting.methods(
      try BumpFittingParameters(settings: [ParameterSetting(name: "prepare", text: "bleaching,dff")]), result: result)
    #expect(words.contains("exponential decay of their mean, then taken relative to the running 8th percentile of 30 s"))
  }

  @Test func theBumpMovesOnTheRing() throws {
    let result = try fitBump(Self.ring.recording(), ["permutations": "0", "shifts": "0"])
    let pen = FigurePen(PlotConfig(), stem: "bump-fit")
    #expect(try BumpFitting.animations(result, parameters: BumpFittingParameters(), pen: pen).isEmpty)
    var parameters = BumpFittingParameters()
    parameters.drawsAnimation = true
    let moving = try #require(try BumpFitting.animations(result, parameters: parameters, pen: pen).first).animation
    #expect(moving.frameCount == 600)
    let folder = try TemporaryFolder()
    let short = Animation(name: "ring", frameCount: 4, altText: moving.altText) { try moving.figure(ofFrame: 100 * $0) }
    try short.write(to: folder.file("ring.gif"), format: .gif)
    #expect(try folder.bytes("ring.gif").starts(with: Array("GIF89a".utf8)))
  }

  @Test func withoutABumpThereIsNoCentre() throws {
    var ring = Self.ring
    ring.hasBump = false
    let result = try fitBump(ring.recording())
    #expect(result.track.center.allSatisfy(\.isNaN) && result.track.presence.allSatisfy { $0 == 0 })
    #expect(result.recordedNumbers["quality"]?.string == "poor" && result.recordedNumbers["bump_found"] == .bool(false))
    #expect(BumpFitting.conclusion(result, parameters: BumpFittingParameters())?.code == "no-bump")
    #expect(BumpFitting.headline(result, parameters: BumpFittingParameters()).hasPrefix("No bump"))
    #expect(result.notes.warnings.contains { $0.contains("do not speak for a bump") })
    #expect(result.track.bumps.rows == 0)
  }

  /// The curation of a file may leave out regions: the others stand where they stood.
  @Test func regionsKeepTheirPlacesAfterCuration() throws {
    let whole = Self.ring.recording()
    let signals = try #require(whole.roiSignals)
    let kept = signals.ids.indices.filter { ![4, 5, 6].contains($0) }
    var curated = whole
    curated.roiSignals = ROISignals(
      matrix: signals.matrix.selectingColumns(kept), clock: signals.clock, quantity: signals.quantity,
      ids: kept.map { signals.ids[$0] }, curation: RegionCuration(kept: kept, of: signals.ids.count))
    let result = try fitBump(curated)
    let (_, position, _) = Self.ring.made()
    #expect(distance(result.track.center, position) < 0.06)
    let chosen = try fitBump(whole, ["cells": kept.map { signals.ids[$0] }.joined(separator: ",")])
    #expect(result.track.center == chosen.track.center)
    #expect(result.notes.dropped.contains { $0.count == 3 && $0.reason.contains("curation") })
  }

  /// Regions in an order that is not that of the ring hold a bump that no place explains.
  @Test func anOrderThatIsNotThatOfTheRingIsPoor() throws {
    let (signals, _, heading) = Self.ring.made()
    let shuffled = signals.selectingColumns([0, 9, 3, 14, 6, 11, 1, 8, 13, 4, 15, 2, 10, 5, 12, 7])
    let result = try fitBump(SimulatedRing.recording(shuffled, times: Self.ring.times, heading: heading))
    #expect(number(result, "ring_margin") < 0.5)
    #expect(result.recordedNumbers["quality"]?.string != "good")
  }

  @Test func aSecondBumpIsWarnedOf() throws {
    var ring = Self.ring
    ring.secondBump = 0.8
    let result = try fitBump(ring.recording())
    #expect(number(result, "second_bump_share") > 0.8)
    #expect(result.notes.warnings.contains { $0.contains("second bump") })
    #expect(try fitBump(Self.ring.recording()).notes.warnings.isEmpty)
  }

  @Test func baselinesGiveTheirOwnTracks() throws {
    let (_, position, _) = Self.ring.made()
    for (method, bound) in [("pva", 0.12), ("von-mises", 0.08)] {
      let result = try fitBump(Self.ring.recording(), ["method": method])
      #expect(distance(result.track.center, position) < bound, "\(method)")
      #expect(result.track.presence.allSatisfy(\.isNaN) && result.notes.warnings.count == 1)
      #expect(result.methods.names == ["hidden-markov", "pva", "von-mises"] && result.methods.distance[0] == 0)
      #expect(result.methods.correlation.allSatisfy { $0 > 0.8 })
      #expect(number(result, "heading_correlation") == result.methods.correlation[method == "pva" ? 1 : 2])
    }
  }

  @Test func partsOfTheRecordingAndRegionsAreChosen() throws {
    let (_, position, _) = Self.ring.made()
    let result = try fitBump(
      Self.ring.recording(), ["epoch": "5:40", "exclude": "20:22", "cells": "0,1,2,3,4,5,6,7,8,9,10,11,13,15"])
    #expect(result.track.t.first == 5 && result.track.frame.first == 50 && result.track.t.count == 330)
    #expect(result.regions.ids.count == 14 && close(result.regions.angles[12], 2 * .pi * 13 / 16, 1e-12))
    #expect(distance(result.track.center, result.track.frame.map { position[$0] }) < 0.06)
    #expect(result.notes.dropped.contains { $0.what == "regions" && $0.count == 2 })
  }

  @Test func theSameBytesOnOneTwoAndThreeThreads() throws {
    let results = try (1...3).map { fingerprint(try fitBump(Self.ring.recording(), threads: $0)) }
    #expect(identical(results[0], results[1]) && identical(results[0], results[2]))
  }
}
