import ArrayNumerics
import Foundation

/// How places are decoded in time that the maps were not made from.
package struct PlaceDecodingOptions: Sendable {
  /// Bins of the grid along y and along x.
  package var rows: Int
  package var columns: Int
  /// Side of a bin of the grid, m.
  package var binSize: Double
  /// Standard deviation of the Gaussian over the maps, bins of the grid.
  package var smoothing: Double
  /// Bins of time over which the displacement is taken that the walk is made from.
  package var span: Int
  /// Bins of time on either side that the decoder without a motion sums.
  package var reach: Int
  package var emission: LatentEmission

  package init(
    rows: Int, columns: Int, binSize: Double, smoothing: Double, span: Int, reach: Int, emission: LatentEmission
  ) {
    (self.rows, self.columns, self.binSize, self.smoothing) = (rows, columns, binSize, smoothing)
    (self.span, self.reach, self.emission) = (span, reach, emission)
  }
}

/// Where the animal is at each bin of time.
package struct KnownPlaces: Sendable {
  /// Positions, m, one or two axes of one value for each bin; NaN where unknown.
  package var axes: [[Double]]
  /// Bin of the grid, −1 where unknown.
  package var numbers: [Int]
  /// The bin at which a path that was moved begins anew, where the animal never stepped: no step of the motion.
  package private(set) var seam: Int?

  package init(axes: [[Double]], numbers: [Int]) { (self.axes, self.numbers) = (axes, numbers) }

  /// The same moved in time against what the cells do, around the end.
  ///
  /// - Parameters:
  ///   - bins: with data; the others keep what they have.
  ///   - shift: how many of them.
  package func moved(_ bins: [Int], by shift: Int) -> KnownPlaces {
    var result = self
    for (index, bin) in bins.enumerated() {
      let from = bins[(index + shift) % bins.count]
      if index > 0, (index + shift) % bins.count == 0 { result.seam = bin }
      result.numbers[bin] = numbers[from]
      for axis in axes.indices { result.axes[axis][bin] = axes[axis][from] }
    }
    return result
  }
}

/// The place of the animal in every bin of time, decoded with maps and a motion from other time.
package struct HeldOutPlaces: Sendable {
  /// With the motion, one for each bin.
  package private(set) var moving: [PlaceReading]
  /// Without it.
  package private(set) var flat: [PlaceReading]
  /// The same as sure as other folds say; empty where that was not looked for.
  package private(set) var calibrated: (moving: [PlaceReading], flat: [PlaceReading]) = ([], [])
  /// How it was made so, one for each fold.
  package private(set) var sureness: [(moving: PlaceSureness, flat: PlaceSureness)] = []
  /// Variance of the displacement along each axis in a bin of time, m², mean over the folds.
  package private(set) var variance: Double

  /// A part of the time that is held out.
  package struct Fold: Sendable {
    /// Bins of time that train.
    package var training: [Bool]
    /// Bins of time that are decoded, in one piece each.
    package var pieces: [Range<Int>]

    package init(training: [Bool], pieces: [Range<Int>]) { (self.training, self.pieces) = (training, pieces) }
  }

  /// - Parameters:
  ///   - folds: their pieces together are all bins.
  ///   - calibrates: whether the sureness is chosen; what is decoded with the likelihood as it is is there in any case.
  /// - Throws: `NumericsError`, `CancellationError`. O(bins · places) for each cell that fires; a calibration takes twelve
  ///   times as long.
  package init(
    _ observations: LatentObservations, _ known: KnownPlaces, folds: [Fold], options: PlaceDecodingOptions,
    calibrates: Bool = false, work: Work
  ) throws {
    let none = PlaceReading(column: .nan, row: .nan, spread: .nan, level: .nan, probability: .nan)
    moving = [PlaceReading](repeating: none, count: observations.count)
    flat = moving
    var variances: [Double] = []
    // A jump at the seam would make every moved path faster than the real one, and its decoder another.
    let restarts = observations.restarts.enumerated().map { $1 || $0 == known.seam }
    let chains = try concurrentMap(folds.count, work: work) { number -> (chain: PlaceChain?, variance: Double) in
      let fold = folds[number]
      let tuning = try PlaceTuning(
        observations, at: known.numbers, isUsed: fold.training, rows: options.rows, columns: options.columns,
        smoothing: options.smoothing, emission: options.emission, fillsHoles: true)
      let variance = PlaceWalk.variance(
        ofStep: known.axes, isUsed: fold.training, restarts: restarts, span: options.span)
      guard tuning.graph.count > 0, variance.isFinite else { return (nil, .nan) }
      return (PlaceChain(tuning, walk: PlaceWalk(variance: variance / (options.binSize * options.binSize))), variance)
    }
    @Sendable func decode(_ fold: Int, _ power: (moving: Double, flat: Double)) throws -> [PlaceChain.Piece] {
      guard let chain = chains[fold].chain else { return [] }
      return try folds[fold].pieces.map { piece in
        try work.checkCancellation()
        return chain.decode(observations, piece, at: known.numbers, reach: options.reach, power: power)
      }
    }
    let decoded = try concurrentMap(folds.count, work: work) { try decode($0, (1, 1)) }
    for (number, pieces) in decoded.enumerated() {
      if chains[number].variance.isFinite { variances.append(chains[number].variance) }
      for (range, piece) in zip(folds[number].pieces, pieces) {
        moving.replaceSubrange(range, with: piece.moving)
        flat.replaceSubrange(range, with: piece.flat)
      }
    }
    variance = variances.isEmpty ? .nan : variances.reduce(0, +) / Double(variances.count)
    guard calibrates else { return }
    let powers = PlaceSureness.powersTried
    let scores = try concurrentMap(folds.count * powers.count, work: work) { number in
      let (fold, power) = (number / powers.count, powers[number % powers.count])
      return SurenessScore(power == 1 ? decoded[fold] : try decode(fold, (power, power)))
    }
    sureness = folds.indices.map { fold in
      let sums = powers.indices.map { power in
        folds.indices.filter { $0 != fold }.reduce(SurenessScore()) { $0 + scores[$1 * powers.count + power] }
      }
      return (PlaceSureness.best(sums.map(\.moving)), PlaceSureness.best(sums.map(\.flat)))
    }
    let chosen = sureness
    let again = try concurrentMap(folds.count, work: work) { try decode($0, (chosen[$0].moving.power, chosen[$0].flat.power)) }
    calibrated = (moving, flat)
    for (number, pieces) in again.enumerated() {
      for (range, piece) in zip(folds[number].pieces, pieces) {
        calibrated.moving.replaceSubrange(range, with: piece.moving.map { $0.mixed(chosen[number].moving.silence) })
        calibrated.flat.replaceSubrange(range, with: piece.flat.map { $0.mixed(chosen[number].flat.silence) })
      }
    }
  }
}
