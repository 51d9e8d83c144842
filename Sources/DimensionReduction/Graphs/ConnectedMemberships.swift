import ArrayNumerics
import Foundation

/// How strongly each point holds to its neighbours in UMAP (McInnes et al. 2018, arXiv:1802.03426, with local connectivity 1):
/// `w(i→j) = exp(−(d − ρᵢ)/σᵢ)`, at most 1, where ρᵢ is the distance of the nearest other that is not a duplicate, so that
/// every point is fully connected to at least one other.
///
/// `FuzzyGraph`, from which landmarks are chosen, has ρ = 0.
package struct ConnectedMemberships: Sendable {
  /// The distance that counts as none, of each point.
  package let nearest: [Float]
  /// The scale of each point's neighbourhood, `Σⱼ w(i→j) = log₂ k` over its k − 1 others.
  package let scales: [Double]
  /// `[point, neighbour]`, in the order of the rows.
  package let weights: Matrix<Float>

  /// - Parameters:
  ///   - rows: of at least one neighbour; the k of the definition counts the point itself and is one more.
  ///   - isConnected: false for ρ = 0, as for points that are placed among others.
  /// - Throws: `CancellationError`.
  package init(_ rows: NeighbourRows, isConnected: Bool = true, work: Work) throws {
    let (count, neighbours) = (rows.count, rows.neighbours)
    let total = rows.distances.withUnsafeBufferPointer { distances in
      (0..<count).reduce(0.0) { $0 + orderedSum(distances, $1 * neighbours..<($1 + 1) * neighbours) }
    }
    let mean = total / (Double(count) * Double(neighbours + 1))
    var scaled = Matrix<ScaledNeighbourhood>(rows: count, columns: 1, repeating: ScaledNeighbourhood())
    var weights = Matrix<Float>(rows: count, columns: neighbours, repeating: 0)
    try concurrentRows(of: &weights, &scaled, block: 256, work: work) { points, weights, scaled in
      var solver = NeighbourhoodScale(neighbours: neighbours + 1)
      var beyond = [Float](repeating: 0, count: neighbours)
      var scratch = [Float](repeating: 0, count: (neighbours + 7) & ~7)
      for (row, point) in points.enumerated() {
        let own = rows.distances.row(point)
        let nearest = isConnected ? own.first { $0 > 0 } ?? 0 : 0
        for (entry, distance) in own.enumerated() { beyond[entry] = max(0, distance - nearest) }
        // A scale of next to nothing would make one neighbour all there is.
        let floor = 1e-3 * (nearest > 0 ? own.reduce(0) { $0 + Double($1) } / Double(neighbours + 1) : mean)
        let scale = max(
          floor, solver.solve(&beyond, count: neighbours, radius: beyond[neighbours - 1], scratch: &scratch))
        for entry in 0..<neighbours {
          weights[row * neighbours + entry] = beyond[entry] > 0 ? Float(exp(-Double(beyond[entry]) / scale)) : 1
        }
        scaled[row] = ScaledNeighbourhood(nearest: nearest, scale: scale)
      }
    }
    self.weights = weights
    nearest = scaled.elements.map(\.nearest)
    scales = scaled.elements.map(\.scale)
  }

  /// The graph of UMAP: an edge holds when either of its points holds to the other, `w + v − w·v`.
  package func union(_ rows: NeighbourRows) -> SymmetricGraph {
    SymmetricGraph(rows, weights: weights) { $0 + $1 - $0 * $1 }
  }
}

private struct ScaledNeighbourhood: BitwiseCopyable, Sendable {
  var nearest: Float = 0
  var scale = 0.0
}
