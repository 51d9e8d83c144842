import ArrayNumerics

/// How far a picture may be trusted: what it keeps of the neighbourhoods and the distances of the data.
///
/// Trustworthiness and continuity after Venna & Kaski 2001 (doi:10.1007/3-540-44668-0_68), normalised as there to 1 for a
/// perfect picture; about 0.5 for a random one.
public struct PictureTrust: Sendable, Equatable {
  /// Neighbours that were looked at.
  public var neighbours: Int
  /// 1 less the penalty for points that are near in the picture and far in the data.
  public var trustworthiness: Double
  /// 1 less the penalty for points that are near in the data and far in the picture.
  public var continuity: Double
  /// Share of the neighbours in the data that are neighbours in the picture.
  public var neighbourRecall: Double
  /// Spearman's correlation of the distances in the data with those in the picture (the Shepard diagram).
  public var shepardCorrelation: Double

  /// Numbers that were measured before.
  public init(
    neighbours: Int, trustworthiness: Double, continuity: Double, neighbourRecall: Double, shepardCorrelation: Double
  ) {
    self.neighbours = neighbours
    self.trustworthiness = trustworthiness
    self.continuity = continuity
    self.neighbourRecall = neighbourRecall
    self.shepardCorrelation = shepardCorrelation
  }

  /// Measures it on at most `queries` points, each against all others; O(queries · points · axes).
  ///
  /// - Parameters:
  ///   - data: `[point, axis]`, where the distances that count are Euclidean (unit vectors stand for the cosine).
  ///   - picture: `[point, axis]`.
  ///   - neighbours: at most what leaves the normalisation positive; fewer are taken of fewer points.
  /// - Throws: `NumericsError.wrongShape` when one has more points than the other; `DimensionReductionError.tooFewPoints`
  ///   below 4; `CancellationError`.
  public init(
    data: Matrix<Double>, picture: Matrix<Double>, neighbours: Int = 15, queries: Int = 2000, work: Work = Work()
  ) throws {
    let count = data.rows
    guard picture.rows == count else {
      throw NumericsError.wrongShape(what: "picture", found: "\(picture.rows) points", expected: "\(count), as the data have")
    }
    guard count >= 4 else {
      throw DimensionReductionError.tooFewPoints(found: count, because: "the trust in a picture needs neighbours and others")
    }
    let k = max(1, min(neighbours, (count - 1) / 2))
    let asked = evenlySpaced(min(queries, count), of: count)
    let rows = try concurrentMap(asked.count, work: work, chunk: 8) { place in
      QueryRanks(asked[place], data, picture, k)
    }
    // Σ over all points of the largest penalty, for the points that were asked.
    let scale = 2 / (Double(asked.count) * Double(k) * Double(2 * count - 3 * k - 1))
    self.neighbours = k
    trustworthiness = 1 - scale * rows.reduce(0) { $0 + $1.intrusion }
    continuity = 1 - scale * rows.reduce(0) { $0 + $1.extrusion }
    neighbourRecall = rows.reduce(0) { $0 + Double($1.shared) } / Double(asked.count * k)
    shepardCorrelation = try PictureTrust.shepard(data, picture, evenlySpaced(min(500, count), of: count))
  }

  /// Spearman's correlation over all pairs of some points.
  private static func shepard(_ data: Matrix<Double>, _ picture: Matrix<Double>, _ points: [Int]) throws -> Double {
    let (near, far) = (data.selectingRows(points), picture.selectingRows(points))
    var (a, b): ([Double], [Double]) = ([], [])
    for i in points.indices {
      for j in 0..<i {
        a.append(squaredDistance(near, i, j))
        b.append(squaredDistance(far, i, j))
      }
    }
    return try spearmanCorrelation(a, b)
  }
}

func squaredDistance(_ points: Matrix<Double>, _ i: Int, _ j: Int) -> Double {
  points.withUnsafeBufferPointer { values in
    let (a, b) = (i * points.columns, j * points.columns)
    var sum = 0.0
    for axis in 0..<points.columns {
      let difference = values[a + axis] - values[b + axis]
      sum += difference * difference
    }
    return sum
  }
}

/// The squared distances of all points from one of them.
func squaredDistances(_ points: Matrix<Double>, from query: Int) -> [Double] {
  let axes = points.columns
  return [Double](unsafeUninitializedCapacity: points.rows) { distances, count in
    points.withUnsafeBufferPointer { values in
      for point in 0..<points.rows {
        var sum = 0.0
        for axis in 0..<axes {
          let difference = values[point &* axes &+ axis] - values[query &* axes &+ axis]
          sum += difference * difference
        }
        distances[point] = sum
      }
    }
    count = points.rows
  }
}

/// Where the neighbours of one point in one space stand among all points in the other.
private struct QueryRanks {
  /// Σ (rank in the data − k) over the neighbours in the picture that are none in the data.
  var intrusion: Double
  /// The same with the two exchanged.
  var extrusion: Double
  /// Neighbours in both.
  var shared: Int

  init(_ query: Int, _ data: Matrix<Double>, _ picture: Matrix<Double>, _ k: Int) {
    let here = RankedDistances(data, query, k)
    let there = RankedDistances(picture, query, k)
    intrusion = there.nearest.reduce(0) { $0 + Double(max(0, here.rank($1) - k)) }
    extrusion = here.nearest.reduce(0) { $0 + Double(max(0, there.rank($1) - k)) }
    shared = there.nearest.count { here.rank($0) <= k }
  }
}

/// The distances from one point, with its nearest; of points at the same distance the first is nearer.
private struct RankedDistances {
  private let distances: [Double]
  let nearest: [Int]
  private let last: Int

  init(_ points: Matrix<Double>, _ query: Int, _ k: Int) {
    var distances = squaredDistances(points, from: query)
    distances[query] = .infinity
    var best: [Int] = []
    var reach = Double.infinity
    for point in distances.indices where distances[point] < reach {
      let place = best.firstIndex { distances[point] < distances[$0] } ?? best.count
      best.insert(point, at: place)
      if best.count > k { best.removeLast() }
      if best.count == k { reach = distances[best[k - 1]] }
    }
    self.distances = distances
    nearest = best
    last = best[k - 1]
  }

  /// Of a point among all others, from 1.
  func rank(_ point: Int) -> Int {
    let own = distances[point]
    // Nearly all that are asked for are among the nearest.
    if (own, point) <= (distances[last], last) { return 1 + (nearest.firstIndex(of: point) ?? 0) }
    return 1 + distances.indices.count { distances[$0] < own || (distances[$0] == own && $0 < point) }
  }
}
