import ArrayNumerics

/// How far apart two points are.
public enum NeighbourMetric: String, Sendable, Codable, CaseIterable {
  /// `1 − u·v / (|u| |v|)`: compares directions only; a zero vector has none. Distances below 10⁻¹⁴ are 0.
  case cosine
  /// `√Σ (uᵢ − vᵢ)²`
  case euclidean
  /// `Σ |uᵢ − vᵢ|`
  case manhattan
  /// `max |uᵢ − vᵢ|`
  case chebyshev
}

/// The coordinate-wise part of a metric, in two precisions.
///
/// The Float side computes a *closeness*, which grows as points come nearer, so that one comparison serves
/// every metric: the dot product for the cosine, minus the (squared) distance for the others. The Double side
/// computes the distance that counts.
protocol MetricKernel {
  /// Adds four points' share of one coordinate to their closeness.
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float>
  /// Of the values from `low` to `high` the one that adds the most to the closeness to `a`.
  static func nearest(_ low: SIMD4<Float>, _ high: SIMD4<Float>, _ a: SIMD4<Float>) -> SIMD4<Float>
  /// The terms of four pairs of coordinates.
  static func term(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> SIMD4<Double>
  /// Terms taken together.
  static func join(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD4<Double>
  /// Distances from all their terms.
  static func distance(_ terms: SIMD4<Double>) -> SIMD4<Double>
}

extension MetricKernel {
  @inline(__always)
  static func nearest(_ low: SIMD4<Float>, _ high: SIMD4<Float>, _ a: SIMD4<Float>) -> SIMD4<Float> {
    let above = a.replacing(with: low, where: a .< low)
    return above.replacing(with: high, where: above .> high)
  }
  @inline(__always)
  static func join(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD4<Double> { a + b }
}

@inline(__always)
private func absoluteDifference(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> SIMD4<Double> {
  let difference = u - v
  return difference.replacing(with: -difference, where: difference .< 0)
}

/// A sum of eight terms whose grouping does not depend on the compiler.
@inline(__always)
func orderedSum(_ terms: SIMD8<Double>) -> Double {
  let four = terms.lowHalf + terms.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

/// The sum of a stretch of values in double precision, eight at a time.
func orderedSum(_ values: UnsafeBufferPointer<Float>, _ range: Range<Int>) -> Double {
  guard let base = values.baseAddress else { return 0 }
  var sums = SIMD8<Double>(repeating: 0)
  var entry = range.lowerBound
  while entry &+ 8 <= range.upperBound {
    sums += SIMD8<Double>(load8(base + entry))
    entry &+= 8
  }
  return values[entry..<range.upperBound].reduce(orderedSum(sums)) { $0 + Double($1) }
}

/// For unit vectors.
enum CosineKernel: MetricKernel {
  @inline(__always)
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float> {
    closeness + x * a
  }
  @inline(__always)
  static func nearest(_ low: SIMD4<Float>, _ high: SIMD4<Float>, _ a: SIMD4<Float>) -> SIMD4<Float> {
    low.replacing(with: high, where: a .> 0)
  }
  @inline(__always)
  static func term(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> SIMD4<Double> { u * v }
  @inline(__always)
  static func distance(_ terms: SIMD4<Double>) -> SIMD4<Double> {
    // Rounding leaves parallel vectors some 10⁻¹⁶ apart; they count as duplicates.
    let distance = 1 - terms
    return distance.replacing(with: 0, where: distance .< 1e-14)
  }
}

enum EuclideanKernel: MetricKernel {
  @inline(__always)
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float> {
    let difference = x - a
    return closeness - difference * difference
  }
  @inline(__always)
  static func term(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> SIMD4<Double> {
    let difference = u - v
    return difference * difference
  }
  @inline(__always)
  static func distance(_ terms: SIMD4<Double>) -> SIMD4<Double> { terms.squareRoot() }
}

enum ManhattanKernel: MetricKernel {
  @inline(__always)
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float> {
    let difference = x - a
    return closeness - difference.replacing(with: -difference, where: difference .< 0)
  }
  @inline(__always)
  static func term(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> SIMD4<Double> { absoluteDifference(u, v) }
  @inline(__always)
  static func distance(_ terms: SIMD4<Double>) -> SIMD4<Double> { terms }
}

enum ChebyshevKernel: MetricKernel {
  @inline(__always)
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float> {
    let difference = x - a
    let negative = difference.replacing(with: -difference, where: difference .> 0)
    return closeness.replacing(with: negative, where: negative .< closeness)
  }
  @inline(__always)
  static func term(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> SIMD4<Double> { absoluteDifference(u, v) }
  @inline(__always)
  static func join(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD4<Double> { a.replacing(with: b, where: b .> a) }
  @inline(__always)
  static func distance(_ terms: SIMD4<Double>) -> SIMD4<Double> { terms }
}
