import ArrayNumerics
import CalciumBumps
import Foundation
import TestSupport
import Testing

@Suite("Reversible-jump sampler")
struct BumpSamplerTests {
  /// How many sets are simulated; `Benchmarks/bump-calibration` asks for more.
  private static let simulations = ProcessInfo.processInfo.environment["CALIBRATION_RUNS"].flatMap(Int.init) ?? 60

  /// The largest of seven χ² with nine degrees of freedom is above 33.7 in 0.07 % of calibrated runs.
  @Test("Ranks of the truth among the samples are uniform", arguments: [(0.0, 6), (1.2, 3)])
  func calibration(separation: Double, most: Int) throws {
    let calibration = SamplerCalibration(simulations: Self.simulations, separation: separation, mostBumps: most)
    for (question, ranks) in zip(SamplerCalibration.questions, try calibration.ranks(work: Work(threads: 2))) {
      let chi = SamplerCalibration.chiSquare(ranks)
      #expect(chi < 33.7, "\(question): \(chi)")
      print("calibration, \(separation) rad apart, \(ranks.count) sets: \(question), chi-square(9) \(chi)")
    }
  }

  private func prior(most: Int = BumpSuccession.capacity) throws -> BumpSamples {
    let model = SamplerModel(
      observation: SamplerCalibration.observation, tempering: 0,
      succession: BumpSuccession(rate: 1.2, loss: 0.2, step: 0.3, most: most))
    let signals = RingSignals(
      values: Matrix(rows: 5, columns: 8, repeating: 0.5), angles: RingSignals.evenAngles(8))
    return try BumpSamples.sample(
      signals, model: model, run: SamplerRun(chains: 2, sweeps: 40_000, mostKept: 400), seed: 1, work: Work(threads: 2))
  }

  @Test("Without data the number of bumps is Poisson, and births balance deaths")
  func priorAlone() throws {
    let samples = try prior()
    for frame in [0, 2, 4] {
      var counts = [Double](repeating: 0, count: 5)
      for chain in samples.chains {
        for state in 0..<chain.states.count { counts[min(4, chain.states[state, frame].count)] += 1 }
      }
      let total = counts.reduce(0, +)
      var expected = (0..<4).map { total * exp(-1.2) * pow(1.2, Double($0)) / tgamma(Double($0) + 1) }
      expected.append(total - expected.reduce(0, +))
      let chi = zip(counts, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
      // Four degrees of freedom, of states that are not quite independent.
      #expect(chi < 23, "\(counts) for \(expected)")
    }
    for chain in samples.chains {
      let accepted = Dictionary(uniqueKeysWithValues: zip(BumpMove.allCases, chain.tally.accepted.map(Double.init)))
      for (up, down) in [(BumpMove.birth, BumpMove.death), (.split, .merge)] {
        let (more, fewer) = (accepted[up] ?? 0, accepted[down] ?? 0)
        #expect(more > 100 || up == .split)
        #expect(abs(more - fewer) < 6 * (more + fewer).squareRoot(), "\(up): \(more), \(down): \(fewer)")
      }
    }
    // Areas and widths are those of the prior.
    let bumps = samples.chains.flatMap { chain in (0..<chain.states.count).flatMap { chain.states[$0, 2] } }
    let logs = bumps.map { log($0.concentration / 2.5) }
    #expect(abs(mean(logs)) < 0.06 && abs(standardDeviation(logs) - 0.5) < 0.05)
    let peak = SampledBump.peak(concentration: 2.5)
    // N(1, 0.16) above 0 has a mean of 1 + 0.4 φ(2.5)/Φ(2.5).
    #expect(abs(mean(bumps.map { $0.area * peak }) - 1.00706) < 0.05)
  }

  @Test("A von Mises bump has the height that its Bessel function gives it")
  func normalization() {
    // I₀(3.75) = 9.118945860844566 (Abramowitz & Stegun, table 9.8); the integral around the ring is 1.
    #expect(close(SampledBump.peak(concentration: 3.75), exp(3.75) / (2 * .pi * 9.118945860844566), 1e-12))
    let places = (0..<360).map { Double($0) * .pi / 180 }
    for kappa in [0.5, 2.5, 6, 40] {
      let integral = places.reduce(0.0) { sum, place in
        sum + SampledBump.peak(concentration: kappa) * BumpModel.profile(place, concentration: kappa) * .pi / 180
      }
      #expect(close(integral, 1, 1e-9))
    }
  }

  private func sampled(
    _ simulation: BumpSimulation, sweeps: Int = 1000, threads: Int = 2
  ) throws -> (HiddenMarkovBump, BumpSamples, SampledPosterior) {
    let fit = try HiddenMarkovBump.fit(simulation.made().signals, work: Work(threads: 2))
    let succession = BumpSuccession(rate: 1, loss: max(1e-3, fit.model.offRate), step: fit.model.step)
    let model = SamplerModel(
      observation: fit.model, tempering: fit.tempering, succession: succession, separation: .pi / 2)
    let samples = try BumpSamples.sample(
      fit.signals, model: model, run: SamplerRun(sweeps: sweeps), seed: 2, work: Work(threads: threads))
    return (fit, samples, try SampledPosterior(samples, work: Work(threads: threads)))
  }

  @Test("A simulated bump is where the hidden Markov model has it, and as well known")
  func simulated() throws {
    let simulation = BumpSimulation(frames: 600)
    let (_, position, isPresent) = simulation.made()
    let (fit, samples, posterior) = try sampled(simulation)
    let frames = posterior.frames
    #expect(frames.indices.allSatisfy { frames[$0].isPresent == isPresent[$0] })
    let present = frames.indices.filter { isPresent[$0] }
    let errors = present.map { abs(angleDifference(frames[$0].bumps[0].center, position[$0])) }
    let other = present.map { abs(angleDifference(fit.posterior.position[$0], position[$0])) }
    #expect(median(errors) < 1.08 * median(other))
    #expect(median(present.map { abs(angleDifference(frames[$0].bumps[0].center, fit.posterior.position[$0])) }) < 0.012)
    let ratios = present.map { frames[$0].bumps[0].deviation / fit.posterior.deviation[$0] }
    #expect(abs(median(ratios) - 1) < 0.12)
    let covered = present.count { frame in
      let bump = frames[frame].bumps[0]
      return wrapAngle(position[frame] - bump.low) <= wrapAngle(bump.high - bump.low)
    }
    #expect((0.85...0.95).contains(Double(covered) / Double(present.count)))
    #expect(present.allSatisfy { frames[$0].numbers[1] > 0.9 })
    let traces = samples.chains.map { Array($0.logDensity.suffix(500)) }
    #expect(ChainDiagnostics(traces).splitR < 1.1)
    #expect(Double(frames.count { $0.diagnostics.splitR < 1.1 }) > 0.9 * Double(frames.count))
  }

  @Test("The same bytes for one, two and three threads")
  func threads() throws {
    let runs = try (1...3).map { try sampled(BumpSimulation(frames: 60, regions: 16), sweeps: 200, threads: $0).1 }
    for run in runs.dropFirst() {
      #expect(run.chains == runs[0].chains && run.expected == runs[0].expected)
    }
    // Chains have random numbers of their own.
    #expect(runs[0].chains[0] != runs[0].chains[2])
  }

  @Test("A run that is told to stop stops")
  func cancellation() throws {
    let model = SamplerModel(
      observation: SamplerCalibration.observation, tempering: 1, succession: BumpSuccession(rate: 1, loss: 0.1, step: 0.2))
    let signals = RingSignals(values: Matrix(rows: 40, columns: 8, repeating: 0.5), angles: RingSignals.evenAngles(8))
    #expect(throws: CancellationError.self) {
      try BumpSamples.sample(
        signals, model: model, run: SamplerRun(sweeps: 1_000_000), seed: 1, work: Work(isCancelled: { true }))
    }
  }
}

