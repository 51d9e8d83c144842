import ArrayNumerics
import CalciumBumps
import Foundation

/// Simulation-based calibration of the sampler (Talts et al. 2018, arXiv:1804.06788): bumps are drawn from the prior, signals
/// from the bumps, and samples from the posterior given the signals. The rank of what was drawn among the samples is then
/// uniform, whatever is asked of the bumps.
struct SamplerCalibration {
  var simulations: Int
  /// Least distance of two bumps, rad.
  var separation = 0.0
  var mostBumps = 6
  var seed: UInt64 = 7

  static let frames = 8, regions = 8
  /// A gap stands before the sixth frame.
  static let restarts = (0..<frames).map { $0 == 0 || $0 == 5 }
  /// Samples of each posterior, and sweeps from one to the next.
  static let samples = 99, thinning = 100

  /// What is asked of the bumps of all frames.
  static let questions = [
    "number of bumps", "Σ cos θ", "Σ area", "Σ log κ", "number in one frame", "Σ cos θ in one frame", "misfit",
  ]

  /// Regions that differ in all that they can.
  static var observation: BumpModel {
    BumpModel(
      angles: RingSignals.evenAngles(regions), baseline: (0..<regions).map { 0.1 * Double($0 % 3) },
      gain: (0..<regions).map { 0.8 + 0.1 * Double($0 % 5) }, noise: (0..<regions).map { 0.1 + 0.05 * Double($0 % 2) },
      concentration: 2.5, amplitude: 1, amplitudeVariance: 0.16, commonVariance: 0.04, step: 0.3, offRate: 0.1, onRate: 0.1)
  }

  var model: SamplerModel {
    SamplerModel(
      observation: Self.observation, tempering: 1,
      succession: BumpSuccession(rate: 0.9, loss: 0.15, step: 0.3, most: mostBumps), separation: separation)
  }

  /// Ranks from 0 to `samples`, `[question][simulation]`.
  func ranks(work: Work) throws -> [[Int]] {
    let model = model
    let ranks = try concurrentMap(simulations, work: work) { number -> [Int] in
      var stream = RandomStream(seed: seed, name: "sampler calibration", index: UInt64(number))
      var truth: [[SampledBump]]
      repeat { truth = model.draw(restarts: Self.restarts, using: &stream) } while !truth.allSatisfy { model.allows($0) }
      let signals = Self.signals(of: truth, using: &stream)
      let run = SamplerRun(chains: 1, sweeps: 2 * Self.samples * Self.thinning, mostKept: Self.samples)
      let states = try BumpSamples.sample(
        signals, model: model, run: run, seed: seed &+ UInt64(number), work: work.serial
      ).chains[0].states
      let asked = Self.answers(truth, signals)
      var (below, same) = ([Int](repeating: 0, count: asked.count), [Int](repeating: 0, count: asked.count))
      for state in 0..<states.count {
        for (place, value) in Self.answers((0..<Self.frames).map { states[state, $0] }, signals).enumerated() {
          if abs(value - asked[place]) < 1e-9 { same[place] += 1 } else if value < asked[place] { below[place] += 1 }
        }
      }
      // Of equal numbers any may come first.
      return asked.indices.map { below[$0] + stream.integer(below: same[$0] + 1) }
    }
    return Self.questions.indices.map { question in ranks.map { $0[question] } }
  }

  /// χ² of ranks in ten bins against uniform ones; with nine degrees of freedom.
  static func chiSquare(_ ranks: [Int]) -> Double {
    var bins = [Int](repeating: 0, count: 10)
    for rank in ranks { bins[rank * 10 / (samples + 1)] += 1 }
    let expected = Double(ranks.count) / 10
    return bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  /// The signal of bumps in a region, without noise.
  private static func expected(_ set: [SampledBump], _ region: Int) -> Double {
    let model = observation
    return set.reduce(model.baseline[region]) { sum, bump in
      let profile = BumpModel.profile(model.angles[region] - bump.center, concentration: bump.concentration)
      return sum + bump.height * model.gain[region] * profile
    }
  }

  private static func signals(of sets: [[SampledBump]], using stream: inout RandomStream) -> RingSignals {
    let model = observation
    let values = sets.flatMap { set -> [Double] in
      let common = model.commonVariance.squareRoot() * stream.normal()
      return (0..<regions).map { expected(set, $0) + common + model.noise[$0].squareRoot() * stream.normal() }
    }
    return RingSignals(
      values: Matrix(rows: frames, columns: regions, elements: values), angles: model.angles, restarts: restarts)
  }

  private static func answers(_ sets: [[SampledBump]], _ signals: RingSignals) -> [Double] {
    let all = sets.flatMap { $0 }
    var misfit = 0.0
    for (frame, set) in sets.enumerated() {
      for region in 0..<regions {
        let difference = signals.values[frame, region] - expected(set, region)
        misfit += difference * difference
      }
    }
    return [
      Double(all.count), all.reduce(0) { $0 + cos($1.center) }, all.reduce(0) { $0 + $1.area },
      all.reduce(0) { $0 + log($1.concentration) }, Double(sets[3].count), sets[3].reduce(0) { $0 + cos($1.center) }, misfit,
    ]
  }
}
