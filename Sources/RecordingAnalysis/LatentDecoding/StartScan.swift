import ArrayNumerics
import DimensionReduction
import Foundation
import Schema
import Topology

/// Settings of the scan of starts: how often, and how coarsely, the ring is looked for before the final fit.
package struct StartScanOptions: Sendable, Equatable {
  /// Smoothing of the counts before the topology, s.
  package var sigmas = [0.1, 0.2, 0.4]
  /// Principal components.
  package var components = [3, 4, 6]
  /// Bins drawn, neighbours, landmarks and neighbours of a landmark.
  package var candidates = 3000
  package var neighbours = 225
  package var landmarks = 400
  package var landmarkNeighbours = 300
  /// The second class is a start too where its bar is at least this part of the first.
  package var secondClass = 0.2
  /// EM iterations of each start.
  package var iterations = 8
  /// After so many of them, starts that have come to the same solution go on as one.
  package var mergesAfter = [2, 4]
  package var statesPerCircle = 60
  /// Number of circles that are looked for together.
  package var circles = 1
  /// Whether the fits hold the gauge.
  package var gauge = true
  /// Two starts reach the same solution when their log-likelihoods per bin differ by less, nats.
  package var tolerance = 0.01

  package init() {}

  /// The settings for tori: two draws with the settings that start them best, coarser states.
  package static let torus: StartScanOptions = {
    var options = StartScanOptions()
    (options.sigmas, options.components) = ([0.1, 0.2], [6])
    (options.candidates, options.neighbours) = (5000, 500)
    (options.landmarks, options.landmarkNeighbours) = (500, 330)
    (options.iterations, options.mergesAfter, options.statesPerCircle, options.circles) = (4, [2], 16, 2)
    // So few iterations leave starts of one solution at different places.
    options.tolerance = 0.1
    return options
  }()
}

/// One start of the scan and what became of it.
package struct LatentStart: Sendable {
  /// Smoothing, s, and components; `nil` for the classes of `tda`.
  package var sigma: Double?
  package var components: Int?
  /// 0 for the longest bar.
  package var classNumber: Int
  /// Coarse angles of each bin of the decoder, rad.
  package var angles: Matrix<Double>
  package var logLikelihood = -Double.infinity

  package init(sigma: Double? = nil, components: Int? = nil, classNumber: Int, angles: Matrix<Double>) {
    (self.sigma, self.components, self.classNumber, self.angles) = (sigma, components, classNumber, angles)
  }
}

/// Rates of every bin for the topology: counts smoothed within the recorded time and divided by the time that was recorded.
package func smoothedRates(_ observations: LatentObservations, sigma: Double, work: Work) throws -> Matrix<Float> {
  // A gap longer than the kernel is as good as one of its length.
  let width = sigma / observations.binWidth
  let longest = 1 + Int((4 * width).rounded(.up))
  var places = [0]
  for (before, bin) in zip(observations.bins, observations.bins.dropFirst()) {
    places.append(places[places.count - 1] + min(bin - before, longest))
  }
  let cells = observations.cells
  let length = (places.last ?? 0) + 1
  var dense = Matrix<Float>(rows: length, columns: cells + 1, repeating: 0)
  dense.withUnsafeMutableBufferPointer { dense in
    for bin in 0..<observations.count {
      for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
        dense[places[bin] * (cells + 1) + Int(observations.eventCells[event])] = observations.eventValues[event]
      }
      // The recorded time goes through the same filter, as one more column.
      dense[places[bin] * (cells + 1) + cells] = observations.exposure[bin]
    }
  }
  let filtered = try gaussianFilterColumns(dense, sigma: width, border: .constant(0), work: work)
  var rates = Matrix<Float>(rows: observations.count, columns: cells, repeating: 0)
  rates.withUnsafeMutableBufferPointer { rates in
    filtered.withUnsafeBufferPointer { filtered in
      for bin in 0..<observations.count {
        let row = places[bin] * (cells + 1)
        let time = max(filtered[row + cells], 1e-9)
        for cell in 0..<cells { rates[bin * cells + cell] = filtered[row + cell] / time }
      }
    }
  }
  return rates
}

