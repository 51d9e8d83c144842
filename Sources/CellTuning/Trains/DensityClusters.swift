import ArrayNumerics
import Foundation

/// Clusters as the hills of a density over a graph of neighbours: points are taken from the densest down, each joins the hill
/// of
/// its densest neighbour, and where two hills meet the lower one stands out by the height of its top above the pass.
///
/// Source: Chazal, Guibas, Oudot and Skraba 2013 (doi:10.1145/2535927).
package struct DensityClusters: Sendable, Equatable {
  /// Cluster of each point, by falling density of its top.
  package let labels: [Int]
  /// How far each hill that was merged stood out, largest first: one less than there were hills on one connected graph.
  package let prominences: [Double]

  /// - Parameters:
  ///   - neighbours: of each point; made symmetric.
  ///   - densities: of the points.
  ///   - wanted: clusters that are left when hills are merged by rising prominence; `nil`: before the largest gap of
  ///     prominences. Parts of the graph that do not touch stay apart.
  package init(neighbours: [[Int]], densities: [Double], wanted: Int? = nil) {
    let n = densities.count
    var graph = neighbours.map(Set.init)
    for (point, others) in neighbours.enumerated() { for other in others { graph[other].insert(point) } }
    let order = (0..<n).sorted { (densities[$0], -$0) > (densities[$1], -$1) }
    var rank = [Int](repeating: 0, count: n)
    for (place, point) in order.enumerated() { rank[point] = place }
    // First pass: hills without merging, and where they meet.
    var top = [Int](repeating: -1, count: n)
    var passes: [(prominence: Double, low: Int, high: Int)] = []
    var parent = Array(0..<n)
    func root(_ point: Int) -> Int {
      var point = point
      while parent[point] != point { point = parent[point] }
      return point
    }
    for point in order {
      let earlier = graph[point].filter { rank[$0] < rank[point] }.sorted { rank[$0] < rank[$1] }
      guard let best = earlier.first else {
        top[point] = point
        continue
      }
      top[point] = top[best]
      for other in earlier.dropFirst() {
        let (a, b) = (root(top[point]), root(top[other]))
        if a == b { continue }
        let (low, high) = rank[a] > rank[b] ? (a, b) : (b, a)
        passes.append((densities[low] - densities[point], low, high))
        parent[low] = high
      }
    }
    let hills = Set(top).count
    let sorted = passes.map(\.prominence).sorted(by: >)
    prominences = sorted
    // The second pass merges what stands out least.
    let merges: Int
    if let wanted {
      merges = max(0, min(passes.count, hills - wanted))
    } else {
      merges = passes.count - Self.standingOut(sorted, range: (densities.max() ?? 0) - (densities.min() ?? 0))
    }
    var merged = Array(0..<n)
    func mergedRoot(_ point: Int) -> Int {
      var point = point
      while merged[point] != point { point = merged[point] }
      return point
    }
    let rising = passes.indices.sorted { (passes[$0].prominence, $0) < (passes[$1].prominence, $1) }
    for index in rising.prefix(merges) { merged[passes[index].low] = passes[index].high }
    let roots = (0..<n).map { mergedRoot(top[$0]) }
    let ordered = Set(roots).sorted { rank[$0] < rank[$1] }
    labels = roots.map { root in ordered.firstIndex(of: root) ?? 0 }
  }

  /// Hills that stand out: those above the largest gap of prominences, of at least a tenth of the range of densities.
  private static func standingOut(_ prominences: [Double], range: Double) -> Int {
    var best = (gap: 0.0, hills: 0)
    for (place, prominence) in prominences.enumerated() where prominence >= 0.1 * range && prominence > 0 {
      let gap = prominence - (place + 1 < prominences.count ? prominences[place + 1] : 0)
      if gap > best.gap { best = (gap, place + 1) }
    }
    return best.hills
  }
}

/// Clusters of curves by shape: the cosine distance to the nearest ones, and the density Σ exp(−d) over them.
///
/// - Parameters:
///   - curves: `[curve, place]`, none of them 0 everywhere.
///   - nearest: neighbours of each, at most all others.
/// - Returns: the clusters, and all distances `[curve, curve]`.
package func clustersOfCurves(
  _ curves: Matrix<Double>, nearest: Int, wanted: Int?
) -> (clusters: DensityClusters, distances: Matrix<Double>) {
  let norms = (0..<curves.rows).map { row in curves.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot() }
  var distances = Matrix(rows: curves.rows, columns: curves.rows, repeating: 0.0)
  for a in 0..<curves.rows {
    for b in 0..<a {
      let product = zip(curves.row(a), curves.row(b)).reduce(0) { $0 + $1.0 * $1.1 }
      let distance = norms[a] > 0 && norms[b] > 0 ? 1 - product / (norms[a] * norms[b]) : 1
      distances[a, b] = distance
      distances[b, a] = distance
    }
  }
  let near = (0..<curves.rows).map { row in
    (0..<curves.rows).filter { $0 != row }.sorted { (distances[row, $0], $0) < (distances[row, $1], $1) }.prefix(nearest)
  }
  let densities = near.enumerated().map { row, others in others.reduce(0) { $0 + exp(-distances[row, $1]) } }
  return (DensityClusters(neighbours: near.map(Array.init), densities: densities, wanted: wanted), distances)
}
