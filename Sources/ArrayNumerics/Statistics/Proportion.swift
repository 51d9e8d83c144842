/// Wilson's interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953), which also holds for few trials and for
/// shares near 0 and 1.
///
/// - Parameters:
///   - successes: how many, not negative; may be a weighted number.
///   - trials: of how many, above 0.
///   - z: the normal quantile of the level; 95 % by default.
/// - Returns: a range within 0...1.
package func wilsonInterval(successes: Double, of trials: Double, z: Double = 1.959964) -> ClosedRange<Double> {
  let share = successes / trials
  let middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
  let half = z / (1 + z * z / trials) * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
  return max(0, middle - half)...min(1, middle + half)
}
