import Foundation
import Schema

/// The numbers that canns 1.5 makes of the same samples (`OpenLoopNavigationTask.import_data`, `calculate_theta_sweep_data`).
///
/// Nothing is cleaned or resampled. Velocity is the backward difference, its first value a copy of the second; the direction of
/// movement is in (−π, π] and 0 at rest; the head follows the movement and keeps its last direction at rest. The angular
/// velocity is divided by the time step of the task, 0.1 s unless it is set, and not by that of the samples: at 50 samples a
/// second it comes out five times too small.
func trajectoryAsCanns(_ samples: TrackedSamples, options: TrajectoryParameters) throws -> TrajectoryResult {
  let count = samples.t.count
  func backward(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for index in 1..<count {
      result[index] = (values[index] - values[index - 1]) / (samples.t[index] - samples.t[index - 1])
    }
    result[0] = result[1]
    return result
  }
  var result = TrajectoryRows(
    ResampledPath(x: samples.x, y: samples.y, isLinear: samples.isLinear), grid: EvenGrid(start: 0, step: 1, count: count),
    options: options)
  result.t = samples.t
  (result.x, result.y) = (samples.x, samples.y)
  result.velocityX = backward(samples.x)
  result.velocityY = backward(samples.y)
  result.speed = zip(result.velocityX, result.velocityY).map { ($0 * $0 + $1 * $1).squareRoot() }
  result.valid = result.speed.map(\.isFinite)
  result.movementDirection = (0..<count).map {
    result.speed[$0] == 0 ? 0 : atan2(result.velocityY[$0], result.velocityX[$0])
  }
  var head = result.movementDirection
  for index in 1..<count where result.speed[index] == 0 { head[index] = head[index - 1] }
  if let recorded = samples.headDirection, options.headDirection == .recorded { head = recorded }
  result.headDirection = head
  var rotation = [Double](repeating: 0, count: count)
  var turned = [Double](repeating: 0, count: count)
  for index in 1..<count {
    let difference = head[index] - head[index - 1]
    rotation[index] = difference > .pi ? difference - 2 * .pi : difference < -.pi ? difference + 2 * .pi : difference
    turned[index] = unwrappedStep(difference) / options.taskStep
  }
  result.rotation = rotation
  result.angularVelocity = turned
  result.linearSpeedGains = gains(result.speed)
  result.angularSpeedGains = gains(turned)
  let quality = TrajectoryQuality(
    samples, located: samples.located, kept: samples.located, rows: result, bridged: .infinity)
  return TrajectoryResult(rows: result, quality: quality, options: options)
}

/// A step of an angle as NumPy's `unwrap` takes it.
private func unwrappedStep(_ difference: Double) -> Double {
  guard abs(difference) >= .pi else { return difference }
  let wrapped = difference - 2 * .pi * ((difference + .pi) / (2 * .pi)).rounded(.down)
  return wrapped == -.pi && difference > 0 ? .pi : wrapped
}
