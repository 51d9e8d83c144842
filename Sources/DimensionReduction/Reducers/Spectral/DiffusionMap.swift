import ArrayNumerics
import Foundation

/// A diffusion map (Coifman & Lafon 2006, doi:10.1016/j.acha.2006.04.006): places by the eigenvectors of a random walk on the
/// neighbour graph, with the normalisation α = 1.
///
/// The widths of the kernel follow the density of the points, so that only what is left of it is divided out: where points are
/// dense, the picture is wider than the data.
public struct DiffusionMap: Sendable {
  /// `[point, axis]`: the eigenvectors ψ of the walk times λᵗ.
  public let positions: Matrix<Float>
  /// λ of each axis, largest first, without the trivial 1.
  public let eigenvalues: [Double]
  /// The largest residual of an eigenvector, over 1 − λ.
  public let residual: Double
  /// The share of the true neighbours that were found, where not all of them were looked for.
  package let searchRecall: Double?
  private let search: ReferenceSearch
  private let neighbours: Int
  /// Distance of the middle neighbour of each point.
  private let widths: [Float]
  /// The density that is divided out.
  private let densities: [Double]

  /// The kernel is `exp(−d²/(σᵢ σⱼ))` with σ the distance of the middle one of the neighbours.
  ///
  /// - Parameters:
  ///   - points: `[point, axis]`, finite; the distance is Euclidean.
  ///   - neighbours: of a point, itself counted, at least 3.
  ///   - time: how many steps t the walk takes, at least 0.
  ///   - method: how neighbours are looked for.
  ///   - tolerance: of the residual of the eigenvectors, over 1 − λ; what was reached is in `residual`.
  /// - Throws: `DimensionReductionError.disconnected` where the graph falls into parts, `.tooManyDimensions`,
  ///   `.tooManyNeighbours`, `.notFinite`; `CancellationError`. Points that are equal to more than half of their neighbours are
  ///   a part by themselves.
  public init(
    _ points: Matrix<Double>, neighbours: Int, dimensions: Int, time: Double = 1, tolerance: Double = 1e-4,
    method: NeighbourMethod = .automatic, seed: UInt64, work: Work = Work()
  ) throws {
    try requireFinite(points)
    let most = min(LeadingEigenvectors.most, points.rows - 3)
    guard dimensions <= most else { throw DimensionReductionError.tooManyDimensions(requested: dimensions, most: most) }
    let rows = try NeighbourRows(
      points, metric: .euclidean, neighbours: neighbours - 1, method: method, seed: seed, work: work)
    searchRecall = rows.recall
    let widths = (0..<rows.count).map { max(rows.distances[$0, rows.neighbours / 2], .leastNormalMagnitude) }
    // The lengths first, so that both directions of an edge agree; then what the walk makes of them.
    let lengths = SymmetricGraph(rows, weights: rows.distances.map { max($0, .leastNormalMagnitude) }) { max($0, $1) }
    let kernel = lengths.weighted { Self.kernel($2, widths[$0], widths[$1]) }
    let densities = kernel.degrees
    let walk = kernel.weighted { Float(Double($2) / (densities[$0] * densities[$1])) }
    let parts = walk.parts(joinedBy: 1e-9).map(\.count)
    guard parts.count == 1 else { throw DimensionReductionError.disconnected(parts: parts.sorted(by: >)) }
    work.report("finding eigenvectors", completed: 0, of: 1)
    let leading = try LeadingEigenvectors(
      walk, wanted: dimensions, tolerance: tolerance, rounds: 60, seed: seed, work: work)
    let degrees = walk.degrees
    let total = degrees.reduce(0, +)
    var positions = Matrix<Float>(rows: rows.count, columns: dimensions, repeating: 0)
    for point in 0..<rows.count {
      for axis in 0..<dimensions {
        // Of mean square 1 under the density of the walk.
        let psi = leading.vectors[point, axis] * (total / degrees[point]).squareRoot()
        positions[point, axis] = Float(psi * pow(leading.values[axis], time))
      }
    }
    (self.positions, eigenvalues, residual) = (positions, leading.values, leading.residual)
    search = ReferenceSearch(points)
    (self.neighbours, self.widths, self.densities) = (neighbours, widths, densities)
  }

  private static func kernel(_ length: Float, _ a: Float, _ b: Float) -> Float {
    Float(exp(-Double(length) * Double(length) / (Double(a) * Double(b))))
  }

  /// Places further points by the extension of Nyström: one step of the walk from the point, over λ.
  ///
  /// - Parameter others: `[other, axis]`, finite.
  /// - Returns: `[other, dimension]`.
  /// - Throws: `CancellationError`.
  public func placing(_ others: Matrix<Double>, work: Work = Work()) throws -> Matrix<Float> {
    let dimensions = positions.columns
    let nearest = try search.nearest(to: others, count: neighbours - 1, work: work)
    var result = Matrix<Float>(rows: others.rows, columns: dimensions, repeating: 0)
    try concurrentRows(of: &result, block: 256, work: work) { rows, values in
      for (row, other) in rows.enumerated() {
        let width = Double(max(nearest.distances[other, nearest.neighbours / 2], .leastNormalMagnitude))
        let exponents = (0..<nearest.neighbours).map { entry in
          let length = Double(nearest.distances[other, entry])
          return length * length / (width * Double(widths[Int(nearest.indices[other, entry])]))
        }
        // Only ratios count, so that a bin far from all is placed like its nearest.
        let least = exponents.min() ?? 0
        var (sums, total) = ([Double](repeating: 0, count: dimensions), 0.0)
        for entry in 0..<nearest.neighbours {
          let point = Int(nearest.indices[other, entry])
          let weight = exp(least - exponents[entry]) / densities[point]
          total += weight
          for axis in 0..<dimensions { sums[axis] += weight * Double(positions[point, axis]) }
        }
        for axis in 0..<dimensions { values[row * dimensions + axis] = Float(sums[axis] / (total * eigenvalues[axis])) }
      }
    }
    return result
  }
}
