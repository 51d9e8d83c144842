import ArrayNumerics
import CalciumBumps
import Schema

/// What the sampler says beyond the track: how many bumps there are, how well each is known, and how far the chains agree.
public struct SamplerFacts: FieldTable {
  /// Probability of 0, 1, 2, … bumps, `[time, number]`; NaN in frames without a value.
  public var numbers: Matrix<Double>
  /// Standard deviation of the height and of the full width at half maximum of the bump, `[time]`.
  public var amplitudeDeviation: [Double], widthDeviation: [Double]
  /// Split R̂ of each frame, and draws that its samples are worth, `[time]`.
  public var splitR: [Double], effectiveSize: [Double]
  /// Logarithm of the joint density, and mean number of bumps of a frame, after each sweep, `[chain, sweep]`.
  public var logDensity: Matrix<Double>, meanBumps: Matrix<Double>
  /// `[move]`
  public var moves: [String]
  /// Shares of possible moves that were accepted, `[chain, move]`; NaN where none was possible.
  public var acceptance: Matrix<Double>
  /// Sweeps of each chain that were not used.
  public var warmUp: Int
  /// Samples of every frame.
  public var samples: Int
  /// What was expected of a bump: κ, and its mean amplitude in the unit of the signals; and the power of the likelihoods.
  public var concentration: Double, amplitude: Double, tempering: Double
  /// Unit of the signals.
  var unit: String

  /// R̂ up to which chains agree: of all frames together, and of one.
  static let mostR = (whole: 1.05, frame: 1.1)
  /// Share of the frames in which they have to.
  static let leastAgreement = 0.95
  /// Draws from which a mean is known well enough.
  static let leastSize = 100.0

  public static let fields = Field<SamplerFacts>.table {
    Field.array(
      "bump_count_probability", \.numbers, axes: ["time", "number"],
      "probability of 0, 1, 2, … bumps; NaN in frames without a value")
    Field.array(
      "amplitude_sd", \.amplitudeDeviation, unit: .of(\.unit, "that of the signals"), axes: ["time"],
      "standard deviation of the posterior of the amplitude")
    Field.array(
      "width_sd", \.widthDeviation, unit: "rad", axes: ["time"], "standard deviation of the posterior of the width")
    Field.array(
      "center_rhat", \.splitR, axes: ["time"], "split R-hat of number and place of the bumps of a frame, the worse of both")
    Field.array(
      "center_ess", \.effectiveSize, axes: ["time"], "independent draws that the samples of a frame are worth")
    Field.array(
      "chain_log_density", \.logDensity, unit: "nats", axes: ["chain", "sweep"],
      "logarithm of the joint density after each sweep")
    Field.array("chain_bumps", \.meanBumps, axes: ["chain", "sweep"], "mean number of bumps of a frame after each sweep")
    Field.array("move_names", \.moves, axes: ["move"], "moves of the sampler")
    Field.array(
      "move_acceptance", \.acceptance, axes: ["chain", "move"], "share of the possible moves that were accepted")
    Field.number("sampler_chains", \.logDensity.rows, "chains of the sampler")
    Field.number("sampler_sweeps", \.logDensity.columns, "sweeps of each chain")
    Field.number("sampler_warm_up", \.warmUp, "sweeps of each chain that were not used")
    Field.number("sampler_samples", \.samples, "samples of every frame")
    Field.number("sampler_kappa", \.concentration, "concentration that is expected of a bump")
    Field.number("sampler_amplitude", \.amplitude, "amplitude that is expected of a bump, in the unit of the signals")
    Field.number("sampler_tempering", \.tempering, "power of the likelihoods of the sampler")
    Field.number("log_density_rhat", \.densityDiagnostics.splitR, "split R-hat of the joint density")
    Field.number("log_density_ess", \.densityDiagnostics.effectiveSize, "independent draws that its values are worth")
    Field.number("bump_number_rhat", \.numberDiagnostics.splitR, "split R-hat of the number of bumps of all frames")
    Field.number("bump_number_ess", \.numberDiagnostics.effectiveSize, "independent draws that its values are worth")
    Field.number("center_agreement_share", \.agreement, "share of the frames with an R-hat up to 1.1")
    Field.number("expected_second_share", \.secondShare, "mean probability of two bumps or more")
  }

  init?(from fields: FieldReader<SamplerFacts>, unit: String) throws {
    guard fields.holds(\.numbers) else { return nil }
    self.unit = unit
    numbers = try fields[\.numbers]
    (amplitudeDeviation, widthDeviation) = (try fields[\.amplitudeDeviation], try fields[\.widthDeviation])
    (splitR, effectiveSize) = (try fields[\.splitR], try fields[\.effectiveSize])
    (logDensity, meanBumps) = (try fields[\.logDensity], try fields[\.meanBumps])
    (moves, acceptance) = (try fields[\.moves], try fields[\.acceptance])
    (warmUp, samples) = (try fields.number(\.warmUp), try fields.number(\.samples))
    (concentration, amplitude) = (try fields.number(\.concentration), try fields.number(\.amplitude))
    tempering = try fields.number(\.tempering)
  }

