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
  /// Two coordinates' terms, accumulated.
  static func add(_ u: SIMD2<Double>, _ v: SIMD2<Double>, to terms: SIMD2<Double>) -> SIMD2<Double>
  /// Two accumulations, or the two lanes of one, taken together.
  static func join(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double>
  /// Two distances from their accumulated terms.
  static func distance(_ terms: SIMD2<Double>) -> SIMD2<Double>
}

extension MetricKernel {
  @inline(__always)
  static func nearest(_ low: SIMD4<Float>, _ high: SIMD4<Float>, _ a: SIMD4<Float>) -> SIMD4<Float> {
    let above = a.replacing(with: low, where: a .< low)
    return above.replacing(with: high, where: above .> high)
  }
  @inline(__always)
  static func join(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> { a + b }
}

/// A sum of eight terms whose grouping does not depend on the compiler.
@inline(__always)
func orderedSum(_ terms: SIMD8<Double>) -> Double {
  let four = terms.lowHalf + terms.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
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
  static func add(_ u: SIMD2<Double>, _ v: SIMD2<Double>, to terms: SIMD2<Double>) -> SIMD2<Double> {
    terms + u * v
  }
  @inline(__always)
  static func distance(_ terms: SIMD2<Double>) -> SIMD2<Double> {
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
  static func add(_ u: SIMD2<Double>, _ v: SIMD2<Double>, to terms: SIMD2<Double>) -> SIMD2<Double> {
    let difference = u - v
    return terms + difference * difference
  }
  @inline(__always)
  static func distance(_ terms: SIMD2<Double>) -> SIMD2<Double> { terms.squareRoot() }
}

enum ManhattanKernel: MetricKernel {
  @inline(__always)
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float> {
    let difference = x - a
    return closeness - difference.replacing(with: -difference, where: difference .< 0)
  }
  @inline(__always)
  static func add(_ u: SIMD2<Double>, _ v: SIMD2<Double>, to terms: SIMD2<Double>) -> SIMD2<Double> {
    let difference = u - v
    return terms + difference.replacing(with: -difference, where: difference .< 0)
  }
  @inline(__always)
  static func distance(_ terms: SIMD2<Double>) -> SIMD2<Double> { terms }
}

enum ChebyshevKernel: MetricKernel {
  @inline(__always)
  static func add(_ x: SIMD4<Float>, _ a: SIMD4<Float>, to closeness: SIMD4<Float>) -> SIMD4<Float> {
    let difference = x - a
    let negative = difference.replacing(with: -difference, where: difference .> 0)
    return closeness.replacing(with: negative, where: negative .< closeness)
  }
  @inline(__always)
  static func add(_ u: SIMD2<Double>, _ v: SIMD2<Double>, to terms: SIMD2<Double>) -> SIMD2<Double> {
    let difference = u - v
    let size = difference.replacing(with: -difference, where: difference .< 0)
    return terms.replacing(with: size, where: size .> terms)
  }
  @inline(__always)
  static func join(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> { a.replacing(with: b, where: b .> a) }
  @inline(__always)
  static func distance(_ terms: SIMD2<Double>) -> SIMD2<Double> { terms }
}
