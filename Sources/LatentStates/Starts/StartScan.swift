import ArrayNumerics
import Foundation

/// Fits every start coarsely, at twice the width of a bin, and says how likely each makes the data.
///
/// Model, data and number of states are the same for all, so their likelihoods compare. Starts that have come to the same
/// solution go on as one: their angles agree, and their likelihoods.
/// - Returns: the starts with their likelihoods, and the coarse models in the same order.
package func scan(
  _ starts: [LatentStart], _ observations: LatentObservations, options: StartScanOptions, emission: LatentEmission,
  work: Work
) throws -> (starts: [LatentStart], models: [LatentModel]) {
  let coarse = observations.binWidth < 0.1 ? observations.halved() : observations
  var fitOptions = LatentFitOptions(
    space: LatentStateSpace(circles: options.circles, statesPerCircle: options.statesPerCircle))
  (fitOptions.smallestGain, fitOptions.smallestChange) = (0, 0)
  fitOptions.finishes = false
  if !options.gauge { (fitOptions.gaugeFrom, fitOptions.sharedShape) = (nil, 0) }
  let gaugeFrom = fitOptions.gaugeFrom
  let places = coarsePlaces(observations, coarse: coarse)
  let initial = LatentFitter(coarse, options: fitOptions, emission: emission)
  var models = try concurrentMap(starts.count, work: work) { index in
    try initial.initialModel(
      angles: coarseAngles(starts[index].angles, places: places, count: coarse.count), work: work.serial)
  }
  /// The start whose model stands for each start.
  var representative = Array(starts.indices)
  var going = representative
  var done = 0
  for upTo in options.mergesAfter.filter({ $0 < options.iterations }) + [options.iterations] {
    fitOptions.iterations = upTo - done
    fitOptions.gaugeFrom = gaugeFrom.map { max(0, $0 - done) }
    let fitter = LatentFitter(coarse, options: fitOptions, emission: emission)
    let fits = try concurrentMap(going.count, work: work) { [models, going] index in
      try fitter.fit(from: models[going[index]], work: work.serial)
    }
    for (index, fit) in zip(going, fits) { models[index] = fit.model }
    done = upTo
    if done == options.iterations { break }
    let merged = representatives(of: fits)
    for index in starts.indices {
      if let place = going.firstIndex(of: representative[index]) { representative[index] = going[merged[place]] }
    }
    going = starts.indices.filter { representative[$0] == $0 }
  }
  let likelihoods = try concurrentMap(going.count, work: work) { [models, going] index in
    try models[going[index]].logLikelihoodPerBin(coarse, work: work.serial)
  }
  var scanned = starts
  for index in starts.indices {
    scanned[index].logLikelihood = going.firstIndex(of: representative[index]).map { likelihoods[$0] } ?? -.infinity
  }
  return (scanned, representative.map { models[$0] })
}

/// For each fit the one of highest likelihood, the first of equals, that has come to the same solution.
private func representatives(of fits: [LatentFit]) -> [Int] {
  let likelihoods = fits.map { $0.logLikelihood.last ?? -.infinity }
  let order = fits.indices.sorted { (likelihoods[$1], $0) < (likelihoods[$0], $1) }
  var result = Array(fits.indices)
  var kept: [Int] = []
  for index in order {
    let same = kept.first { other in
      abs(likelihoods[other] - likelihoods[index]) < 0.05
        && agreement(fits[other].posterior, fits[index].posterior) > 0.99
    }
    if let same { result[index] = same } else { kept.append(index) }
  }
  return result
}

/// |mean exp i(a ∓ b)| over the bins, the smallest of the circles; on a ring either direction counts.
private func agreement(_ a: LatentPosterior, _ b: LatentPosterior) -> Double {
  (0..<a.circles).map { circle -> Double in
    var (same, opposite, number) = ((c: 0.0, s: 0.0), (c: 0.0, s: 0.0), 0)
    for place in stride(from: circle, to: a.angles.count, by: 4 * a.circles) {
      let (x, y) = (Double(a.angles[place]), Double(b.angles[place]))
      same = (same.c + cos(x - y), same.s + sin(x - y))
      opposite = (opposite.c + cos(x + y), opposite.s + sin(x + y))
      number += 1
    }
    let straight = hypot(same.c, same.s)
    return (a.circles == 1 ? max(straight, hypot(opposite.c, opposite.s)) : straight) / Double(max(1, number))
  }.min() ?? 0
}
