import Schema

/// What can be wrong with a field potential or with what is asked of it.
package enum OscillationError: Error, Equatable, Sendable {
  /// A sampling rate that is none.
  case badRate(Double)
  /// One value throughout, or none.
  case constant(samples: Int)
  /// The band does not fit below half of the sampling rate, Hz.
  case bandAboveNyquist(band: [Double], rate: Double)
  /// The band is too narrow or too wide for a frequency to be followed in it, Hz.
  case untrackableBand([Double], widths: [Double])
  /// Too little is left to see the rhythm, s.
  case tooShort(seconds: Double, needed: Double)

  /// What was found and what was expected, without a remedy: the caller knows its own options.
  package var reason: String {
    switch self {
    case .badRate(let rate): "the field potential has a sampling rate of \(formatted(rate)) Hz."
    case .constant(let samples): "all \(samples) samples of the field potential have one value, or none: the channel is dead."
    case .bandAboveNyquist(let band, let rate):
      sentence {
        "the theta band, \(formatted(band.first ?? 0)) to \(formatted(band.last ?? 0)) Hz, does not lie below half of the "
        "sampling rate of \(formatted(rate)) Hz."
      }
    case .untrackableBand(let band, let widths):
      sentence {
        "a frequency cannot be followed from \(formatted(band.first ?? 0)) to \(formatted(band.last ?? 0)) Hz: the band has "
        "to be \(formatted(widths.first ?? 0)) to \(formatted(widths.last ?? 0)) Hz wide."
      }
    case .tooShort(let seconds, let needed):
      sentence {
        "\(formatted(seconds, digits: 3)) s of the field potential can be used, and a spectrum needs \(formatted(needed)) s."
      }
    }
  }
}

extension OscillationError: CustomStringConvertible {
  /// The reason.
  package var description: String { reason }
}
