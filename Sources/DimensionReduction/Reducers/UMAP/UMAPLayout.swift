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
  /// Nearest neighbours; the graph as umap-learn makes it (`ConnectedMemberships`); a spectral start, of each part by itself;
  /// descent in the order of a tournament (`TournamentLayout`), which any number of threads follows.
  /// - Parameters:
  ///   - points: `[point, axis]`, finite; with the cosine no row may be zero.
  ///   - metric: how far apart two points are.
  ///   - method: how neighbours are looked for.
  ///   - start: `[point, dimensions]` to start from instead of the leading eigenvectors, about ten wide.
  ///   - seed: of the order of points, the start's noise, the points that are pushed from, and a search by descent.
  /// - Throws: `DimensionReductionError`, `NumericsError`, `CancellationError`.
  public init(
    _ points: Matrix<Double>, metric: NeighbourMetric = .euclidean, parameters: UMAPParameters = UMAPParameters(),
    method: NeighbourMethod = .automatic, start: Matrix<Double>? = nil, seed: UInt64, work: Work = Work()
  ) throws {
    let neighbours = try Self.neighbours(
      of: points, metric: metric, parameters: parameters, method: method, seed: seed, work: work)
    let graph = try Self.graph(neighbours, work: work)
    try self.init(graph, parameters: parameters, start: start, seed: seed, work: work)
  }

  /// The neighbours from which the graph is made.
  ///
  /// - Parameter seed: of a search by descent; an exact one has none.
  /// - Throws: `DimensionReductionError`, `CancellationError`.
  package static func neighbours(
    of points: Matrix<Double>, metric: NeighbourMetric, parameters: UMAPParameters, method: NeighbourMethod = .automatic,
    seed: UInt64 = 0, work: Work
  ) throws -> NeighbourRows {
    try requireFinite(points)
    try parameters.validate(points: points.rows)
    work.report("finding neighbours", completed: 0, of: 1)
    return try NeighbourRows(
      points, metric: metric, neighbours: parameters.neighbours - 1, method: method, seed: seed, work: work)
  }

  /// The graph of points that is laid out.
  ///
  /// - Throws: `CancellationError`.
  package static func graph(_ neighbours: NeighbourRows, work: Work) throws -> SymmetricGraph {
    try ConnectedMemberships(neighbours, work: work).union(neighbours)
  }

  /// The graph of the same points together with a variable, as umap-learn makes it with a `target_metric` of numbers.
  ///
  /// - Parameters:
  ///   - target: `[point, axis]`, where points with NaN have no value; the distance is Euclidean.
  ///   - weight: of the variable, 0 to 1.
  /// - Throws: `DimensionReductionError.tooManyNeighbours` where fewer points have a value; `CancellationError`.
  package static func graph(
    _ graph: SymmetricGraph, supervisedBy target: Matrix<Double>, weight: Double, neighbours: Int, work: Work
  ) throws -> SymmetricGraph {
    let known = (0..<target.rows).filter { target.row($0).allSatisfy(\.isFinite) }
    guard neighbours < known.count else {
      throw DimensionReductionError.tooManyNeighbours(requested: neighbours, points: known.count)
    }
    let found = try NeighbourRows(
      target.selectingRows(known), metric: .euclidean, neighbours: neighbours - 1, work: work)
    let weights = try ConnectedMemberships(found, work: work).weights
    // Points without a value keep a row without neighbours.
    var indices = Matrix<UInt32>(rows: target.rows, columns: found.neighbours, repeating: 0)
    var memberships = Matrix<Float>(rows: target.rows, columns: found.neighbours, repeating: 0)
    for (row, point) in known.enumerated() {
      for entry in 0..<found.neighbours {
        indices[point, entry] = UInt32(known[Int(found.indices[row, entry])])
        memberships[point, entry] = weights[row, entry]
      }
    }
    let rows = NeighbourRows(indices: indices, distances: memberships)
    return graph.supervised(by: rows, memberships: memberships, weight: weight)
  }

  /// A layout that was made before, in which others can be placed.
  package init(positions: Matrix<Float>, parameters: UMAPParameters) {
    self.positions = positions
    parts = [positions.rows]
    curve = ProximityCurve(minimumDistance: parameters.minimumDistance, spread: parameters.spread)
  }

  /// The same of a graph that is there already.
  ///
  /// - Parameters:
  ///   - anchors: `[point, dimensions]`, places that the points are drawn to, and from which they start.
  ///   - hold: share of the way to its anchor that a point goes in the first epoch; less and less later, as all steps.
  ///   - isSequential: in the order of umap-learn, on one thread.
  package init(
    _ graph: SymmetricGraph, parameters: UMAPParameters, start: Matrix<Double>? = nil,
    anchors: Matrix<Float>? = nil, hold: Float = 0, isSequential: Bool = false, seed: UInt64, work: Work
  ) throws {
    let parts = graph.parts
    let origin =
      try anchors?.map(Double.init) ?? start
      ?? spectralStart(graph, parts: parts, dimensions: parameters.dimensions, seed: seed, work: work)
    let curve = ProximityCurve(minimumDistance: parameters.minimumDistance, spread: parameters.spread)
    let descent = Descent(
      graph: graph, forces: LayoutForces(curve), parameters: parameters, start: origin.map { Float($0) },
      hold: anchors == nil ? 0 : hold, isSequential: isSequential, seed: seed)
    let positions =
      switch parameters.dimensions {
      case ...2: try descent.run(SIMD2<Float>.self, work)
      case ...4: try descent.run(SIMD4<Float>.self, work)
      case ...8: try descent.run(SIMD8<Float>.self, work)
      default: try descent.run(SIMD16<Float>.self, work)
      }
    // Where others stand already, it stays where they are.
    self.positions = anchors == nil ? centred(positions) : positions
    self.parts = parts.map(\.count).sorted(by: >)
    self.curve = curve
  }
}

/// What the descent needs, whatever the type of its positions.
private struct Descent {
  var graph: SymmetricGraph
  var forces: LayoutForces
  var parameters: UMAPParameters
  var start: Matrix<Float>
  var hold: Float
  var isSequential: Bool
  var seed: UInt64

  func run<Position: SIMD & Sendable>(_: Position.Type, _ work: Work) throws -> Matrix<Float> where Position.Scalar == Float {
    let (epochs, rate) = (parameters.epochs(points: start.rows), Float(parameters.rate))
    if isSequential {
      let layout = SequentialLayout<Position>(
        graph, epochs: epochs, forces: forces, negatives: parameters.negatives, seed: seed, start: start)
      return try layout.run(epochs: epochs, rate: rate, dimensions: parameters.dimensions, work: work)
    }
    var layout = TournamentLayout<Position>(
      LayoutSchedule(graph, epochs: epochs, seed: seed), forces: forces, negatives: parameters.negatives, seed: seed,
      start: start)
    try layout.run(epochs: epochs, rate: rate, hold: hold, work: work)
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
