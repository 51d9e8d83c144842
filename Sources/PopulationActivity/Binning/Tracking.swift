import ArrayNumerics
import Foundation
import Recordings

/// The behaviour of the animal on a grid of time bins.
package struct Tracking: Sendable {
  /// Position, m; NaN in gaps of the tracking that are longer than allowed.
  package var x: [Double]?
  /// As `x`, along y; `nil` also on a track of one dimension.
  package var y: [Double]?
  /// Speed of the smoothed path, cm/s; NaN where there is no position. `nil` before it was asked for.
  package var speed: [Double]?
  /// Head direction, rad in [0, 2π); NaN in long gaps.
  package var headDirection: [Double]?
  /// For each bin whether its position is that of the first or last sample that has one, a sample's time or more away: the
  /// place is known well enough, the steps are not. `nil` where no bin is.
  private var isHeld: [Bool]?

  /// For each bin whether anything of the behaviour is known; `nil` without behaviour.
  var isTracked: [Bool]? {
    guard let known = x ?? headDirection else { return nil }
    return known.indices.map { !(x?[$0].isNaN ?? true) || !(headDirection?[$0].isNaN ?? true) }
  }
}

extension Tracking {
  /// Behaviour at the given times, by linear (for angles: circular) interpolation between samples of the tracking.
  ///
  /// Samples that are NaN count as missing. A gap up to `maximumGap` seconds is filled, a longer one gives NaN.
  package init(_ trajectory: Trajectory, at times: [Double], maximumGap: Double) throws {
    if let xs = trajectory.x {
      let ys = trajectory.y
      let samples = trajectory.t.indices.filter { xs[$0].isFinite && ys?[$0].isFinite ?? true }
      if !samples.isEmpty {
        let known = samples.map { trajectory.t[$0] }
        let covered = Self.coverage(of: times, by: known, maximumGap: maximumGap)
        func onGrid(_ values: [Double]) throws -> [Double] {
          let line = try interpolate(times, positions: known, values: samples.map { values[$0] })
          return zip(line, covered).map { $1 ? $0 : .nan }
        }
        x = try onGrid(xs)
        y = try ys.map(onGrid)
        isHeld = Self.held(times, beyond: known)
      }
    }
    if let angles = trajectory.headDirection {
      let samples = trajectory.t.indices.filter { angles[$0].isFinite }
      if !samples.isEmpty {
        let known = samples.map { trajectory.t[$0] }
        let covered = Self.coverage(of: times, by: known, maximumGap: maximumGap)
        let line = try interpolateAngles(times, positions: known, angles: samples.map { angles[$0] })
        headDirection = zip(line, covered).map { $1 ? $0 : .nan }
      }
    }
  }

  /// For each time, whether the samples around it are close enough to interpolate between.
  static func coverage(of times: [Double], by samples: [Double], maximumGap: Double) -> [Bool] {
    // At 2 Hz half a second is no gap: two sampling intervals are always bridged.
    let steps = zip(samples.dropFirst(), samples).map { $0 - $1 }
    let bridged = max(maximumGap, steps.isEmpty ? 0 : 2 * median(steps))
    var next = 0
    return times.map { time in
      while next < samples.count && samples[next] < time { next += 1 }
      if next == samples.count { return time - samples[next - 1] <= bridged }
      if next == 0 { return samples[0] - time <= bridged }
      return samples[next] - samples[next - 1] <= bridged
    }
  }

  /// The times that lie before the first sample or after the last one by more than samples, and times, are apart; `nil` when
  /// none does.
  private static func held(_ times: [Double], beyond samples: [Double]) -> [Bool]? {
    guard let first = samples.first, let last = samples.last, samples.count > 1 else { return nil }
    let between = median(zip(samples.dropFirst(), samples).map { $0 - $1 })
    let step = times.count > 1 ? max(between, times[1] - times[0]) : between
    let held = times.map { $0 < first - step || $0 > last + step }
    return held.contains(true) ? held : nil
  }

  /// The behaviour with the speed of the path in the plane or along the track: that of the path after a Gaussian of `smoothing`
  /// seconds, from one bin to the next, as in Gardner et al. 2022. Steps from or to a bin without a position, one whose
  /// position is that of a sample elsewhere, or one that is not kept, carry no weight.
  package func withSpeed(binWidth: Double, smoothing: Double, among isKept: [Bool]? = nil, work: Work) throws -> Tracking {
    guard let x else { return self }
    var result = self
    let isValid = x.indices.map { !x[$0].isNaN && isKept?[$0] ?? true }
    result.speed = try Self.speed(
      [x] + [y].compactMap { $0 }, isValid: isValid, isHeld: isHeld, binWidth: binWidth, smoothing: smoothing, work: work)
    return result
  }

  /// Speed in cm/s along one or two axes; the first bin has that of the second.
  static func speed(
    _ axes: [[Double]], isValid: [Bool], isHeld: [Bool]? = nil, binWidth: Double, smoothing: Double, work: Work
  ) throws -> [Double] {
    let sigma = smoothing / binWidth
    let count = isValid.count
    if count == 0 { return [] }
    let isMeasured = isHeld.map { held in isValid.indices.map { isValid[$0] && !held[$0] } } ?? isValid
    let isStep = isMeasured.indices.map { isMeasured[$0] && isMeasured[max(0, $0 - 1)] }
    let isComplete = !isMeasured.contains(false)
    let smooth = try concurrentMap(axes.count, work: work) { axis in
      try gaussianFilter(isComplete ? axes[axis] : joined(axes[axis], steps: isStep), sigma: sigma)
    }
    let weight = isComplete ? nil : try gaussianFilter(isStep.map { $0 ? 1.0 : 0 }, sigma: sigma)
    var speed = [Double](repeating: 0, count: count)
    for bin in 1..<max(1, count) {
      let step =
        smooth.count == 1
        ? abs(smooth[0][bin] - smooth[0][bin - 1])
        : hypot(smooth[0][bin] - smooth[0][bin - 1], smooth[1][bin] - smooth[1][bin - 1])
      let fast = 100 * step / binWidth
      // 0 / 0 where no step is in reach.
      speed[bin] = isValid[bin] ? weight.map { fast / $0[bin] } ?? fast : .nan
    }
    if count > 1 { speed[0] = isValid[0] ? speed[1] : .nan }
    return speed
  }

  /// A path that rests where a step is missing.
  private static func joined(_ path: [Double], steps isStep: [Bool]) -> [Double] {
    var place = isStep[0] ? path[0] : 0
    return path.indices.map { bin in
      if bin > 0, isStep[bin] { place += path[bin] - path[bin - 1] }
      return place
    }
  }
}
