import DimensionReduction
import Schema
import Stages

extension Reduction {
  public static func headline(_ result: ReductionResult, parameters: ReductionParameters) -> String {
    let share = percent(result.explainedVarianceRatio.reduce(0, +))
    return sentence {
      "\(result.explainedVarianceRatio.count) components hold \(share) of the variance of \(data(parameters)) "
      "(\(counted(result.loadings.rows, "cell")))"
      if !parameters.from.isEmpty { " of \(parameters.from), whose components they are" }
      if let above = result.dimensions?.spectrum.aboveChance { "; \(above) stand above chance" }
      "."
    }
  }

  public static func methods(_ parameters: ReductionParameters, result: ReductionResult) -> String {
    guard parameters.from.isEmpty else {
      return "Rates were projected on the \(result.loadings.columns) principal components [@pearson1901] of the recording in "
        + "\(parameters.from), with its means and standard deviations."
    }
    let components = amount(result.explainedVarianceRatio.count, asked: parameters.components)
    return sentence {
      "\(whole(data(parameters))) were projected on their first \(components) principal components "
      "(\(percent(result.explainedVarianceRatio.reduce(0, +))) of their variance) [@pearson1901]."
      if let dimensions = result.dimensions { " \(spectrum(dimensions.spectrum, parameters))" }
      if let intrinsic = result.dimensions?.intrinsic { " \(states(intrinsic, parameters))" }
      if let trust = result.trust { " \(trusted(trust, bins: min(trustBins, result.scores.rows)))" }
    }
  }

  private static func trusted(_ trust: PictureTrust, bins: Int) -> String {
    sentence {
      "Against the rates of all cells the components had a trustworthiness of "
      "\(formatted(trust.trustworthiness, digits: 3)) and a continuity of \(formatted(trust.continuity, digits: 3)) "
      "[@venna2001] at \(trust.neighbours) neighbours of \(bins) bins, evenly spaced in time; "
      "\(percent(trust.neighbourRecall)) of the nearest neighbours were kept."
    }
  }

  private static func spectrum(_ spectrum: VarianceSpectrum, _ parameters: ReductionParameters) -> String {
    sentence {
      "The elbow of the variances [@satopaa2011] stands after \(counted(spectrum.elbow, "component"))"
      if parameters.shuffles > 0, let above = spectrum.aboveChance {
        "; \(above) of them are above the 95 % quantile of \(parameters.shuffles) draws in which every cell was turned in time "
        "by itself (parallel analysis [@horn1965])"
      }
      "; their participation ratio [@gao2017] is \(interval(spectrum.participationRatio))."
    }
  }

  private static func states(_ intrinsic: IntrinsicDimension, _ parameters: ReductionParameters) -> String {
    sentence {
      "The intrinsic dimension of the states on these components is \(interval(intrinsic.twoNearest)) by the two nearest "
      "[@facco2017], \(interval(intrinsic.maximumLikelihood)) by maximum likelihood on the \(intrinsic.neighbours) nearest "
      "[@levina2004; @mackay2005] and \(interval(intrinsic.correlation)) by the correlation sum [@grassberger1983], "
      "with states no more than \(formatted(parameters.apart)) s apart left out [@theiler1986] and 95 % intervals of a "
      "jackknife over 20 blocks of time."
    }
  }

  private static func interval(_ estimate: DimensionEstimate) -> String {
    "\(formatted(estimate.value, digits: 3)) (\(formatted(estimate.low, digits: 3)) to \(formatted(estimate.high, digits: 3)))"
  }

  /// Whose variance it is.
  private static func data(_ parameters: ReductionParameters) -> String {
    parameters.standardize ? "the z-scored rates of all bins" : "the centred rates of all bins"
  }

  private static func whole(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
