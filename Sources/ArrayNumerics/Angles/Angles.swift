import Foundation

/// The equivalent angle in [0, 2π), in radians. Not finite becomes NaN.
@inlinable
public func wrapAngle(_ angle: Double) -> Double {
  if angle >= 0 && angle < 2 * .pi { return angle }
  let remainder = angle.truncatingRemainder(dividingBy: 2 * .pi)
  let positive = remainder < 0 ? remainder + 2 * .pi : remainder
  // A tiny negative angle rounds up to 2π, which is 0; the comparison also turns −0 into 0.
  return positive >= 2 * .pi || positive == 0 ? 0 : positive
}

/// The difference `first − second` as the shorter way round, in [−π, π), in radians.
@inlinable
public func angleDifference(_ first: Double, _ second: Double) -> Double {
  let difference = first - second
  if difference >= -.pi && difference < .pi { return difference }
  let wrapped = wrapAngle(difference)
  return wrapped >= .pi ? wrapped - 2 * .pi : wrapped
}

/// Interpolation of angles sampled at `positions`, along the shorter arc between neighbours; beyond the ends the
/// first or last angle. Results are in [0, 2π).
///
/// Between neighbours of which one is NaN the result is NaN.
/// - Throws: as `interpolate(_:positions:values:)`.
public func interpolateAngles(
  _ x: [Double], positions: [Double], angles: [Double]
) throws(NumericsError) -> [Double] {
  try checkSamples(positions, angles.count)
  var segment = 0
  return x.map { x in
    if x.isNaN { return .nan }
    if x >= positions[positions.count - 1] { return wrapAngle(angles[angles.count - 1]) }
    if x < positions[0] { return wrapAngle(angles[0]) }
    segment = segmentIndex(of: x, in: positions, near: segment)
    if x == positions[segment] { return wrapAngle(angles[segment]) }
    let fraction = (x - positions[segment]) / (positions[segment + 1] - positions[segment])
    return wrapAngle(angles[segment] + fraction * angleDifference(angles[segment + 1], angles[segment]))
  }
}
