import ArrayNumerics
import Foundation

/// A second bump that a frame shows beside the first.
package struct SecondBump: Sendable, Equatable {
  package var frame: Int
  /// rad in [0, 2π)
  package var position: Double
  /// In the unit of the scale of the fit.
  package var amplitude: Double
  /// Amplitude over its standard error.
  package var z: Double

  /// More than this away from the first, rad.
  static let distance = Double.pi / 2
  /// Amplitude in standard errors, and as a share of that of the first, that a second bump exceeds.
  static let least = (z: 4.0, share: 0.5)
}

extension HiddenMarkovBump {
  /// Frames in which what the bump leaves over has the profile of another one: a matched filter over the places more than 90°
  /// away, with the common brightness integrated out. The noise is that of frame-to-frame differences where it is smaller than
  /// the fitted one, which takes a second bump for noise.
  package func secondBumps() -> [SecondBump] {
    var sharp = model
    sharp.noise = zip(model.noise, BumpModel(startingFor: signals).noise).map { min($0, $1) }
    let emission = BumpEmission(sharp)
    let regions = signals.regions
    return (0..<signals.frames).compactMap { frame -> SecondBump? in
      guard signals.isObserved[frame], posterior.isPresent(frame) else { return nil }
      let (position, amplitude) = (posterior.position[frame], posterior.amplitude[frame])
      var residual = (0..<regions).map { j in
        let profile = BumpModel.profile(model.angles[j] - position, concentration: model.concentration)
        return signals.values[frame, j] - model.baseline[j] - amplitude * model.gain[j] * profile
      }
      let common = emission.commonSpread * zip(residual, emission.precision).reduce(0) { $0 + $1.0 * $1.1 }
      for j in 0..<regions { residual[j] = (residual[j] - common) * emission.precision[j] }
      var best: SecondBump?
      for m in 0..<BumpModel.positions {
        let place = Double(m) * BumpModel.spacing
        guard abs(angleDifference(place, position)) > SecondBump.distance, emission.power[m] > 0 else { continue }
        let match = zip(emission.templates.row(m), residual).reduce(0) { $0 + $1.0 * $1.1 }
        let z = match / emission.power[m].squareRoot()
        if z > best?.z ?? SecondBump.least.z {
          best = SecondBump(frame: frame, position: place, amplitude: match / emission.power[m], z: z)
        }
      }
      return best.flatMap { $0.amplitude > SecondBump.least.share * amplitude ? $0 : nil }
    }
  }
}
