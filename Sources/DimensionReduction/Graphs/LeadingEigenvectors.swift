import ArrayNumerics

/// The leading eigenvectors of the normalised adjacency `A = D^(−½) W D^(−½)` of a connected graph, after the trivial one
/// `D^½ 1` of eigenvalue 1: what UMAP starts from and what a diffusion map is made of.
///
/// Chebyshev-filtered subspace iteration (Zhou, Saad et al. 2006, doi:10.1016/j.jcp.2006.03.017): between two Rayleigh–Ritz
/// steps the polynomial T₂₄ damps all that lies in [−1, c], with c the smallest Ritz value of the block. Only products with
/// A, row by row: the same bytes for any number of threads. Small graphs are solved by LAPACK.
package struct LeadingEigenvectors: Sendable {
  /// Largest first, `[wanted]`.
  package let values: [Double]
  /// Unit vectors as columns, `[point, wanted]`; in each the entry of largest magnitude (the first such) is positive.
  package let vectors: Matrix<Double>
  /// The largest `‖A x − λ x‖ / (1 − λ)`.
  package let residual: Double

  /// Points up to which the whole matrix is decomposed.
  static let dense = 400
  /// The most eigenvectors that can be asked for.
  package static let most = 24

  /// - Parameters:
  ///   - graph: connected, of more than `wanted + 1` points.
  ///   - wanted: 1 to `most`.
  ///   - tolerance: of the residual. Degenerate eigenvalues leave a rotation open, which the seed decides.
  ///   - rounds: after how many to stop all the same.
  /// - Throws: `NumericsError`, `CancellationError`.
  package init(
    _ graph: SymmetricGraph, wanted: Int, tolerance: Double, rounds: Int = 200, seed: UInt64, work: Work
  ) throws {
    precondition(wanted >= 1 && wanted <= Self.most && wanted + 1 < graph.count, "\(wanted) vectors of \(graph.count) points")
    let order = graph.breadthFirstOrder
    let adjacency = NormalizedAdjacency(graph.renumbered(order))
    var found: RitzPairs
    if graph.count <= Self.dense {
      found = try adjacency.decomposed(wanted)
    } else {
      // As many guards again as are wanted, or three: eigenvalues of closed manifolds come in groups.
      let limits = SubspaceLimits(wanted: wanted, tolerance: tolerance, rounds: rounds)
      switch wanted + max(3, wanted) {
      case ...4: found = try SubspaceIteration<SIMD4<Double>>(adjacency, seed: seed, work: work).run(limits)
      case ...8: found = try SubspaceIteration<SIMD8<Double>>(adjacency, seed: seed, work: work).run(limits)
      case ...16: found = try SubspaceIteration<SIMD16<Double>>(adjacency, seed: seed, work: work).run(limits)
      default: found = try SubspaceIteration<SIMD32<Double>>(adjacency, seed: seed, work: work).run(limits)
      }
    }
    let ordered = found.vectors
    for (row, point) in order.enumerated() {
      for column in 0..<wanted { found.vectors[point, column] = ordered[row, column] }
    }
    for column in 0..<wanted where found.largestEntry(column) < 0 {
      for point in 0..<graph.count { found.vectors[point, column].negate() }
    }
    values = found.values
    vectors = found.vectors
    residual = found.residual
  }
}

/// Approximate eigenvalues and eigenvectors.
struct RitzPairs {
  var values: [Double]
  var vectors: Matrix<Double>
  var residual: Double

  /// The entry of largest magnitude of a column, the first such.
  func largestEntry(_ column: Int) -> Double {
    (0..<vectors.rows).reduce(0.0) { abs(vectors[$1, column]) > abs($0) ? vectors[$1, column] : $0 }
  }
}

/// `D^(−½) W D^(−½)` with its trivial eigenvector.
struct NormalizedAdjacency: Sendable {
  let graph: SymmetricGraph
  /// `D^½ 1`, of length 1.
  let trivial: [Double]

  init(_ graph: SymmetricGraph) {
    let roots = graph.degrees.map { $0.squareRoot() }
    let length = roots.reduce(0) { $0 + $1 * $1 }.squareRoot()
    trivial = roots.map { $0 / length }
    self.graph = graph.weighted { Float(Double($2) / (roots[$0] * roots[$1])) }
  }

  /// All eigenvectors by LAPACK, of which `wanted` after the trivial one are kept.
  func decomposed(_ wanted: Int) throws -> RitzPairs {
    var matrix = Matrix<Double>(rows: graph.count, columns: graph.count, repeating: 0)
    for point in 0..<graph.count {
      for edge in graph.edges(of: point) { matrix[point, Int(graph.columns[edge])] = Double(graph.weights[edge]) }
      // The trivial vector is moved out of the way, to the eigenvalue −1.
      for other in 0..<graph.count { matrix[point, other] -= 2 * trivial[point] * trivial[other] }
    }
    let eigen = try symmetricEigen(matrix)
    return RitzPairs(
      values: Array(eigen.values.prefix(wanted)), vectors: eigen.vectors.selectingColumns(Array(0..<wanted)), residual: 0)
  }
}
