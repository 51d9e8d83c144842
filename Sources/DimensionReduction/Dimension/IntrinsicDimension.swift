import ArrayNumerics
import Foundation

/// How many dimensions a cloud of points has of its own, by how the number of points in a ball grows with its radius.
///
/// All three count what is there at the scale they look at: in noisy data that is the noise where balls are small. The curves
/// by scale say where the estimate stands still.
public struct IntrinsicDimension: Sendable, Equatable {
  /// By the ratio of the distances of the two nearest (Facco et al. 2017, doi:10.1038/s41598-017-11873-y).
  public var twoNearest: DimensionEstimate
  /// Of maximum likelihood on the `neighbours` nearest (Levina & Bickel 2004), its inverses averaged (MacKay & Ghahramani
  /// 2005).
  public var maximumLikelihood: DimensionEstimate
  /// The exponent of the correlation sum below the distance that one pair of a hundred has (Grassberger & Procaccia 1983,
  /// doi:10.1016/0167-2789(83)90298-1), by Takens' estimator.
  public var correlation: DimensionEstimate
  /// Nearest on which the maximum likelihood stands.
  public var neighbours: Int
  /// Points whose neighbours were looked at and that are unequal to all others.
  public var queries: Int
  /// Points that are equal to another, and are not looked at.
  public var duplicates: Int
  /// Neighbours of the curve, ascending.
  public var scaleNeighbours: [Int]
  /// The maximum likelihood on as many, NaN where there are too few.
  public var scaleDimensions: [Double]
  /// Radii of the curve of the correlation sum, ascending, in the unit of the points.
  public var radii: [Double]
  /// The slope of log C against log r at each, NaN where there are no pairs.
  public var slopes: [Double]

  /// Share of the pairs that are nearer than the radius of Takens' estimator.
  static let share = 0.01
  /// The numbers of neighbours of the curve.
  static let ladder = [3, 5, 10, 20, 50, 100, 200, 500]

  /// Numbers that were found before.
  public init(
    twoNearest: DimensionEstimate, maximumLikelihood: DimensionEstimate, correlation: DimensionEstimate, neighbours: Int,
    queries: Int, duplicates: Int, scaleNeighbours: [Int], scaleDimensions: [Double], radii: [Double], slopes: [Double]
  ) {
    self.twoNearest = twoNearest
    self.maximumLikelihood = maximumLikelihood
    self.correlation = correlation
    self.neighbours = neighbours
    self.queries = queries
    self.duplicates = duplicates
    self.scaleNeighbours = scaleNeighbours
    self.scaleDimensions = scaleDimensions
    self.radii = radii
    self.slopes = slopes
  }

  /// Measures them on at most `queries` points against all; O(queries · points · axes), nothing of the size of all pairs.
  ///
  /// - Parameters:
  ///   - points: `[point, axis]`, finite.
  ///   - bins: when each point was, ascending, in bins.
  ///   - apart: points that are no more bins apart are not compared (Theiler 1986, doi:10.1103/PhysRevA.34.2427): a smoothed
  ///     recording is a path, and the nearest of a state in time would make it one-dimensional.
  ///   - neighbours: of the maximum likelihood.
  /// - Returns: `nil` where fewer than 20 points have other ones to be compared with.
  /// - Throws: `DimensionReductionError.notFinite`, `CancellationError`.
  public init?(
    _ points: Matrix<Double>, bins: [Int], apart: Int, neighbours: Int = 20, queries: Int = 2000, work: Work = Work()
  ) throws {
    precondition(bins.count == points.rows, "\(bins.count) bins of \(points.rows) points")
    try requireFinite(points)
    let asked = evenlySpaced(min(queries, points.rows), of: points.rows)
    let cloud = ComparedCloud(points: points, bins: bins, apart: apart)
    let most = min(Self.ladder.last ?? 0, max(1, points.rows / 4))
    let quantiles = try cloud.quantiles(asked, work: work)
    guard let reach = quantiles.reach else { return nil }
    let radii = quantiles.radii
    // Nearly always enough to hold the nearest.
    let near = max(reach, quantiles.of(min(1, 3 * Double(most) / Double(points.rows))))
    let found = try concurrentMap(asked.count, work: work, chunk: 8) { place in
      QueryDistances(cloud, asked[place], keep: most, near: near, reach: reach, radii: radii)
    }
    let kept = found.filter { !$0.nearest.isEmpty && !$0.isDuplicate }
    guard kept.count >= DimensionEstimate.blocks else { return nil }
    let k = min(neighbours, kept.map(\.nearest.count).min() ?? 0)
    func estimate(_ part: (QueryDistances) -> (Double, Double)?) -> DimensionEstimate? {
      DimensionEstimate(inverse: blockSums(kept, part))
    }
    guard k >= 2, let two = estimate({ $0.likelihood(2) }), let likelihood = estimate({ $0.likelihood(k) }),
      let takens = estimate({ $0.pairs > 0 ? ($0.logSum, Double($0.pairs)) : nil })
    else { return nil }
    (twoNearest, maximumLikelihood, correlation) = (two, likelihood, takens)
    (self.neighbours, self.queries, duplicates) = (k, kept.count, found.count { $0.isDuplicate })
    let counts = Self.ladder.filter { $0 <= most }
    scaleNeighbours = counts
    scaleDimensions = counts.map { count in estimate { $0.likelihood(count) }?.value ?? .nan }
    self.radii = radii
    let sums = radii.indices.map { place in kept.reduce(0.0) { $0 + Double($1.within[place]) } }
    slopes = radii.indices.map { (place: Int) -> Double in
      let (a, b) = (max(0, place - 1), min(radii.count - 1, place + 1))
      guard sums[a] > 0, radii[b] > radii[a] else { return .nan }
      return log(sums[b] / sums[a]) / log(radii[b] / radii[a])
    }
  }
}

