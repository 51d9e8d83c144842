import Foundation

/// How sure a posterior over places may be.
///
/// The likelihood takes maps for exact, cells for independent witnesses and bins of time for independent ones; the posterior
/// is then too sure. Raised to a power at most 1 it says less. And in a share of the time the cells of an animal say nothing
/// of where it is (of another place at rest, of no place in a pause): the posterior is mixed with all places alike, by that
/// share. Both together have the largest mean log-probability of the real place in the *other* folds, each decoded with maps
/// from the rest (a proper score: Gneiting and Raftery 2007, doi:10.1198/016214506000001437). Where the real place is no
/// place of the maps neither helps, and it does not count.
package struct PlaceSureness: Sendable, Equatable {
  /// Exponent of the likelihood.
  package var power = 1.0
  /// Share of the time in which the cells say nothing.
  package var silence = 0.0

  /// Exponents of the likelihood among which a calibration chooses.
  package static let powersTried = [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05]
  /// Shares among which it chooses.
  package static let silencesTried = [0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5]

  /// The one with the largest score; of equal ones the first.
  ///
  /// - Parameter scores: `[power][silence]`.
  static func best(_ scores: [[Double]]) -> PlaceSureness {
    var (best, top) = (PlaceSureness(), -Double.infinity)
    for (power, row) in zip(powersTried, scores) {
      for (silence, score) in zip(silencesTried, row) where score > top {
        (best, top) = (PlaceSureness(power: power, silence: silence), score)
      }
    }
    return best
  }
}

/// Sums of the log-probability of the real place, one for each share of silence.
struct SurenessScore: Sendable {
  private(set) var moving = [Double](repeating: 0, count: PlaceSureness.silencesTried.count)
  private(set) var flat = [Double](repeating: 0, count: PlaceSureness.silencesTried.count)

  /// No single bin of time decides: below this a probability counts as this.
  private static let least = 1e-12

  init() {}

  init(_ pieces: [PlaceChain.Piece]) {
    func sums(_ readings: [PlaceReading]) -> [Double] {
      PlaceSureness.silencesTried.map { silence in
        readings.reduce(0) { $1.probability.isFinite ? $0 + log(max(Self.least, $1.mixed(silence).probability)) : $0 }
      }
    }
    for piece in pieces {
      moving = zip(moving, sums(piece.moving)).map(+)
      flat = zip(flat, sums(piece.flat)).map(+)
    }
  }

  static func + (first: SurenessScore, second: SurenessScore) -> SurenessScore {
    var sum = first
    sum.moving = zip(first.moving, second.moving).map(+)
    sum.flat = zip(first.flat, second.flat).map(+)
    return sum
  }
}
