import ArrayNumerics
import Foundation

/// How a latent ring or torus is fitted.
package struct LatentFitOptions: Sendable, Equatable {
  package var space: LatentStateSpace
  package var iterations: Int
  /// The gauge acts from this iteration on; `nil` for none.
  package var gaugeFrom: Int?
  /// Weight of the shared shape, in mean occupancies of a state; 0 for none.
  package var sharedShape = 0.5
  /// Standard deviation of the smoothing of the tuning: rad on a ring; on a torus in units of the geometric mean of the motion.
  package var tuningSmoothing: Double
  /// Observation time that the mean rate counts as, s.
  package var priorTime = 1.0
  /// Lag of the motion that the gauge evens out (ring), or whose covariance is the motion (torus), s.
  package var lag: Double
  /// Two iterations that together gain less than this in log-likelihood per bin end the fit; 0 for all iterations.
  package var smallestGain: Double
  /// Two iterations in a row that move the coordinate by less than this (root mean square, rad) end the fit; 0 for all
  /// iterations.
  package var smallestChange: Double
  /// Whether the posterior under the final model is computed; otherwise that of the last iteration is kept, and its likelihood.
  package var finishes = true
  package var blocks: LatentBlocks

  package init(space: LatentStateSpace) {
    self.space = space
    blocks = space.usualBlocks
    if space.circles == 1 {
      (iterations, gaugeFrom, tuningSmoothing, lag) = (14, 3, 8 * .pi / 180, 0.25)
      // The likelihood barely moves while the gauge does.
      (smallestGain, smallestChange) = (0, 0.15 * .pi / 180)
    } else {
      (iterations, gaugeFrom, tuningSmoothing, lag) = (12, 0, 0.25, 0.2)
      (smallestGain, smallestChange) = (0.002, 0)
    }
  }
}

/// A fitted model with what happened on the way.
package struct LatentFit: Sendable {
  package var model: LatentModel
  /// Log-likelihood per bin under the model before each iteration, nats; the last is that of the model itself, when it
  /// finishes.
  package var logLikelihood: [Double]
  /// Posterior under the model.
  package var posterior: LatentPosterior
  /// The gauge as it was first applied, and as it was applied last (ring).
  package var firstGauge: RingGauge?
  package var lastGauge: RingGauge?
  package var sharedShape: SharedShape?
}