/// The sums of consecutive points.
private func blockSums(
  _ kept: [QueryDistances], _ part: (QueryDistances) -> (Double, Double)?
) -> [(numerator: Double, denominator: Double)] {
  let blocks = DimensionEstimate.blocks
  return (0..<blocks).map { block in
    kept[kept.count * block / blocks..<kept.count * (block + 1) / blocks].reduce(into: (0.0, 0.0)) { sums, query in
      guard let (numerator, denominator) = part(query) else { return }
      sums.0 += numerator
      sums.1 += denominator
    }
  }
}

/// Points of which those that are near in time are not compared.
private struct ComparedCloud: Sendable {
  var points: Matrix<Double>
  var bins: [Int]
  var apart: Int

  /// The distances of all points that are far enough in time.
  func distances(from query: Int) -> [Double] {
    let squares = squaredDistances(points, from: query)
    return squares.indices.compactMap { point in
      point == query || abs(bins[point] - bins[query]) <= apart ? nil : squares[point].squareRoot()
    }
  }

  /// The distances of some of the points from all.
  func quantiles(_ asked: [Int], work: Work) throws -> PairDistances {
    let some = evenlySpaced(min(100, asked.count), of: asked.count).map { asked[$0] }
    let lengths = try concurrentMap(some.count, work: work) { place in distances(from: some[place]).filter { $0 > 0 } }
    return PairDistances(sorted: lengths.flatMap { $0 }.sorted())
  }
}

/// The lengths of some of the pairs, ascending, none 0.
private struct PairDistances {
  var sorted: [Double]

  func of(_ share: Double) -> Double { quantile(ofSorted: sorted, share) }

  /// What a hundredth of the pairs have; `nil` of too few.
  var reach: Double? { sorted.count >= 100 ? of(IntrinsicDimension.share) : nil }

  /// Up to that of half of them, at equal ratios.
  var radii: [Double] {
    let (low, high) = (of(20 / Double(sorted.count)), of(0.5))
    guard low > 0, high > low else { return [] }
    return (0..<24).map { low * pow(high / low, Double($0) / 23) }
  }
}

/// What one point says.
private struct QueryDistances: Sendable {
  /// The smallest distances, ascending; no zeros.
  var nearest: [Double]
  /// Whether another point is equal to it.
  var isDuplicate: Bool
  /// Σ log(reach / r) over the pairs below the reach, and how many these are.
  var logSum: Double
  var pairs: Int
  /// Pairs below each radius.
  var within: [Int]

  init(_ cloud: ComparedCloud, _ query: Int, keep: Int, near: Double, reach: Double, radii: [Double]) {
    let all = cloud.distances(from: query)
    isDuplicate = all.contains(0)
    let close = all.filter { $0 > 0 && $0 < near }.sorted()
    nearest = close.count >= keep ? Array(close.prefix(keep)) : Array(all.filter { $0 > 0 }.sorted().prefix(keep))
    (logSum, pairs) = (0, 0)
    for length in close {
      guard length < reach else { break }
      logSum += log(reach / length)
      pairs += 1
    }
    within = Self.counts(all, radii)
  }

  /// How many distances, 0 not counted, are below each of the radii, which stand at equal ratios.
  private static func counts(_ lengths: [Double], _ radii: [Double]) -> [Int] {
    guard let first = radii.first, radii.count > 1 else { return radii.map { _ in 0 } }
    let scale = 1 / log(radii[1] / first)
    var counts = [Int](repeating: 0, count: radii.count + 1)
    for length in lengths where length > 0 && length < radii[radii.count - 1] {
      counts[length < first ? 0 : min(radii.count - 1, 1 + Int(log(length / first) * scale))] += 1
    }
    var sum = 0
    return radii.indices.map { place in
      sum += counts[place]
      return sum
    }
  }

  /// `Σⱼ log(T_k / T_j)` over the k − 1 nearer ones, and k − 1.
  func likelihood(_ k: Int) -> (Double, Double)? {
    guard k >= 2, nearest.count >= k else { return nil }
    let farthest = nearest[k - 1]
    return (nearest[..<(k - 1)].reduce(0) { $0 + log(farthest / $1) }, Double(k - 1))
  }
}
