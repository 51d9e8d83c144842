/// How a series of angles with unknown origin and direction is laid over a reference.
public struct AngleAlignment: Sendable, Equatable {
  /// Added after the reflection, in [0, 2π).
  public var rotation: Double
  /// Whether the sign of the angles is turned first.
  public var reflected: Bool
  /// The median of the absolute differences that remain, in radians, 0...π; NaN without pairs.
  public var medianAbsoluteError: Double
  /// How many pairs had two finite angles.
  public var pairs: Int

  public init(rotation: Double, reflected: Bool, medianAbsoluteError: Double = .nan, pairs: Int = 0) {
    self.rotation = rotation
    self.reflected = reflected
    self.medianAbsoluteError = medianAbsoluteError
    self.pairs = pairs
  }

  /// The aligned angle in [0, 2π).
  public func apply(_ angle: Double) -> Double { wrapAngle((reflected ? -angle : angle) + rotation) }
}

/// The rotation and reflection of decoded angles that minimise the median absolute difference from a reference.
///
/// For either reflection the best rotation is the middle of the shortest arc that holds half of the differences
/// (the least median of squares of Rousseeuw 1984, doi:10.1080/01621459.1984.10477105, on the circle); the
/// circular mean of the differences is tried as well. The median is minimised by construction, so that it is a
/// little optimistic for short series. Pairs with an angle that is not finite are left out.
/// On a tie the alignment without reflection is taken. O(n log n).
/// - Throws: `NumericsError.wrongShape` when the series differ in length.
public func alignAngles(decoded: [Double], reference: [Double]) throws(NumericsError) -> AngleAlignment {
  try checkPaired(decoded.count, reference.count)
  let pairs = zip(decoded, reference).filter { $0.isFinite && $1.isFinite }
  var best = AngleAlignment(rotation: 0, reflected: false, medianAbsoluteError: .nan, pairs: pairs.count)
  if pairs.isEmpty { return best }
  for reflected in [false, true] {
    let differences = pairs.map { wrapAngle($1 - (reflected ? -$0 : $0)) }.sorted()
    let half = differences.count / 2
    let candidates =
      [
        middleOfShortestArc(differences, holding: half + 1),
        middleOfShortestArc(differences, holding: max(half, 1)), circularMean(differences),
      ]
    for rotation in candidates where rotation.isFinite {
      let error = median(differences.map { abs(angleDifference($0, rotation)) })
      if best.medianAbsoluteError.isNaN || error < best.medianAbsoluteError {
        best.rotation = rotation
        best.reflected = reflected
        best.medianAbsoluteError = error
      }
    }
  }
  return best
}

/// The middle of the shortest arc that holds `count` of the sorted angles; the arc that starts first on a tie.
private func middleOfShortestArc(_ sorted: [Double], holding count: Int) -> Double {
  var shortest = (length: Double.infinity, start: 0.0)
  let count = min(count, sorted.count)
  for index in sorted.indices {
    let end = index + count - 1
    let last = end < sorted.count ? sorted[end] : sorted[end - sorted.count] + 2 * .pi
    if last - sorted[index] < shortest.length { shortest = (last - sorted[index], sorted[index]) }
  }
  return wrapAngle(shortest.start + shortest.length / 2)
}
