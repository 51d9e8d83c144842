import ArrayNumerics
import Foundation

/// Coupling of the amplitudes of fast rhythms to the phases of slow ones, every pair of bands (Tort et al. 2010,
/// doi:10.1152/jn.00106.2010).
package struct Comodulogram: Sendable {
  /// Middles of the bands of phase and of amplitude, Hz.
  package let slow: [Double], fast: [Double]
  /// Tort's index `[slow, fast]`.
  package let index: Matrix<Double>
  /// The index in deviations of shifted amplitudes from their mean, and (1 + shifts whose largest z of all pairs is as large) /
  /// (1 + shifts), so that the whole picture is wrong in 5 %; NaN with fewer than two shifts. Each shifted picture has its z
  /// against the others and the observed one, as that has its against them: without coupling none of them stands out.
  package let zScore: Matrix<Double>, pValue: Matrix<Double>

  /// Bands of phase, Hz: from, to, between two, and half of their width.
  private static let phases = (from: 2.0, to: 12.0, step: 1.0, half: 1.0)
  /// Half of the width of bands of amplitude, so that the side bands of the fastest phase fit in.
  private static let half = 13.0
  /// Seconds at both ends that do not count.
  private static let edge = 1.0
  /// Amplitudes are taken at about this rate, Hz: in their bands they change no faster.
  private static let rate = 60.0

  /// - Parameters:
  ///   - samples: at `rate`; bands of amplitude above four tenths of it are left out.
  ///   - isUsed: whether a sample counts.
  ///   - shifts: in even steps once round the time that counts, the same for all pairs: the observed picture is the one with
  ///     none, and stands among them as each does. Let the steps be a second or longer.
  /// - Returns: `nil` where no band fits, or less than twenty seconds count.
  package init?(
    _ samples: [Double], rate: Double, isUsed: [Bool], shifts: Int, work: Work = Work()
  ) throws {
    let fast = stride(
      from: CouplingSpectrum.lowest, through: min(CouplingSpectrum.highest, 0.4 * rate - Self.half), by: CouplingSpectrum.step
    ).map { $0 }
    let slow = stride(from: Self.phases.from, through: Self.phases.to, by: Self.phases.step).map { $0 }
    let stride = max(1, Int(rate / Self.rate))
    // At the ends the filters of phase and amplitude err together, in the observed picture alone: with them, 8 % of recordings
    // of 30 s without coupling had a pair below 0.05.
    let edge = Int(Self.edge * rate)
    let kept = Swift.stride(from: edge, to: min(samples.count, isUsed.count) - edge, by: stride).filter { isUsed[$0] }
    let own = rate / Double(stride)
    let least = Int(PhaseAmplitudeCoupling.leastShift * own)
    guard !fast.isEmpty, kept.count >= 4 * least else { return nil }
    let phases = try concurrentMap(slow.count, work: work) { band -> [UInt8] in
      let filter = try ButterworthBand(
        order: 2, band: slow[band] - Self.phases.half...slow[band] + Self.phases.half, rate: rate)
      let analytic = try analyticSignal(filter(samples, rate: rate))
      return kept.map { phaseBin(atan2(analytic[$0].imaginary, analytic[$0].real)) }
    }
    let amplitudes = try concurrentMap(fast.count, work: work) { band -> [Double] in
      let filter = try ButterworthBand(order: 3, band: fast[band] - Self.half...fast[band] + Self.half, rate: rate)
      let analytic = try analyticSignal(filter(samples, rate: rate))
      return kept.map { analytic[$0].magnitude }
    }
    let pairs = slow.count * fast.count
    @Sendable func indices(shift: Int) -> [Double] {
      slow.indices.flatMap { slow in
        fast.indices.map { fast in tortIndex(amplitudeProfile(phases[slow], amplitudes[fast], shift: shift)) }
      }
    }
    let observed = indices(shift: 0)
    let null = try concurrentMap(shifts, work: work, chunk: 1) { indices(shift: ($0 + 1) * kept.count / (shifts + 1)) }
    let pictures = [observed] + null
    let scores = try concurrentMap(pairs, work: work) { pair in scoresAgainstOthers(pictures.map { $0[pair] }) }
    let found = scores.map { $0[0] }
    let largest = null.indices.map { shift in scores.reduce(-Double.infinity) { $1[shift + 1] > $0 ? $1[shift + 1] : $0 } }
    (self.slow, self.fast) = (slow, fast)
    index = Matrix(rows: slow.count, columns: fast.count, elements: observed)
    zScore = Matrix(rows: slow.count, columns: fast.count, elements: found)
    pValue = Matrix(
      rows: slow.count, columns: fast.count,
      elements: found.map { value in
        value.isNaN ? .nan : Double(1 + largest.count { $0 >= value }) / Double(1 + shifts)
      })
  }
}

/// Each value less the mean of all others, in their standard deviations; NaN where these do not differ, or are fewer than two.
func scoresAgainstOthers(_ values: [Double]) -> [Double] {
  let others = Double(values.count - 1)
  guard others >= 2 else { return values.map { _ in .nan } }
  // From the mean of all, so that no digits are lost.
  let level = mean(values)
  let away = values.map { $0 - level }
  let square = away.reduce(0.0) { $0 + $1 * $1 }
  return away.map { own in
    let middle = -own / others
    let variance = (square - own * own - others * middle * middle) / (others - 1)
    return variance > 0 ? (own - middle) / variance.squareRoot() : .nan
  }
}
