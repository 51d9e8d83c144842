import ArrayNumerics
import Foundation

/// Which scale of the regions was taken, and the numbers behind it.
package struct ScaleChoice: Sendable, Equatable {
  /// Whether regions were brought to the same range and their gains learnt.
  package var isNormalized: Bool
  /// 2 (log-likelihood with normalised regions − that of the data as they are), nats.
  package var gain: Double
  /// What the gain had to exceed: 2R log T.
  package var threshold: Double

  package init(isNormalized: Bool, gain: Double, threshold: Double) {
    (self.isNormalized, self.gain, self.threshold) = (isNormalized, gain, threshold)
  }
}

/// Whether the signals speak for a bump at all, and the numbers behind it.
package struct BumpEvidence: Sendable, Equatable {
  /// 2 (log-likelihood with a bump − that of noise and a shared brightness alone), nats, at β = 1.
  package var gain: Double
  /// What the gain has to exceed: the parameters that a bump adds, times log T.
  package var threshold: Double
  /// Whether there is a bump.
  package var isBump: Bool { gain > threshold }

  package init(gain: Double, threshold: Double) { (self.gain, self.threshold) = (gain, threshold) }
}

/// One bump followed through a recording: the model, what it says of every frame, and how it was come by.
package struct HiddenMarkovBump: Sendable {
  /// On the scale of the fit.
  package var model: BumpModel
  /// On the scale of the fit.
  package var posterior: BumpPosterior
  /// The signals on the scale of the fit.
  package var signals: RingSignals
  /// What the fit's scale is in the unit of the data.
  package var scale: RegionScale
  /// How it was chosen.
  package var choice: ScaleChoice
  /// Whether there is a bump in any frame; without it no frame has one (`posterior.presence` is 0).
  package var evidence: BumpEvidence
  /// Autocorrelation time of the residual, frames.
  package var correlationTime: Double
  /// β, to which likelihoods were raised.
  package var tempering: Double
  /// How it keeps its velocity; `nil` where that was not asked.
  package var momentum: BumpMomentum?

  /// Fits the model: twice at β = 1, with regions as they are and normalised, of which the Bayesian information criterion takes
  /// one (Schwarz 1978, doi:10.1214/aos/1176344136); then again with the β that the residual's correlation asks for.
  ///
  /// - Parameters:
  ///   - normalizes: takes the choice of the scale out of the criterion's hands; `nil` leaves it.
  ///   - tempering: β; `nil` for that of the residual.
  ///   - hasMomentum: follows it with velocities that last from frame to frame, in the last pass.
  /// - Throws: `CalciumBumpsError`, `CancellationError`.
  package static func fit(
    _ signals: RingSignals, normalizes: Bool? = nil, tempering: Double? = nil, hasMomentum: Bool = false, work: Work
  ) throws -> HiddenMarkovBump {
    try CalciumBumpsError.check(signals)
    let scales = [RegionScale.identity(signals.regions), .percentiles(signals)]
    let scaled = scales.map { $0.apply(to: signals) }
    let wanted = normalizes.map { [$0 ? 1 : 0] } ?? [0, 1]
    work.report("fitting the bump", completed: 0, of: 3)
    @Sendable func start(_ which: Int, _ work: Work) throws -> BumpFit {
      try BumpFit.fit(
        scaled[which], from: BumpModel(startingFor: scaled[which]), tempering: 1, learnsGain: which == 1,
        measuresCorrelation: true, work: work)
    }
    let fits =
      wanted.count == 1 || signals.frames > mostFramesOfTwo
      ? try wanted.map { try start($0, work) }
      : try concurrentMap(wanted.count, work: work) { try start(wanted[$0], work.serial) }
    let observed = Double(signals.isObserved.count { $0 })
    var choice = ScaleChoice(isNormalized: wanted == [1], gain: .nan, threshold: 2 * Double(signals.regions) * log(observed))
    if wanted.count == 2 {
      choice.gain = 2 * (fits[1].logLikelihood - observed * scales[1].logVolume - fits[0].logLikelihood)
      choice.isNormalized = choice.gain > choice.threshold
    }
    let which = choice.isNormalized ? 1 : 0
    var fit = fits[wanted.count == 2 ? which : 0]
    // What a bump adds: κ, μ, s², the step and two rates, and gains where they are learnt.
    let added = Double(choice.isNormalized ? 6 + signals.regions - 1 : 6)
    let evidence = BumpEvidence(
      gain: 2 * (fit.logLikelihood - SharedBrightness(scaled[which]).logLikelihood), threshold: added * log(observed))
    let time = fit.correlationTime ?? 1
    let beta = tempering ?? BumpFit.tempering(correlationTime: time)
    work.report("fitting the bump", completed: 1, of: 3)
    if beta < 1 {
      fit = try BumpFit.fit(
        scaled[which], from: BumpModel(startingFor: scaled[which]), tempering: beta, learnsGain: choice.isNormalized,
        work: work)
    }
    work.report("fitting the bump", completed: 2, of: 3)
    let emission = BumpEmission(fit.model)
    let likelihoods = try emission.likelihoods(scaled[which], tempering: beta, work: work)
    let momentum = hasMomentum ? try BumpMomentum.fit(fit.model, likelihoods, scaled[which], work: work) : nil
    var posterior = emission.posterior(scaled[which], likelihoods, momentum: momentum)
    if !evidence.isBump { posterior.removeBump() }
    work.report("fitting the bump", completed: 3, of: 3)
    return HiddenMarkovBump(
      model: fit.model, posterior: posterior, signals: scaled[which], scale: scales[which], choice: choice,
      evidence: evidence, correlationTime: time, tempering: beta, momentum: momentum)
  }

  /// Of longer recordings both scales are fitted one after the other: each holds functions of all frames.
  private static let mostFramesOfTwo = 100_000

  /// Bytes that a fit holds at its peak beside the signals.
  package static func memoryForecast(frames: Int, regions: Int, hasMomentum: Bool = false) -> Int {
    let chain = MemoryChain.memoryForecast(hasMomentum: hasMomentum)
    let fits = frames > mostFramesOfTwo ? 1 : 2
    // Of each fit the amplitudes, the likelihoods, the forward functions and a residual; of the last pass those of its chain.
    let fitted = fits * (3 * 4 * BumpModel.positions + 8 * regions)
    let last = 2 * 4 * BumpModel.positions + chain
    return frames * (max(fitted, last) + 4 * 8 * regions + 200)
  }
}