/// Fits a latent ring or torus by expectation maximisation (Baum et al. 1970, doi:10.1214/aoms/1177697196; Dempster, Laird
/// and Rubin 1977), with the gauge inside every M-step.
package struct LatentFitter: Sendable {
  package let observations: LatentObservations
  package let options: LatentFitOptions
  package let emission: LatentEmission
  private let meanRates: [Double]

  package init(_ observations: LatentObservations, options: LatentFitOptions, emission: LatentEmission = .poisson) {
    self.observations = observations
    self.options = options
    self.emission = emission
    let time = max(1e-9, observations.totalExposure)
    meanRates = observations.totals.map { $0 / time }
  }

  private var space: LatentStateSpace { options.space }

  /// The model that belongs to angles of every bin (NaN where unknown).
  package func initialModel(angles: Matrix<Double>, work: Work) throws -> LatentModel {
    let motion: LatentMotion
    if space.circles == 1 {
      motion = .gaussianSteps(
        sigma: 8 * .pi / 180 * (observations.binWidth / 0.025).squareRoot(), space: space)
    } else {
      let variance = 0.15 * 0.15 * observations.binWidth / 0.05
      motion = LatentMotion(
        kernel: .diffusion((0..<space.circles).map { a in (0..<space.circles).map { $0 == a ? variance : 0 } }))
    }
    var model = LatentModel(
      space: space, tuning: Matrix(rows: 0, columns: 0, repeating: 0), motion: motion, emission: emission,
      meanRates: meanRates, binWidth: observations.binWidth)
    let start = sums(of: angles, observations, space: space)
    let smoothing = tuningCovariance(motion, wider: space.circles == 1 ? 1 : 1.6)
    model.tuning = try tuning(
      weighted: start.weighted, occupancy: start.occupancy, smoothing: smoothing, work: work
    ).tuning
    return model
  }

  package func fit(from start: LatentModel, work: Work) throws -> LatentFit {
    var model = start
    var history: [Double] = []
    var (firstGauge, lastGauge): (RingGauge?, RingGauge?) = (nil, nil)
    var shape: SharedShape?
    var last = LatentPosterior(circles: space.circles)
    var (steady, isFinal) = (0, false)
    // Any iteration may turn out to be the last.
    let collected: CollectedSums = options.finishes ? [.moments, .halfWidths, .tuning, .steps] : [.moments, .tuning, .steps]
    for iteration in 0..<options.iterations {
      work.report("fitting the latent \(space.circles == 1 ? "ring" : "torus")", completed: iteration, of: options.iterations)
      let sums = try expectation(
        observations, space: space,
        emission: model.emission.tables(model.tuning, space: space, binWidth: observations.binWidth),
        motion: model.motion, collected: collected, blocks: options.blocks, work: work)
      history.append(sums.logLikelihood / Double(observations.count))
      steady = iteration > 0 && moved(from: last, to: sums.posterior) < options.smallestChange ? steady + 1 : 0
      last = sums.posterior
      if steady == 2 || gainsLittle(history) {
        // The model stays as it is, and this is its posterior.
        last.occupancy = sums.occupancy
        // With a shared gain that is no time.
        if case .sharedGain = model.emission { break }
        isFinal = true
        break
      }
      updateMotion(&model, sums)
      let next = try tuning(
        weighted: sums.weighted, occupancy: sums.occupancy, smoothing: tuningCovariance(model.motion, wider: 1),
        work: work)
      model.tuning = next.tuning
      shape = next.shape
      if space.circles == 1, let from = options.gaugeFrom, iteration >= from {
        let gauge = RingGauge(
          angles: sums.posterior.angles, lengths: sums.posterior.lengths, restarts: observations.restarts,
          lag: max(1, Int((options.lag / observations.binWidth).rounded())), space: space)
        model.tuning = gauge.apply(to: model.tuning)
        if firstGauge == nil { firstGauge = gauge }
        lastGauge = gauge
      }
    }
    if options.finishes, !isFinal {
      let final = try model.posterior(observations, blocks: options.blocks, work: work)
      history.append(final.logLikelihoodPerBin)
      last = final.posterior
    }
    return LatentFit(
      model: model, logLikelihood: history, posterior: last, firstGauge: firstGauge,
      lastGauge: lastGauge, sharedShape: shape)
  }

  /// Whether the last two steps together gained too little to go on.
  private func gainsLittle(_ history: [Double]) -> Bool {
    // The start need not obey the gauge and may be the likelier for it: the gain is counted from the first step on.
    guard options.smallestGain > 0, history.count > 3 else { return false }
    return history[history.count - 1] - history[history.count - 3] < options.smallestGain
  }

  /// How far a posterior lies from another on any circle, after the best rotation: root mean square, rad.
  private func moved(from: LatentPosterior, to: LatentPosterior) -> Double {
    guard options.smallestChange > 0 else { return .infinity }
    return (0..<space.circles).map { rootMeanSquareDifference(from, to, circle: $0) }.max() ?? .infinity
  }

  // MARK: - M-step

  private func tuningCovariance(_ motion: LatentMotion, wider: Double) -> [[Double]] {
    let variance = pow(options.tuningSmoothing * wider, 2)
    guard space.circles > 1, case .diffusion(let covariance) = motion.kernel else { return [[variance]] }
    let scale = pow(determinant(covariance), 1 / Double(space.circles))
    return covariance.map { $0.map { $0 / scale * variance } }
  }

  private func tuning(
    weighted: Matrix<Double>, occupancy: [Double], smoothing: [[Double]], work: Work
  ) throws -> (tuning: Matrix<Double>, shape: SharedShape?) {
    let smoother = StateSmoother(space: space, covariance: smoothing)
    let (top, bottom) = (smoother.smooth(weighted), smoother.smooth(occupancy))
    let prior = options.priorTime
    var maps = top
    for cell in 0..<maps.rows {
      for state in 0..<maps.columns {
        maps[cell, state] = (top[cell, state] + prior * meanRates[cell]) / (bottom[state] + prior)
      }
    }
    guard space.circles > 1, options.sharedShape > 0 else { return (maps, nil) }
    let shape = try SharedShape(maps: maps, space: space, work: work)
    let weight = options.sharedShape * occupancy.reduce(0, +) / Double(space.states)
    for cell in 0..<maps.rows {
      for state in 0..<maps.columns {
        maps[cell, state] =
          (top[cell, state] + weight * shape.prior[cell, state]) / max(1e-12, bottom[state] + weight)
      }
    }
    return (maps, shape)
  }

  private func updateMotion(_ model: inout LatentModel, _ sums: PosteriorSums) {
    switch model.motion.kernel {
    case .steps(let taps):
      // The posterior of a step is the kernel times what was summed.
      let raw = zip(taps, sums.steps).map(*)
      let total = raw[0] + 2 * raw.dropFirst().reduce(0, +)
      guard total > 0 else { return }
      model.motion.kernel = .steps(smoothedSteps(raw.map { $0 / total }))
    case .diffusion:
      guard let covariance = stepCovariance(sums.posterior) else { return }
      model.motion.kernel = .diffusion(covariance)
    }
  }

  /// Smoothed by a variance of 0.1 states, at least 10⁻⁷ everywhere within the reach.
  private func smoothedSteps(_ taps: [Double]) -> [Double] {
    let reach = LatentMotion.largestStep(space)
    let gaussian = discreteGaussian(variance: 0.1, largestRadius: 4)
    func value(_ d: Int) -> Double { abs(d) < taps.count ? taps[abs(d)] : 0 }
    let smoothed = (0...reach).map { d in
      1e-7
        + gaussian.indices.reduce(0) { sum, i in
          sum + gaussian[i] * (i == 0 ? value(d) : value(d - i) + value(d + i))
        }
    }
    let total = smoothed[0] + 2 * smoothed.dropFirst().reduce(0, +)
    return smoothed.map { $0 / total }
  }

  /// Covariance of the displacement of the posterior mean over the lag, per bin.
  private func stepCovariance(_ posterior: LatentPosterior) -> [[Double]]? {
    let lag = max(1, Int((options.lag / observations.binWidth).rounded()))
    let circles = space.circles
    var sum = [[Double]](repeating: [Double](repeating: 0, count: circles), count: circles)
    var (number, run) = (0, 0)
    var step = [Double](repeating: 0, count: circles)
    for bin in 0..<observations.count {
      run = observations.restarts[bin] ? 0 : run + 1
      guard run >= lag else { continue }
      var known = true
      for circle in 0..<circles {
        let (here, before) = (bin * circles + circle, (bin - lag) * circles + circle)
        if posterior.lengths[here] < 0.5 || posterior.lengths[before] < 0.5 { known = false }
        step[circle] = angleDifference(Double(posterior.angles[here]), Double(posterior.angles[before]))
      }
      if !known { continue }
      number += 1
      for a in 0..<circles {
        for b in 0..<circles { sum[a][b] += step[a] * step[b] }
      }
    }
    guard number > 10 * circles else { return nil }
    let covariance = sum.map { $0.map { $0 / Double(number * lag) } }
    return determinant(covariance) > 1e-12 ? covariance : nil
  }
}

/// The determinant of a small matrix, by elimination with the largest pivot of the column.
func determinant(_ matrix: [[Double]]) -> Double {
  var rows = matrix
  var result = 1.0
  for column in rows.indices {
    let pivot = rows.indices[column...].max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    if rows[pivot][column] == 0 { return 0 }
    if pivot != column {
      rows.swapAt(pivot, column)
      result = -result
    }
    result *= rows[column][column]
    for row in (column + 1)..<max(column + 1, rows.count) {
      let factor = rows[row][column] / rows[column][column]
      for index in column..<rows.count { rows[row][index] -= factor * rows[column][index] }
    }
  }
  return result
}
