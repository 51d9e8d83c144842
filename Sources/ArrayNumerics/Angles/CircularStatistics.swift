import Foundation

/// The mean resultant vector of angles and what follows from it (Mardia & Jupp 2000, "Directional statistics",
/// doi:10.1002/9780470316979).
public struct CircularSummary: Sendable, Equatable {
  /// The direction of the resultant in [0, 2π); NaN when the resultant has no length.
  public var mean: Double
  /// The length of the mean resultant, 0 (no preferred direction) to 1 (all angles equal); NaN without weight.
  public var resultantLength: Double
  /// The sum of the weights; the number of angles when they are unweighted.
  public var totalWeight: Double

  public init(mean: Double, resultantLength: Double, totalWeight: Double) {
    self.mean = mean
    self.resultantLength = resultantLength
    self.totalWeight = totalWeight
  }

  /// 1 − R, in 0...1.
  public var variance: Double { 1 - resultantLength }

  /// √(−2 ln R), in radians.
  public var standardDeviation: Double {
    resultantLength >= 1 ? 0 : (-2 * log(resultantLength)).squareRoot()
  }
}

/// Summarises angles in radians, each with weight one.
public func circularSummary(_ angles: [Double]) -> CircularSummary {
  summarize(
    cosine: pairwiseSum(angles.map { cos($0) }), sine: pairwiseSum(angles.map { sin($0) }),
    weight: Double(angles.count))
}

/// Summarises weighted angles in radians, for example bin centres with spike counts.
///
/// - Throws: `NumericsError` when the lengths differ or a weight is negative or not finite.
public func circularSummary(
  _ angles: [Double], weights: [Double]
) throws(NumericsError) -> CircularSummary {
  try checkPaired(angles.count, weights.count)
  if let index = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
    throw .badParameter(
      name: "weight \(index)", found: "\(weights[index])", expected: "finite and not negative")
  }
  return summarize(
    cosine: pairwiseSum(zip(angles, weights).map { cos($0) * $1 }),
    sine: pairwiseSum(zip(angles, weights).map { sin($0) * $1 }), weight: pairwiseSum(weights))
}

private func summarize(cosine: Double, sine: Double, weight: Double) -> CircularSummary {
  let length = (cosine * cosine + sine * sine).squareRoot() / weight
  // Below this length the direction is rounding error alone.
  let mean = length > 1e-14 ? wrapAngle(atan2(sine, cosine)) : .nan
  return CircularSummary(
    mean: mean, resultantLength: weight > 0 ? min(length, 1) : .nan, totalWeight: weight)
}

/// The mean direction of angles in radians, in [0, 2π); NaN when there is none.
public func circularMean(_ angles: [Double]) -> Double { circularSummary(angles).mean }

/// The length of the mean resultant of angles in radians, 0 to 1; NaN for no angles.
public func resultantLength(_ angles: [Double]) -> Double { circularSummary(angles).resultantLength }

/// The circular correlation coefficient of paired angles, in −1...1:
/// Σ sin(αᵢ − ᾱ) sin(βᵢ − β̄) / √(Σ sin²(αᵢ − ᾱ) Σ sin²(βᵢ − β̄))
/// (Jammalamadaka & SenGupta 2001, "Topics in circular statistics", doi:10.1142/4031).
///
/// NaN when either series has no mean direction or does not vary.
/// - Throws: `NumericsError.wrongShape` when the series differ in length.
public func circularCorrelation(_ first: [Double], _ second: [Double]) throws(NumericsError) -> Double {
  try checkPaired(first.count, second.count)
  let (firstMean, secondMean) = (circularMean(first), circularMean(second))
  let (a, b) = (first.map { sin($0 - firstMean) }, second.map { sin($0 - secondMean) })
  let norms = pairwiseSum(a.map { $0 * $0 }) * pairwiseSum(b.map { $0 * $0 })
  let correlation = pairwiseSum(zip(a, b).map { $0 * $1 }) / norms.squareRoot()
  return correlation.isNaN ? .nan : min(max(correlation, -1), 1)
}
