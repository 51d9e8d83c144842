import ArrayNumerics

extension UMAPLayout {
  /// Places further points in the layout, which stays as it is, as umap-learn's `transform` does: each at the weighted mean
  /// of its nearest among the points that were laid out, then moved by descent on its own edges.
  ///
  /// - Parameters:
  ///   - others: `[other, axis]`, finite, in an order in which neighbours are often near each other.
  ///   - points: `[point, axis]`, what was laid out; with the cosine unit vectors, as `others`.
  ///   - metric: Euclidean or cosine.
  ///   - parameters: those of the layout.
  /// - Returns: `[other, dimension]`.
  /// - Throws: `DimensionReductionError`, `CancellationError`.
  package func placing(
    _ others: Matrix<Double>, among points: Matrix<Double>, metric: NeighbourMetric, parameters: UMAPParameters,
    seed: UInt64, work: Work
  ) throws -> Matrix<Float> {
    var rows = try ReferenceSearch(points).nearest(to: others, count: min(parameters.neighbours, points.rows), work: work)
    if metric == .cosine {
      // Of unit vectors |u − v|² = 2 (1 − u·v).
      rows = NeighbourRows(indices: rows.indices, distances: rows.distances.map { $0 * $0 / 2 })
    }
    let weights = try ConnectedMemberships(rows, isConnected: false, work: work).weights
    let descent = Placement(
      rows: rows, weights: weights, layout: positions, forces: LayoutForces(curve), parameters: parameters,
      epochs: max(1, parameters.epochs(points: points.rows) / 6), seed: seed)
    return switch parameters.dimensions {
    case ...2: try descent.run(SIMD2<Float>.self, work)
    case ...4: try descent.run(SIMD4<Float>.self, work)
    case ...8: try descent.run(SIMD8<Float>.self, work)
    default: try descent.run(SIMD16<Float>.self, work)
    }
  }
}

private struct Placement: Sendable {
  var rows: NeighbourRows
  var weights: Matrix<Float>
  var layout: Matrix<Float>
  var forces: LayoutForces
  var parameters: UMAPParameters
  var epochs: Int
  var seed: UInt64

  func run<Position: SIMD & Sendable>(_: Position.Type, _ work: Work) throws -> Matrix<Float> where Position.Scalar == Float {
    let dimensions = parameters.dimensions
    let fixed = (0..<layout.rows).map { point in
      var position = Position()
      for axis in 0..<dimensions { position[axis] = layout[point, axis] }
      return position
    }
    var result = Matrix<Float>(rows: rows.count, columns: dimensions, repeating: 0)
    try concurrentRows(of: &result, block: 512, work: work) { others, result in
      for (row, other) in others.enumerated() {
        let position = place(other, among: fixed)
        for axis in 0..<dimensions { result[row * dimensions + axis] = position[axis] }
      }
    }
    return result
  }

  @inline(__always)
  private func place<Position: SIMD>(_ other: Int, among fixed: [Position]) -> Position where Position.Scalar == Float {
    var (own, total) = (Position(), Float(0))
    for entry in 0..<rows.neighbours {
      own += fixed[Int(rows.indices[other, entry])] * weights[other, entry]
      total += weights[other, entry]
    }
    own /= total
    var stream = RandomStream(seed: seed, name: "umap.placement", index: UInt64(other))
    var random = QuickRandom(state: stream.next())
    let strongest = (0..<rows.neighbours).reduce(Float(0)) { max($0, weights[other, $1]) }
    forces.attraction.withLookup { attraction in
      forces.repulsion.withLookup { repulsion in
        for epoch in 0..<epochs {
          let strength = Float(parameters.rate) / 4 * (1 - Float(epoch) / Float(epochs))
          for entry in 0..<rows.neighbours {
            let edge = LayoutSchedule.Edge(
              head: 0, tail: rows.indices[other, entry], rate: UInt32(weights[other, entry] / strongest * 0x1p24))
            guard edge.isDue(UInt64(epoch)) else { continue }
            let gap = own - fixed[Int(edge.tail)]
            let square = (gap * gap).sum()
            if square > 0 { own += clipped(gap * attraction(square)) * strength }
            var push = Position()
            for _ in 0..<parameters.negatives {
              let gap = own - fixed[random.below(UInt64(fixed.count))]
              push += clipped(gap * repulsion((gap * gap).sum()))
            }
            own += push * strength
          }
        }
      }
    }
    return own
  }
}
