import CalciumBumps
import Schema

/// How the sampler runs, and what it expects of bumps.
public struct SamplerParameters: ParameterTable {
  /// Chains, each with random numbers of its own.
  public var chains = 4
  /// Visits of every frame in each chain.
  public var sweeps = 2000
  /// Bumps of a frame before it is seen, their mean.
  public var expectedBumps = 1.0
  /// Bumps of a frame at most.
  public var mostBumps = 4
  /// Least distance of two bumps of a frame, rad.
  public var separation = Double.pi / 2

  public init() {}

  public static let parameters: [Parameter<SamplerParameters>] = [
    Parameter("chains", \.chains, help: "chains of the sampler, each from a start of its own"),
    Parameter(
      "sweeps", \.sweeps, help: "visits of every frame in each chain; the first half is not used", source: "Green 1995"),
    Parameter("expected-bumps", \.expectedBumps, help: "mean number of bumps of a frame before it is seen"),
    Parameter("most-bumps", \.mostBumps, help: "bumps of a frame at most, up to 6"),
    Parameter(
      "separation-deg", \.separation, scale: .pi / 180, unit: "deg",
      help: "bumps of a frame stand at least so far apart; 0 lets them coincide"),
  ]

  public func validate() throws {
    try require((1...64).contains(chains), "chains", "there can be 1 to 64 chains.")
    try require((100...10_000_000).contains(sweeps), "sweeps", "a chain has 100 to 10000000 sweeps.")
    try require(expectedBumps > 0 && expectedBumps <= 10, "expected-bumps", "a mean number is above 0, at most 10.")
    try require(
      (1...BumpSuccession.capacity).contains(mostBumps), "most-bumps", "a frame has 1 to \(BumpSuccession.capacity) bumps.")
    try require(separation >= 0 && separation <= .pi, "separation-deg", "two bumps are 0 to 180 degrees apart.")
  }

  /// What the engine is told.
  var run: SamplerRun { SamplerRun(chains: chains, sweeps: sweeps) }
}

/// The constants of the sampler of canns 1.5, under the names that they have there.
public struct PublishedParameters: ParameterTable {
  var settings = PublishedSettings()

  public init() {}

  public static let parameters: [Parameter<PublishedParameters>] = [
    Parameter("n-steps", \.settings.sweeps, help: "n_steps of canns: visits of every frame"),
    Parameter("n-bump-max", \.settings.most, help: "n_bump_max of canns: bumps of a frame at most, up to 4"),
    Parameter("sigma-diff", \.settings.moveSpread, unit: "rad", help: "sigma_diff of canns: spread of a move"),
    Parameter("ampli-min", \.settings.startArea, help: "ampli_min of canns: amplitude of a new bump"),
    Parameter("kappa-mean", \.settings.startConcentration, help: "kappa_mean of canns: concentration of a new bump"),
    Parameter("sig2", \.settings.noiseVariance, help: "sig2 of canns: variance of the noise"),
    Parameter("penbump", \.settings.penalty, help: "penbump of canns: what a bump costs"),
    Parameter("jc", \.settings.coupling, help: "jc of canns: what a bump gains by one in the same place of the next frame"),
    Parameter("beta", \.settings.sharpness, help: "beta of canns: what all of these are multiplied by"),
  ]

  public func validate() throws {
    let s = settings
    try require((1...100_000_000).contains(s.sweeps), "n-steps", "a chain has 1 to 100000000 steps.")
    try require(
      (1...PublishedSettings.capacity).contains(s.most), "n-bump-max", "a frame has 1 to \(PublishedSettings.capacity) bumps.")
    try require(s.moveSpread > 0 && s.moveSpread.isFinite, "sigma-diff", "a spread is above 0.")
    try require(s.startArea > 0 && s.startArea.isFinite, "ampli-min", "an amplitude is above 0.")
    try require((2...6).contains(s.startConcentration), "kappa-mean", "a concentration is between 2 and 6, as in canns.")
    try require(s.noiseVariance > 0 && s.noiseVariance.isFinite, "sig2", "a variance is above 0.")
    try require(s.penalty.isFinite, "penbump", "a penalty is a number.")
    try require(s.coupling >= 0 && s.coupling.isFinite, "jc", "a coupling is 0 or more.")
    try require(s.sharpness > 0 && s.sharpness.isFinite, "beta", "it is above 0.")
  }
}
