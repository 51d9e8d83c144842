import ArrayNumerics
import Foundation
import Synchronization

/// How long the sampler runs.
package struct SamplerRun: Sendable, Equatable {
  /// Chains, each with a stream of random numbers of its own.
  package var chains: Int
  /// Visits of every frame in each chain; the first half is not used.
  package var sweeps: Int
  /// States that each chain keeps at most, evenly spread over the second half.
  package var mostKept: Int

  package init(chains: Int = 4, sweeps: Int = 2000, mostKept: Int = 125) {
    (self.chains, self.sweeps, self.mostKept) = (chains, sweeps, mostKept)
  }

  /// Sweeps that are not used.
  package var warmUp: Int { sweeps / 2 }
  /// Sweeps after which a state is kept.
  var kept: [Int] {
    let (first, count) = (warmUp, sweeps - warmUp)
    let number = min(mostKept, count)
    return (1...max(1, number)).map { first + $0 * count / max(1, number) - 1 }
  }
}

/// What one chain went through.
package struct ChainSamples: Sendable, Equatable {
  /// Logarithm of the joint density after each sweep, `[sweep]`.
  package var logDensity: [Double] = []
  /// Bumps of all frames together after each sweep, `[sweep]`.
  package var total: [Int] = []
  /// States that were kept.
  package var states = BumpStates()
  /// Moves after the warm-up.
  package var tally = MoveTally()
  /// Expected signals less baselines, summed over the states that were kept, `[frame, region]`.
  var expected = Matrix<Float>(rows: 0, columns: 0, repeating: 0)
}

/// States that a chain kept, packed.
package struct BumpStates: Sendable, Equatable {
  /// A bump in single precision.
  struct Packed: Sendable, Equatable {
    var center: Float, area: Float, concentration: Float
  }
  private var bumps: [Packed] = []
  /// Where the bumps of each frame of each state begin; one more at the end.
  private var starts: [Int] = [0]
  private(set) var frames = 0

  /// The number of states.
  package var count: Int { frames == 0 ? 0 : (starts.count - 1) / frames }

  mutating func append(_ chain: SamplerChain) {
    frames = chain.frames
    for frame in 0..<chain.frames {
      for slot in frame * chain.most..<frame * chain.most + chain.counts[frame] {
        let bump = chain.bumps[slot]
        bumps.append(
          Packed(center: Float(bump.center), area: Float(bump.area), concentration: Float(bump.concentration)))
      }
      starts.append(bumps.count)
    }
  }

  /// The bumps of a frame in a state.
  package subscript(state: Int, frame: Int) -> [SampledBump] {
    let place = state * frames + frame
    return bumps[starts[place]..<starts[place + 1]].map {
      SampledBump(center: Double($0.center), area: Double($0.area), concentration: Double($0.concentration))
    }
  }
}

/// Samples from the posterior of sets of bumps.
package struct BumpSamples: Sendable {
  package var model: SamplerModel
  package var run: SamplerRun
  package var chains: [ChainSamples]
  /// Expected signals less baselines, the mean over all states, `[frame, region]`.
  package var expected: Matrix<Float>

  /// Runs chains side by side: those with an even number from frames without bumps, the others from a draw of the prior.
  ///
  /// - Precondition: signals and model of the same regions.
  /// - Throws: `CancellationError`.
  package static func sample(
    _ signals: RingSignals, model: SamplerModel, run: SamplerRun, seed: UInt64, work: Work
  ) throws -> BumpSamples {
    precondition(signals.regions == model.observation.angles.count, "signals and model of other regions")
    let done = Atomic<Int>(0)
    let total = run.chains * run.sweeps
    let chains = try concurrentMap(run.chains, work: work) { number -> ChainSamples in
      var stream = RandomStream(seed: seed, name: "bump sampler", index: UInt64(number))
      let empty = [[SampledBump]](repeating: [], count: signals.frames)
      let start =
        number % 2 == 0
        ? empty
        : model.draw(restarts: signals.restarts, using: &stream).map { set in
          set.reduce(into: []) { kept, bump in if model.allows(kept + [bump]) { kept.append(bump) } }
        }
      let chain = SamplerChain(model, signals: signals, start: start, stream: stream)
      return try follow(chain, signals: signals, run: run, work: work) { sweeps in
        let now = done.wrappingAdd(sweeps, ordering: .relaxed).newValue
        work.report("sampling bumps", completed: now, of: total)
      }
    }
    var expected = Matrix<Float>(rows: signals.frames, columns: signals.regions, repeating: 0)
    let states = Float(chains.reduce(0) { $0 + $1.states.count })
    for chain in chains {
      for frame in 0..<signals.frames {
        for region in 0..<signals.regions { expected[frame, region] += chain.expected[frame, region] / states }
      }
    }
    return BumpSamples(
      model: model, run: run,
      chains: chains.map { chain in
        var chain = chain
        chain.expected = Matrix(rows: 0, columns: 0, repeating: 0)
        return chain
      }, expected: expected)
  }

  private static func follow(
    _ start: SamplerChain, signals: RingSignals, run: SamplerRun, work: Work, _ report: (Int) -> Void
  ) throws -> ChainSamples {
    var chain = start
    var samples = ChainSamples()
    samples.expected = Matrix(rows: signals.frames, columns: signals.regions, repeating: 0)
    var kept = run.kept[...]
    var (reported, unchecked) = (0, 0)
    for sweep in 0..<run.sweeps {
      if sweep == run.warmUp { chain.resetTally() }
      chain.sweep()
      samples.logDensity.append(chain.logDensities().joint)
      samples.total.append(chain.counts.reduce(0, +))
      if sweep == kept.first {
        kept = kept.dropFirst()
        samples.states.append(chain)
        for frame in 0..<signals.frames {
          let expected = chain.expected(frame, regions: signals.regions)
          for region in expected.indices { samples.expected[frame, region] += expected[region] }
        }
      }
      unchecked += signals.frames
      if unchecked > 50_000 || sweep == run.sweeps - 1 {
        unchecked = 0
        try work.checkCancellation()
        report(sweep + 1 - reported)
        reported = sweep + 1
      }
    }
    samples.tally = chain.tally
    return samples
  }

  /// Bytes that the sampler holds at its peak beside the signals, with two bumps a frame.
  package static func memoryForecast(frames: Int, regions: Int, run: SamplerRun, most: Int) -> Int {
    let lanes = (regions + 7) / 8
    let chain = frames * (32 * lanes * (most + 1) + 24 * most + 32 + 4 * regions)
    return run.chains * (chain + frames * run.kept.count * (8 + 2 * 12) + 16 * run.sweeps)
  }
}
