import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// Latent rings and tori recovered from simulated sessions.
@Suite struct LatentFitTests {
  static let ring = LatentSimulation.make(circles: 1, cells: 24, bins: 6000, seed: 11, states: 72)
  static let torus = LatentSimulation.make(circles: 2, cells: 60, bins: 6000, seed: 12, peak: 25, kappa: 2)

  /// Angles bent and blurred, as a population vector gives them.
  static func bent(_ angles: Matrix<Double>, by amount: Double, seed: UInt64) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, name: "bent")
    return angles.map { wrapAngle($0 + amount * sin($0) + 0.25 * stream.normal()) }
  }

  @Test func aBentStartEndsAtTheRing() throws {
    let options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 72))
    let fitter = LatentFitter(Self.ring.observations, options: options)
    let start = try fitter.initialModel(angles: Self.bent(Self.ring.angles, by: 0.4, seed: 1), work: Work())
    let before = try medianErrorDegrees(start.posterior(Self.ring.observations, work: Work()).posterior, Self.ring.angles)
    let fit = try fitter.fit(from: start, work: Work())
    let after = try medianErrorDegrees(fit.posterior, Self.ring.angles)
    #expect(before > 10)
    #expect(after < 5)
    #expect(fit.lastGauge.map { ($0.speed.max() ?? 9) / ($0.speed.min() ?? 1) < 1.6 } == true)
  }

  @Test func aBentStartEndsAtTheTorus() throws {
    let options = LatentFitOptions(space: LatentStateSpace(circles: 2, statesPerCircle: 24))
    let fitter = LatentFitter(Self.torus.observations, options: options)
    let start = try fitter.initialModel(angles: Self.bent(Self.torus.angles, by: 0.3, seed: 2), work: Work())
    let fit = try fitter.fit(from: start, work: Work())
    for circle in 0..<2 { #expect(try medianErrorDegrees(fit.posterior, Self.torus.angles, circle: circle) < 8) }
  }

  /// Without gauge, prior or smoothing beyond the least an E-step and an M-step cannot make the data less likely.
  @Test func likelihoodRisesWithoutTheGauge() throws {
    var options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 36))
    (options.gaugeFrom, options.priorTime, options.tuningSmoothing) = (nil, 1e-6, 1e-3)
    options.iterations = 8
    options.blocks = LatentBlocks(length: 6000)
    let fitter = LatentFitter(Self.ring.observations, options: options)
    let start = try fitter.initialModel(angles: Self.bent(Self.ring.angles, by: 0.4, seed: 1), work: Work())
    let history = try fitter.fit(from: start, work: Work()).logLikelihood
    // The kernel is smoothed a little, and a third of the steps are counted.
    for (before, after) in zip(history, history.dropFirst()) { #expect(after > before - 2e-3) }
    #expect((history.last ?? 0) > history[0] + 0.1)
  }

  @Test func threadsDoNotChangeTheResult() throws {
    var options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 40))
    options.iterations = 4
    options.blocks = LatentBlocks(length: 500)
    let fitter = LatentFitter(Self.ring.observations, options: options)
    let start = try fitter.initialModel(angles: Self.ring.angles, work: Work())
    let fits = try [1, 2, 5].map { try fitter.fit(from: start, work: Work(threads: $0)) }
    for fit in fits.dropFirst() {
      #expect(fit.model == fits[0].model && fit.posterior == fits[0].posterior)
      #expect(fit.logLikelihood == fits[0].logLikelihood)
    }
  }

  /// The gauge of a session whose angle was bent by a known function is its inverse.
  @Test func theGaugeRemovesAKnownWarp() {
    let space = LatentStateSpace(circles: 1, statesPerCircle: 72)
    var stream = RandomStream(seed: 5, name: "warp")
    func warp(_ angle: Double) -> Double { angle + 0.5 * sin(angle) }
    var angle = 0.0
    let straight = (0..<200_000).map { _ in
      angle += 0.08 * stream.normal()
      return wrapAngle(angle)
    }
    // The full correction, to see the inverse and not a step towards it.
    let gauge = RingGauge(
      angles: straight.map { Float(wrapAngle(warp($0))) }, lengths: [Float](repeating: 1, count: straight.count),
      restarts: straight.indices.map { $0 == 0 }, lag: 5, space: space, exponent: 1)
    let offset = angleDifference(gauge.apply(to: warp(0)), 0)
    for degrees in stride(from: 0.0, to: 360, by: 20) {
      let original = degrees * .pi / 180
      #expect(abs(angleDifference(gauge.apply(to: wrapAngle(warp(original))) - offset, original)) < 0.1)
    }
  }

  @Test func aCellOfNoiseIsFoundByLeavingItOut() throws {
    let session = LatentSimulation.make(circles: 1, cells: 16, bins: 4000, seed: 6, states: 36)
    var counts = ForwardBackwardTests.counts(session.observations)
    var stream = RandomStream(seed: 7, name: "noise")
    for bin in 0..<counts.rows { counts[bin, 3] = Float(stream.poisson(mean: 0.3)) }
    let observations = LatentObservations(counts: counts, binWidth: 0.05)
    var options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 36))
    options.iterations = 5
    let fitter = LatentFitter(observations, options: options)
    let fit = try fitter.fit(from: fitter.initialModel(angles: session.angles, work: Work()), work: Work())
    let bits = try fit.model.leaveOneCellOut(observations, budget: 1_000_000, work: Work(threads: 2)).bitsPerSpike
    #expect(abs(bits[3]) < 0.03)
    for cell in bits.indices where cell != 3 { #expect(bits[cell] > 0.3) }
  }

  /// Values in an arbitrary unit, as of calcium: with their scale they say what the counts say.
  @Test func valuesOfAnyUnitDecodeAsCountsDo() throws {
    let counts = ForwardBackwardTests.counts(Self.ring.observations)
    let values = LatentObservations(counts: counts.map { 0.37 * $0 }, binWidth: 0.05)
    #expect(LatentEmission.suited(to: Self.ring.observations) == .poisson)
    let suited = LatentEmission.suited(to: values)
    guard case .scaledPoisson(let scales) = suited else {
      Issue.record("values that are no counts were taken for counts")
      return
    }
    #expect(scales.allSatisfy { (0.3...0.5).contains($0) })
    let options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 48))
    let fitter = LatentFitter(values, options: options, emission: suited)
    let start = try fitter.initialModel(angles: Self.bent(Self.ring.angles, by: 0.3, seed: 3), work: Work())
    let fit = try fitter.fit(from: start, work: Work())
    #expect(try medianErrorDegrees(fit.posterior, Self.ring.angles) < 5)
    let bits = try fit.model.leaveOneCellOut(values, budget: 60_000, work: Work()).bitsPerSpike
    #expect(bits.allSatisfy { $0 > 0.3 && $0 < 2 })
  }

  /// Starts that are bent or turned come to one solution and share its model; one that runs round twice does not.
  @Test func theScanMergesStartsOfOneSolution() throws {
    let straight = Self.bent(Self.ring.angles, by: 0.2, seed: 3)
    let angles = [
      straight, straight.map { wrapAngle(-$0) }, Self.bent(Self.ring.angles, by: 0.4, seed: 4).map { wrapAngle($0 + 2) },
      Self.ring.angles.map { wrapAngle(2 * $0) },
    ]
    let starts = angles.map { LatentStart(classNumber: 0, angles: $0) }
    let scans = try [1, 3].map { threads in
      try scan(
        starts, Self.ring.observations, options: StartScanOptions(), emission: .poisson, work: Work(threads: threads))
    }
    let (scanned, models) = scans[0]
    #expect(scanned.map { $0.logLikelihood } == scans[1].starts.map { $0.logLikelihood } && models == scans[1].models)
    #expect(models[0] == models[1] && models[0] == models[2])
    #expect(models[3] != models[0] && scanned[3].logLikelihood < scanned[0].logLikelihood - 0.05)
    // A merge beyond the last iteration is none.
    var options = StartScanOptions()
    (options.iterations, options.mergesAfter) = (3, [5])
    #expect(try scan([starts[0]], Self.ring.observations, options: options, emission: .poisson, work: Work()).models.count == 1)
  }

  @Test func halvesFittedCoarselyFirstPredictAsWell() throws {
    var options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 72))
    options.iterations = 8
    let start = Self.bent(Self.ring.angles, by: 0.3, seed: 9)
    func fit(_ coarse: StartScanOptions?, threads: Int) throws -> CrossFit {
      try LatentFitter.crossFit(
        Self.ring.observations, angles: start, options: options, coarse: coarse, emission: .poisson,
        work: Work(threads: threads))
    }
    let (fine, coarse) = try (fit(nil, threads: 2), fit(StartScanOptions(), threads: 2))
    #expect(close(coarse.heldOut, fine.heldOut, 0.01))
    #expect(close(coarse.difference[0], fine.difference[0], 0.02))
    #expect(coarse.heldOutPopulation == fine.heldOutPopulation && coarse.heldOutConstant == fine.heldOutConstant)
    let serial = try fit(StartScanOptions(), threads: 1)
    #expect(serial.heldOut == coarse.heldOut && serial.difference == coarse.difference)
  }

  @Test func aRingCoveredTwiceIsFolded() {
    let straight = RingFolding(tuning: Self.ring.tuning)
    #expect(!straight.isFolded)
    let k = Self.ring.tuning.columns
    var twice = Self.ring.tuning
    for cell in 0..<twice.rows {
      for state in 0..<k { twice[cell, state] = Self.ring.tuning[cell, 2 * state % k] }
    }
    let folded = RingFolding(tuning: twice)
    #expect(folded.isFolded && close(folded.distance, .pi, 0.2))
  }

  /// Half of the states hold one population, as after an hour in one direction.
  @Test func aRingThatIsStretchedIsNotFolded() {
    let k = Self.ring.tuning.columns
    var stretched = Self.ring.tuning
    for cell in 0..<stretched.rows {
      for state in 0..<k {
        stretched[cell, state] = Self.ring.tuning[cell, state < k / 2 ? 0 : (2 * state - k) % k]
      }
    }
    let folding = RingFolding(tuning: stretched)
    #expect(folding.similarity > 0.9 && !folding.isFolded)
    #expect(folding.isStretched && close(folding.plateau, .pi, 0.6))
    #expect(!RingFolding(tuning: Self.ring.tuning).isStretched)
  }

  @Test func ninetyPercentRegionsHoldTheTruthMostly() throws {
    let options = LatentFitOptions(space: LatentStateSpace(circles: 1, statesPerCircle: 72))
    let fitter = LatentFitter(Self.ring.observations, options: options)
    let start = Self.bent(Self.ring.angles, by: 0.3, seed: 9)
    let fit = try fitter.fit(from: fitter.initialModel(angles: start, work: Work()), work: Work())
    let crossFit = try LatentFitter.crossFit(
      Self.ring.observations, angles: start, options: options, emission: .poisson, work: Work(threads: 2))
    #expect(crossFit.heldOut > crossFit.heldOutPopulation && crossFit.heldOutPopulation > crossFit.heldOutConstant)
    let calibration = try PosteriorCalibration(
      fit.model, Self.ring.observations, crossFit: crossFit, seed: 1, work: Work(threads: 2))
    let decoded = fit.posterior.angles.map { wrapAngle(Double($0)) }
    let alignment = try alignAngles(decoded: decoded, reference: Self.ring.angles.column(0))
    let inside = decoded.indices.count { bin in
      abs(angleDifference(alignment.apply(decoded[bin]), Self.ring.angles[bin, 0]))
        <= calibration.halfWidth(fit.posterior.halfWidths[bin], circle: 0)
    }
    #expect((0.85...0.97).contains(Double(inside) / Double(decoded.count)))
  }
}
