import ArrayFiles
import ArrayNumerics
import CalciumBumps
import Foundation
import TestSupport
import Testing

@Suite("Hidden Markov bump")
struct HiddenMarkovBumpTests {
  private func errors(_ simulation: BumpSimulation) throws -> (fit: HiddenMarkovBump, errors: BumpErrors) {
    let (signals, position, isPresent) = simulation.made()
    let fit = try HiddenMarkovBump.fit(signals, work: Work(threads: 2))
    return (fit, BumpErrors(fit.posterior, position: position, isPresent: isPresent))
  }

  @Test("A simulated bump is found where it is, and is said to be there when it is")
  func simulated() throws {
    let (fit, errors) = try errors(BumpSimulation())
    #expect(errors.median < 0.043 && errors.rootMeanSquare < 0.064)
    #expect(errors.coverage > 0.85 && errors.coverage < 0.95)
    #expect(errors.accuracy > 0.995)
    // A position that is anywhere would be π/2 off.
    #expect(errors.medianAway < 0.9 && fit.evidence.isBump)
    #expect(!fit.choice.isNormalized && fit.tempering > 0.9)
    #expect(abs(fit.model.concentration - BumpSimulation.concentration) < 0.12)
  }

  @Test("No bump is seen where there is none")
  func nothing() throws {
    for (regions, noise) in [(32, 0.12), (16, 0.3)] {
      let (fit, errors) = try errors(BumpSimulation(regions: regions, hasBump: false, noise: noise))
      #expect(!fit.evidence.isBump && fit.evidence.gain < fit.evidence.threshold)
      #expect(errors.falsePresence == 0)
    }
  }

  @Test("A brightness that all regions share is no bump")
  func common() throws {
    let (_, errors) = try errors(BumpSimulation(common: 0.3))
    #expect(errors.falsePresence <= 0.02 && errors.median < 0.045)
  }

  @Test("Unequal gains and baselines are taken out")
  func unequal() throws {
    let (fit, gains) = try errors(BumpSimulation(gainSpread: 0.4))
    #expect(fit.choice.isNormalized && gains.median <= 0.04)
    #expect(try errors(BumpSimulation(baselineSpread: 0.3)).errors.median <= 0.043)
  }

  @Test("The same bytes for one, two and three threads")
  func threads() throws {
    let signals = BumpSimulation(frames: 300, regions: 16).made().signals
    let fits = try (1...3).map { try HiddenMarkovBump.fit(signals, work: Work(threads: $0)) }
    for fit in fits.dropFirst() {
      #expect(fit.model == fits[0].model)
      #expect(fit.posterior.position == fits[0].posterior.position)
      #expect(fit.posterior.presence == fits[0].posterior.presence)
    }
  }

  @Test("A frame without values is bridged, and says nothing of presence")
  func missingFrames() throws {
    var (signals, position, _) = BumpSimulation(frames: 300, regions: 16).made()
    for frame in 30..<33 { signals.values[frame, 4] = .nan }
    signals = RingSignals(values: signals.values, angles: signals.angles)
    let posterior = try HiddenMarkovBump.fit(signals, work: Work(threads: 2)).posterior
    #expect(posterior.presence[31].isNaN && posterior.amplitude[31].isNaN)
    #expect(abs(angleDifference(posterior.position[31], position[31])) < 0.6)
    #expect(posterior.deviation[31] > posterior.deviation[25])
  }

  @Test("Too few regions, too few frames and dead regions are refused")
  func refusals() {
    let signals = BumpSimulation(frames: 40, regions: 16).made().signals
    var dead = signals
    for frame in 0..<40 { dead.values[frame, 3] = 1 }
    #expect(throws: CalciumBumpsError.tooFewRegions(found: 4)) {
      try HiddenMarkovBump.fit(signals.selecting(regions: [0, 1, 2, 3]), work: Work())
    }
    #expect(throws: CalciumBumpsError.tooFewFrames(found: 1)) {
      try HiddenMarkovBump.fit(signals.stretches([0..<1]), work: Work())
    }
    #expect(throws: CalciumBumpsError.constantRegion(index: 3)) { try HiddenMarkovBump.fit(dead, work: Work()) }
  }

  @Test("The larger simulated set meets its bounds", .enabled(if: SharedFixtures.exist))
  func sharedSet() throws {
    func array(_ file: String, _ key: String) throws -> DataArray {
      guard case .array(let array) = try NPZArchive(contentsOf: SharedFixtures.input(file)).read(key) else {
        throw SharedFixtures.Missing()
      }
      return array
    }
    let dff = try array("epg_dff.npz", "dff")
    let values = Matrix(rows: dff.shape[0], columns: dff.shape[1], elements: try #require(dff.doubles))
    let signals = RingSignals(values: values, angles: RingSignals.evenAngles(values.columns))
    let position = try #require(try array("truth_epg.npz", "pos").doubles)
    let isPresent = try #require(try array("truth_epg.npz", "present").doubles).map { $0 > 0.5 }
    let fit = try HiddenMarkovBump.fit(signals, work: Work(threads: 2))
    let errors = BumpErrors(fit.posterior, position: position, isPresent: isPresent)
    #expect(errors.median <= 0.04 && errors.rootMeanSquare <= 0.06)
    #expect(errors.coverage >= 0.87 && errors.coverage <= 0.93)
    #expect(errors.accuracy >= 0.995 && errors.medianAway <= 0.25)
    #expect(!fit.choice.isNormalized && fit.tempering == 1)
  }
}
