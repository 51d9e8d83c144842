import ArrayNumerics
import Foundation
import Schema

/// A trajectory at even times, with what models of navigation take from one; all arrays have the same rows.
public struct TrajectoryRows: FieldTable {
  /// `[T]`, s, on the recording's clock.
  public var t: [Double]
  /// `[T]`, m; NaN in gaps.
  public var x: [Double]
  /// `[T]`, m; 0 on a linear track, NaN in gaps.
  public var y: [Double]
  /// `[T]`, velocity along x, m/s; NaN in gaps.
  public var velocityX: [Double]
  /// `[T]`, velocity along y, m/s; 0 on a linear track, NaN in gaps.
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

  public static let fields = Field<TrajectoryRows>.table {
    Field.array("t", \.t, unit: "s", axes: ["time"], "time of each row")
    Field.array(
      "position", \.position, unit: "m", axes: ["time", "2"],
      .of(\.meaningOfPosition, "position (x, y), or (x, 0) on a linear track; NaN in gaps"))
    Field.array("velocity", \.velocity, unit: "m/s", axes: ["time", "2"], "velocity (x, y)")
    Field.array("speed", \.speed, unit: "m/s", axes: ["time"], "length of the velocity")
    Field.array(
      "movement_direction", \.movementDirection, unit: "rad", axes: ["time"],
      "direction of the velocity in [0, 2 pi), counter-clockwise from x; NaN at rest")
    Field.array(
      "head_direction", \.headDirection, unit: "rad", axes: ["time"], "head direction in [0, 2 pi); NaN where unknown")
    Field.array(
      "angular_velocity", \.angularVelocity, unit: "rad/s", axes: ["time"],
      "rate of turning of the head, or of the path where there is no head direction; counter-clockwise positive")
    Field.array("valid", \.valid, axes: ["time"], "position and velocity are known in this row")
    Field.array(
      "linear_speed_gains", \.linearSpeedGains, axes: ["time"], "speed over the largest speed, 0 to 1 (theta sweeps)")
    Field.array(
      "ang_speed_gains", \.angularSpeedGains, axes: ["time"],
      "angular velocity over its largest magnitude, -1 to 1 (theta sweeps)")
    Field.array("rot_vel", \.rotation, unit: "rad", axes: ["time"], "rotation since the row before, as canns has it")
  }

  init(from fields: FieldReader<TrajectoryRows>, isLinear: Bool) throws {
    t = try fields[\.t]
    let (position, velocity) = (try fields[\.position], try fields[\.velocity])
    (x, y) = (position.column(0), position.column(1))
    (velocityX, velocityY) = (velocity.column(0), velocity.column(1))
    speed = try fields[\.speed]
    movementDirection = try fields[\.movementDirection]
    headDirection = try fields[\.headDirection]
    angularVelocity = try fields[\.angularVelocity]
    valid = try fields[\.valid]
    linearSpeedGains = try fields[\.linearSpeedGains]
    angularSpeedGains = try fields[\.angularSpeedGains]
    rotation = try fields[\.rotation]
    self.isLinear = isLinear
  }
}

extension TrajectoryRows {
  private var meaningOfPosition: String {
    isLinear ? "position (x, 0) on a linear track; NaN in gaps" : "position (x, y); NaN in gaps"
  }
  private var position: Matrix<Double> { pairs(x, y) }
  private var velocity: Matrix<Double> { pairs(velocityX, velocityY) }
}

extension TrajectoryRows {
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

private func pairs(_ x: [Double], _ y: [Double]) -> Matrix<Double> {
  var elements: [Double] = []
  elements.reserveCapacity(2 * x.count)
  for (a, b) in zip(x, y) {
    elements.append(a)
    elements.append(b)
  }
  return Matrix(rows: x.count, columns: 2, elements: elements)
}
