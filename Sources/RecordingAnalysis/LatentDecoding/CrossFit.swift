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
  /// Root mean square difference of the angles that the two fits decode from the same bins, each circle turned to fit, rad, `[circle]`.
  package var difference: [Double]
}

extension LatentFitter {
  /// Two-fold cross-validation in time; each half is fitted from the same coarse angles.
  package static func crossFit(
    _ observations: LatentObservations, angles: Matrix<Double>, options: LatentFitOptions, emission: LatentEmission,
    work: Work
  ) throws -> CrossFit {
    let middle = observations.count / 2
    let halves = [0..<middle, middle..<observations.count]
    var fits: [LatentModel] = []
    var (heldOut, constant, population) = (0.0, 0.0, 0.0)
    for half in halves {
      let fitter = LatentFitter(observations.part(half), options: options, emission: emission)
      let other = observations.part(half.lowerBound == 0 ? halves[1] : halves[0])
      let start = try fitter.initialModel(angles: angles.selectingRows(half), work: work)
      let model = try fitter.fit(from: start, work: work).model
      fits.append(model)
      heldOut += try model.logLikelihoodPerBin(other, work: work) * Double(other.count)
      population += try start.logLikelihoodPerBin(other, work: work) * Double(other.count)
      var flat = start
      for cell in 0..<flat.tuning.rows {
        for state in 0..<flat.tuning.columns { flat.tuning[cell, state] = flat.meanRates[cell] }
      }
      constant += flat.constantLogLikelihood(other)
    }
    let bins = Double(observations.count)
    let decoded = try fits.map { try $0.posterior(observations, work: work).posterior }
    return CrossFit(
      binWidth: observations.binWidth, heldOut: heldOut / bins, heldOutConstant: constant / bins,
      heldOutPopulation: population / bins,
      difference: (0..<options.space.circles).map { circle in
        rootMeanSquareDifference(decoded[0], decoded[1], circle: circle)
      })
  }
}

extension LatentModel {
  /// Log-likelihood of a session at the mean rates, in the same terms as that of the model, nats.
  func constantLogLikelihood(_ observations: LatentObservations) -> Double {
    let scales = meanRates.indices.map(emission.scale(ofCell:))
    let totals = observations.totals
    let time = observations.totalExposure
    return meanRates.indices.reduce(0) { sum, cell in
      let rate = max(LatentEmission.smallestRate * scales[cell], meanRates[cell])
      return sum + (totals[cell] * log(rate) - rate * time) / scales[cell]
    }
  }
}

/// Root mean square of the difference of two posteriors' angles, rad, weighted by the confidence of both, after the best rotation.
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
