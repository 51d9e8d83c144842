import ArrayNumerics
import Foundation
import LatentStates
import Schema
import Stages
import Topology

extension Decoding {
  /// Fits a latent ring or torus and reads the angle of every row of the embedding off its posterior.
  static func decodeLatent(
    _ embedding: EmbeddingResult, _ homology: HomologyResult, _ population: LandmarkVotes,
    parameters: DecodingParameters, context: RunContext
  ) throws -> DecodingResult {
    let circles = population.landmarks.basis.count
    var options = LatentDecoderOptions(parameters)
    options.circles = circles
    guard circles <= LatentDecoder.mostCircles else {
      throw StageError.unusableData(
        stage: "decode", reason: LatentStatesError.tooManyCircles(found: circles).reason,
        remedy: "Give --decoder population, or fewer circles with --circles.")
    }
    let used = try usableCells(embedding, homology.cells)
    let activity = embedding.activity
    let observations = LatentObservations(
      activity, cells: used.cells, width: options.binWidth, bridge: options.bridge)
    try requireEnough(observations)
    try context.reserve(
      LatentDecoder.memoryForecast(observations, space: options.space, threads: context.work.threads),
      for: "The latent decoder", remedy: "Take fewer states (--states) or --decoder population.")
    // The topology may have left out other cells than these; its votes are taken with its own.
    let all =
      used.cells == homology.cells
      ? observations
      : LatentObservations(activity, cells: homology.cells, width: options.binWidth, bridge: options.bridge)
    let smoothed = homology.transform(
      try smoothedRates(all, sigma: circles == 1 ? 0.2 : 0.1, work: context.work))
    let known = try population.vector.decode(smoothed, rows: Array(0..<smoothed.rows), work: context.work).angles
    let outcome = try LatentDecoder(options: options).run(
      observations, known: known, search: circlesInRates, seed: context.seed, work: context.work)
    let turn = turnOntoLandmarks(outcome, homology, population.landmarks, embedding)
    var result = DecodingResult(
      coordinates: Matrix(rows: 0, columns: circles, repeating: 0),
      confidence: Matrix(rows: 0, columns: circles, repeating: 0), rows: [], times: [],
      landmarkCoordinates: population.landmarks.angles,
      cosineWeights: votes(population.vector.cosineWeights, of: homology.cells, among: embedding.cellIDs.count),
      sineWeights: votes(population.vector.sineWeights, of: homology.cells, among: embedding.cellIDs.count),
      basis: population.landmarks.basis, alignedHeadDirection: nil, summary: StageSummary(headline: ""))
    try fill(
      &result, posterior: outcome.fit.posterior, model: outcome.fit.model, observations, embedding,
      calibration: outcome.calibration, turn: turn, cells: used.cells, bits: outcome.cells.bitsPerSpike, work: context.work)
    result.latent?.logLikelihood = outcome.fit.logLikelihood
    result.latent?.startLogLikelihood = outcome.starts.map(\.logLikelihood)
    if let first = outcome.fit.firstGauge, let last = outcome.fit.lastGauge {
      result.latent?.gaugeSpeed = Matrix(
        rows: 2, columns: first.speed.count, elements: turn.apply(first.speed) + turn.apply(last.speed))
    }
    result.summary = latentSummary(outcome, used: used, embedding: embedding)
    return result
  }

  // MARK: - What can be fitted

  struct UsedCells {
    /// Columns of the embedding.
    var cells: [Int]
    var silent: [Int]
    /// Cells that fire in one half of the session only, or nearly.
    var halfSilent: [Int]
  }

  private static func usableCells(_ embedding: EmbeddingResult, _ cells: [Int]) throws -> UsedCells {
    let halves =
      embedding.signal.map { sumsOfHalves($0) { $0 > 0 ? 1 : 0 } } ?? sumsOfHalves(embedding.counts) { Int($0) }
    let active = cells.filter { halves[0][$0] + halves[1][$0] >= 10 }
    guard active.count >= LatentDecoder.fewestCells else {
      throw StageError.unusableData(
        stage: "decode",
        reason: sentence {
          counted(active.count, "cell has", plural: "cells have")
          " ten spikes or more, and the latent decoder needs \(LatentDecoder.fewestCells)."
        },
        remedy: "With so few cells no angle can be told; take more cells or a longer recording.")
    }
    return UsedCells(
      cells: active, silent: cells.filter { !active.contains($0) },
      halfSilent: active.filter { cell in
        let (a, b) = (halves[0][cell], halves[1][cell])
        return 20 * min(a, b) < max(a, b)
      })
  }

  /// The sum of every column over the first half of the rows, and over the second.
  private static func sumsOfHalves<Scalar>(_ matrix: Matrix<Scalar>, _ amount: (Scalar) -> Int) -> [[Int]] {
    let middle = matrix.rows / 2
    return matrix.withUnsafeBufferPointer { values in
      [0..<middle, middle..<matrix.rows].map { rows in
        var sums = [Int](repeating: 0, count: matrix.columns)
        sums.withUnsafeMutableBufferPointer { sums in
          for row in rows {
            for column in 0..<matrix.columns { sums[column] &+= amount(values[row &* matrix.columns &+ column]) }
          }
        }
        return sums
      }
    }
  }

