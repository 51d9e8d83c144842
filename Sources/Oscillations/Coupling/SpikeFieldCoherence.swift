import ArrayNumerics
import Foundation

/// Coherence of the spikes of a cell with the field potential, by multitaper spectra of segments.
///
/// C = |ΣX̄S| / √(Σ|X|² Σ|S|²) over segments and tapers. It grows with the rate of the cell: compare it with its level without
/// coherence, not between cells.
package struct SpikeFieldCoherence: Sendable, Equatable {
  /// Hz.
  package let frequencies: [Double]
  /// 0 to 1, one for each frequency.
  package let coherence: [Double]
  /// What 5 % of the frequencies exceed without coherence: √(1 − 0.05^(1/(n − 1))) of n segments times tapers.
  package let level: Double

  /// The highest frequency, Hz.
  package static let highest = 100.0
}

/// The segments of a field potential, ready to be compared with many trains of spikes.
package struct CoherenceSegments: Sendable {
  private let tapers: TaperSet
  private let transform: RealFourierTransform
  private let rate: Double
  private let starts: [Int]
  /// Shown frequencies, Hz.
  package let frequencies: [Double]
  /// `[segment · taper][frequency]`
  private let field: [[Complex]]

  /// Seconds of a segment, and NW of its tapers: half a bandwidth of 1.5 Hz.
  private static let length = 2.0
  private static let halfBandwidth = 3.0

  /// - Parameters:
  ///   - samples: at `rate`.
  ///   - isUsed: segments with any other sample are left out.
  /// - Returns: `nil` with fewer than ten segments.
  package init?(_ samples: [Double], rate: Double, isUsed: [Bool]) throws {
    let count = Int((Self.length * rate).rounded())
    tapers = try .slepian(count, halfBandwidth: Self.halfBandwidth)
    transform = try RealFourierTransform(size: count)
    self.rate = rate
    var starts: [Int] = []
    var start = 0
    while start + count <= samples.count {
      if let bad = isUsed[start..<start + count].lastIndex(of: false) {
        start = bad + 1
      } else {
        starts.append(start)
        start += count
      }
    }
    guard starts.count >= 10 else { return nil }
    self.starts = starts
    let shown = (0..<transform.coefficientCount).filter { Double($0) * rate / Double(count) <= SpikeFieldCoherence.highest }
    frequencies = shown.map { Double($0) * rate / Double(count) }
    var all: [[Complex]] = []
    for start in starts {
      let segment = Array(samples[start..<start + count])
      let level = mean(segment)
      for window in tapers.windows {
        let coefficients = try transform.forward(zip(segment, window).map { ($0 - level) * $1 })
        all.append(shown.map { coefficients[$0] })
      }
    }
    field = all
  }

  /// - Parameter places: of the spikes among the samples, fractions allowed, ascending.
  /// - Returns: `nil` for fewer than fifty spikes in the segments.
  package func coherence(_ places: [Double]) throws -> SpikeFieldCoherence? {
    let count = tapers.length
    var cross = [Complex](repeating: .zero, count: frequencies.count)
    var power = [Double](repeating: 0, count: frequencies.count)
    var fieldPower = power
    // Segments without a spike say nothing of it.
    var (first, spikes, next, used) = (0, 0, 0, 0)
    for start in starts {
      while first < places.count, places[first] < Double(start) { first += 1 }
      var train = [Double](repeating: 0, count: count)
      var own = 0
      while first + own < places.count, places[first + own] < Double(start + count) {
        train[Int(places[first + own]) - start] += 1
        own += 1
      }
      first += own
      spikes += own
      let level = Double(own) / Double(count)
      for window in tapers.windows {
        if own > 0 {
          let coefficients = try transform.forward(zip(train, window).map { ($0 - level) * $1 })
          for frequency in cross.indices {
            cross[frequency] = cross[frequency] + field[next][frequency].conjugate * coefficients[frequency]
            power[frequency] += coefficients[frequency].squaredMagnitude
            fieldPower[frequency] += field[next][frequency].squaredMagnitude
          }
          used += 1
        }
        next += 1
      }
    }
    guard spikes >= 50, used > 1 else { return nil }
    let coherence = cross.indices.map { frequency -> Double in
      let product = fieldPower[frequency] * power[frequency]
      return product > 0 ? cross[frequency].magnitude / product.squareRoot() : .nan
    }
    let freedom = Double(used)
    return SpikeFieldCoherence(
      frequencies: frequencies, coherence: coherence, level: (1 - pow(0.05, 1 / (freedom - 1))).squareRoot())
  }
}
