import ArrayNumerics
import CalciumBumps
import Foundation
import Schema
import Stages

extension BumpFitting {
  /// A p that is not one of chance.
  static let level = 0.05
  /// Share of frames with a second bump above which one bump is not enough.
  static let mostSecond = SecondBump.mostShare

  public static func headline(_ result: BumpFittingResult, parameters: BumpFittingParameters) -> String {
    let fit = result.fit
    return sentence {
      if fit.evidence.isBump {
        "Bump in \(fit.present) of \(counted(fit.frames, "frame")), known to "
        "\(degrees(fit.deviation))° (median); quality \(fit.quality.label.rawValue)"
        if fit.secondShare > mostSecond { "; a second bump in \(percent(fit.secondShare)) of the frames" }
      } else {
        "No bump in \(counted(fit.frames, "frame")): evidence \(formatted(fit.evidence.gain, digits: 3)), "
        "below its threshold of \(formatted(fit.evidence.threshold, digits: 3))"
      }
      if let heading = result.heading, fit.evidence.isBump {
        "; movements correlate with the heading by \(formatted(heading.match.correlation, digits: 3))"
      }
      "."
    }
  }

  public static func conclusion(_ result: BumpFittingResult, parameters: BumpFittingParameters) -> Conclusion? {
    let fit = result.fit
    let word = Verdict(fit.quality)
    return Conclusion(
      code: word.rawValue, label: word.label, sentence: word.sentence(second: fit.secondShare), reasons: reasons(result),
      meaning: sentence {
        if result.indicator?.decay == nil {
          "The position is that of the indicator's signal, which trails the neurons by the indicator's decay. "
        } else {
          "The position is that of what drives the indicator, with an exponential decay modelled. "
        }
        "Deviations are those of the model"
        if let heading = result.heading {
          "; lag (\(formatted(heading.match.lag, digits: 2)) s) and gain (\(formatted(heading.match.gain, digits: 2))) against "
          if result.indicator?.decay == nil { "the heading include that decay" } else { "the heading are without that decay" }
        }
        "."
      })
  }

  /// The answer to the question whether there is a bump.
  private enum Verdict: String {
    case bump
    case partial = "partial-bump"
    case poor = "poor-bump"
    case none = "no-bump"

    init(_ quality: BumpQuality) {
      switch quality.label {
      case _ where !quality.isBump: self = .none
      case .good: self = .bump
      case .partial: self = .partial
      case .poor: self = .poor
      }
    }

    var label: String {
      switch self {
      case .bump: "Bump"
      case .partial: "Bump, partial"
      case .poor: "Bump, poor"
      case .none: "No bump"
      }
    }

    /// - Parameter second: share of the frames with a second bump.
    func sentence(second: Double) -> String {
      switch self {
      case .bump where second > mostSecond, .partial where second > mostSecond:
        "A bump is followed, and \(percent(second)) of the frames show a second one: where it is may be where neither is."
      case .bump: "One bump is followed through the recording."
      case .partial: "A bump is followed through most of the recording."
      case .poor: "There are signs of a bump, and it cannot be followed well enough to be relied on."
      case .none: "The signals do not speak for a bump."
      }
    }
  }

