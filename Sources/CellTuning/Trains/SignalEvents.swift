import ArrayNumerics

/// The events of a calcium signal, and how fast it falls after them: what the resolution in time of all maps and scores of the
/// signal comes from.
///
/// An event begins in the bin in which the signal rises above its mean by twice its standard deviation, and its peak is the
/// largest value before it falls below again. The scale of the signal does not matter.
package struct SignalEvents: Sendable, Equatable {
  /// Bins in which events begin, places in the signal.
  package let onsets: [Int]
  /// Time from the peak until the mean over all events has fallen to half of its height above the mean of the signal, s,
  /// between bins by a straight line; NaN without events, or when it does not fall so far within five seconds.
  package let halfDecay: Double

  /// Standard deviations above the mean from which there is an event.
  package static let threshold = 2.0
  /// The mean over events reaches so far, s.
  static let longest = 5.0

  /// - Parameters:
  ///   - signal: of one cell in each bin that was kept.
  ///   - bins: number of each on the full grid, ascending: events do not go on over a gap.
  ///   - width: of a bin, s.
  package init(_ signal: [Double], bins: [Int], width: Double) {
    let known = signal.filter(\.isFinite)
    let middle = known.isEmpty ? 0 : mean(known)
    let spread = (known.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(max(1, known.count))).squareRoot()
    let level = middle + Self.threshold * spread
    guard spread > 0 else {
      (onsets, halfDecay) = ([], .nan)
      return
    }
    func follows(_ place: Int) -> Bool { place > 0 && bins[place] == bins[place - 1] + 1 }
    var (onsets, peaks): ([Int], [Int]) = ([], [])
    for place in signal.indices where signal[place] > level {
      if follows(place), signal[place - 1] > level {
        if let peak = peaks.last, signal[place] > signal[peak] { peaks[peaks.count - 1] = place }
      } else {
        onsets.append(place)
        peaks.append(place)
      }
    }
    self.onsets = onsets
    halfDecay = Self.halfDecay(after: peaks, signal, bins: bins, width: width, middle: middle)
  }

  private static func halfDecay(
    after peaks: [Int], _ signal: [Double], bins: [Int], width: Double, middle: Double
  ) -> Double {
    let lags = max(1, Int((longest / width).rounded()))
    var height = Double.nan
    var last = 1.0
    for lag in 0...lags {
      let values = peaks.compactMap { peak -> Double? in
        let place = peak + lag
        guard place < signal.count, bins[place] == bins[peak] + lag, signal[place].isFinite else { return nil }
        return signal[place] - middle
      }
      guard !values.isEmpty else { return .nan }
      let value = mean(values)
      if lag == 0 { height = value }
      let part = value / height
      if part <= 0.5 { return width * (Double(lag) - (0.5 - part) / (last - part)) }
      last = part
    }
    return .nan
  }
}
