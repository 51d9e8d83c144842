import ArrayNumerics
import Foundation
import Schema
import Stages

/// What the latent decoder is asked to do.
package struct LatentDecoderOptions: Sendable {
  package var circles = 1
  /// Width of a bin, s.
  package var binWidth = 0.05
  /// States of each circle; 0 for the usual number.
  package var statesPerCircle = 0
  package var scans = true
  package var gauge = true
  package var sharedShape = 0.5
  /// Longest gap that the motion bridges, s.
  package var bridge = 0.0
  package var crossValidates = true
  package var seed: UInt64 = 0

  package init() {}

  package var space: LatentStateSpace {
    LatentStateSpace(
      circles: circles,
      statesPerCircle: statesPerCircle > 0 ? statesPerCircle : LatentStateSpace.usualStates(circles: circles))
  }

  package var fitOptions: LatentFitOptions {
    var options = LatentFitOptions(space: space)
    options.sharedShape = gauge ? sharedShape : 0
    if !gauge { options.gaugeFrom = nil }
    return options
  }
}

/// What came of it, on the bins of the decoder and for the cells that were used.
package struct LatentDecoderOutcome: Sendable {
  package var observations: LatentObservations
  package var fit: LatentFit
  package var starts: [LatentStart]
  /// Index of the start that was taken.
  package var chosen: Int
  package var crossFit: CrossFit?
  package var calibration: PosteriorCalibration
  package var cells: LeaveOneCellOut
  package var folding: RingFolding?
}

/// Fits a latent ring or torus to the counts of an embedding, from the coordinates of the topology and from starts of its own, and says how
/// far it can be trusted.
package struct LatentDecoder: Sendable {
  package var options: LatentDecoderOptions
  /// Fewer cells do not say where on a circle the population is.
  package static let fewestCells = 5
  /// Less data do not fix the tuning, s.
  package static let shortestSession = 30.0
  /// With less than this the result comes with a warning, s.
  package static let shortSession = 120.0

  package init(options: LatentDecoderOptions) { self.options = options }

  /// - Parameter known: coarse angles of each bin from the classes of `tda`, `[bin, circle]`.
  package func run(
    _ observations: LatentObservations, known: Matrix<Double>, context: RunContext
  ) throws -> LatentDecoderOutcome {
    let work = context.work
    let emission = LatentEmission.suited(to: observations)
    var starts = [LatentStart(classNumber: 0, angles: known)]
    var scanOptions = options.circles == 1 ? StartScanOptions() : .torus
    (scanOptions.circles, scanOptions.gauge) = (options.circles, options.gauge)
    if options.circles > 2 { scanOptions.statesPerCircle = 12 }
    work.report("looking for starts", completed: 0, of: 1)
    if options.scans, options.circles <= 2 {
      var own = try latentStarts(observations, options: scanOptions, seed: context.seed, work: work)
      if options.circles == 2 {
        for index in own.indices { own[index].angles = changedToBasis(own[index].angles, of: known) }
      }
      starts += own
    }
    let (scanned, models) = try scan(starts, observations, options: scanOptions, emission: emission, work: work)
    work.report("looking for starts", completed: 1, of: 1)
    // The first of equals.
    let chosen = scanned.indices.max { scanned[$0].logLikelihood < scanned[$1].logLikelihood } ?? 0
    var fitOptions = options.fitOptions
    // The coarse fit has come most of the way.
    if fitOptions.gaugeFrom != nil { fitOptions.gaugeFrom = 0 }
    let fitter = LatentFitter(observations, options: fitOptions, emission: emission)
    let model = models[chosen].resampled(to: options.space.statesPerCircle, binWidth: observations.binWidth)
    var fit = try fitter.fit(from: model, work: work)
    if options.circles == 1, options.gauge {
      // For the figure: the speed along the coarse angles of the start, and along those of the fit.
      func gauge(_ angles: [Float], _ lengths: [Float]) -> RingGauge {
        RingGauge(
          angles: angles, lengths: lengths, restarts: observations.restarts,
          lag: max(1, Int((fitOptions.lag / observations.binWidth).rounded())), space: options.space)
      }
      let coarse = scanned[chosen].angles.elements
      fit.firstGauge = gauge(
        coarse.map { $0.isFinite ? Float($0) : 0 }, coarse.map { $0.isFinite ? 1 : 0 })
      fit.lastGauge = gauge(fit.posterior.angles, fit.posterior.lengths)
    }
    var crossFit: CrossFit?
    if options.crossValidates {
      work.report("cross-validating", completed: 0, of: 2)
      crossFit = try crossValidate(observations, angles: scanned[chosen].angles, emission: emission, work: work)
      work.report("cross-validating", completed: 1, of: 2)
    }
    let budget = options.circles == 1 ? 250_000 : 100_000
    let cells = try fit.model.leaveOneCellOut(observations, budget: budget, work: work)
    return LatentDecoderOutcome(
      observations: observations, fit: fit, starts: scanned, chosen: chosen, crossFit: crossFit,
      calibration: try PosteriorCalibration(fit.model, observations, crossFit: crossFit, work: work), cells: cells,
      folding: options.circles == 1 ? RingFolding(tuning: fit.model.tuning) : nil)
  }
}

