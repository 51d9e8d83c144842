import ArrayNumerics
import Foundation

/// The decay of an indicator in the emission: what a region shows is a trace of what the bump gives it. With one exponential,
/// y_t − ρ y_{t−1} = (1 − ρ)(b + c + a g k(x − θ)) + e with ρ = exp(−step / τ); with a rise as well, both one after the other:
/// y_t − (ρ + ρ′) y_{t−1} + ρρ′ y_{t−2} = (1 − ρ)(1 − ρ′)(…) + e. The bump is then that of the calcium's source, which neither
/// trails nor smears; the price is noise, which grows with one exponential by √(1 + ρ²) / (1 − ρ).
package struct IndicatorDecay: Sendable, Equatable {
  /// What is kept of the frames before, the last one first.
  private let kept: [Double]
  /// (1 − ρ)(1 − ρ′)
  private let share: Double

  /// - Parameters:
  ///   - time: τ of the decay, s.
  ///   - rise: τ of the rise, s; `nil` for one that takes no time.
  ///   - step: from frame to frame, s.
  package init(time: Double, rise: Double? = nil, step: Double) {
    let rho = exp(-step / time)
    let other = rise.map { exp(-step / $0) }
    kept = other.map { [rho + $0, -rho * $0] } ?? [rho]
    share = (1 - rho) * (1 - (other ?? 0))
  }

  /// Σ of what is kept of the frames before.
  private func trace(_ values: Matrix<Double>, _ frame: Int, _ region: Int) -> Double {
    kept.indices.reduce(0.0) { $0 + kept[$1] * values[frame - 1 - $1, region] }
  }

  /// Whether the frames before one are there, and follow each other.
  private func hasPast(_ signals: RingSignals, _ frame: Int) -> Bool {
    frame >= kept.count
      && kept.indices.allSatisfy { !signals.restarts[frame - $0] && signals.isObserved[frame - 1 - $0] }
  }

  /// (y_t − what is kept) / (1 − ρ)(1 − ρ′); frames of which those before are not known are not observed.
  package func innovations(_ signals: RingSignals) -> RingSignals {
    var result = signals
    for frame in 0..<signals.frames {
      guard signals.isObserved[frame], hasPast(signals, frame) else {
        result.isObserved[frame] = false
        continue
      }
      for region in 0..<signals.regions {
        result.values[frame, region] =
          (signals.values[frame, region] - trace(signals.values, frame, region)) / share
      }
    }
    return result
  }

  /// What a region shows in each frame by the frames before and the expected innovation, `[frame, region]`; NaN where one of
  /// these is unknown.
  package func traced(_ innovations: Matrix<Float>, of signals: RingSignals) -> Matrix<Float> {
    var result = Matrix<Float>(rows: signals.frames, columns: signals.regions, repeating: .nan)
    for frame in 0..<signals.frames where hasPast(signals, frame) {
      for region in 0..<signals.regions {
        result[frame, region] = Float(
          trace(signals.values, frame, region) + share * Double(innovations[frame, region]))
      }
    }
    return result
  }
}
