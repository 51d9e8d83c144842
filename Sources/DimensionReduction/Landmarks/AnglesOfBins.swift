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
  let sites = points.selectingRows(asked.map { landmarks[$0] })
  let directions = asked.flatMap { landmark in angles.row(landmark).map { (cos($0), sin($0)) } }
  try concurrentRows(of: &result, block: 256, work: work) { bins, result in
    var nearest = NearestSites(count: count)
    for (row, bin) in bins.enumerated() {
      points.withUnsafeBufferPointer { points in
        sites.withUnsafeBufferPointer { sites in
          nearest.find(
            UnsafeBufferPointer(rebasing: points[bin * dimension..<(bin + 1) * dimension]), among: sites, metric: metric)
        }
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

/// The few nearest of many sites, nearest first, by insertion.
private struct NearestSites {
  private(set) var sites: [Int]
  private var distances: [Double]

  init(count: Int) {
    sites = [Int](repeating: 0, count: count)
    distances = [Double](repeating: .infinity, count: count)
  }

  mutating func find(
    _ point: UnsafeBufferPointer<Double>, among all: UnsafeBufferPointer<Double>, metric: NeighbourMetric
  ) {
    let (dimension, last) = (point.count, sites.count - 1)
    for place in distances.indices { distances[place] = .infinity }
    for site in 0..<all.count / max(1, dimension) {
      var distance = 0.0
      let start = site * dimension
      switch metric {
      case .cosine, .euclidean:
        for axis in 0..<dimension {
          let difference = point[axis] - all[start + axis]
          distance += difference * difference
        }
      case .manhattan: for axis in 0..<dimension { distance += abs(point[axis] - all[start + axis]) }
      case .chebyshev: for axis in 0..<dimension { distance = max(distance, abs(point[axis] - all[start + axis])) }
      }
      guard distance < distances[last] else { continue }
      var place = last
      while place > 0 && distance < distances[place - 1] {
        (distances[place], sites[place]) = (distances[place - 1], sites[place - 1])
        place -= 1
      }
      (distances[place], sites[place]) = (distance, site)
    }
  }
}
