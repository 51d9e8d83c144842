import ArrayNumerics
import CalciumBumps
import Schema
import Stages

extension BumpFitting {
  /// What the sampler that was asked for gives; `nil` where none was, and where the signals do not speak for a bump.
  static func sampler(
    _ fit: HiddenMarkovBump, second: SecondBumps, recorded: RingSignals, _ parameters: BumpFittingParameters,
    _ context: RunContext
  ) throws -> BumpMethods.Sampler? {
    if parameters.isPublished {
      if parameters.decay != nil || parameters.estimatesDecay {
        throw ParameterError.invalid(
          name: parameters.estimatesDecay ? "estimate-decay" : "decay-s",
          reason: "the sampler of canns does not know the decay of an indicator.")
      }
      guard
        let published = try PublishedFit.fit(
          recorded, settings: parameters.published.settings, seed: context.seed, work: context.work)
      else {
        throw StageError.unusableData(
          stage: description.command,
          reason: sentence {
            "canns divides all signals by their median, "
            if recorded.isObserved.contains(false) {
              "and a frame has a region without a value."
            } else {
              "which is \(formatted(median(recorded.values.elements), digits: 3)) here; it has to be above 0."
            }
          },
          remedy: sentence {
            "Leave such frames out with --exclude, or take --method sampler without --compat canns, "
            "which has a baseline for each region."
          })
      }
      return .published(published)
    }
    guard parameters.method == .sampler, fit.evidence.isBump else { return nil }
    let run = parameters.sampler.run
    try context.reserve(
      BumpSamples.memoryForecast(
        frames: fit.signals.frames, regions: fit.signals.regions, run: run, most: parameters.sampler.mostBumps),
      for: "\(counted(run.chains, "chain")) of \(counted(fit.signals.frames, "frame"))",
      remedy: "Take a part of the recording (--epoch), or fewer --chains.")
    return .reversibleJump(try SampledBumps(fit, second: second, parameters, seed: context.seed, work: context.work))
  }
}
