import ArrayNumerics
import Foundation

/// How the amplitude of a fast rhythm follows the phase of a slow one, against the same amplitudes shifted in time.
package struct PhaseAmplitudeCoupling: Sendable, Equatable {
  /// Tort's modulation index: how far the mean amplitudes of eighteen bins of phase are from equal, 0 to 1 (Tort et al. 2010,
  /// doi:10.1152/jn.00106.2010).
  package let modulationIndex: Double
  /// |mean of a e^{iφ}| over the mean of a (Canolty et al. 2006, doi:10.1126/science.1128115), and its phase, rad.
  package let meanVector: Double
  package let preferredPhase: Double
  /// Mean amplitude in each bin of phase over the mean of all.
  package let profile: [Double]
  /// The index against its shifts: in their standard deviations above their mean, and (1 + as large) / (1 + shifts); NaN
  /// without shifts.
  package let zScore: Double
  package let pValue: Double

  package static let bins = 18
  /// Shifts are at least so long either way, s.
  package static let leastShift = 5.0

  /// - Parameters:
  ///   - phase: rad, of the samples that count, one after the other.
  ///   - amplitude: of the fast rhythm at the same samples.
  ///   - rate: samples per second.
  ///   - shifts: how often the amplitudes are shifted.
  ///   - index: with `seed`, of the random numbers.
  /// - Returns: `nil` with less than twenty seconds.
  package init?(
    phase: [Double], amplitude: [Double], rate: Double, shifts: Int, seed: UInt64, index: Int, work: Work = Work()
  ) throws {
    let count = min(phase.count, amplitude.count)
    let least = Int(Self.leastShift * rate)
    guard count >= 4 * least else { return nil }
    let bins = phase.map { phaseBin($0) }
    let profile = amplitudeProfile(bins, amplitude, shift: 0)
    self.profile = profile
    modulationIndex = tortIndex(profile)
    var (c, s, total) = (0.0, 0.0, 0.0)
    for sample in 0..<count {
      c += amplitude[sample] * cos(phase[sample])
      s += amplitude[sample] * sin(phase[sample])
      total += amplitude[sample]
    }
    meanVector = total > 0 ? hypot(c, s) / total : .nan
    preferredPhase = total > 0 ? wrapAngle(atan2(s, c)) : .nan
    guard shifts > 0 else {
      (zScore, pValue) = (.nan, .nan)
      return
    }
    var stream = RandomStream(seed: seed, name: "coupling", index: UInt64(index))
    let places = (0..<shifts).map { _ in least + stream.integer(below: count - 2 * least + 1) }
    let null = try concurrentMap(shifts, work: work, chunk: 4) {
      tortIndex(amplitudeProfile(bins, amplitude, shift: places[$0]))
    }
    let deviation = standardDeviation(null, freedomLost: 1)
    zScore = deviation > 0 ? (modulationIndex - mean(null)) / deviation : .nan
    let observed = modulationIndex
    pValue = Double(1 + null.count { $0 >= observed }) / Double(1 + shifts)
  }
}

/// The bin of a phase.
func phaseBin(_ angle: Double) -> UInt8 {
  UInt8(min(PhaseAmplitudeCoupling.bins - 1, Int(wrapAngle(angle) / (2 * .pi) * Double(PhaseAmplitudeCoupling.bins))))
}

/// Mean amplitudes in each bin of phase, each sample's taken `shift` samples later, round and round; over the mean of all.
func amplitudeProfile(_ phases: [UInt8], _ amplitude: [Double], shift: Int) -> [Double] {
  let bins = PhaseAmplitudeCoupling.bins
  var (sums, counts) = ([Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins))
  let count = min(phases.count, amplitude.count)
  phases.withUnsafeBufferPointer { phases in
    amplitude.withUnsafeBufferPointer { amplitude in
      sums.withUnsafeMutableBufferPointer { sums in
        counts.withUnsafeMutableBufferPointer { counts in
          var place = shift
          for sample in 0..<count {
            let bin = Int(phases[sample])
            sums[bin] += amplitude[place]
            counts[bin] += 1
            place += 1
            if place == count { place = 0 }
          }
        }
      }
    }
  }
  let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  let level = means.reduce(0, +) / Double(bins)
  return means.map { level > 0 ? $0 / level : .nan }
}

/// Tort's index, (ln n + Σ p ln p) / ln n of the shares p.
func tortIndex(_ profile: [Double]) -> Double {
  let bins = Double(profile.count)
  let sum = profile.reduce(0.0) { sum, value in
    let share = value / bins
    return share > 0 ? sum + share * log(share) : sum
  }
  return 1 + sum / log(bins)
}

/// Coupling of the amplitude in bands of a field potential to the phase of theta.
package struct CouplingSpectrum: Sendable {
  /// Middles of the bands, Hz.
  package let frequencies: [Double]
  /// One for each band.
  package let coupling: [PhaseAmplitudeCoupling]

  /// Middles from and to, and between two, Hz; bands reach half of `width` to both sides, wider than twice theta so that its
  /// side bands fit in.
  package static let lowest = 30.0
  package static let highest = 200.0
  package static let step = 10.0
  package static let width = 20.0

  /// - Parameters:
  ///   - samples: at `rate`; bands above four tenths of it are left out.
  ///   - phase: rad at every sample, NaN where it does not count.
  /// - Returns: `nil` where no band fits, or less than twenty seconds count.
  package init?(
    _ samples: [Double], rate: Double, phase: [Double], shifts: Int, seed: UInt64, work: Work = Work()
  ) throws {
    let top = min(Self.highest, 0.4 * rate - Self.width / 2)
    guard top >= Self.lowest else { return nil }
    let middles = stride(from: Self.lowest, through: top, by: Self.step).map { $0 }
    let known = phase.indices.filter { phase[$0].isFinite }
    let phases = known.map { phase[$0] }
    var found: [PhaseAmplitudeCoupling] = []
    for (index, middle) in middles.enumerated() {
      work.report("coupling of amplitudes to the phase", completed: index, of: middles.count)
      let band = try ButterworthBand(order: 3, band: middle - Self.width / 2...middle + Self.width / 2, rate: rate)
      let amplitude = try analyticSignal(band(samples, rate: rate)).map(\.magnitude)
      guard
        let coupling = try PhaseAmplitudeCoupling(
          phase: phases, amplitude: known.map { amplitude[$0] }, rate: rate, shifts: shifts, seed: seed, index: index,
          work: work)
      else { return nil }
      found.append(coupling)
    }
    work.report("coupling of amplitudes to the phase", completed: middles.count, of: middles.count)
    frequencies = middles
    coupling = found
  }
}
