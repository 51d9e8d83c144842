import Foundation

/// The peak of a spectrum in the theta band, or why there is none.
package enum ThetaPeak: Sendable, Equatable {
  /// A peak: where, how many times the background, and from where to where it is above half of its height, Hz.
  case found(frequency: Double, ratio: Double, from: Double, to: Double)
  /// The largest ratio stands at an end of the band, Hz.
  case atEdge(Double)
  /// No frequency reaches twice the background; the largest ratio.
  case tooWeak(Double)

  /// A peak is at least so many times the background.
  package static let leastRatio = 2.0
  /// Two tops are two where the power over the background between them falls below this share of the lower one, and by three
  /// deviations of a ratio of two powers.
  package static let leastDip = 0.8

  /// Hz; `nil` without a peak.
  package var frequency: Double? {
    if case .found(let frequency, _, _, _) = self { frequency } else { nil }
  }

  /// Found on the ratio to the background, located on the difference: the power-weighted centroid of P − A over the contiguous
  /// run in which P/A is above half of its peak. (Dividing by a falling background shifts a broad peak up.) Where the run has
  /// two tops with a dip between them that is not one of chance, as of theta that changed its frequency, it ends at the dip:
  /// the centroid of both would lie where there is least.
  ///
  /// - Parameter deviation: relative standard deviation of the powers, 1 / √(spectra that were averaged).
  package init(
    _ spectrum: PowerSpectrum, over background: AperiodicFit, band: ClosedRange<Double>, deviation: Double = 0
  ) {
    let inside = spectrum.indices(in: band)
    let base = inside.map { background.power(at: spectrum.frequencies[$0]) }
    let ratios = zip(inside, base).map { spectrum.power[$0] / $1 }
    guard let best = ratios.indices.max(by: { (ratios[$0], $1) < (ratios[$1], $0) }) else {
      self = .tooWeak(0)
      return
    }
    if ratios[best] < Self.leastRatio {
      self = .tooWeak(ratios[best])
      return
    }
    if best == 0 || best == ratios.count - 1 {
      self = .atEdge(spectrum.frequencies[inside[best]])
      return
    }
    let dip = min(Self.leastDip, exp(-3 * deviation * 2.0.squareRoot()))
    /// The end of the run on one side of the top, or the bottom of the first dip.
    func end(_ step: Int) -> Int {
      var (place, lowest) = (best, best)
      while ratios.indices.contains(place + step), ratios[place + step] > ratios[best] / 2 {
        place += step
        if ratios[place] < ratios[lowest] { lowest = place }
        if ratios[lowest] < dip * ratios[place] { return lowest }
      }
      return place
    }
    let (low, high) = (end(-1), end(1))
    var (sum, moment) = (0.0, 0.0)
    for index in low...high {
      let excess = max(0, spectrum.power[inside[index]] - base[index])
      sum += excess
      moment += excess * spectrum.frequencies[inside[index]]
    }
    self = .found(
      frequency: moment / sum, ratio: ratios[best], from: spectrum.frequencies[inside[low]],
      to: spectrum.frequencies[inside[high]])
  }
}
