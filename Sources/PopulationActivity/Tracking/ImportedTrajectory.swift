import ArrayNumerics
import Recordings
import Schema
import Stages

/// A recorded trajectory on an even grid of times, cleaned, with the quantities that models of navigation take.
///
/// In this order:
/// 1. samples are sorted by time; of equal times the first sample stays;
/// 2. samples that could only be reached faster than `maximumSpeed` are removed (`admissibleSamples`);
/// 3. position is interpolated linearly onto times `t₀ + k / rate`, over gaps up to `maximumGap` (two sampling intervals are
///    always bridged) and never over longer ones; head direction the same way along the shorter arc;
/// 4. each stretch between gaps is smoothed by a Gaussian, when asked;
/// 5. velocity and angular velocity are central differences divided by the step of the grid, in m/s and rad/s.
///
/// O(n) for n samples, apart from jumps.
/// - Parameters:
///   - trajectory: positions in metres, times in seconds; unsorted times and NaN are allowed.
///   - options: see `TrajectoryParameters`; with `compatibility == .canns` nothing is cleaned and the numbers are those of
///     canns 1.5.
/// - Returns: T rows; `valid` says which have position and velocity, the others hold NaN.
/// - Throws: `StageError.unusableData` when there is no usable path, in words that say why; `ParameterError`.
public func importedTrajectory(
  _ trajectory: Trajectory, options: TrajectoryParameters = TrajectoryParameters(), work: Work = Work()
) throws -> TrajectoryResult {
  try options.validate()
  let samples = try TrackedSamples(trajectory, flippingY: options.flipsY)
  let located = samples.located
  guard !located.isEmpty else {
    throw unusableTrajectory(
      "none of the \(samples.t.count) samples has a position: all are NaN.", "Choose the arrays with --map x=NAME,y=NAME.")
  }
  if options.compatibility == .canns { return try trajectoryAsCanns(samples, options: options) }
  try work.checkCancellation()
  let kept =
    options.maximumSpeed.map {
      admissibleSamples(t: samples.t, x: samples.x, y: samples.y, candidates: located, maximumSpeed: $0)
    } ?? located
  guard kept.count >= 2, 2 * kept.count > located.count else {
    throw tooFewLeft(kept: kept.count, located: located.count, options)
  }
  try work.checkCancellation()
  let grid = try grid(for: samples, kept: kept.count, options: options)
  // Two sampling intervals are no gap, however slow the sampling.
  let bridged = max(options.maximumGap, 2 * samples.medianStep) * (1 + 1e-9)
  var path = try resampledPath(samples, kept: kept, onto: grid, bridging: bridged, options: options)
  path.headDirection = try resampledHeadDirection(samples, onto: grid, bridging: bridged, options: options)
  try work.checkCancellation()
  let rows = TrajectoryRows(path, grid: grid, options: options)
  let quality = TrajectoryQuality(samples, located: located, kept: kept, rows: rows, bridged: bridged)
  return TrajectoryResult(rows: rows, quality: quality, options: options)
}

/// Position and head direction on the grid, smoothed; angles without jumps in each stretch.
struct ResampledPath {
  var x: [Double]
  var y: [Double]
  var isLinear: Bool
  var headDirection: [Double]?
}

private func tooFewLeft(kept: Int, located: Int, _ options: TrajectoryParameters) -> StageError {
  guard let limit = options.maximumSpeed, located > kept else {
    return unusableTrajectory(
      "only \(located) sample has a position.", "A path needs at least two; choose the arrays with --map x=NAME,y=NAME.")
  }
  return unusableTrajectory(
    "\(located - kept) of \(located) samples could only be reached faster than \(formatted(limit)) m/s.",
    "Is the unit of the position (--position-unit) or of the times (--time-unit) another? "
      + "If the animal is that fast, raise --max-speed, or switch the limit off with --max-speed none.")
}

/// From the first to the last sample, at the rate that was asked for or else at that of the recording.
private func grid(for samples: TrackedSamples, kept: Int, options: TrajectoryParameters) throws -> EvenGrid {
  let (first, last) = (samples.t[0], samples.t[samples.t.count - 1])
  let step = options.rate.map { 1 / $0 } ?? samples.evenStep
  let count = (last - first) / step + 1
  guard count < 1e8, count < 1000 * Double(samples.t.count) * max(1, samples.medianStep / step) else {
    throw unusableTrajectory(
      sentence {
        "\(samples.t.count) samples \(formatted(samples.medianStep)) s apart extend over \(formatted(last - first)) s, "
        "so nearly all of the time is without tracking."
      },
      "One of the times may be wrong, or they are in another unit (--time-unit).")
  }
  guard count >= 2 else {
    throw unusableTrajectory(
      "it lasts \(formatted(last - first)) s, less than one step of \(formatted(step)) s.", "Raise --rate.")
  }
  return EvenGrid(start: first, step: step, count: Int(count + 1e-3))
}

extension TrackedSamples {
  /// The middle step; for a clock that is even to one per cent the mean step, so that the grid meets every sample.
  fileprivate var evenStep: Double {
    let isEven = zip(t.dropFirst(), t).allSatisfy { abs($0 - $1 - medianStep) <= 0.01 * medianStep }
    return isEven ? (t[t.count - 1] - t[0]) / Double(t.count - 1) : medianStep
  }
}

/// The grid on which to smooth: finer than the result when that has fewer samples than the recording, since taking every
/// fifth of the raw samples would keep the noise of those.
private func smoothingGrid(_ grid: EvenGrid, _ samples: TrackedSamples, _ options: TrajectoryParameters) -> EvenGrid {
  guard options.smoothing > 0, samples.medianStep < 0.99 * grid.step else { return grid }
  let factor = (grid.step / samples.medianStep).rounded(.up)
  return EvenGrid(start: grid.start, step: grid.step / factor, count: (grid.count - 1) * Int(factor) + 1)
}

private func resampledPath(
  _ samples: TrackedSamples, kept: [Int], onto grid: EvenGrid, bridging gap: Double, options: TrajectoryParameters
) throws -> ResampledPath {
  let times = kept.map { samples.t[$0] }
  func onGrid(_ values: [Double]) throws -> [Double] {
    try resampled(kept.map { values[$0] }, at: times, onto: grid, bridging: gap, samples, options)
  }
  return ResampledPath(
    x: try onGrid(samples.x),
    y: samples.isLinear ? [Double](repeating: 0, count: grid.count) : try onGrid(samples.y), isLinear: samples.isLinear)
}

private func resampledHeadDirection(
  _ samples: TrackedSamples, onto grid: EvenGrid, bridging gap: Double, options: TrajectoryParameters
) throws -> [Double]? {
  guard let angles = samples.headDirection else { return nil }
  let known = samples.t.indices.filter { angles[$0].isFinite }
  let curve = unwrapAngles(known.map { angles[$0] })
  return try resampled(curve, at: known.map { samples.t[$0] }, onto: grid, bridging: gap, samples, options)
}

private func resampled(
  _ values: [Double], at times: [Double], onto grid: EvenGrid, bridging gap: Double, _ samples: TrackedSamples,
  _ options: TrajectoryParameters
) throws -> [Double] {
  let fine = smoothingGrid(grid, samples, options)
  let raw = fine.interpolating(values, at: times, maximumGap: gap)
  let smooth = try smoothed(raw, in: runs(of: raw), sigma: options.smoothing / fine.step)
  if fine.count == grid.count { return smooth }
  let factor = (fine.count - 1) / max(1, grid.count - 1)
  return (0..<grid.count).map { smooth[$0 * factor] }
}
