import ArrayNumerics
import Foundation

/// Whether the spikes of a cell come rhythmically by themselves: the theta peak of their autocorrelogram, against the same
/// bursts jittered.
///
/// The usual ratio of powers is no test: bursty field cells without a rhythm exceed 5.
package struct SpikeModulation: Sendable, Equatable {
  /// The peak from 5 to 11 Hz.
  package let peak: LagSpectrum.Peak
  /// (1 + jitters with as large an amplitude) / (1 + jitters); NaN with too few pairs.
  package let pValue: Double

  /// Spikes closer than this belong to one burst, s.
  package static let burst = 0.015
  /// A burst is moved by up to so much either way, s.
  package static let jitter = 0.15
  /// Pairs within the lags that a test needs.
  package static let fewestPairs = 100

  /// - Parameters:
  ///   - times: s, ascending.
  ///   - resolution: width of the bins of which these are the middles, s; 0 for times of spikes. Every spike then stands at a
  ///     random place of its bin, in the data as in the jitters: lags of whole bins are a comb, which has a rhythm that
  ///     jittered times have not. Spikes of neighbouring bins are one burst: a burst that an edge of a bin cuts in two must not
  ///     be moved in two.
  ///   - jitters: how often the bursts are moved.
  ///   - seed: with `index`, of the random numbers.
  package init(
    _ times: [Double], resolution: Double = 0, jitters: Int, seed: UInt64, index: Int, work: Work = Work()
  ) throws {
    let spectrum = LagSpectrum.ofTimes
    var bursts: [Int] = []
    let apart = max(Self.burst, 1.5 * resolution)
    for spike in times.indices {
      let isNew = spike == 0 || times[spike] - times[spike - 1] >= apart
      bursts.append((bursts.last ?? -1) + (isNew ? 1 : 0))
    }
    let placed = Self.withinBins(times, resolution: resolution, seed: seed, index: index)
    let counts = spectrum.autocorrelogram(placed.sorted())
    peak = spectrum.peak(counts)
    guard jitters > 0, counts.reduce(0, +) >= Double(Self.fewestPairs), peak.amplitude.isFinite else {
      pValue = .nan
      return
    }
    var asLarge = 0
    for round in 0..<jitters {
      try work.checkCancellation()
      var stream = RandomStream(seed: seed, name: "burst jitter", index, round)
      var (moved, shift, last) = (placed, 0.0, -1)
      for spike in moved.indices {
        if bursts[spike] != last {
          shift = (2 * stream.uniform() - 1) * Self.jitter
          last = bursts[spike]
        }
        moved[spike] += shift
      }
      moved.sort()
      if spectrum.largestAmplitude(spectrum.autocorrelogram(moved)) >= peak.amplitude { asLarge += 1 }
    }
    pValue = Double(1 + asLarge) / Double(1 + jitters)
  }

  /// A random time within the bin of each spike; the times themselves where they are exact.
  private static func withinBins(_ times: [Double], resolution: Double, seed: UInt64, index: Int) -> [Double] {
    guard resolution > 0 else { return times }
    var stream = RandomStream(seed: seed, name: "place within a bin", index, 0)
    return times.map { $0 + (stream.uniform() - 0.5) * resolution }
  }
}

/// The rhythm of a cell measured in cycles of the field potential, where drifts of its frequency cancel.
package struct CycleModulation: Sendable, Equatable {
  /// Frequency of the cell over that of the field potential; NaN where none stands out. Above 1, phase precesses.
  package let relativeFrequency: Double
  /// (m₂ − m₁)/(m₂ + m₁), with the pairs one and two cycles apart: above 0, the cell skips every other cycle. NaN without
  /// pairs.
  package let skipping: Double
  /// p that it does not: (1 + exchanges of neighbouring cycles with as large a value) / (1 + exchanges); NaN without.
  package let skippingP: Double

  /// - Parameters:
  ///   - cycles: of the spikes, phase and number of the cycle in one: unwrapped phase / 2π, ascending.
  ///   - exchanges: how often spikes of neighbouring cycles are exchanged.
  package init(_ cycles: [Double], exchanges: Int, seed: UInt64, index: Int, work: Work = Work()) throws {
    let spectrum = LagSpectrum.ofCycles
    let counts = spectrum.autocorrelogram(cycles)
    relativeFrequency = spectrum.peak(counts).frequency
    let observed = Self.skipping(cycles)
    skipping = observed.index
    guard exchanges > 0, observed.pairs >= Double(SpikeModulation.fewestPairs) else {
      skippingP = .nan
      return
    }
    var asLarge = 0
    for round in 0..<exchanges {
      try work.checkCancellation()
      var stream = RandomStream(seed: seed, name: "cycle exchange", index, round)
      if Self.skipping(Self.exchanged(cycles, &stream)).index >= observed.index { asLarge += 1 }
    }
    skippingP = Double(1 + asLarge) / Double(1 + exchanges)
  }

  /// Hann-weighted pairs a quarter of a cycle around one and two cycles.
  private static func skipping(_ cycles: [Double]) -> (index: Double, pairs: Double) {
    var (one, two, pairs, first) = (0.0, 0.0, 0.0, 0)
    for later in cycles.indices {
      while first < later, cycles[later] - cycles[first] > 2.25 { first += 1 }
      for earlier in first..<later {
        let lag = cycles[later] - cycles[earlier]
        let nearest = lag.rounded()
        guard nearest >= 1, nearest <= 2, abs(lag - nearest) < 0.25 else { continue }
        let weight = 0.5 * (1 + cos(4 * .pi * (lag - nearest)))
        if nearest == 1 { one += weight } else { two += weight }
        pairs += 1
      }
    }
    return (one + two > 0 ? (two - one) / (two + one) : .nan, pairs)
  }

  /// Neighbouring cycles in pairs from a random one on, the spikes of each pair exchanged or not.
  private static func exchanged(_ cycles: [Double], _ stream: inout RandomStream) -> [Double] {
    let offset = stream.integer(below: 2)
    var (pair, isExchanged) = (Int.min, false)
    var moved = cycles
    for spike in cycles.indices {
      let cycle = Int(cycles[spike].rounded(.down)) + offset
      let own = cycle >> 1
      if own != pair { (pair, isExchanged) = (own, stream.integer(below: 2) == 1) }
      if isExchanged { moved[spike] += cycle & 1 == 0 ? 1 : -1 }
    }
    return moved.sorted()
  }
}