  private static func reasons(_ result: BumpFittingResult) -> [String] {
    let fit = result.fit
    var reasons = [
      sentence {
        "Twice the log-likelihood gained over noise and a shared brightness is \(measured(fit.evidence.gain)) nats, "
        "with a threshold of \(formatted(fit.evidence.threshold, digits: 3))."
      },
      sentence {
        "\(percent(fit.quality.usable)) of the frames have a bump that is known to 0.2 rad "
        "(good from 95 %, poor below 80 %)"
        if fit.evidence.isBump, fit.quality.second > BumpQuality.mostSecond {
          "; more than half of them show a second, which is not good"
        }
        if fit.evidence.isBump, fit.quality.usable < BumpQuality.bounds.good {
          "; \(percent(fit.quality.presence)) have one at all (mean presence)"
        }
        "."
      },
    ]
    if let ring = fit.ring {
      reasons.append(
        sentence {
          "The order of the regions gains \(formatted(ring.margin, digits: 3)) nats per frame over the best of "
          "\(counted(ring.permuted.count, "permuted order")) (p = \(formatted(ring.pValue, digits: 2)))."
        })
    }
    if let heading = result.heading {
      reasons.append(
        sentence {
          "Movements of bump and heading correlate by \(formatted(heading.match.correlation, digits: 3)) at lag 0 "
          "(\(chance(heading, .correlation))); their difference has a resultant of "
          "\(formatted(heading.match.windowedResultant, digits: 3)) in windows of 10 s "
          "(\(chance(heading, .windowedResultant)))."
        })
    }
    return reasons
  }

  /// How a number of the heading stands to its null.
  private static func chance(_ heading: HeadingFacts, _ statistic: HeadingFacts.Statistic) -> String {
    let p = heading[p: statistic]
    let null = heading.null(statistic).filter(\.isFinite)
    if null.isEmpty { return "no null" }
    return "p = \(formatted(p, digits: 2)), shifted \(formatted(median(null), digits: 2))"
  }

  public static func checks(_ result: BumpFittingResult, parameters: BumpFittingParameters) -> [QualityCheck] {
    let (fit, quality) = (result.fit, result.fit.quality)
    var checks = [
      QualityCheck(
        "A bump at all", .init(pass: quality.isBump, warn: false),
        found: "evidence of \(measured(fit.evidence.gain)) nats",
        threshold: "pass above \(formatted(fit.evidence.threshold, digits: 3)) (its parameters times log frames)"),
      QualityCheck(
        "Usable frames",
        .init(pass: quality.usable >= BumpQuality.bounds.good, warn: quality.usable >= BumpQuality.bounds.partial),
        found: sentence {
          "\(percent(quality.usable)); mean presence \(formatted(quality.presence, digits: 3)), "
          "\(percent(quality.vague)) vague"
        }, threshold: "pass from 95 %, fail below 80 % (presence above 0.5, deviation below 0.2 rad)"),
    ]
    if let ring = fit.ring {
      checks.append(
        QualityCheck(
          "Order of the regions",
          .init(pass: ring.margin > 0 && DrawsOfNull(ring.permuted.count).reach(0.05), warn: ring.margin > 0),
          found: "\(formatted(ring.margin, digits: 3)) nats per frame over the best permuted order",
          threshold:
            "pass above 0 of 19 permuted orders or more (\(ring.permuted.count) here), without which p cannot reach 0.05"
        ))
    }
    checks.append(
      QualityCheck(
        "One bump", .init(pass: fit.secondShare <= mostSecond),
        found: "\(percent(fit.secondShare)) of the frames show a second",
        threshold: "pass up to \(percent(mostSecond)) (over 90° away, z above 4, over half as high)"))
    if let sampler = result.sampler {
      checks.append(
        QualityCheck(
          "Chains agree", .init(pass: sampler.hasConverged),
          found: sentence {
            "R-hat \(formatted(sampler.densityDiagnostics.splitR, digits: 4)) of the joint density "
            "(\(formatted(sampler.densityDiagnostics.effectiveSize, digits: 3)) draws), "
            "\(formatted(sampler.numberDiagnostics.splitR, digits: 4)) of the number of bumps "
            "(\(formatted(sampler.numberDiagnostics.effectiveSize, digits: 3))); \(percent(sampler.agreement)) of the frames"
          },
          threshold: sentence {
            "pass up to \(formatted(SamplerFacts.mostR.whole)) with \(formatted(SamplerFacts.leastSize)) draws, and up to "
            "\(formatted(SamplerFacts.mostR.frame)) in \(percent(SamplerFacts.leastAgreement)) of the frames"
          }))
    }
    if let heading = result.heading, heading.null.rows > 0 {
      checks.append(
        QualityCheck(
          "Follows the heading", .init(pass: heading[p: .correlation] <= level),
          found: sentence {
            "r = \(formatted(heading.match.correlation, digits: 3)), "
            "best \(formatted(heading.match.bestCorrelation, digits: 3)) "
            "at a lag of \(formatted(heading.match.lag, digits: 2)) s, p = \(formatted(heading[p: .correlation], digits: 2))"
          },
          threshold: "pass up to p = \(formatted(level)) of \(counted(heading.null.rows, "circular shift")) of 20 s or more"))
    }
    return checks
  }

