import ArrayNumerics
import Foundation

/// What t-SNE is asked for (van der Maaten & Hinton 2008).
public struct TSNEParameters: Sendable, Codable, Equatable {
  /// About how many neighbours count for a point.
  public var perplexity = 30.0
  /// Steps of the descent, of which the first 250 are exaggerated.
  public var iterations = 750
  /// How much stronger the attraction is at first.
  public var exaggeration = 12.0

  public init() {}

  /// Steps with exaggeration.
  package static let early = 250
}

/// A picture of points in the plane by t-SNE, with the repulsion interpolated on a grid (Linderman et al. 2019,
/// doi:10.1038/s41592-018-0308-4): O(points) for each step. The same bytes for any number of threads.
public struct TSNELayout: Sendable {
  /// `[point, 2]`, centred.
  public let positions: Matrix<Float>
  /// The Kullback–Leibler divergence of the picture from the data, nats.
  public let divergence: Double
  /// The share of the true neighbours that were found, where not all of them were looked for.
  package let searchRecall: Double?

  /// - Parameters:
  ///   - points: `[point, axis]`, finite, of at least two axes; the distance is Euclidean. The start is along the first two.
  ///   - method: how neighbours are looked for.
  ///   - work: progress and cancellation once a step.
  /// - Throws: `DimensionReductionError`, `NumericsError`, `CancellationError`.
  public init(
    _ points: Matrix<Double>, parameters: TSNEParameters = TSNEParameters(), method: NeighbourMethod = .automatic,
    work: Work = Work()
  ) throws {
    try requireFinite(points)
    guard parameters.perplexity >= 1 else {
      throw DimensionReductionError.parameterTooSmall(name: "perplexity", value: parameters.perplexity, smallest: 1)
    }
    let neighbours = Int((3 * parameters.perplexity).rounded(.up))
    guard neighbours < points.rows else {
      throw DimensionReductionError.tooManyNeighbours(requested: neighbours + 1, points: points.rows)
    }
    guard points.columns >= 2 else { throw DimensionReductionError.tooManyDimensions(requested: 2, most: points.columns) }
    work.report("finding neighbours", completed: 0, of: 1)
    let rows = try NeighbourRows(points, metric: .euclidean, neighbours: neighbours, method: method, work: work)
    searchRecall = rows.recall
    let affinities = try Self.affinities(rows, perplexity: parameters.perplexity, work: work)
    var descent = TSNEDescent(affinities, start: Self.start(points))
    for step in 0..<parameters.iterations {
      try descent.step(isEarly: step < TSNEParameters.early, exaggeration: parameters.exaggeration, work: work)
      work.report("laying out", completed: step + 1, of: parameters.iterations)
    }
    positions = Matrix(
      rows: points.rows, columns: 2, elements: descent.positions.flatMap { [Float($0.x), Float($0.y)] })
    divergence = try descent.divergence(work: work)
  }

  /// The first two axes, the first with a standard deviation of 10⁻⁴.
  private static func start(_ points: Matrix<Double>) -> [SIMD2<Double>] {
    let (x, y) = (points.column(0), points.column(1))
    let (meanX, meanY) = (mean(x), mean(y))
    let spread = (x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) } / Double(x.count)).squareRoot()
    let scale = spread > 0 ? 1e-4 / spread : 1
    return zip(x, y).map { SIMD2(($0 - meanX) * scale, ($1 - meanY) * scale) }
  }

  /// `(p(j|i) + p(i|j)) / 2n` with the bandwidth of each point from its perplexity.
  static func affinities(_ rows: NeighbourRows, perplexity: Double, work: Work) throws -> SymmetricGraph {
    let neighbours = rows.neighbours
    var conditional = Matrix<Float>(rows: rows.count, columns: neighbours, repeating: 0)
    try concurrentRows(of: &conditional, block: 256, work: work) { points, values in
      for (row, point) in points.enumerated() {
        let weights = perplexityWeights(rows.distances.row(point), perplexity: perplexity)
        for entry in 0..<neighbours { values[row * neighbours + entry] = Float(weights[entry]) }
      }
    }
    let scale = 1 / Float(2 * rows.count)
    return SymmetricGraph(rows, weights: conditional) { ($0 + $1) * scale }
  }
}

/// Weights `exp(−β d²)` that sum to 1 and have the entropy of so many equal ones, by bisection of β.
package func perplexityWeights(_ distances: ArraySlice<Float>, perplexity: Double) -> [Double] {
  let squares = distances.map { Double($0) * Double($0) }
  let nearest = squares.min() ?? 0
  let farthest = squares.max() ?? 0
  var (low, high) = (0.0, Double.infinity)
  var beta = farthest > nearest ? 1 / (farthest - nearest) : 1
  var (weights, total) = (squares, 0.0)
  for _ in 0..<64 {
    (total, weights) = (0, squares.map { exp(-beta * ($0 - nearest)) })
    var moment = 0.0
    for (weight, square) in zip(weights, squares) {
      total += weight
      moment += weight * (square - nearest)
    }
    let excess = log(total) + beta * moment / total - log(perplexity)
    if abs(excess) < 1e-6 { break }
    if excess > 0 { low = beta } else { high = beta }
    beta = high.isInfinite ? beta * 2 : (low + high) / 2
  }
  return weights.map { $0 / total }
}

extension TSNELayout {
  /// Places further points at the weighted mean of their ten nearest among the points that were laid out.
  ///
  /// - Parameters:
  ///   - others: `[other, axis]`, finite.
  ///   - points: what was laid out.
  /// - Returns: `[other, 2]`.
  /// - Throws: `CancellationError`.
  public func placing(_ others: Matrix<Double>, among points: Matrix<Double>, work: Work = Work()) throws -> Matrix<Float> {
    let rows = try ReferenceSearch(points).nearest(to: others, count: min(10, points.rows), work: work)
    let weights = try ConnectedMemberships(rows, isConnected: false, work: work).weights
    var result = Matrix<Float>(rows: others.rows, columns: 2, repeating: 0)
    for other in 0..<others.rows {
      let total = weights.row(other).reduce(0, +)
      for entry in 0..<rows.neighbours {
        for axis in 0..<2 {
          result[other, axis] += positions[Int(rows.indices[other, entry]), axis] * weights[other, entry] / total
        }
      }
    }
    return result
  }
}
