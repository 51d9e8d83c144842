import ArrayNumerics
import Foundation
import Stages

/// A trajectory at even times, with what models of navigation take from one.
public struct TrajectoryResult: StageResult {
  /// `[T]`, s, on the recording's clock.
  public var t: [Double]
  /// `[T]`, m; NaN in gaps.
  public var x: [Double]
  /// `[T]`, m; 0 on a linear track, NaN in gaps.
  public var y: [Double]
  /// `[T]`, m/s; NaN in gaps.
  public var velocityX: [Double]
  public var velocityY: [Double]
  /// `[T]`, m/s.
  public var speed: [Double]
  /// `[T]`, rad in [0, 2π); NaN where the animal stands still and in gaps.
  public var movementDirection: [Double]
  /// `[T]`, rad in [0, 2π); NaN where it is not known.
  public var headDirection: [Double]
  /// `[T]`, rad/s, counter-clockwise positive: of the head, or of the path when the head is not known.
  public var angularVelocity: [Double]
  /// `[T]`: position and velocity are known.
  public var valid: [Bool]
  /// Speed over the largest speed, 0 to 1.
  public var linearSpeedGains: [Double]
  /// Angular velocity over its largest magnitude, −1 to 1.
  public var angularSpeedGains: [Double]
  /// Rotation since the sample before in canns' way; only in compatibility with it.
  public var rotation: [Double]?
  /// Whether the recording has one dimension.
  public var isLinear: Bool
  public var summary: StageSummary

  public var arrays: [ResultArray] {
    var arrays = [
      ResultArray("t", DataArray(t), unit: "s", meaning: "time of each row"),
      ResultArray(
        "position", pairs(x, y), unit: "m",
        meaning: isLinear ? "position [time, (x, 0)] on a linear track; NaN in gaps" : "position [time, (x, y)]; NaN in gaps"),
      ResultArray("velocity", pairs(velocityX, velocityY), unit: "m/s", meaning: "velocity [time, (x, y)]"),
      ResultArray("speed", DataArray(speed), unit: "m/s", meaning: "length of the velocity"),
      ResultArray(
        "movement_direction", DataArray(movementDirection), unit: "rad",
        meaning: "direction of the velocity in [0, 2 pi), counter-clockwise from x; NaN at rest"),
      ResultArray(
        "head_direction", DataArray(headDirection), unit: "rad", meaning: "head direction in [0, 2 pi); NaN where unknown"),
      ResultArray(
        "angular_velocity", DataArray(angularVelocity), unit: "rad/s",
        meaning: "rate of turning of the head, or of the path where there is no head direction; counter-clockwise positive"),
      ResultArray(
        "valid", DataArray(shape: [valid.count], storage: .bool(valid)),
        meaning: "position and velocity are known in this row"),
      ResultArray(
        "linear_speed_gains", DataArray(linearSpeedGains), meaning: "speed over the largest speed, 0 to 1 (theta sweeps)"),
      ResultArray(
        "ang_speed_gains", DataArray(angularSpeedGains),
        meaning: "angular velocity over its largest magnitude, -1 to 1 (theta sweeps)"),
    ]
    if let rotation {
      arrays.append(
        ResultArray("rot_vel", DataArray(rotation), unit: "rad", meaning: "rotation since the row before, as canns has it"))
    }
    return arrays
  }