@Suite("Diagnostics of chains")
struct ChainDiagnosticsTests {
  /// AR(1) chains of which the effective size is known: N (1 − ρ) / (1 + ρ).
  @Test("Chains with a known autocorrelation", arguments: [0.0, 0.5, 0.9])
  func autoregressive(rho: Double) {
    let chains = (0..<4).map { chain -> [Double] in
      var random = RandomStream(seed: 5, name: "autoregressive", index: UInt64(chain))
      var value = random.normal()
      return (0..<10_000).map { _ in
        value = rho * value + (1 - rho * rho).squareRoot() * random.normal()
        return value
      }
    }
    let found = ChainDiagnostics(chains)
    #expect(abs(found.effectiveSize / (40_000 * (1 - rho) / (1 + rho)) - 1) < 0.12)
    #expect(abs(found.splitR - 1) < 0.01)
  }

  @Test("Chains that disagree, drift or rest")
  func disagreement() {
    var random = RandomStream(seed: 6, name: "disagreement")
    let calm = (0..<4).map { _ in (0..<500).map { _ in random.normal() } }
    var apart = calm
    apart[3] = apart[3].map { $0 + 3 }
    #expect(ChainDiagnostics(apart).splitR > 1.5 && ChainDiagnostics(apart).effectiveSize < 20)
    // A drift that all chains share is seen in their halves: by 0.01 a draw it adds 1e-4 (250² − 1)/12 within halves of 250,
    // whose means lie 2.5 apart.
    let drifting = calm.map { $0.enumerated().map { $1 + Double($0) / 100 } }
    let (within, between) = (1 + 1e-4 * 62_499 / 12, 8 * 1.25 * 1.25 / 7)
    #expect(close(ChainDiagnostics(drifting).splitR, (249.0 / 250 + between / within).squareRoot(), 0.02))
    #expect(ChainDiagnostics([[1, 1, 1, 1], [1, 1, 1, 1]]).splitR == 1)
    #expect(ChainDiagnostics([[1, 1, 1, 1], [2, 2, 2, 2]]).splitR == .infinity)
    #expect(ChainDiagnostics([[1, 2, 3]]).splitR.isNaN)
  }

  /// Worked by hand: halves (1, 2), (3, 2), (2, 4), (0, 2) have means 1.5, 2.5, 3, 1 and variances ½, ½, 2, 2: W = 1.25,
  /// B/n = 0.8333, and R̂² = (½ W + B/n) / W.
  @Test("Split R-hat of a small example")
  func example() {
    let found = ChainDiagnostics([[1, 2, 3, 2], [2, 4, 0, 2]])
    #expect(close(found.splitR, ((0.625 + 2.5 / 3) / 1.25).squareRoot(), 1e-12))
  }
}
