import ArrayNumerics
import Foundation

/// Fits a latent ring or torus to what cells did, from coarse angles that are known and from starts of its own, and says how
/// far it can be trusted.
package struct LatentDecoder: Sendable {
  package var options: LatentDecoderOptions
  /// The number of states grows with the power of the circles.
  package static let mostCircles = 4
  /// Fewer cells do not say where on a circle the population is.
  package static let fewestCells = 5
  /// Less data do not fix the tuning, s.
  package static let shortestSession = 30.0
  /// With less than this the result comes with a warning, s.
  package static let shortSession = 120.0

  package init(options: LatentDecoderOptions) { self.options = options }

  /// - Parameters:
  ///   - known: coarse angles of each bin, `[bin, circle]`, rad; NaN where unknown.
  ///   - search: finds circles in rates, for starts of the decoder's own.
  ///   - seed: of the draws of these starts; nothing else is random.
  /// - Throws: `LatentStatesError`, `CancellationError`, and what `search` throws.
  package func run(
    _ observations: LatentObservations, known: Matrix<Double>, search: CircleSearch, seed: UInt64, work: Work
  ) throws -> LatentDecoderOutcome {
    try LatentStatesError.check(observations, circles: options.circles)
    try LatentStatesError.check(known, bins: observations.count, circles: options.circles)
    let emission = LatentEmission.suited(to: observations)
    var starts = [LatentStart(classNumber: 0, angles: known)]
    var scanOptions = options.circles == 1 ? StartScanOptions() : .torus
    (scanOptions.circles, scanOptions.gauge) = (options.circles, options.gauge)
    if options.circles > 2 { scanOptions.statesPerCircle = 12 }
    work.report("looking for starts", completed: 0, of: 1)
    if options.scans, options.circles <= 2 {
      var own = try latentStarts(observations, options: scanOptions, seed: seed, search: search, work: work)
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
    var model = models[chosen].resampled(to: options.space.statesPerCircle, binWidth: observations.binWidth)
    let gain = try CommonGain.of(model, observations, work: work)
    if let shape = gain?.shape { model.emission = .sharedGain(shape: shape) }
    let fitter = LatentFitter(observations, options: fitOptions, emission: model.emission)
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
      crossFit = try crossValidate(observations, angles: scanned[chosen].angles, emission: model.emission, work: work)
      work.report("cross-validating", completed: 1, of: 2)
    }
    let budget = options.circles == 1 ? 250_000 : 100_000
    let cells = try fit.model.leaveOneCellOut(observations, budget: budget, work: work)
    return LatentDecoderOutcome(
      observations: observations, fit: fit, starts: scanned, chosen: chosen, crossFit: crossFit,
      calibration: try PosteriorCalibration(fit.model, observations, crossFit: crossFit, seed: seed, work: work),
      gain: gain, cells: cells,
      folding: options.circles == 1 ? RingFolding(tuning: fit.model.tuning) : nil)
  }
}

extension LatentDecoder {
  /// Bytes that a fit holds at its peak beside what it was given.
  package static func memoryForecast(_ observations: LatentObservations, space: LatentStateSpace, threads: Int) -> Int {
    let blocks = space.usualBlocks
    let block = 8 * (blocks.length + 2 * blocks.overlap) * space.stride
    let wave = LatentBlocks.wave(cells: observations.cells, states: space.states)
    let sums = 4 * observations.cells * space.stride * (wave + 8)
    return threads * block + sums + observations.eventCells.count * 16 + observations.count * 64 * space.circles
      + 40 * 4 * observations.count * space.circles
  }

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