  public init(from stored: StoredResult) throws {
    let t = try stored.doubles("t")
    func vector(_ key: String) throws -> [Double] {
      let values = try stored.doubles(key)
      guard values.count == t.count else {
        throw StageError.damagedResult(file: stored.file, reason: "'\(key)' does not have the rows of 't'")
      }
      return values
    }
    func columns(_ key: String) throws -> ([Double], [Double]) {
      let matrix = try stored.doubleMatrix(key)
      guard matrix.rows == t.count, matrix.columns == 2 else {
        throw StageError.damagedResult(file: stored.file, reason: "'\(key)' is not a matrix of two columns")
      }
      return (matrix.column(0), matrix.column(1))
    }
    guard case .bool(let valid) = try stored.array("valid").storage, valid.count == t.count else {
      throw StageError.damagedResult(file: stored.file, reason: "'valid' does not say yes or no for each row")
    }
    self.t = t
    (x, y) = try columns("position")
    (velocityX, velocityY) = try columns("velocity")
    speed = try vector("speed")
    movementDirection = try vector("movement_direction")
    headDirection = try vector("head_direction")
    angularVelocity = try vector("angular_velocity")
    self.valid = valid
    linearSpeedGains = try vector("linear_speed_gains")
    angularSpeedGains = try vector("ang_speed_gains")
    rotation = try stored.optionalArray("rot_vel") == nil ? nil : vector("rot_vel")
    isLinear = try stored.number("dimensions") == 1
    summary = StageSummary(stored.record)
  }
}

extension TrajectoryResult {
  /// What follows from a path on an even grid.
  init(_ path: ResampledPath, grid: EvenGrid, options: TrajectoryParameters) {
    let stretches = runs(of: zip(path.x, path.y).map { $0 + $1 })
    t = grid.times
    (x, y, isLinear) = (path.x, path.y, path.isLinear)
    velocityX = derivative(path.x, in: stretches, step: grid.step)
    velocityY = isLinear ? velocityX.map { $0.isNaN ? .nan : 0 } : derivative(path.y, in: stretches, step: grid.step)
    if isLinear { y = x.map { $0.isNaN ? .nan : 0 } }
    let speeds = zip(velocityX, velocityY).map { ($0 * $0 + $1 * $1).squareRoot() }
    speed = speeds
    valid = speeds.map { !$0.isNaN }
    // A billionth of a metre a second is rounding, not movement.
    let still = max(options.stillSpeed, 1e-9)
    let directions = zip(speeds, zip(velocityX, velocityY)).map { $0 > still ? wrapAngle(atan2($1.1, $1.0)) : .nan }
    movementDirection = directions
    let heading = heldDirection(directions, in: runs(of: speeds))
    let recorded = options.headDirection == .recorded ? path.headDirection : nil
    headDirection =
      recorded?.map { $0.isNaN ? .nan : wrapAngle($0) }
      ?? (options.headDirection == .movement ? heading : [Double](repeating: .nan, count: t.count))
    let turning = recorded ?? unwrapped(heading, in: runs(of: heading))
    // On a line there is nothing to turn through but reversals.
    angularVelocity =
      isLinear && recorded == nil
      ? [Double](repeating: .nan, count: t.count) : derivative(turning, in: runs(of: turning), step: grid.step)
    linearSpeedGains = gains(speed)
    angularSpeedGains = gains(angularVelocity)
    summary = StageSummary(headline: "")
  }
}

/// The direction of movement, and at rest that of the last movement in the same stretch; before the first one, that of it.
private func heldDirection(_ direction: [Double], in stretches: [Range<Int>]) -> [Double] {
  var result = direction
  for run in stretches {
    guard let first = run.first(where: { !direction[$0].isNaN }) else { continue }
    var last = direction[first]
    for index in run {
      if direction[index].isNaN { result[index] = last } else { last = direction[index] }
    }
  }
  return result
}

/// Values over their largest magnitude; 0 where all are 0, NaN where they are not known.
func gains(_ values: [Double]) -> [Double] {
  let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  return values.map { largest > 0 ? $0 / largest : ($0.isNaN ? .nan : 0) }
}

private func pairs(_ x: [Double], _ y: [Double]) -> DataArray {
  var elements: [Double] = []
  elements.reserveCapacity(2 * x.count)
  for (a, b) in zip(x, y) {
    elements.append(a)
    elements.append(b)
  }
  return DataArray(elements, shape: [x.count, 2])
}
