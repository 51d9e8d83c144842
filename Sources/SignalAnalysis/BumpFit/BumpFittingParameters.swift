import CalciumBumps
import PopulationActivity
import Schema

/// How the bump is found.
public enum BumpMethod: String, Choice {
  /// The hidden Markov bump: all frames together.
  case hiddenMarkov = "hidden-markov"
  /// The population vector of five frames.
  case populationVector = "pva"
  /// Least squares of each frame by itself.
  case vonMises = "von-mises"
  /// Samples of sets of bumps by reversible-jump Monte Carlo.
  case sampler
}

/// On which scale the regions are fitted.
public enum RegionScaling: String, Choice {
  /// What the Bayesian information criterion chooses.
  case auto
  /// As they are, with equal gains.
  case raw
  /// Brought to the same range, with gains that are learnt.
  case normalized
}

/// Parameters of the bump fit.
public struct BumpFittingParameters: ParameterTable {
  /// Which method's bump is the result.
  public var method = BumpMethod.hiddenMarkov
  /// Where the regions stand.
  public var ring = RingPlacement.auto
  /// The place of each region, degrees; empty for what `ring` says.
  public var angles: [Double] = []
  /// What is done to the signals before, in this order.
  public var preparation: [PreparationStep] = []
  /// Percentile of the running baseline, 0 to 100.
  public var baselinePercentile = 8.0
  /// Window of the running baseline, s.
  public var baselineWindow = 30.0
  /// The scale of the regions.
  public var scale = RegionScaling.auto
  /// Time constant of the indicator's decay, s; `nil` where it is not modelled.
  public var decay: Double?
  /// Whether the decay is estimated from the signals.
  public var estimatesDecay = false
  /// Time constant of the indicator's rise, s; `nil` for one that takes no time.
  public var rise: Double?
  /// Whether the bump keeps its velocity from frame to frame.
  public var hasMomentum = false
  /// Power of the likelihoods; `nil` for that of the residual's correlation.
  public var tempering: Double?
  /// Permuted orders of the ring test.
  public var permutations = 19
  /// Another channel of the same regions and frames, whose bump is compared; `nil` for none.
  public var otherChannel: String?
  /// Movements of bump and heading are taken over so long, s.
  public var step = 0.45
  /// Circular shifts of the null of the comparison with the heading, at most.
  public var shifts = 200
  /// How the sampler runs.
  public var sampler = SamplerParameters()
  /// canns, for that program's sampler.
  public var compatibility = Compatibility.none
  /// The constants of that program.
  public var published = PublishedParameters()
  /// Whether the bump is drawn moving.
  public var drawsAnimation = false
  /// Which regions, by identifier; empty for all.
  public var cells: [String] = []
  /// Epochs to keep, by name or as start:stop in seconds of the recording; empty for all.
  public var epochs: [String] = []
  /// Intervals to leave out, as start:stop.
  public var excluded: [String] = []
  /// Whether stretches that the file itself calls invalid are kept.
  public var keepsInvalid = false

  public init() {}

