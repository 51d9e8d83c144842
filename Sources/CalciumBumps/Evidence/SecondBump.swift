import ArrayNumerics
import Foundation

/// A second bump that a frame shows beside the first.
package struct SecondBump: Sendable, Equatable {
  package var frame: Int
  /// rad in [0, 2π)
  package var position: Double
  /// In the unit of the scale of the fit.
  package var amplitude: Double
  /// Amplitude over its standard error: the root of twice what two bumps gain in log-likelihood over the best single one.
  package var z: Double

  /// More than this away from the first, rad.
  package static let distance = Double.pi / 2
  /// Amplitude in standard errors, and as a share of that of the first, that a second bump exceeds.
  static let least = (z: 4.0, share: 0.5)
  /// Between them the sum of both falls below this share of its value at the second: a wide bump with a flat top is no two.
  static let mostDip = 0.8
  /// The z from which it is taken out where many frames have one.
  static let leastAmongMany = 2.0
  /// Share of the frames with a second bump from which one bump is not enough.
  package static let mostShare = 0.02
}

/// Frames with a second bump, and what the signals are like if up to two are taken out of every frame.
package struct SecondBumps: Sendable {
  package var found: [SecondBump]
  /// Frames that were looked at.
  package var frames: Int
  /// Baselines, noise, shared brightness, width and amplitude of least squares of up to two bumps; the rest is that of the
  /// hidden Markov fit.
  package var model: BumpModel
  /// β of what is then left over.
  package var tempering: Double

  /// Whether one bump is not enough.
  package var areMany: Bool { Double(found.count) > SecondBump.mostShare * Double(max(1, frames)) }
}

extension HiddenMarkovBump {
  /// Frames that two bumps more than 90° apart explain better than any single one.
  ///
  /// Both are least squares of the frame by itself over a constant: one bump of any place and width against two of any places
  /// that share a width. The hidden Markov bump is not asked, which may follow either of two, or stand between them; nor are
  /// its baseline, noise and width, which have a second bump in them: these are found in some frames first, from percentiles
  /// and frame-to-frame differences, and then once more from what two bumps leave over there.
  ///
  /// - Throws: `CancellationError`.
  package func secondBumps(work: Work) throws -> SecondBumps {
    let frames = (0..<signals.frames).filter { signals.isObserved[$0] && posterior.isPresent($0) }
    guard !frames.isEmpty else { return SecondBumps(found: [], frames: 0, model: model, tempering: tempering) }
    var start = BumpModel(startingFor: signals)
    start.gain = model.gain
    let step = (frames.count + PairFit.excerpt - 1) / PairFit.excerpt
    let some = stride(from: 0, to: frames.count, by: step).map { frames[$0] }
    start.concentration = try concentration(of: some, start, work: work)
    let first = try pairs(in: some, start, work: work)
    var sharp = without(first.map { $0.bumps(from: SecondBump.least.z) }, in: some, from: start).model
    sharp.noise = zip(sharp.noise, start.noise).map { min($0, $1) }
    let all = try pairs(in: frames, sharp, work: work)
    let found = zip(frames, all).compactMap { frame, pair -> SecondBump? in
      let bumps = pair.bumps(from: SecondBump.least.z)
      guard bumps.count == 2, bumps[1].height > SecondBump.least.share * bumps[0].height else { return nil }
      return SecondBump(frame: frame, position: bumps[1].position, amplitude: bumps[1].height, z: pair.z)
    }
    var result = SecondBumps(found: found, frames: frames.count, model: model, tempering: tempering)
    // Where seconds are many, those that do not stand out by themselves are believed as well: left in, they are noise.
    let least = result.areMany ? SecondBump.leastAmongMany : SecondBump.least.z
    let (model, time) = without(all.map { $0.bumps(from: least) }, in: frames, from: sharp)
    (result.model, result.tempering) = (model, BumpFit.tempering(correlationTime: time))
    return result
  }

  /// κ with which one or two bumps suit all of some frames best.
  private func concentration(of frames: [Int], _ start: BumpModel, work: Work) throws -> Double {
    let pairs = PairFit.concentrations.map { PairFit(start, concentration: $0) }
    let gains = try concurrentMap(frames.count, work: work, chunk: 4) { index -> [Double] in
      let values = rest(frames[index], start)
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

  /// Half way between two bumps their sum, over that at the lower of both.
  private static func dip(_ high: PairFit.Place, _ low: PairFit.Place, _ concentration: Double) -> Double {
    let apart = angleDifference(high.position, low.position)
    let half = BumpModel.profile(apart / 2, concentration: concentration)
    let far = BumpModel.profile(apart, concentration: concentration)
    return (high.height + low.height) * half / (low.height + high.height * far)
  }

  /// One and two bumps of each frame.
  private func pairs(in frames: [Int], _ model: BumpModel, work: Work) throws -> [FrameBumps] {
    let singles = PairFit.concentrations.map { PairFit(model, concentration: $0) }
    let shared = PairFit(model, concentration: model.concentration)
    return try concurrentMap(frames.count, work: work, chunk: 16) { index in
      let values = rest(frames[index], model)
      let one = shared.single(values)
      let single = singles.map { $0.single(values).gain }.max() ?? 0
      guard let two = shared.two(values) else { return FrameBumps(one: one.place, two: [], z: 0) }
      let z = max(0, 2 * (two.gain - max(single, one.gain))).squareRoot()
      guard Self.dip(two.high, two.low, model.concentration) < SecondBump.mostDip else {
        return FrameBumps(one: one.place, two: [], z: 0)
      }
      return FrameBumps(one: one.place, two: [two.high, two.low], z: z)
    }
  }

  /// The best single bump of a frame and the best two, the higher first, with the z of the second.
  private struct FrameBumps {
    var one: PairFit.Place
    var two: [PairFit.Place]
    var z: Double

    /// Two where the second stands out by so much, else one.
    func bumps(from least: Double) -> [PairFit.Place] { z > least ? two : [one] }
  }

  private func rest(_ frame: Int, _ model: BumpModel) -> [Double] {
    (0..<signals.regions).map { signals.values[frame, $0] - model.baseline[$0] }
  }

  /// The model of what is left when bumps are taken out of frames, and the autocorrelation time of that.
  private func without(
    _ bumps: [[PairFit.Place]], in frames: [Int], from start: BumpModel
  ) -> (model: BumpModel, time: Double) {
    var result = model
    result.concentration = start.concentration
    let regions = signals.regions
    var residual = Matrix(rows: signals.frames, columns: regions, repeating: 0.0)
    var (common, parameters) = ([Double](), 0)
    for (frame, set) in zip(frames, bumps) {
      parameters += 1 + 2 * set.count
      for j in 0..<regions {
        residual[frame, j] = set.reduce(signals.values[frame, j] - start.baseline[j]) { rest, bump in
          rest - bump.height * start.gain[j]
            * BumpModel.profile(start.angles[j] - bump.position, concentration: start.concentration)
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
      result.baseline[j] = start.baseline[j] + middle + level
      result.noise[j] = max(variance(rest) / freedom, 1e-4 * start.noise[j])
      for frame in frames { residual[frame, j] -= middle }
    }
    let heights = bumps.flatMap { $0.map(\.height) }
    result.amplitude = mean(heights)
    result.amplitudeVariance = max(variance(heights), 0.01 * result.amplitude * result.amplitude)
    result.commonVariance = max(variance(common), 1e-4 * mean(result.noise))
    return (result, BumpFit.correlationTime(of: residual, signals: signals))
  }
}
