import ArrayNumerics
import CalciumBumps
import Schema

/// The bump by each method.
struct BumpMethods {
  /// With the indicator's decay where that was asked for.
  let fit: HiddenMarkovBump
  /// The signals as they were recorded, in their unit.
  let recorded: RingSignals
  /// The decay, and the fit without it; `nil` where it was not asked for.
  let decay: (model: IndicatorDecay, plain: HiddenMarkovBump)?
  let vector: PopulationVector
  let leastSquares: VonMisesFit
  /// What the sampler gave; `nil` where it was not asked for.
  let sampler: Sampler?

  /// One of both samplers.
  enum Sampler {
    case reversibleJump(SampledBumps)
    case published(PublishedFit)
  }

  /// The simpler methods take the signals as they were recorded, on the scale of the fit of these.
  init(
    _ fit: HiddenMarkovBump, recorded: RingSignals, decay: (model: IndicatorDecay, plain: HiddenMarkovBump)?,
    sampler: Sampler?, work: Work
  ) throws {
    (self.fit, self.recorded, self.decay, self.sampler) = (fit, recorded, decay, sampler)
    let plain = decay?.plain ?? fit
    vector = PopulationVector(plain.signals)
    leastSquares = try VonMisesFit(plain.signals, work: work)
  }

  /// The fit of the signals as they were recorded.
  var plain: HiddenMarkovBump { decay?.plain ?? fit }

  /// rad in [0, 2π), `[frame]`.
  func position(_ method: BumpMethod) -> [Double] {
    switch method {
    case .hiddenMarkov: fit.posterior.position
    case .populationVector: vector.position
    case .vonMises: leastSquares.position
    case .sampler:
      switch sampler {
      case .reversibleJump(let sampled): sampled.posterior.frames.map { $0.bumps.first?.center ?? .nan }
      case .published(let fit): fit.sets.map { fit.highest($0)?.center ?? .nan }
      case nil: [Double](repeating: .nan, count: recorded.frames)
      }
    }
  }

  /// Positions by each frame itself of a method that smooths over time; `nil` of the others, and of the samplers, which keep
  /// none.
  func alone(_ method: BumpMethod) -> [Double]? { method == .hiddenMarkov ? fit.posterior.alone : nil }

  /// A position with NaN in the frames in which the hidden Markov fit sees no bump: what any method says there is not of one.
  func present(_ position: [Double]) -> [Double] {
    position.indices.map { fit.signals.isObserved[$0] && fit.posterior.isPresent($0) ? position[$0] : .nan }
  }

  /// What is recorded of the sampler.
  func samplerFacts(unit: String) -> (SamplerFacts?, PublishedFacts?) {
    switch sampler {
    case .reversibleJump(let sampled): (SamplerFacts(sampled, fit: fit, unit: unit), nil)
    case .published(let fit): (nil, PublishedFacts(fit))
    case nil: (nil, nil)
    }
  }

  /// All that ran, by name.
  var all: [(name: String, position: [Double], alone: [Double]?)] {
    let always: [BumpMethod] = [.hiddenMarkov, .populationVector, .vonMises]
    let asked = (sampler == nil ? always : always + [.sampler]).map { ($0.rawValue, position($0), alone($0)) }
    return asked
      + (decay.map { [("hidden-markov-as-recorded", $0.plain.posterior.position, $0.plain.posterior.alone)] } ?? [])
  }
}

/// How the methods compare.
public struct MethodTable: FieldTable {
  /// `[method]`
  public var names: [String]
  /// |r| of the movements of bump and heading at lag 0, `[method]`; NaN without a heading.
  public var correlation: [Double]
  /// Resultant of bump − heading, `[method]`; NaN without a heading.
  public var resultant: [Double]
  /// Time by which the bump trails, s, and its turn for a turn of the heading, `[method]`; NaN without a heading.
  public var lag: [Double], gain: [Double]
  /// Median distance from the hidden Markov bump, rad, `[method]`.
  public var distance: [Double]

  public static let fields = Field<MethodTable>.table {
    Field.array("method_names", \.names, axes: ["method"], "methods that ran")
    Field.array(
      "method_correlation", \.correlation, axes: ["method"],
      "correlation of the movements of bump and heading in frames with a bump, without its sign; NaN without a heading")
    Field.array(
      "method_resultant", \.resultant, axes: ["method"], "resultant of bump less heading; NaN without a heading")
    Field.array(
      "method_lag", \.lag, unit: "s", axes: ["method"], "time by which the bump trails the heading; NaN without one")
    Field.array(
      "method_gain", \.gain, axes: ["method"], "turn of the bump for a turn of the heading; NaN without one")
    Field.array(
      "method_distance", \.distance, unit: "rad", axes: ["method"], "median distance from the hidden Markov bump")
  }

  init(from fields: FieldReader<MethodTable>) throws {
    names = try fields[\.names]
    correlation = try fields[\.correlation]
    resultant = try fields[\.resultant]
    (lag, gain) = (try fields[\.lag], try fields[\.gain])
    distance = try fields[\.distance]
  }

  init(_ methods: BumpMethods, heading: [Double]?, options: HeadingOptions) {
    let all = methods.all
    let matches = all.map { method in
      heading.flatMap {
        BumpAndHeading(
          bump: methods.present(method.position), alone: method.alone, heading: $0, restarts: methods.recorded.restarts,
          options: options)
      }?.match()
    }
    names = all.map(\.name)
    correlation = matches.map { $0?.correlation ?? .nan }
    resultant = matches.map { $0?.resultant ?? .nan }
    (lag, gain) = (matches.map { $0?.lag ?? .nan }, matches.map { $0?.gain ?? .nan })
    let reference = methods.fit.posterior.position
    distance = all.map { method in
      let apart = reference.indices.map { abs(angleDifference(method.position[$0], reference[$0])) }.filter(\.isFinite)
      return apart.isEmpty ? .nan : median(apart)
    }
  }
}

extension PublishedFit {
  /// The highest of some bumps, the first of several.
  func highest(_ set: [SampledBump]) -> SampledBump? {
    set.indices.max { (height(set[$0]), $1) < (height(set[$1]), $0) }.map { set[$0] }
  }
}
