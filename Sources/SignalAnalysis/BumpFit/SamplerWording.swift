import CalciumBumps
import Schema
import Stages

extension BumpFitting {
  /// How bumps were sampled.
  static func samplerSentence(_ parameters: BumpFittingParameters, _ result: BumpFittingResult) -> String {
    let (sampler, published) = (parameters.sampler, parameters.published.settings)
    return sentence {
      if parameters.isPublished {
        "Bumps with the profile of a von Mises density [@kim2017] were sampled as by canns 1.5 (signals over their median "
        "less 1; \(counted(published.sweeps, "sweep")), up to \(counted(published.most, "bump")), sigma_diff "
        "\(formatted(published.moveSpread)), ampli_min \(formatted(published.startArea)), kappa_mean "
        "\(formatted(published.startConcentration)), sig2 \(formatted(published.noiseVariance)), penbump "
        "\(formatted(published.penalty)), jc \(formatted(published.coupling)), beta "
        "\(formatted(published.sharpness))), and the last state is given."
      } else {
        "Sets of up to \(counted(sampler.mostBumps, "bump")) with the profile of a von Mises density [@kim2017], "
        "\(formatted(sampler.separation * 180 / .pi, digits: 3))° apart or more, were sampled by reversible-jump Monte Carlo "
        "[@green1995] with \(counted(sampler.chains, "chain")) of \(counted(sampler.sweeps, "sweep")), of which the first half "
        "was not used; baselines, gains, noise, and what is expected of a bump before it is seen, are those of "
        if result.fit.secondShare > mostSecond {
          "least squares of up to two bumps in every frame"
        } else {
          "a hidden Markov fit [@rabiner1989]"
        }
        ", with a mean of \(formatted(sampler.expectedBumps)) of them. Chains were compared by split R-hat and effective "
        "sample size [@vehtari2021]."
      }
    }
  }

  /// What a person has to know of the sampler that ran, or did not.
  static func samplerWarnings(
    _ sampler: SamplerFacts?, _ fit: FitFacts, _ parameters: BumpFittingParameters
  ) -> [String] {
    if parameters.isPublished {
      return [
        sentence {
          "The last state of one chain of the sampler of canns is the result: it says neither how well a position is known "
          "nor whether the chain has converged. Deviations are NaN, presence is 0 or 1, and the quality is that of the hidden "
          "Markov fit."
        }
      ]
    }
    guard parameters.method == .sampler else { return [] }
    guard let sampler else { return ["No bumps were sampled, since the signals do not speak for one."] }
    if sampler.hasConverged { return [] }
    return [
      sentence {
        "The chains of the sampler do not agree yet: R-hat is \(ratio(sampler.densityDiagnostics.splitR)) for "
        "the joint density and \(ratio(sampler.numberDiagnostics.splitR)) for the number of bumps (up to "
        "\(formatted(SamplerFacts.mostR.whole))), and up to \(formatted(SamplerFacts.mostR.frame)) in "
        "\(percent(sampler.agreement)) of the frames. Raise --sweeps."
      }
    ]
  }

  /// R-hat in words: of chains that hardly moved it has no size.
  private static func ratio(_ value: Double) -> String {
    value.isFinite && value < 100 ? formatted(value, digits: 3) : "beyond all bounds (the chains stood still, each elsewhere)"
  }
}
