import ArrayNumerics

/// A second bump that a frame shows beside the first.
package struct SecondBump: Sendable, Equatable {
  package var frame: Int
  /// rad in [0, 2π)
  package var position: Double
  /// In the unit of the scale of the fit.
  package var amplitude: Double
  /// Amplitude over its standard error: the root of twice what two bumps gain in log-likelihood over the best single one.
  package var z: Double

  /// More than this away from the first, rad.
  package static let distance = Double.pi / 2
  /// Amplitude in standard errors, and as a share of that of the first, that a second bump exceeds.
  static let least = (z: 4.0, share: 0.5)
  /// Between them the sum of both falls below this share of its value at the second: a wide bump with a flat top is no two.
  static let mostDip = 0.8
  /// The z from which it is taken out where many frames have one.
  static let leastAmongMany = 2.0
  /// Share of the frames with a second bump from which one bump is not enough.
  package static let mostShare = 0.02

  static func areMany(_ count: Int, of frames: Int) -> Bool { Double(count) > mostShare * Double(max(1, frames)) }
}

/// Frames with a second bump, and what the signals are like if up to two are taken out of every frame.
package struct SecondBumps: Sendable {
  package var found: [SecondBump]
  /// Frames that were looked at.
  package var frames: Int
  /// Baselines, noise, shared brightness, width and amplitude of least squares of up to two bumps; the rest is that of the
  /// hidden Markov fit.
  package var model: BumpModel
  /// β of what is then left over.
  package var tempering: Double

  /// Whether one bump is not enough.
  package var areMany: Bool { SecondBump.areMany(found.count, of: frames) }
}

extension HiddenMarkovBump {
  /// Frames that two bumps more than 90° apart explain better than any single one.
  ///
  /// Both are least squares of the frame by itself over a constant (`FramePairs`): the hidden Markov bump is not asked, which
  /// may follow either of two, or stand between them.
  ///
  /// - Throws: `CancellationError`.
  package func secondBumps(work: Work) throws -> SecondBumps {
    let frames = (0..<signals.frames).filter { signals.isObserved[$0] && posterior.isPresent($0) }
    guard !frames.isEmpty else { return SecondBumps(found: [], frames: 0, model: model, tempering: tempering) }
    let pairs = try FramePairs(signals, frames: frames, base: model, work: work)
    let (model, time) = pairs.rest()
    return SecondBumps(
      found: pairs.seconds, frames: frames.count, model: model, tempering: BumpFit.tempering(correlationTime: time))
  }
}
