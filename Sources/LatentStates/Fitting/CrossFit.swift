import ArrayNumerics
import Foundation

/// Fits on either half of a session: how well each predicts the other half, and how far their decoded angles differ.
package struct CrossFit: Sendable {
  /// Width of the bins, s.
  package var binWidth: Double
  /// Held-out log-likelihood per bin, nats, mean over the two halves weighted by their bins.
  package var heldOut: Double
  /// The same of a constant rate of every cell.
  package var heldOutConstant: Double
  /// The same of the tuning that belongs to the angles of the population vector, with the motion of the start.
  package var heldOutPopulation: Double
  /// What is observed in a bin, summed over the cells: spikes per bin where spikes are observed.
  package var eventsPerBin: Double
  /// Root mean square difference of the angles that the two fits decode from the same bins, each circle turned to fit, rad,
  /// `[circle]`.
  package var difference: [Double]
}

extension LatentFitter {
  /// Two-fold cross-validation in time; each half is fitted from the same coarse angles.
  ///
  /// - Parameter coarse: how each half is fitted before, with coarser bins and states; not at all when `nil`.
  package static func crossFit(
    _ observations: LatentObservations, angles: Matrix<Double>, options: LatentFitOptions, coarse: StartScanOptions? = nil,
    emission: LatentEmission, work: Work
  ) throws -> CrossFit {
    let middle = observations.count / 2
    let ranges = [0..<middle, middle..<observations.count]
    let halves = ranges.map { observations.part($0) }
    let coarseModels = try coarse.map { coarse in
      try concurrentMap(2, work: work) { half in
        let start = LatentStart(classNumber: 0, angles: angles.selectingRows(ranges[half]))
        return try scan([start], halves[half], options: coarse, emission: emission, work: work.serial).models[0]
      }
    }
    var decoded: [LatentPosterior] = []
    var (heldOut, constant, population) = (0.0, 0.0, 0.0)
    for half in 0..<2 {
      let other = halves[1 - half]
      let fitter = LatentFitter(halves[half], options: options, emission: emission)
      let start = try fitter.initialModel(angles: angles.selectingRows(ranges[half]), work: work)
      let first = coarseModels?[half].resampled(to: options.space.statesPerCircle, binWidth: observations.binWidth)
      let fit = try fitter.fit(from: first ?? start, work: work)
      let there = try fit.model.posterior(other, work: work)
      decoded.append(half == 0 ? fit.posterior.followed(by: there.posterior) : there.posterior.followed(by: fit.posterior))
      heldOut += there.logLikelihoodPerBin * Double(other.count)
      population += try start.logLikelihoodPerBin(other, work: work) * Double(other.count)
      constant += start.constantLogLikelihood(other)
    }
    let bins = Double(observations.count)
    return CrossFit(
      binWidth: observations.binWidth, heldOut: heldOut / bins, heldOutConstant: constant / bins,
      heldOutPopulation: population / bins,
      eventsPerBin: observations.eventValues.reduce(0) { $0 + Double($1) } / bins,
      difference: (0..<options.space.circles).map { circle in
        rootMeanSquareDifference(decoded[0], decoded[1], circle: circle)
      })
  }
}

extension LatentPosterior {
  /// The angles and lengths of this posterior and then those of another.
  func followed(by other: LatentPosterior) -> LatentPosterior {
    LatentPosterior(circles: circles, angles: angles + other.angles, lengths: lengths + other.lengths)
  }
}

extension LatentModel {
  /// Log-likelihood of a session at the mean rates, in the same terms as that of the model, nats.
  package func constantLogLikelihood(_ observations: LatentObservations) -> Double {
    let scales = meanRates.indices.map(emission.scale(ofCell:))
    let totals = observations.totals
    let time = observations.totalExposure
    if case .sharedGain(let shape) = emission {
      let rates = meanRates.map { max(LatentEmission.smallestRate, $0) }
      let tables = EmissionTables(
        tables: [], offset: [],
        gain: SharedGain(shape: Float(shape), binWidth: Float(observations.binWidth), exposureFactor: []))
      let weight = (0..<observations.count).reduce(0.0) { $0 + Double(tables.weight(of: $1, in: observations)) }
      return zip(totals, rates).reduce(0) { $0 + $1.0 * log($1.1) }
        - weight * log(1 + observations.binWidth * rates.reduce(0, +) / shape)
    }
    return meanRates.indices.reduce(0) { sum, cell in
      let rate = max(LatentEmission.smallestRate * scales[cell], meanRates[cell])
      return sum + (totals[cell] * log(rate) - rate * time) / scales[cell]
    }
  }
}

/// Root mean square of the difference of two posteriors' angles, rad, weighted by the confidence of both, after the best
/// rotation.
func rootMeanSquareDifference(_ a: LatentPosterior, _ b: LatentPosterior, circle: Int) -> Double {
  let places = Swift.stride(from: circle, to: a.angles.count, by: a.circles)
  var (c, s) = (0.0, 0.0)
  for place in places {
    let weight = Double(a.lengths[place] * b.lengths[place])
    let difference = Double(a.angles[place] - b.angles[place])
    c += weight * cos(difference)
    s += weight * sin(difference)
  }
  let rotation = atan2(s, c)
  var (squares, weights) = (0.0, 0.0)
  for place in places {
    let weight = Double(a.lengths[place] * b.lengths[place])
    let difference = angleDifference(Double(a.angles[place] - b.angles[place]), rotation)
    squares += weight * difference * difference
    weights += weight
  }
  return weights > 0 ? (squares / weights).squareRoot() : 0
}
