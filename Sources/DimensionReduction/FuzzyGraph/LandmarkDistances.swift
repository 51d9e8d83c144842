import ArrayNumerics
import Foundation

/// `exp(−x)` is 0 in double precision beyond this.
private let vanishing = 745.13

/// The distances between landmarks that persistent cohomology works on: `−ln W` of the fuzzy graph among the landmarks
/// alone, `+∞` where there is no edge, 0 on the diagonal and between duplicates.
///
/// - Parameters:
///   - neighbours: k of that graph, the landmark itself counted, in `2 ... landmarks.count`.
///   - compat: where a double-precision exponential vanishes there is no edge, as in the reference program; otherwise such
///     an edge keeps its length, which is beyond 700.
/// - Returns: a symmetric matrix `[landmark, landmark]`.
/// - Throws: `DimensionReductionError.tooManyLandmarkNeighbours`, `CancellationError`.
package func landmarkDistances(
  _ landmarks: SearchPoints, neighbours: Int, compat: Bool = false, work: Work
) throws -> Matrix<Float> {
  let count = landmarks.count
  guard neighbours <= count else {
    throw DimensionReductionError.tooManyLandmarkNeighbours(requested: neighbours, landmarks: count)
  }
  let fuzzy = FuzzyGraph(
    try NeighbourGraph(landmarks, neighbours: neighbours - 1, scales: true, work: work))
  var matrix = Matrix<Float>(rows: count, columns: count, repeating: .infinity)
  let edges = EdgeBatch(capacity: neighbours)
  defer { edges.deallocate() }
  matrix.withUnsafeMutableBufferPointer { matrix in
    let order = fuzzy.graph.order
    func set(_ row: Int, _ other: UInt32, _ value: Double) {
      // −ln 1 is −0, and rounding may leave a weight a little above 1.
      let distance = value > 0 ? (compat && value > vanishing ? .infinity : Float(value)) : 0
      let (own, column) = (Int(order[row]), Int(order[Int(other)]))
      matrix[own * count + column] = distance
      matrix[column * count + own] = distance
    }
    for row in 0..<count {
      matrix[row * (count + 1)] = 0
      let (mutual, oneSided) = fuzzy.collectEdges(of: row, into: edges)
      edges.weigh(mutual, 0, rate: fuzzy.rates[row], rates: fuzzy.rates)
      for entry in 0..<mutual {
        let distance = Double(edges.mutual.distance[entry])
        let rate = fuzzy.rates[Int(edges.mutual.index[entry])]
        let nearer = min(distance * rate, distance * fuzzy.rates[row])
        // Far out the product is nothing beside the sum, and both may vanish: the logarithm is taken term by term.
        let length =
          nearer < 500
          ? -log(edges.mutual.weight[entry])
          : nearer - log1p(exp(nearer - max(distance * rate, distance * fuzzy.rates[row])))
        set(row, edges.mutual.index[entry], length)
      }
      for entry in 0..<oneSided {
        // −ln exp(−d/σ), without the two roundings; it stays finite where the exponential would vanish.
        let distance = Double(edges.oneSided.distance[entry])
        set(row, edges.oneSided.index[entry], distance == 0 ? 0 : distance * fuzzy.rates[row])
      }
    }
  }
  return matrix
}