  static func warnings(
    _ fit: FitFacts, _ regions: RegionFacts, _ heading: HeadingFacts?, _ parameters: BumpFittingParameters
  ) -> [String] {
    var warnings: [String] = []
    if !fit.evidence.isBump {
      warnings.append("The signals do not speak for a bump: presence is 0 in every frame, and there is no centre.")
    } else if fit.ring.map({ $0.margin <= 0 }) ?? false {
      warnings.append(
        sentence {
          "A permuted order of the regions explains the signals as well: "
          if fit.secondShare > mostSecond {
            "with two bumps in many frames that says little, as the test fits one."
          } else {
            "they are no ring, or their order is not that of the file."
          }
        })
    }
    if fit.secondShare > mostSecond {
      warnings.append(
        sentence {
          "\(percent(fit.secondShare)) of the frames show a second bump (second_bumps): "
          "the fit follows one, and its presence may be that of the other."
        })
    }
    if let heading, heading.null.rows == 0, parameters.shifts > 0 {
      warnings.append(
        sentence {
          "\(counted(heading.frames, "frame")) with a heading are too few for circular shifts of 20 s or more: "
          "the comparison with it has no null."
        })
    }
    switch parameters.resultMethod {
    case .hiddenMarkov, .sampler: break
    case .populationVector:
      warnings.append(
        sentence {
          "The population vector says neither how well a position is known nor whether there is a bump: deviation, presence, "
          "width and reconstruction are NaN, the amplitude is its strength, and the quality is that of the hidden Markov fit."
        })
    case .vonMises:
      warnings.append(
        sentence {
          "Least squares of single frames says neither how well a position is known nor whether there is a bump: "
          "deviation and presence are NaN, and the quality is that of the hidden Markov fit."
        })
    }
    return warnings
  }

  // MARK: Methods

  public static func methods(_ parameters: BumpFittingParameters, result: BumpFittingResult) -> String {
    sentence {
      "Signals of \(counted(result.regions.ids.count, "region")) on a ring "
      placement(parameters, result)
      preparation(parameters)
      " were described by one bump with a profile exp(κ(cos d − 1)), an amplitude that is normal above 0, a brightness that "
      "all regions share, and noise of each region. "
      method(parameters, result)
      choices(parameters, result)
      if parameters.permutations > 0, parameters.ring != .seriation || !parameters.angles.isEmpty {
        " The order of the regions was compared with \(counted(parameters.permutations, "permuted order")) [@phipson2010]."
      }
      comparison(parameters, result)
      if !parameters.cells.isEmpty { " They are \(counted(parameters.cells.count, "region")) chosen by name." }
      if !parameters.epochs.isEmpty { " Only these epochs were kept: \(parameters.epochs.joined(separator: ", "))." }
      if !parameters.excluded.isEmpty { " These stretches were left out: \(parameters.excluded.joined(separator: ", ")) s." }
    }
  }

  private static func placement(_ parameters: BumpFittingParameters, _ result: BumpFittingResult) -> String {
    if !parameters.angles.isEmpty {
      return "(at \(parameters.angles.map { formatted($0) }.joined(separator: ", "))°)"
    }
    return sentence {
      switch parameters.ring {
      case .auto:
        if result.regions.placement == "bridge" {
          "(by their signals glomeruli of the protocerebral bridge, each side once round)"
        } else {
          "(evenly spaced in their order)"
        }
      case .even: "(evenly spaced)"
      case .bridge: "(glomeruli of the protocerebral bridge, each side once round)"
      case .seriation: "(at places found from the correlations of their signals)"
      }
      if result.regions.placement == "bridge" { " [@wolff2015]" }
    }
  }

