import ArrayNumerics
import Foundation

/// The decay of an indicator in the emission: what a region shows is an exponential trace of what the bump gives it,
/// y_t − ρ y_{t−1} = (1 − ρ)(b + c + a g k(x − θ)) + e with ρ = exp(−step / τ). The bump is then that of the calcium's source,
/// which neither trails nor smears; the price is noise, which grows by √(1 + ρ²) / (1 − ρ).
package struct IndicatorDecay: Sendable, Equatable {
  /// ρ
  package var retention: Double

  /// - Parameters:
  ///   - time: τ, s.
  ///   - step: from frame to frame, s.
  package init(time: Double, step: Double) { retention = exp(-step / time) }

  /// (y_t − ρ y_{t−1}) / (1 − ρ); the first frame after a gap, and those beside one that was not observed, are not observed.
  package func innovations(_ signals: RingSignals) -> RingSignals {
    var result = signals
    for frame in 0..<signals.frames {
      guard frame > 0, !signals.restarts[frame], signals.isObserved[frame], signals.isObserved[frame - 1] else {
        result.isObserved[frame] = false
        continue
      }
      for region in 0..<signals.regions {
        result.values[frame, region] =
          (signals.values[frame, region] - retention * signals.values[frame - 1, region]) / (1 - retention)
      }
    }
    return result
  }
}

extension IndicatorDecay {
  /// What a region shows in each frame by the frame before and the expected innovation, `[frame, region]`:
  /// ρ y_{t−1} + (1 − ρ) ŝ_t; NaN where one of both is unknown.
  package func traced(_ innovations: Matrix<Float>, of signals: RingSignals) -> Matrix<Float> {
    var result = Matrix<Float>(rows: signals.frames, columns: signals.regions, repeating: .nan)
    for frame in 1..<max(1, signals.frames) where !signals.restarts[frame] {
      for region in 0..<signals.regions {
        let kept = retention * signals.values[frame - 1, region]
        result[frame, region] = Float(kept + (1 - retention) * Double(innovations[frame, region]))
      }
    }
    return result
  }
}
