import ArrayNumerics
import Foundation

/// Constants of the fit of canns 1.5, under the names that they have there.
package struct PublishedSettings: Sendable, Equatable {
  /// n_steps: visits of every frame.
  package var sweeps = 20_000
  /// n_bump_max: bumps of a frame at most.
  package var most = 4
  /// sigma_diff: spread of a move, rad.
  package var moveSpread = 0.5
  /// ampli_min: area of a new bump, in the unit of the signals over their median.
  package var startArea = 2.0
  /// kappa_mean: κ of a new bump.
  package var startConcentration = 2.5
  /// sig2: variance of the noise, in that unit squared.
  package var noiseVariance = 1.0
  /// penbump: what a bump costs.
  package var penalty = 0.4
  /// jc: what a bump gains by one in the same place of a neighbouring frame.
  package var coupling = 1.8
  /// beta: what all of these are multiplied by.
  package var sharpness = 5.0

  package init() {}

  /// The largest `most`: bumps are matched in the order in which they stand, as in that program up to four.
  package static let capacity = 4
  /// Bounds of κ, and spreads of its changes and of those of the area.
  static let concentrations = 2.0...6.0
  static let concentrationSpread = 0.5
  static let areaSpread = 1.0

  /// 1 / (2π e^(−κ) I₀(κ)) with what that program takes for I₀: a polynomial up to 3.75, where it is 17 % too small, and
  /// e^κ / √(2πκ) beyond.
  package static func peak(concentration: Double) -> Double {
    if concentration > 3.75 { return (concentration / (2 * .pi)).squareRoot() }
    let square = concentration * concentration
    return exp(concentration) / (2 * .pi * (1 + square / 4 + square * square / 64))
  }
}

/// What the fit of canns 1.5 ends with.
package struct PublishedFit: Sendable {
  package var settings: PublishedSettings
  /// The last state: the bumps of every frame, in the unit of the signals over their median.
  package var sets: [[SampledBump]]
  /// What it makes of the signals over their median, less 1, `[frame, region]`.
  package var prediction: Matrix<Float>
  /// What the signals were divided by.
  package var median: Double
  /// That program's log-likelihood after each sweep, penalties and couplings included, `[sweep]`.
  package var logLikelihood: [Double]
  /// How often its moves were possible and accepted.
  package var tally: MoveTally

  /// Height of a bump at its peak, in the unit of the signals.
  package func height(_ bump: SampledBump) -> Double {
    median * bump.area * PublishedSettings.peak(concentration: bump.concentration)
  }

  /// The fit of one chain from frames without bumps, its last state for a result. Frames follow each other without gaps, as
  /// that program takes them.
  ///
  /// - Returns: `nil` where a frame has no values, or the median of all values is not above 0, which makes no sense there.
  /// - Precondition: two frames or more.
  /// - Throws: `CancellationError`.
  package static func fit(
    _ signals: RingSignals, settings: PublishedSettings, seed: UInt64, work: Work
  ) throws -> PublishedFit? {
    guard signals.isObserved.allSatisfy({ $0 }) else { return nil }
    let middle = ArrayNumerics.median(signals.values.elements)
    guard middle > 0 else { return nil }
    var chain = PublishedChain(
      signals, median: middle, settings: settings, stream: RandomStream(seed: seed, name: "published bump fit"))
    var trace: [Double] = []
    trace.reserveCapacity(settings.sweeps)
    let block = max(1, 50_000 / signals.frames)
    for sweep in 0..<settings.sweeps {
      if sweep % block == 0 {
        try work.checkCancellation()
        work.report("sampling bumps", completed: sweep, of: settings.sweeps)
      }
      chain.sweep()
      trace.append(chain.logLikelihood)
    }
    work.report("sampling bumps", completed: settings.sweeps, of: settings.sweeps)
    return PublishedFit(
      settings: settings, sets: chain.sets, prediction: chain.prediction(regions: signals.regions), median: middle,
      logLikelihood: trace, tally: chain.tally)
  }
}
