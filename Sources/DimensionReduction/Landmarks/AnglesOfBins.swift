import ArrayNumerics
import Foundation

/// The angles of all bins of a cloud: for each circle the circular mean over the nearest landmarks.
///
/// - Parameters:
///   - scores: the bins on the principal components, `[bin, component]`.
///   - landmarks: rows of `scores`.
///   - angles: of the landmarks, `[landmark, circle]`, rad; a landmark with NaN is not asked.
///   - neighbours: how many landmarks a bin asks, at most as many as there are. Of landmarks at the same distance the first
///     counts.
/// - Returns: `[bin, circle]`, rad in [0, 2π); NaN when no landmark has an angle. O(bins · landmarks · components).
/// - Throws: `CancellationError`.
package func anglesOfBins(
  scores: Matrix<Double>, landmarks: [Int], angles: Matrix<Double>, metric: NeighbourMetric, neighbours: Int = 5, work: Work
) throws -> Matrix<Double> {
  let points = metric == .cosine ? unitRows(scores) : scores
  let asked = angles.rows == landmarks.count ? landmarks.indices.filter { angles.row($0).allSatisfy(\.isFinite) } : []
  let (dimension, circles, count) = (points.columns, angles.columns, min(neighbours, asked.count))
  var result = Matrix<Double>(rows: points.rows, columns: circles, repeating: .nan)
  guard count > 0 else { return result }
  let sites = FoursOfSites(points, rows: asked.map { landmarks[$0] })
  let directions = asked.flatMap { landmark in angles.row(landmark).map { (cos($0), sin($0)) } }
  try concurrentRows(of: &result, block: 256, work: work) { bins, result in
    var nearest = NearestSites(count: count)
    for (row, bin) in bins.enumerated() {
      points.withUnsafeBufferPointer { points in
        nearest.find(
          UnsafeBufferPointer(rebasing: points[bin * dimension..<(bin + 1) * dimension]), among: sites, metric: metric)
      }
      for circle in 0..<circles {
        var (c, s) = (0.0, 0.0)
        for site in nearest.sites {
          c += directions[site * circles + circle].0
          s += directions[site * circles + circle].1
        }
        result[row * circles + circle] = wrapAngle(atan2(s, c))
      }
    }
  }
  return result
}

/// Rows of length 1, in whose space the nearest by the cosine is the nearest by the straight line.
package func unitRows(_ matrix: Matrix<Double>) -> Matrix<Double> {
  var elements = matrix.elements
  for row in 0..<matrix.rows {
    let length = matrix.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
    if length > 0 { for place in row * matrix.columns..<(row + 1) * matrix.columns { elements[place] /= length } }
  }
  return Matrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
}

/// Places in space, four beside each other.
private struct FoursOfSites {
  /// `[group of four, axis]`; places that fill up the last group are infinitely far away.
  let elements: [SIMD4<Double>]

  init(_ points: Matrix<Double>, rows: [Int]) {
    elements = stride(from: 0, to: rows.count, by: 4).flatMap { first in
      (0..<points.columns).map { axis in
        var four = SIMD4<Double>(repeating: .infinity)
        for lane in 0..<min(4, rows.count - first) { four[lane] = points[rows[first + lane], axis] }
        return four
      }
    }
  }
}

/// The few nearest of many sites, nearest first, by insertion.
private struct NearestSites {
  private(set) var sites: [Int]
  private var distances: [Double]

  init(count: Int) {
    sites = [Int](repeating: 0, count: count)
    distances = [Double](repeating: .infinity, count: count)
  }

  mutating func find(_ point: UnsafeBufferPointer<Double>, among all: FoursOfSites, metric: NeighbourMetric) {
    switch metric {
    // Of unit vectors the nearest by the cosine is the nearest by the straight line.
    case .cosine, .euclidean: find(EuclideanKernel.self, point, all)
    case .manhattan: find(ManhattanKernel.self, point, all)
    case .chebyshev: find(ChebyshevKernel.self, point, all)
    }
  }

  @inline(__always)
  private mutating func find<Kernel: MetricKernel>(
    _: Kernel.Type, _ point: UnsafeBufferPointer<Double>, _ all: FoursOfSites
  ) {
    let last = distances.count - 1
    for place in distances.indices { distances[place] = .infinity }
    all.elements.withUnsafeBufferPointer { fours in
      for first in stride(from: 0, to: fours.count, by: max(1, point.count)) {
        var four = SIMD4<Double>(repeating: 0)
        for axis in point.indices {
          four = Kernel.join(four, Kernel.term(SIMD4(repeating: point[axis]), fours[first + axis]))
        }
        let isNear = unsafeBitCast(four .< SIMD4(repeating: distances[last]), to: SIMD4<Int64>.self)
        let either = isNear.lowHalf | isNear.highHalf
        if either.x | either.y == 0 { continue }
        for lane in 0..<4 { insert(first / point.count * 4 + lane, four[lane]) }
      }
    }
  }

  private mutating func insert(_ site: Int, _ distance: Double) {
    var place = sites.count - 1
    guard distance < distances[place] else { return }
    while place > 0 && distance < distances[place - 1] {
      (distances[place], sites[place]) = (distances[place - 1], sites[place - 1])
      place -= 1
    }
    (distances[place], sites[place]) = (distance, site)
  }
}