  public static let parameters: [Parameter<BumpFittingParameters>] =
    [
      Parameter(
        "method", \.method,
        help: "whose bump is the result: hidden-markov follows it through all frames, pva is the population vector of five "
          + "frames, von-mises least squares of each, and all three are compared; sampler draws sets of bumps from their "
          + "posterior, so that there may be more than one"),
      Parameter(
        "ring", \.ring,
        help: "where the regions stand: even in their order, bridge for 18 glomeruli folded to one ring, or seriation for "
          + "places found from their correlations; auto lets the signals say whether they are even or a bridge",
        source: "Wolff et al. 2015"
      ).only("without --angles") { $0.angles.isEmpty },
      Parameter("angles", \.angles, unit: "deg", help: "the place of every region on the ring, separated by commas"),
      Parameter(
        "prepare", \.preparation,
        help: "what is done to the signals before, in this order: bleaching takes out the exponential decay of the mean, dff "
          + "gives (F - F0)/F0 with a running percentile, z-score standardises each region"),
      Parameter(
        "baseline-percentile", \.baselinePercentile, unit: "%", help: "percentile of the running baseline F0 of dF/F"
      ).only("with --prepare dff") { $0.preparation.contains(.relativeChange) },
      Parameter(
        "baseline-window-s", \.baselineWindow, unit: "s", help: "window of that baseline"
      ).only("with --prepare dff") { $0.preparation.contains(.relativeChange) },
      Parameter(
        "scale", \.scale,
        help: "raw fits the regions as they are, normalized brings them to one range and learns their gains; auto takes the "
          + "more likely by the Bayesian information criterion",
        source: "Schwarz 1978"),
      Parameter(
        "decay-s", \.decay, unit: "s",
        help: "time constant of the indicator's decay (about 0.3 to 1 s for GCaMP6), which is then modelled, so that the bump "
          + "neither trails nor smears; not modelled by default"),
      Parameter(
        "estimate-decay", \.estimatesDecay,
        help: "estimate the decay from how the signals differ when time runs backwards, and model it where they show one"),
      Parameter(
        "rise-s", \.rise, unit: "s", help: "time constant of the indicator's rise; without it the rise takes no time"
      ).only("with --decay-s") { $0.decay != nil },
      Parameter(
        "momentum", \.hasMomentum,
        help: "let the hidden Markov bump keep its velocity from frame to frame, as far as the signals say that it does"),
      Parameter(
        "tempering", \.tempering,
        help: "power of the likelihoods, 0.1 to 1; chosen by the correlation of the residual from frame to frame by default"),
      Parameter(
        "permutations", \.permutations, help: "permuted orders of the regions that the true one is compared with; 0 for none"),
      Parameter(
        "other-channel", \.otherChannel,
        help: "another channel of the same regions and frames, as of a second cell type, named as --map roi=NAME takes it: its "
          + "bump is followed too, and compared with the first",
        source: "Turner-Evans et al. 2017"),
      Parameter(
        "step-s", \.step, unit: "s", help: "movements of bump and heading are taken over so long"),
      Parameter(
        "shifts", \.shifts,
        help: "circular shifts of the heading, of 20 s or more, that make the null of the comparison; 0 for none"),
    ]
    + SamplerParameters.parameters.map { parameter in
      parameter.within(\.sampler).only("with --method sampler and without --compat canns") { $0.isSampled && !$0.isPublished }
    } + [
      Parameter(
        "compat", \.compatibility,
        help: "canns samples with that program's energy, moves and constants, and takes the last state of its chain for the "
          + "result (--method sampler)")
    ]
    + PublishedParameters.parameters.map { parameter in
      parameter.within(\.published).only("with --compat canns") { $0.isPublished }
    } + [
      Parameter(
        "animation", \.drawsAnimation, help: "also draw the bump moving on the ring, the first 60 s (GIF and MP4)"),
      Parameter("cells", \.cells, help: "identifiers of the regions to use, separated by commas, or @FILE with one a line"),
      Parameter(
        "epoch", \.epochs, unit: "s", help: "epochs to keep: names of the file's epochs or start:stop, repeatable"),
      Parameter("exclude", \.excluded, unit: "s", help: "intervals to leave out, start:stop, repeatable"),
      Parameter("keep-invalid", \.keepsInvalid, help: "keep the stretches that the file calls invalid (invalid_times of NWB)"),
    ]

  public func validate() throws {
    try require(angles.allSatisfy(\.isFinite), "angles", "an angle is a number of degrees.")
    try require(
      baselinePercentile >= 0 && baselinePercentile <= 100, "baseline-percentile", "a percentile is between 0 and 100.")
    try require(baselineWindow > 0 && baselineWindow <= 86_400, "baseline-window-s", "a window takes some time, at most a day.")
    try require(decay.map { $0 > 0 && $0 <= 60 } ?? true, "decay-s", "a decay takes some time, at most a minute.")
    try require(!estimatesDecay || decay == nil, "estimate-decay", "--decay-s gives the decay; leave one of both out.")
    try require(rise.map { $0 > 0 && $0 <= 60 } ?? true, "rise-s", "a rise takes some time, at most a minute.")
    try require(
      tempering.map { $0 >= 0.1 && $0 <= 1 } ?? true, "tempering", "a power is between 0.1 and 1; write none for the default.")
    try require((0...999).contains(permutations), "permutations", "there can be 0 to 999 permuted orders.")
    try require(step > 0 && step <= 60, "step-s", "a movement takes some time, at most a minute.")
    try require((0...100_000).contains(shifts), "shifts", "there can be 0 to 100000 shifts.")
    try require(
      !isPublished || method == .hiddenMarkov || method == .sampler, "compat",
      "it is that of the sampler, and --method \(method.rawValue) was given.")
    try sampler.validate()
    try published.validate()
    _ = try timeIntervals(excluded, option: "exclude")
  }

  /// Whether the result is that of a sampler.
  var isSampled: Bool { isPublished || method == .sampler }
  /// Whether that is the one of canns.
  var isPublished: Bool { compatibility == .canns }
  /// Whose bump is the result.
  var resultMethod: BumpMethod { isSampled ? .sampler : method }

  /// What is done to the signals.
  var prepared: Preparation {
    Preparation(steps: preparation, percentile: baselinePercentile, window: baselineWindow)
  }
  /// The time that is analysed.
  var time: TimeChoice { TimeChoice(epochs: epochs, excluded: excluded, keepsInvalid: keepsInvalid) }
}