extension LatentDecoder {
  /// Fits on either half: a ring as the whole session, coarsely first; a torus on bins of twice the width, which say as much
  /// about how far two fits differ and are few enough for its many states.
  private func crossValidate(
    _ observations: LatentObservations, angles: Matrix<Double>, emission: LatentEmission, work: Work
  ) throws -> CrossFit {
    var halfOptions = options.fitOptions
    if options.circles == 1 {
      var coarse = StartScanOptions()
      (coarse.iterations, coarse.mergesAfter, coarse.gauge) = (6, [], options.gauge)
      halfOptions.iterations = min(halfOptions.iterations, 5)
      if halfOptions.gaugeFrom != nil { halfOptions.gaugeFrom = 0 }
      return try LatentFitter.crossFit(
        observations, angles: angles, options: halfOptions, coarse: coarse, emission: emission, work: work)
    }
    halfOptions.iterations = min(halfOptions.iterations, 6)
    let coarse = observations.binWidth < 0.1 ? observations.halved() : observations
    let places = coarsePlaces(observations, coarse: coarse)
    return try LatentFitter.crossFit(
      coarse, angles: coarseAngles(angles, places: places, count: coarse.count), options: halfOptions, emission: emission,
      work: work)
  }
}

/// Angles of a torus in the integer basis, out of those with entries up to 2, in which they follow known angles best; unchanged where they
/// follow them badly. Offsets are left as they are.
func changedToBasis(_ angles: Matrix<Double>, of known: Matrix<Double>) -> Matrix<Double> {
  let step = max(1, angles.rows / 5000)
  let rows = stride(from: 0, to: angles.rows, by: step).filter { row in
    (0..<2).allSatisfy { angles[row, $0].isFinite && known[row, $0].isFinite }
  }
  guard rows.count > 50 else { return angles }
  func resultant(_ i: Int, _ j: Int, _ circle: Int) -> Double {
    var (c, s) = (0.0, 0.0)
    for row in rows {
      let difference = known[row, circle] - Double(i) * angles[row, 0] - Double(j) * angles[row, 1]
      c += cos(difference)
      s += sin(difference)
    }
    return hypot(c, s) / Double(rows.count)
  }
  var choices: [[(row: [Int], value: Double)]] = [[], []]
  for circle in 0..<2 {
    for i in -2...2 {
      for j in -2...2 where i != 0 || j != 0 { choices[circle].append(([i, j], resultant(i, j, circle))) }
    }
  }
  var best: (first: [Int], second: [Int], value: Double) = ([1, 0], [0, 1], -1)
  for first in choices[0] {
    for second in choices[1] where abs(first.row[0] * second.row[1] - first.row[1] * second.row[0]) == 1 {
      let value = min(first.value, second.value)
      if value > best.value { best = (first.row, second.row, value) }
    }
  }
  guard best.value > 0.5 else { return angles }
  var result = angles
  for row in 0..<angles.rows {
    for (circle, change) in [best.first, best.second].enumerated() {
      let angle = Double(change[0]) * angles[row, 0] + Double(change[1]) * angles[row, 1]
      result[row, circle] = angle.isFinite ? wrapAngle(angle) : .nan
    }
  }
  return result
}
