import ArrayNumerics

/// How often two spikes of a cell come a lag apart, for each lag.
///
/// Sources: the sweep over sorted times is linear in the pairs that are found; the first bin holds intervals shorter than a bin
/// only, not the spikes themselves.
package struct SpikeAutocorrelogram: Sendable {
  /// Pairs in each bin of the lag, over the number of spikes; empty for too few spikes.
  package let shares: [Double]
  /// Middles of the bins, s.
  package let lags: [Double]
  /// Spikes.
  package let spikes: Int

  /// - Parameters:
  ///   - times: s, ascending.
  ///   - longest: lag, s.
  ///   - resolution: of the lag, s.
  package init(times: [Double], longest: Double, resolution: Double) {
    let bins = max(1, Int((longest / resolution).rounded()))
    var counts = [Double](repeating: 0, count: bins)
    let limit = Double(bins) * resolution
    times.withUnsafeBufferPointer { times in
      for first in times.indices {
        var second = first + 1
        while second < times.count {
          let lag = times[second] - times[first]
          if lag >= limit { break }
          counts[min(bins - 1, Int(lag / resolution))] += 1
          second += 1
        }
      }
    }
    spikes = times.count
    lags = (0..<bins).map { (Double($0) + 0.5) * resolution }
    shares = counts.map { $0 / Double(max(1, times.count)) }
  }

  /// The same of counts in bins of time: lags are whole bins, the first that of spikes in one bin.
  ///
  /// - Parameters:
  ///   - bins: number of the bin of time of each event, ascending.
  ///   - counts: spikes in it.
  package init(bins: [Int], counts: [Double], width: Double, longest: Double) {
    let most = max(0, Int((longest / width).rounded()) - 1)
    var sums = [Double](repeating: 0, count: most + 1)
    for first in bins.indices {
      sums[0] += counts[first] * (counts[first] - 1) / 2
      var second = first + 1
      while second < bins.count, bins[second] - bins[first] <= most {
        sums[bins[second] - bins[first]] += counts[first] * counts[second]
        second += 1
      }
    }
    let total = counts.reduce(0, +)
    spikes = Int(total.rounded())
    lags = (0...most).map { Double($0) * width }
    // Two spikes of one bin are on average a third of a bin apart, and only half as many lags fall there as on either side of a
    // whole bin: counted twice, a train without structure is flat.
    sums[0] *= 2
    shares = sums.map { total > 0 ? $0 / total : 0 }
  }
}
