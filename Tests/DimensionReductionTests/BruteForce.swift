import ArrayNumerics
import DimensionReduction
import Foundation
import TestSupport

/// The definitions, computed with full matrices and plain loops.
struct BruteForce {
  let distances: [[Float]]
  let neighbours: [[Int]]
  let scales: [Double]
  let union: [[Double]]

  init(_ points: Matrix<Double>, metric: NeighbourMetric, neighbours k: Int) {
    let count = points.rows
    let distances = (0..<count).map { i in
      (0..<count).map { j in Float(Self.distance(Array(points.row(i)), Array(points.row(j)), metric)) }
    }
    let neighbours = (0..<count).map { i in
      Array(
        (0..<count).filter { $0 != i }.sorted { (a: Int, b: Int) -> Bool in (distances[i][a], a) < (distances[i][b], b) }
          .prefix(k - 1))
    }
    var scales = (0..<count).map { i in
      Self.bisect(neighbours[i].map { Double(distances[i][$0]) }, target: log2(Double(k)))
    }
    let total = (0..<count).reduce(0.0) { sum, i in
      sum + neighbours[i].reduce(0.0) { $0 + Double(distances[i][$1]) }
    }
    let floor = 1e-3 * total / Double(count * k)
    scales = scales.map { max($0, floor) }
    var membership = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for i in 0..<count {
      for j in neighbours[i] {
        let distance = Double(distances[i][j])
        membership[i][j] = distance == 0 ? 1 : exp(-distance / scales[i])
      }
    }
    var union = membership
    for i in 0..<count {
      for j in 0..<count {
        let (w, v) = (membership[i][j], membership[j][i])
        union[i][j] = w + v - w * v
      }
    }
    self.union = union
    self.distances = distances
    self.neighbours = neighbours
    self.scales = scales
  }

  /// The published bisection.
  static func bisect(_ distances: [Double], target: Double) -> Double {
    var (low, high, middle) = (0.0, Double.infinity, 1.0)
    for _ in 0..<64 {
      let sum = distances.reduce(0) { $0 + ($1 > 0 ? exp(-$1 / middle) : 1) }
      if abs(sum - target) < 1e-5 { break }
      if sum > target {
        high = middle
        middle = (low + high) / 2
      } else {
        low = middle
        middle = high == .infinity ? middle * 2 : (low + high) / 2
      }
    }
    return middle
  }

  static func distance(_ u: [Double], _ v: [Double], _ metric: NeighbourMetric) -> Double {
    switch metric {
    case .cosine:
      let distance = 1 - sum(zip(unit(u), unit(v)).map { $0 * $1 })
      return distance < 1e-14 ? 0 : distance
    case .euclidean: return sum(zip(u, v).map { ($0 - $1) * ($0 - $1) }).squareRoot()
    case .manhattan: return sum(zip(u, v).map { abs($0 - $1) })
    case .chebyshev: return zip(u, v).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
  }

  private static func unit(_ u: [Double]) -> [Double] {
    let largest = u.map(abs).max() ?? 1
    let inverse = 1 / (largest * u.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot())
    return u.map { $0 * inverse }
  }

  /// Grouped as the project does it, so that ties are ties in both.
  private static func sum(_ terms: [Double]) -> Double {
    var eight = [Double](repeating: 0, count: 8)
    for (index, term) in terms.enumerated() { eight[index % 8] += term }
    return ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]))
  }

  func greedy(_ count: Int, omega: Double) -> [Int] {
    var scores = union.map { $0.reduce(0, +) }
    var picks: [Int] = []
    while picks.count < count {
      let pick = scores.indices.filter { !picks.contains($0) }.max { scores[$0] < scores[$1] } ?? 0
      let best = scores[pick]
      let first = scores.indices.first { !picks.contains($0) && scores[$0] == best } ?? pick
      picks.append(first)
      for j in scores.indices { scores[j] -= omega * union[first][j] }
    }
    return picks
  }
}

/// Points for tests.
enum TestPoints {
  /// Standard normal coordinates.
  static func random(_ count: Int, _ dimension: Int, seed: UInt64) -> Matrix<Double> {
    var elements: [Double] = []
    for index in 0..<count * dimension {
      let u = hashedUniform(seed, UInt64(2 * index))
      let v = hashedUniform(seed, UInt64(2 * index + 1))
      elements.append((-2 * log(1 - u)).squareRoot() * cos(2 * .pi * v))
    }
    return Matrix(rows: count, columns: dimension, elements: elements)
  }

  /// Small integers: many equal distances and many duplicates.
  static func lattice(_ count: Int, _ dimension: Int, seed: UInt64) -> Matrix<Double> {
    let elements = (0..<count * dimension).map {
      (hashedUniform(seed, UInt64($0)) * 3).rounded(.down) + 1
    }
    return Matrix(rows: count, columns: dimension, elements: elements)
  }
}