/// Looks for the ring or torus with several smoothings and numbers of components, each with bins and landmarks of its own draw.
///
/// - Returns: starts with their coarse angles, in the order of the settings; settings without a circle give none.
package func latentStarts(
  _ observations: LatentObservations, options: StartScanOptions, seed: UInt64, work: Work
) throws -> [LatentStart] {
  let cells = observations.cells
  let smoothed = try concurrentMap(options.sigmas.count, work: work) { index in
    try smoothedRates(observations, sigma: options.sigmas[index], work: work.serial).map { $0.squareRoot() }
  }
  let components = Array(Set(options.components.map { min($0, cells) })).sorted()
  let settings = options.sigmas.indices.flatMap { sigma in components.map { (sigma, $0) } }
  let found = try concurrentMap(settings.count, work: work) { index -> [LatentStart] in
    let (sigma, count) = settings[index]
    let rates = smoothed[sigma]
    return try starts(rates, components: count, draw: index, options: options, seed: seed, work: work.serial).map {
      LatentStart(sigma: options.sigmas[sigma], components: count, classNumber: $0.0, angles: $0.1)
    }
  }
  return found.flatMap { $0 }
}

/// Circular coordinates of one draw, carried to all bins by the population vector.
private func starts(
  _ rates: Matrix<Float>, components: Int, draw: Int, options: StartScanOptions, seed: UInt64, work: Work
) throws -> [(Int, Matrix<Double>)] {
  let points = min(options.candidates, rates.rows - rates.rows / 20)
  let landmarks = min(options.landmarks, points / 3)
  guard landmarks >= 20 else { return [] }
  var parameters = LandmarkParameters()
  parameters.components = components
  parameters.stride = 1
  parameters.active = options.candidates
  parameters.selection = .uniform(seed: seed, draw: draw)
  parameters.neighbours = max(10, min(options.neighbours, points * options.neighbours / options.candidates))
  parameters.landmarks = landmarks
  parameters.landmarkNeighbours = landmarks * options.landmarkNeighbours / options.landmarks
  let cloud: LandmarkResult
  do {
    cloud = try landmarkCloud(rates: rates, parameters: parameters, work: work)
  } catch is DimensionReductionError {
    return []
  }
  let persistence = try persistentCohomology(
    of: cloud.distances, parameters: PersistenceParameters(maxDimension: 1, coefficient: 47),
    work: work)
  let lifetimes = persistence.diagrams[1].map { $0.finiteLifetime(limit: persistence.threshold) }
  guard let first = lifetimes.first else { return [] }
  guard lifetimes.count >= options.circles else { return [] }
  let choices =
    options.circles > 1
    ? [Array(0..<options.circles)]
    : lifetimes.indices.prefix(2).filter { $0 == 0 || lifetimes[$0] >= options.secondClass * first }.map { [$0] }
  let landmarkRates = rates.selectingRows(cloud.landmarks.map { cloud.rows[$0] })
  let all = Array(0..<rates.rows)
  return try choices.compactMap { classes -> (Int, Matrix<Double>)? in
    let coordinates: LandmarkCoordinates
    do {
      coordinates = try circularCoordinates(
        result: persistence, distances: cloud.distances, classes: classes,
        rule: options.circles > 1 ? .common(0.99) : .perClass(0.99), work: work)
    } catch is TopologyError {
      return nil
    }
    let vector = try PopulationVector(rates: landmarkRates, angles: coordinates.angles, work: work)
    return (classes[0], try vector.decode(rates, rows: all, work: work).angles)
  }
}

/// Fits every start coarsely, at twice the width of a bin, and says how likely each makes the data.
///
/// Model, data and number of states are the same for all, so their likelihoods compare. Starts that have come to the same solution go
/// on as one: their angles agree, and their likelihoods.
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

/// For each bin the coarse bin that holds it, or −1.
func coarsePlaces(_ observations: LatentObservations, coarse: LatentObservations) -> [Int] {
  let ratio = coarse.factor / observations.factor
  var place = 0
  return observations.bins.map { bin in
    while place + 1 < coarse.count, coarse.bins[place] < bin / ratio { place += 1 }
    return place < coarse.count && coarse.bins[place] == bin / ratio ? place : -1
  }
}

/// Vector means of the angles within each coarse bin.
func coarseAngles(_ angles: Matrix<Double>, places: [Int], count: Int) -> Matrix<Double> {
  var result = Matrix<Double>(rows: count, columns: angles.columns, repeating: .nan)
  var sums = Matrix<Double>(rows: count, columns: 2 * angles.columns, repeating: 0)
  for (bin, place) in places.enumerated() where place >= 0 {
    for circle in 0..<angles.columns where angles[bin, circle].isFinite {
      sums[place, 2 * circle] += cos(angles[bin, circle])
      sums[place, 2 * circle + 1] += sin(angles[bin, circle])
    }
  }
  for place in 0..<count {
    for circle in 0..<angles.columns {
      let (c, s) = (sums[place, 2 * circle], sums[place, 2 * circle + 1])
      if c != 0 || s != 0 { result[place, circle] = wrapAngle(atan2(s, c)) }
    }
  }
  return result
}