  init(_ sampled: SampledBumps, fit: HiddenMarkovBump, unit: String) {
    self.unit = unit
    let (samples, frames) = (sampled.samples, sampled.posterior.frames)
    let (range, isObserved) = (fit.scale.meanRange, fit.signals.isObserved)
    let most = samples.model.succession.most
    numbers = Matrix(
      rows: frames.count, columns: most + 1,
      elements: frames.indices.flatMap { row in
        isObserved[row] ? frames[row].numbers : [Double](repeating: .nan, count: most + 1)
      })
    func ofBump(_ value: (SampledPosterior.Summary) -> Double) -> [Double] {
      frames.indices.map { row in
        guard isObserved[row], frames[row].isPresent, let bump = frames[row].bumps.first else { return .nan }
        return value(bump)
      }
    }
    amplitudeDeviation = ofBump { $0.heightDeviation * range }
    widthDeviation = ofBump(\.widthDeviation)
    splitR = frames.map(\.diagnostics.splitR)
    effectiveSize = frames.map(\.diagnostics.effectiveSize)
    let chains = samples.chains
    logDensity = Matrix(
      rows: chains.count, columns: samples.run.sweeps, elements: chains.flatMap(\.logDensity))
    meanBumps = Matrix(
      rows: chains.count, columns: samples.run.sweeps,
      elements: chains.flatMap { $0.total.map { Double($0) / Double(frames.count) } })
    moves = BumpMove.allCases.map(\.rawValue)
    acceptance = Matrix(rows: chains.count, columns: moves.count, elements: chains.flatMap(\.tally.shares))
    warmUp = samples.run.warmUp
    self.samples = chains.reduce(0) { $0 + $1.states.count }
    (concentration, tempering) = (samples.model.observation.concentration, samples.model.tempering)
    amplitude = samples.model.observation.amplitude * range
  }
}

extension SamplerFacts {
  /// Of the sweeps that were used.
  var densityDiagnostics: ChainDiagnostics { diagnostics(logDensity) }
  /// Of the sweeps that were used.
  var numberDiagnostics: ChainDiagnostics { diagnostics(meanBumps) }

  private func diagnostics(_ traces: Matrix<Double>) -> ChainDiagnostics {
    ChainDiagnostics((0..<traces.rows).map { Array(traces.row($0).dropFirst(warmUp)) })
  }

  /// Share of the frames with an R̂ up to the bound.
  var agreement: Double { Double(splitR.count { $0 <= Self.mostR.frame }) / Double(max(1, splitR.count)) }

  /// Mean probability of two bumps or more, over the frames with values.
  var secondShare: Double {
    let known = (0..<numbers.rows).filter { numbers[$0, 0].isFinite }
    let sum = known.reduce(0.0) { sum, row in sum + numbers.row(row).dropFirst(2).reduce(0, +) }
    return sum / Double(max(1, known.count))
  }

  /// Whether the chains agree, and are long enough.
  var hasConverged: Bool {
    [densityDiagnostics, numberDiagnostics].allSatisfy {
      $0.splitR <= Self.mostR.whole && $0.effectiveSize >= Self.leastSize
    } && agreement >= Self.leastAgreement
  }
}

/// Samples and what they say of every frame.
struct SampledBumps {
  let samples: BumpSamples
  let posterior: SampledPosterior

  /// Samples with the baselines, gains, noise and β of a hidden Markov fit, whose amplitude, width, step and loss are what is
  /// expected of a bump. Where many frames have a second bump, which that fit takes for baseline and noise, these, amplitude,
  /// width and β are those of least squares of up to two bumps a frame.
  ///
  /// - Throws: `CancellationError`.
  init(
    _ fit: HiddenMarkovBump, second: SecondBumps, _ parameters: BumpFittingParameters, seed: UInt64, work: Work
  ) throws {
    let asked = parameters.sampler
    let observation = second.areMany ? second.model : fit.model
    let succession = BumpSuccession(
      rate: asked.expectedBumps, loss: min(max(fit.model.offRate, 1e-3), 0.5), step: fit.model.step, most: asked.mostBumps)
    let model = SamplerModel(
      observation: observation,
      tempering: parameters.tempering ?? (second.areMany ? second.tempering : fit.tempering), succession: succession,
      separation: asked.separation)
    samples = try BumpSamples.sample(fit.signals, model: model, run: asked.run, seed: seed, work: work)
    posterior = try SampledPosterior(samples, work: work)
  }
}
