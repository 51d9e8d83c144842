import ArrayNumerics
import Foundation

/// One and two bumps of every frame by least squares over a constant: one of any place and width, against two of any places
/// that share a width.
///
/// Baseline, gain, noise and width are not those of a fit of one bump, which have a second one in them (where two go round
/// together, the fit makes a half of the ring deaf): gains are those of the ranges of the regions, the others are found in some
/// frames first, from percentiles and frame-to-frame differences, and then once more from what two bumps leave over there.
struct FramePairs: Sendable {
  let signals: RingSignals
  /// Those that are looked at.
  let frames: [Int]
  /// Motion, and the gains of what is left where one bump is enough.
  let base: BumpModel
  /// Baselines, noise and width of the comparison.
  private(set) var sharp: BumpModel
  /// What each of `frames` shows.
  private(set) var bumps: [FrameBumps] = []

  /// - Precondition: at least one frame.
  /// - Throws: `CancellationError`.
  init(_ signals: RingSignals, frames: [Int], base: BumpModel, work: Work) throws {
    (self.signals, self.frames, self.base) = (signals, frames, base)
    sharp = BumpModel(startingFor: signals)
    sharp.gain = Self.gains(signals)
    let start = sharp
    let step = (frames.count + PairFit.excerpt - 1) / PairFit.excerpt
    let some = stride(from: 0, to: frames.count, by: step).map { frames[$0] }
    sharp.concentration = try concentration(of: some, work: work)
    let first = try pairs(in: some, work: work)
    sharp = without(first.map { $0.bumps(from: SecondBump.least.z) }, in: some).model
    sharp.noise = zip(sharp.noise, start.noise).map { min($0, $1) }
    sharp.gain = start.gain
    bumps = try pairs(in: frames, work: work)
  }

  /// Frames with a second bump.
  var seconds: [SecondBump] {
    zip(frames, bumps).compactMap { frame, pair -> SecondBump? in
      let bumps = pair.bumps(from: SecondBump.least.z)
      guard bumps.count == 2, bumps[1].height > SecondBump.least.share * bumps[0].height else { return nil }
      return SecondBump(frame: frame, position: bumps[1].position, amplitude: bumps[1].height, z: pair.z)
    }
  }

  /// The model of what is left when bumps are taken out of all frames, and the autocorrelation time of that, frames.
  ///
  /// Where seconds are many, those that do not stand out by themselves are believed as well: left in, they are noise.
  func rest() -> (model: BumpModel, time: Double) {
    let areMany = SecondBump.areMany(seconds.count, of: frames.count)
    let least = areMany ? SecondBump.leastAmongMany : SecondBump.least.z
    var rest = without(bumps.map { $0.bumps(from: least) }, in: frames)
    if areMany { rest.model.gain = sharp.gain }
    return rest
  }

  /// The range of each region over that of all, at most twice and at least half of it: a region that no bump came to has none.
  private static func gains(_ signals: RingSignals) -> [Double] {
    let scale = RegionScale.percentiles(signals)
    return scale.range.map { max(0.5, min(2, $0 / scale.meanRange)) }
  }

  /// The best single bump of a frame and the best two, the higher first, with the z of the second.
  struct FrameBumps: Sendable {
    var one: PairFit.Place
    var two: [PairFit.Place]
    var z: Double

    /// Two where the second stands out by so much, else one.
    func bumps(from least: Double) -> [PairFit.Place] { z > least ? two : [one] }
  }

  /// κ with which one or two bumps suit all of some frames best.
  private func concentration(of frames: [Int], work: Work) throws -> Double {
    let pairs = PairFit.concentrations.map { PairFit(sharp, concentration: $0) }
    let gains = try concurrentMap(frames.count, work: work, chunk: 4) { index -> [Double] in
      let values = excess(frames[index])
      return pairs.map { max($0.single(values).gain, $0.two(values)?.gain ?? 0) }
    }
    let totals = pairs.indices.map { width in gains.reduce(0) { $0 + $1[width] } }
    var best = 0
    for width in totals.indices where totals[width] > totals[best] { best = width }
    var place = Double(best)
    if best > 0, best < totals.count - 1 { place += parabolicPeak(totals[best - 1], totals[best], totals[best + 1]) }
    let (low, high) = (log(PairFit.concentrations[0]), log(PairFit.concentrations[totals.count - 1]))
    return exp(low + (high - low) * place / Double(totals.count - 1))
  }

  private func pairs(in frames: [Int], work: Work) throws -> [FrameBumps] {
    let singles = PairFit.concentrations.map { PairFit(sharp, concentration: $0) }
    let shared = PairFit(sharp, concentration: sharp.concentration)
    return try concurrentMap(frames.count, work: work, chunk: 16) { index in
      let values = excess(frames[index])
      let one = shared.single(values)
      let single = singles.map { $0.single(values).gain }.max() ?? 0
      guard let two = shared.two(values),
        Self.dip(two.high, two.low, sharp.concentration) < SecondBump.mostDip
      else { return FrameBumps(one: one.place, two: [], z: 0) }
      let z = max(0, 2 * (two.gain - max(single, one.gain))).squareRoot()
      return FrameBumps(one: one.place, two: [two.high, two.low], z: z)
    }
  }

  /// Half way between two bumps their sum, over that at the lower of both.
  private static func dip(_ high: PairFit.Place, _ low: PairFit.Place, _ concentration: Double) -> Double {
    let apart = angleDifference(high.position, low.position)
    let half = BumpModel.profile(apart / 2, concentration: concentration)
    let far = BumpModel.profile(apart, concentration: concentration)
    return (high.height + low.height) * half / (low.height + high.height * far)
  }

  /// What a frame has above the baselines, `[region]`.
  private func excess(_ frame: Int) -> [Double] {
    (0..<signals.regions).map { signals.values[frame, $0] - sharp.baseline[$0] }
  }

  private func without(_ bumps: [[PairFit.Place]], in frames: [Int]) -> (model: BumpModel, time: Double) {
    var result = base
    result.concentration = sharp.concentration
    let regions = signals.regions
    var residual = Matrix(rows: signals.frames, columns: regions, repeating: 0.0)
    var (common, parameters) = ([Double](), 0)
    for (frame, set) in zip(frames, bumps) {
      parameters += 1 + 2 * set.count
      for j in 0..<regions {
        residual[frame, j] = set.reduce(signals.values[frame, j] - sharp.baseline[j]) { rest, bump in
          rest - bump.height * sharp.gain[j]
            * BumpModel.profile(sharp.angles[j] - bump.position, concentration: sharp.concentration)
        }
      }
      let shared = mean(Array(residual.row(frame)))
      common.append(shared)
      for j in 0..<regions { residual[frame, j] -= shared }
    }
    let level = mean(common)
    // What was fitted to a frame is missing from its residual.
    let freedom = 1 - min(0.8, Double(parameters) / Double(frames.count * regions))
    for j in 0..<regions {
      let rest = frames.map { residual[$0, j] }
      let middle = mean(rest)
      result.baseline[j] = sharp.baseline[j] + middle + level
      result.noise[j] = max(variance(rest) / freedom, 1e-4 * sharp.noise[j])
      for frame in frames { residual[frame, j] -= middle }
    }
    let heights = bumps.flatMap { $0.map(\.height) }
    result.amplitude = mean(heights)
    result.amplitudeVariance = max(variance(heights), 0.01 * result.amplitude * result.amplitude)
    result.commonVariance = max(variance(common), 1e-4 * mean(result.noise))
    return (result, BumpFit.correlationTime(of: residual, signals: signals))
  }
}