  private static func requireEnough(_ observations: LatentObservations) throws {
    guard observations.totalExposure >= LatentDecoder.shortestSession else {
      throw StageError.unusableData(
        stage: "decode",
        reason: LatentStatesError.tooLittleTime(
          seconds: observations.totalExposure, binWidth: observations.binWidth
        ).reason,
        remedy: sentence {
          "Take a longer part of the recording (--epoch, --no-speed-filter in embed), decode with the tuning of another "
          "session (--tuning-from), or give --decoder population."
        })
    }
  }

  // MARK: - Onto the rows of the embedding

  private static func turnOntoLandmarks(
    _ outcome: LatentDecoderOutcome, _ homology: HomologyResult, _ landmarks: LandmarkCoordinates,
    _ embedding: EmbeddingResult
  ) -> LatentTurn {
    let places = Dictionary(
      uniqueKeysWithValues: outcome.observations.bins.enumerated().map { ($0.element, $0.offset) })
    return LatentTurn(
      of: outcome.fit.posterior, onto: landmarks.angles,
      at: homology.landmarks.map { places[embedding.bins[homology.rows[$0]] / outcome.observations.factor] },
      space: outcome.fit.model.space)
  }

  /// Angles, confidence and width of every row within a bin of the decoder, interpolated between the centres of the bins of a
  /// chain, and the model for all cells of the embedding.
  static func fill(
    _ result: inout DecodingResult, posterior: LatentPosterior, model: LatentModel, _ observations: LatentObservations,
    _ embedding: EmbeddingResult, calibration: PosteriorCalibration?, turn: LatentTurn, cells: [Int], bits: [Double],
    work: Work
  ) throws {
    let circles = model.space.circles
    let rows = RowsInBins(embedding.bins, in: observations)
    var coordinates: [Double] = []
    var confidence: [Double] = []
    var widths: [Double] = []
    coordinates.reserveCapacity(rows.rows.count * circles)
    confidence.reserveCapacity(rows.rows.count * circles)
    widths.reserveCapacity(rows.rows.count * circles)
    for index in rows.rows.indices {
      let (first, second, part) = (rows.first[index], rows.second[index], rows.part[index])
      for circle in 0..<circles {
        let (a, b) = (first * circles + circle, second * circles + circle)
        let angle = Double(posterior.angles[a])
        let moved = angle + part * angleDifference(Double(posterior.angles[b]), angle)
        coordinates.append(turn.apply(moved, circle: circle))
        confidence.append((1 - part) * Double(posterior.lengths[a]) + part * Double(posterior.lengths[b]))
        let width = Float(1 - part) * posterior.halfWidths[a] + Float(part) * posterior.halfWidths[b]
        widths.append(calibration?.halfWidth(width, circle: circle) ?? Double(width))
      }
    }
    result.coordinates = Matrix(rows: rows.rows.count, columns: circles, elements: coordinates)
    result.confidence = Matrix(rows: rows.rows.count, columns: circles, elements: confidence)
    result.rows = rows.rows
    result.times = rows.rows.map { embedding.times[$0] }
    let count = embedding.cellIDs.count
    var tuning = Matrix<Float>(rows: count, columns: model.space.states, repeating: .nan)
    var allBits = [Double](repeating: .nan, count: count)
    for (place, cell) in cells.enumerated() {
      let values = turn.apply(Array(model.tuning.row(place)))
      for state in values.indices { tuning[cell, state] = Float(values[state]) }
      if place < bits.count { allBits[cell] = bits[place] }
    }
    let shown = observations.oneMinute
    let minute = try model.posterior(observations.part(shown), marginals: true, work: work).posterior
    let start = embedding.times[0] - Double(embedding.bins[0]) * embedding.binWidth
    result.latent = LatentDetails(
      posteriorWidth: Matrix(rows: rows.rows.count, columns: circles, elements: widths), tuning: tuning,
      statesPerCircle: model.space.statesPerCircle, bitsPerSpike: allBits, cellIDs: embedding.cellIDs,
      motion: model.motion.numbers, binWidth: observations.binWidth, emission: model.emission.name,
      occupancy: turn.apply(posterior.occupancy), logLikelihood: [], startLogLikelihood: [],
      gaugeSpeed: Matrix(rows: 0, columns: model.space.statesPerCircle, repeating: 0),
      posterior: turn.apply(marginals: minute.marginals),
      posteriorTimes: observations.bins[shown].map {
        start + (Double($0 * observations.factor) + Double(observations.factor - 1) / 2) * embedding.binWidth
      })
  }
}

extension LatentDecoderOptions {
  init(_ parameters: DecodingParameters) {
    self.init()
    binWidth = parameters.latentBinWidth
    statesPerCircle = parameters.states
    scans = parameters.scansStarts
    gauge = parameters.gauge
    sharedShape = parameters.sharedShape
    bridge = parameters.longestBridge
    crossValidates = parameters.heldOut
  }
}

extension EmbeddingResult {
  /// Counts or signal on the grid of the embedding, as the engines take them.
  var activity: BinnedActivity {
    BinnedActivity(
      signal.map { .signal($0, isSummable: kind.isSummable) } ?? .counts(counts), bins: bins, gridBins: fullBinCount,
      binWidth: binWidth)
  }
}

extension LatentObservations {
  /// A minute of bins from the middle of the session.
  var oneMinute: Range<Int> {
    let wanted = min(count, max(1, Int((60 / binWidth).rounded())))
    let start = (count - wanted) / 2
    return start..<start + wanted
  }
}
