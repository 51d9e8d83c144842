import ArrayNumerics
import Foundation

/// The time constant of an indicator's decay, from how the signals differ when time runs backwards.
///
/// A bump that comes and goes alike gives differences over a lag, d(t + k) − d(t), without a third moment; an indicator that
/// rises at once and decays slowly gives them one. With d = y(t) − ρ y(t − 1) it is gone at the ρ of the decay. Noise that is
/// the same on both sides adds nothing to third moments, so that it makes the estimate uncertain but, in long recordings, not
/// wrong. What is assumed is that the activity itself has no direction in time: neurons that fire at once and cease slowly
/// count as indicator.
///
/// The signals are smoothed along the ring (Gaussian, 1.5 regions), which a decay that all regions share does not see. The
/// skewness is the mean over lags of 0.2 to 0.6 s; the interval is that of resampled blocks of 10 s. O(frames · regions²).
package struct DecayEstimate: Sendable, Equatable {
  /// τ, s; 0 where the signals show no decay, infinite where no τ up to 5 s takes the skewness away.
  package let time: Double
  /// 2.5th and 97.5th percentile of τ over resampled blocks.
  package let low: Double, high: Double

  /// Whether the signals show a decay at all: its interval is above 0, and it has a value.
  package var isKnown: Bool { low > 0 && time.isFinite }

  /// The longest decay that is looked for, s.
  static let longest = 5.0
  static let lags = [0.2, 0.3, 0.4, 0.5, 0.6]
  static let block = 10.0
  static let resamples = 400

  /// `nil` of fewer than three blocks with pairs of frames.
  ///
  /// - Parameters:
  ///   - step: from frame to frame, s.
  ///   - stream: draws the blocks.
  package init?(_ signals: RingSignals, step: Double, stream: RandomStream) {
    let smooth = signals.smoothedAlongRing(regions: 1.5)
    let lags = Set(Self.lags.map { max(1, Int(($0 / step).rounded())) }).sorted()
    let length = max(1, Int((Self.block / step).rounded()))
    let blocks = (0..<(signals.frames + length - 1) / length).map { block in
      lags.map { lag in
        DifferenceMoments(
          smooth, of: signals, frames: block * length..<min(signals.frames, (block + 1) * length), lag: lag)
      }
    }.filter { $0.allSatisfy { $0.pairs > 0 } }
    guard blocks.count >= 3 else { return nil }
    time = Self.root(blocks, step: step)
    var stream = stream
    let drawn = (0..<Self.resamples).map { _ in
      Self.root(blocks.map { _ in blocks[stream.integer(below: blocks.count)] }, step: step)
    }.sorted()
    (low, high) = (drawn[Self.resamples / 40], drawn[Self.resamples - 1 - Self.resamples / 40])
  }

  /// The first τ at which the skewness is gone.
  private static func root(_ blocks: [[DifferenceMoments]], step: Double) -> Double {
    let sums = blocks[0].indices.map { lag in blocks.reduce(DifferenceMoments()) { $0 + $1[lag] } }
    func skewness(_ time: Double) -> Double {
      sums.reduce(0) { $0 + $1.skewness(kept: time > 0 ? exp(-step / time) : 0) }
    }
    guard skewness(0) > 0 else { return 0 }
    let count = 120
    var before = 0.0
    for index in 0..<count {
      let time = 0.02 * pow(longest / 0.02, Double(index) / Double(count - 1))
      if skewness(time) <= 0 {
        var (below, above) = (before, time)
        for _ in 0..<40 {
          let middle = 0.5 * (below + above)
          if skewness(middle) > 0 { below = middle } else { above = middle }
        }
        return 0.5 * (below + above)
      }
      before = time
    }
    return .infinity
  }
}

/// Sums over pairs of frames a lag apart, from which the moments of D = u − ρ v follow for every ρ; u is the difference of the
/// signal over the lag, and v that of the frames before.
private struct DifferenceMoments {
  /// Σ u³, Σ u²v, Σ uv², Σ v³.
  private var third = SIMD4<Double>()
  /// Σ u², Σ uv, Σ v².
  private var second = SIMD3<Double>()
  private(set) var pairs = 0

  init() {}

  /// - Parameter frames: of the later frame of the first difference; both frames and those before must follow each other.
  init(_ values: Matrix<Double>, of signals: RingSignals, frames: Range<Int>, lag: Int) {
    for frame in frames where frame > lag {
      let past = frame - lag - 1
      guard (past...frame).allSatisfy({ signals.isObserved[$0] && ($0 == past || !signals.restarts[$0]) }) else { continue }
      for region in 0..<values.columns {
        let u = values[frame, region] - values[frame - lag, region]
        let v = values[frame - 1, region] - values[past, region]
        third += SIMD4(u * u * u, u * u * v, u * v * v, v * v * v)
        second += SIMD3(u * u, u * v, v * v)
      }
      pairs += values.columns
    }
  }

  /// Third moment of D over the 3/2 power of its second.
  func skewness(kept rho: Double) -> Double {
    let count = Double(pairs)
    let m2 = (second.x - 2 * rho * second.y + rho * rho * second.z) / count
    let m3 = (third.x - 3 * rho * third.y + 3 * rho * rho * third.z - rho * rho * rho * third.w) / count
    return m2 > 0 ? m3 / pow(m2, 1.5) : 0
  }

  static func + (one: DifferenceMoments, other: DifferenceMoments) -> DifferenceMoments {
    var sum = one
    sum.third += other.third
    sum.second += other.second
    sum.pairs += other.pairs
    return sum
  }
}

extension RingSignals {
  /// The signals averaged along the ring with a Gaussian of so many times the space that a region has.
  fileprivate func smoothedAlongRing(regions width: Double) -> Matrix<Double> {
    let sigma = width * 2 * .pi / Double(max(1, regions))
    let weights = Matrix<Double>(
      rows: regions, columns: regions,
      elements: angles.flatMap { one in
        let row = angles.map { exp(-0.5 * pow(angleDifference($0, one) / sigma, 2)) }
        let sum = row.reduce(0, +)
        return row.map { $0 / sum }
      })
    var result = Matrix<Double>(rows: frames, columns: regions, repeating: .nan)
    for frame in 0..<frames where isObserved[frame] {
      for region in 0..<regions {
        result[frame, region] = (0..<regions).reduce(0.0) { $0 + weights[region, $1] * values[frame, $1] }
      }
    }
    return result
  }
}
