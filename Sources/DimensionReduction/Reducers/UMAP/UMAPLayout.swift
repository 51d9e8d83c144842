import ArrayNumerics
import Foundation

/// A picture of points by UMAP (McInnes et al. 2018, arXiv:1802.03426), the same bytes for any number of threads.
public struct UMAPLayout: Sendable {
  /// `[point, axis]`, centred.
  public let positions: Matrix<Float>
  /// Points of each connected part of the graph, largest first. Where parts stand to each other means nothing.
  public let parts: [Int]
  /// The curve of the layout.
  package let curve: ProximityCurve

  /// Lays points out.
  ///
  /// Exact neighbours; the graph as umap-learn makes it (`ConnectedMemberships`); a spectral start, of each part by itself;
  /// descent in the order of a tournament (`TournamentLayout`), which any number of threads follows.
  /// - Parameters:
  ///   - points: `[point, axis]`, finite; with the cosine no row may be zero.
  ///   - metric: how far apart two points are.
  ///   - start: `[point, dimensions]` to start from instead of the leading eigenvectors, about ten wide.
  ///   - seed: of the order of points, the start's noise and the points that are pushed from.
  /// - Throws: `DimensionReductionError`, `NumericsError`, `CancellationError`.
  public init(
    _ points: Matrix<Double>, metric: NeighbourMetric = .euclidean, parameters: UMAPParameters = UMAPParameters(),
    start: Matrix<Double>? = nil, seed: UInt64, work: Work = Work()
  ) throws {
    let graph = try Self.graph(points, metric: metric, parameters: parameters, work: work)
    try self.init(graph, parameters: parameters, start: start, seed: seed, work: work)
  }

  /// The graph of points that is laid out, which does not depend on a seed.
  ///
  /// - Throws: `DimensionReductionError`, `CancellationError`.
  package static func graph(
    _ points: Matrix<Double>, metric: NeighbourMetric, parameters: UMAPParameters, work: Work
  ) throws -> SymmetricGraph {
    try requireFinite(points)
    try parameters.validate(points: points.rows)
    work.report("finding neighbours", completed: 0, of: 1)
    let neighbours = try NeighbourGraph(
      SearchPoints(points, metric: metric), neighbours: parameters.neighbours - 1, scales: false, work: work)
    let rows = try NeighbourRows(neighbours, work: work)
    return try ConnectedMemberships(rows, work: work).union(rows)
  }

  /// The same of a graph that is there already.
  package init(
    _ graph: SymmetricGraph, parameters: UMAPParameters, start: Matrix<Double>? = nil, seed: UInt64, work: Work
  ) throws {
    let parts = graph.parts
    let origin = try start ?? spectralStart(graph, parts: parts, dimensions: parameters.dimensions, seed: seed, work: work)
    let curve = ProximityCurve(minimumDistance: parameters.minimumDistance, spread: parameters.spread)
    let descent = Descent(
      schedule: LayoutSchedule(graph, epochs: parameters.epochs(points: graph.count), seed: seed),
      forces: LayoutForces(curve), parameters: parameters, start: origin.map { Float($0) }, seed: seed)
    let positions =
      switch parameters.dimensions {
      case ...2: try descent.run(SIMD2<Float>.self, work)
      case ...4: try descent.run(SIMD4<Float>.self, work)
      case ...8: try descent.run(SIMD8<Float>.self, work)
      default: try descent.run(SIMD16<Float>.self, work)
      }
    self.positions = centred(positions)
    self.parts = parts.map(\.count).sorted(by: >)
    self.curve = curve
  }
}

/// What the descent needs, whatever the type of its positions.
private struct Descent {
  var schedule: LayoutSchedule
  var forces: LayoutForces
  var parameters: UMAPParameters
  var start: Matrix<Float>
  var seed: UInt64

  func run<Position: SIMD & Sendable>(_: Position.Type, _ work: Work) throws -> Matrix<Float> where Position.Scalar == Float {
    var layout = TournamentLayout<Position>(
      schedule, forces: forces, negatives: parameters.negatives, seed: seed, start: start)
    try layout.run(epochs: parameters.epochs(points: start.rows), rate: Float(parameters.rate), work: work)
    return layout.positions(dimensions: parameters.dimensions)
  }
}

/// The positions less their mean.
private func centred(_ positions: Matrix<Float>) -> Matrix<Float> {
  var result = positions
  for axis in 0..<positions.columns {
    let mean = Float(positions.column(axis).reduce(0) { $0 + Double($1) } / Double(max(1, positions.rows)))
    for point in 0..<positions.rows { result[point, axis] -= mean }
  }
  return result
}

/// Where UMAP starts: the leading eigenvectors of the graph, scaled to ±10, with a little noise, each axis then moved to 0…10.
/// Several connected parts stand on a circle, each as wide as half the distance to its neighbours.
func spectralStart(
  _ graph: SymmetricGraph, parts: [[Int]], dimensions: Int, seed: UInt64, work: Work
) throws -> Matrix<Double> {
  var start = Matrix<Double>(rows: graph.count, columns: dimensions, repeating: 0)
  for (number, part) in parts.enumerated() {
    work.report("finding eigenvectors", completed: number, of: parts.count)
    let own = try spectralCoordinates(graph.part(part), dimensions: dimensions, seed: seed, work: work)
    let largest = own.elements.reduce(0) { max($0, abs($1)) }
    let turn = 2 * Double.pi * Double(number) / Double(parts.count)
    let centre = parts.count == 1 ? (0, 0) : (10 * cos(turn), 10 * sin(turn))
    let width = parts.count == 1 ? 10 : 10 * min(1, sin(Double.pi / Double(parts.count)))
    for (row, point) in part.enumerated() {
      var stream = RandomStream(seed: seed, name: "umap.start", index: UInt64(point))
      for axis in 0..<dimensions {
        let middle = axis == 0 ? centre.0 : axis == 1 ? centre.1 : 0
        start[point, axis] = middle + own[row, axis] / max(largest, 1e-300) * width + 1e-4 * stream.normal()
      }
    }
  }
  for axis in 0..<dimensions {
    let column = start.column(axis)
    let (low, high) = (column.min() ?? 0, column.max() ?? 0)
    for point in 0..<graph.count { start[point, axis] = high > low ? 10 * (start[point, axis] - low) / (high - low) : 5 }
  }
  return start
}

/// The leading eigenvectors of one part, or random numbers where it has too few points for as many.
private func spectralCoordinates(
  _ part: SymmetricGraph, dimensions: Int, seed: UInt64, work: Work
) throws -> Matrix<Double> {
  if part.count > dimensions + 2 {
    return try LeadingEigenvectors(part, wanted: dimensions, tolerance: 0.1, rounds: 8, seed: seed, work: work).vectors
  }
  var stream = RandomStream(seed: seed, name: "umap.small-part", index: UInt64(part.count))
  return Matrix(
    rows: part.count, columns: dimensions, elements: (0..<part.count * dimensions).map { _ in stream.uniform() - 0.5 })
}
