import Schema

/// How a grid score is defined.
public enum GridScoreDefinition: String, Choice {
  /// The best annulus from the edge of the central field outward, on the overlap-normalised autocorrelogram.
  case expanding
  /// That of the program opexebo: a contour at a fifth around the centre, and discs that grow pixel by pixel.
  case opexebo
  /// That of the program canns: the same on an autocorrelogram that is not normalised by the overlap.
  case canns
  /// One annulus around the six nearest peaks.
  case sargolini

  /// Whether maps keep their unvisited bins apart, or have 0 there.
  package var masksUnvisited: Bool { self == .expanding || self == .sargolini }
}

/// The grid score of one map, or why there is none.
package enum GridScore: Sendable, Equatable {
  /// The score, and the radii of the annulus that it was taken from, bins.
  case score(Double, inner: Double, outer: Double)
  case undefined(UndefinedScore)

  /// NaN when it is not defined.
  package var value: Double { if case .score(let score, _, _) = self { score } else { .nan } }
}

/// Why a map has no grid score.
package enum UndefinedScore: Sendable, Equatable {
  /// So many spikes are too few.
  case tooFewSpikes(Int)
  /// The map is the same everywhere.
  case flat
  /// There is no room for an annulus around the central field.
  case tooSmall
  /// Nothing ends the central field.
  case noCentralField
  /// The contour around the centre has a radius of less than two bins.
  case smallCentralField
  /// Fewer than three peaks around the centre.
  case tooFewPeaks(Int)
  /// The visited area is so wide, m, which is less than the smallest spacing, m.
  case narrow(width: Double, spacing: Double)

  /// Why, as half a sentence.
  package var reason: String {
    switch self {
    case .tooFewSpikes(let spikes): "only \(counted(spikes, "spike")) where the position is known (20 are needed)"
    case .flat: "the map does not vary"
    case .tooSmall: "the map is too small for an annulus around its central peak"
    case .noCentralField: "the autocorrelogram has no central field with an end"
    case .smallCentralField: "the contour around the centre of the autocorrelogram has a radius of less than two bins"
    case .tooFewPeaks(let peaks): "the autocorrelogram has \(counted(peaks, "peak")) around its centre (three are needed)"
    case .narrow(let width, let spacing):
      "the animal was on a path \(formatted(100 * width, digits: 2)) cm wide, and a grid of \(formatted(100 * spacing)) cm or "
        + "more needs an area"
    }
  }
}
