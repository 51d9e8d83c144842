import ArrayNumerics

/// How well regions at given places explain an excerpt of a recording: what the order of the regions, and the phase between
/// the sides of a bridge, are judged by.
package struct PlacementScore: Sendable {
  /// Frames of the excerpt at most, in stretches of `stretch`, evenly spread.
  package static let frames = 240
  private static let stretch = 60
  private static let iterations = 6

  private let excerpt: RingSignals
  private let learnsGain: Bool

  /// - Parameters:
  ///   - signals: on the scale of a fit.
  ///   - learnsGain: as in that fit.
  package init(_ signals: RingSignals, learnsGain: Bool) {
    self.learnsGain = learnsGain
    guard signals.frames > Self.frames else {
      excerpt = signals
      return
    }
    let count = Self.frames / Self.stretch
    let stretches = (0..<count).map { index in
      let first = index * (signals.frames - Self.stretch) / (count - 1)
      return first..<first + Self.stretch
    }
    let chosen = signals.stretches(stretches)
    // A recording may be empty where the excerpt is.
    let observed = chosen.isObserved.count { $0 }
    excerpt = 2 * observed >= chosen.frames ? chosen : signals
  }

  /// Log-likelihood per frame of a model that was fitted to the excerpt with the regions at these places, nats.
  ///
  /// - Throws: `CancellationError`.
  package func logLikelihood(at angles: [Double], work: Work) throws -> Double {
    let placed = excerpt.at(angles)
    let fit = try BumpFit.fit(
      placed, from: BumpModel(startingFor: placed), tempering: 1, learnsGain: learnsGain, iterations: Self.iterations,
      work: work)
    return fit.logLikelihood / Double(max(1, placed.isObserved.count { $0 }))
  }

  /// The same of up to two bumps that move on their own, by the least squares of frames (`FramePairs`); −∞ without a frame.
  ///
  /// - Throws: `CancellationError`, `NumericsError`.
  package func pairLogLikelihood(at angles: [Double], work: Work) throws -> Double {
    let placed = excerpt.at(angles)
    let frames = placed.observedFrames
    guard !frames.isEmpty else { return -.infinity }
    let pairs = try FramePairs(placed, frames: frames, base: BumpModel(startingFor: placed), work: work)
    return try PairChain(pairs.rest().model).logLikelihood(placed, work: work)
  }
}