  /// What was done to the signals, in order.
  private static func preparation(_ parameters: BumpFittingParameters) -> String {
    if parameters.preparation.isEmpty { return "" }
    let steps = parameters.preparation.map { step in
      switch step {
      case .bleaching: "corrected for an exponential decay of their mean"
      case .relativeChange:
        sentence {
          "taken relative to the running \(formatted(parameters.baselinePercentile))th percentile of "
          "\(formatted(parameters.baselineWindow)) s"
        }
      case .standardized: "standardised"
      }
    }
    return ", \(steps.joined(separator: ", then ")),"
  }

  private static func method(_ parameters: BumpFittingParameters, _ result: BumpFittingResult) -> String {
    switch parameters.resultMethod {
    case .hiddenMarkov:
      sentence {
        "The bump was followed through all frames by a hidden Markov model [@rabiner1989] over 128 places, in which it moves "
        "by Laplace distributed steps, goes away, moves on while it is away, and comes back; the model was fitted by "
        "expectation maximisation, with amplitude and brightness integrated out."
      }
    case .populationVector:
      "The position is the direction of the population vector of five frames [@seelig2015]."
    case .vonMises:
      "The position is that of the least-squares fit of each frame by itself."
    case .sampler: samplerSentence(parameters, result)
    }
  }

  private static func choices(_ parameters: BumpFittingParameters, _ result: BumpFittingResult) -> String {
    sentence {
      if let decay = parameters.decay {
        " What a region shows was taken for the trace of an indicator that "
        if let rise = parameters.rise { "rises with a time constant of \(formatted(rise)) s and " }
        "decays with a time constant of \(formatted(decay)) s."
      }
      if parameters.estimatesDecay {
        " The decay of the indicator was estimated from the skewness of differences of the signals over 0.2 to 0.6 s"
        if let indicator = result.indicator, let decay = indicator.decay {
          ", which is gone at a time constant of \(formatted(decay, digits: 3)) s"
          if let range = indicator.range { " (\(range))" }
          ", and modelled."
        } else {
          ", which showed none, and none was modelled."
        }
      }
      if parameters.hasMomentum {
        " The bump kept its velocity from frame to frame, one of nine"
        if let gain = result.fit.momentumGain { ", which gained \(formatted(gain, digits: 2)) nats per frame" }
        "."
      }
      " The regions were fitted "
      switch parameters.scale {
      case .auto:
        if result.fit.scale.isNormalized { "on one range, with gains learnt" } else { "as they are, with equal gains" }
        ", which the Bayesian information criterion chose [@schwarz1978]"
      case .raw: "as they are, with equal gains"
      case .normalized: "on one range, with gains learnt"
      }
      if let tempering = parameters.tempering {
        "; likelihoods were raised to \(formatted(tempering))."
      } else {
        "; likelihoods were raised to \(formatted(result.fit.tempering, digits: 2)), by the correlation time of the residual."
      }
    }
  }

  private static func comparison(_ parameters: BumpFittingParameters, _ result: BumpFittingResult) -> String {
    sentence {
      if let heading = result.heading {
        " Movements of bump and heading over \(formatted(parameters.step)) s were correlated [@turnerevans2017]"
        if parameters.shifts > 0 {
          ", and each number was compared with \(amount(heading.null.rows, asked: parameters.shifts)) circular shifts of the "
          "heading by 20 s or more"
        }
        if result.indicator?.decay == nil { "; lag and gain include the decay of the indicator." } else { "." }
      }
    }
  }

  /// rad in degrees, for a sentence.
  private static func degrees(_ angle: Double) -> String { formatted(angle * 180 / .pi, digits: 3) }
}
