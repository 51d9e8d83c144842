import ArrayNumerics
import Foundation

/// The population vector of every frame: the direction of Σ y e^{ix}, of signals averaged over five frames.
package struct PopulationVector: Sendable, Equatable {
  /// rad in [0, 2π), `[frame]`; NaN where no frame around was observed.
  package var position: [Double]
  /// |Σ y e^{ix}| / Σ |y|, 0 to 1, `[frame]`.
  package var strength: [Double]

  /// Frames of the centred average.
  package static let window = 5

  /// Frames after a gap are not averaged with those before.
  package init(_ signals: RingSignals) {
    let (frames, regions) = (signals.frames, signals.regions)
    let (cosines, sines) = (signals.angles.map { cos($0) }, signals.angles.map { sin($0) })
    let stretch = signals.stretchNumbers
    let half = Self.window / 2
    position = [Double](repeating: .nan, count: frames)
    strength = [Double](repeating: .nan, count: frames)
    for frame in 0..<frames {
      var (sum, count) = ([Double](repeating: 0, count: regions), 0)
      for other in max(0, frame - half)...min(frames - 1, frame + half)
      where signals.isObserved[other] && stretch[other] == stretch[frame] {
        for j in 0..<regions { sum[j] += signals.values[other, j] }
        count += 1
      }
      guard count > 0 else { continue }
      var (x, y, total) = (0.0, 0.0, 0.0)
      for j in 0..<regions {
        x += sum[j] * cosines[j]
        y += sum[j] * sines[j]
        total += abs(sum[j])
      }
      guard total > 0 else { continue }
      position[frame] = wrapAngle(atan2(y, x))
      strength[frame] = hypot(x, y) / total
    }
  }
}

extension RingSignals {
  /// The number of the uninterrupted stretch that each frame belongs to.
  var stretchNumbers: [Int] {
    var number = 0
    return restarts.map { restart in
      if restart { number += 1 }
      return number
    }
  }
}
