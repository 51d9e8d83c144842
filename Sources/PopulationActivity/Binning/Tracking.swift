import ArrayNumerics
import Foundation
import Recordings

/// The behaviour of the animal on a grid of time bins.
struct Tracking {
  /// Position, m; NaN in gaps of the tracking that are longer than allowed.
  var x: [Double]?
  var y: [Double]?
  /// Speed of the smoothed path, cm/s; NaN where there is no position.
  var speed: [Double]?
  /// Head direction, rad in [0, 2π); NaN in long gaps.
  var headDirection: [Double]?
  /// Times of the grid without a position.
  var withoutPosition = 0
}

extension Tracking {
  /// Behaviour at the given times, by linear (for angles: circular) interpolation between samples of the tracking.
  ///
  /// Samples that are NaN count as missing. A gap up to `maximumGap` seconds is filled, a longer one gives NaN.
  ///
  /// The speed is that of the path after a Gaussian of `speedSmoothing` seconds, from one bin to the next, as in Gardner et
  /// al. 2022; samples without position carry no weight in the smoothing.
  init(
    _ trajectory: Trajectory, at times: [Double], binWidth: Double, maximumGap: Double, speedSmoothing: Double,
    work: Work
  ) throws {
    if let xs = trajectory.x, let ys = trajectory.y {
      let samples = trajectory.t.indices.filter { xs[$0].isFinite && ys[$0].isFinite }
      if !samples.isEmpty {
        let known = samples.map { trajectory.t[$0] }
        let covered = Self.coverage(of: times, by: known, maximumGap: maximumGap)
        func onGrid(_ values: [Double]) throws -> [Double] {
          let line = try interpolate(times, positions: known, values: samples.map { values[$0] })
          return zip(line, covered).map { $1 ? $0 : .nan }
        }
        let (gridX, gridY) = (try onGrid(xs), try onGrid(ys))
        x = gridX
        y = gridY
        withoutPosition = covered.count { !$0 }
        speed = try Self.speed(
          x: gridX, y: gridY, valid: covered, binWidth: binWidth, smoothing: speedSmoothing, work: work)
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

  /// Speed in cm/s; the first bin has that of the second.
  static func speed(
    x: [Double], y: [Double], valid: [Bool], binWidth: Double, smoothing: Double, work: Work
  ) throws -> [Double] {
    let sigma = smoothing / binWidth
    let complete = valid.allSatisfy { $0 }
    let smooth = try concurrentMap(2, work: work) { axis -> [Double] in
      let values = axis == 0 ? x : y
      if complete { return try gaussianFilter(values, sigma: sigma) }
      let known = zip(values, valid).map { $1 ? $0 : 0 }
      let weight = try gaussianFilter(valid.map { $0 ? 1.0 : 0 }, sigma: sigma)
      return zip(try gaussianFilter(known, sigma: sigma), weight).map { $1 > 0 ? $0 / $1 : .nan }
    }
    var speed = [Double](repeating: 0, count: x.count)
    for bin in 1..<max(1, x.count) {
      let step = hypot(smooth[0][bin] - smooth[0][bin - 1], smooth[1][bin] - smooth[1][bin - 1])
      speed[bin] = valid[bin] ? 100 * step / binWidth : .nan
    }
    if x.count > 1 { speed[0] = valid[0] ? speed[1] : .nan }
    return speed
  }
}
