import Glibc

/// The angle of a vector in [0, 2π); NaN for a vector without length.
func headingAngle(_ dx: Double, _ dy: Double) -> Double {
  guard dx.isFinite, dy.isFinite, dx != 0 || dy != 0 else { return .nan }
  return wrappedAngle(atan2(dy, dx))
}

/// An angle in [0, 2π).
func wrappedAngle(_ angle: Double) -> Double {
  guard angle.isFinite else { return .nan }
  let remainder = angle.truncatingRemainder(dividingBy: 2 * .pi)
  let positive = remainder < 0 ? remainder + 2 * .pi : remainder
  return positive < 2 * .pi ? positive : 0
}
