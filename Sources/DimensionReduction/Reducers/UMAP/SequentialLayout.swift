import ArrayNumerics

/// UMAP's descent as umap-learn goes about it with a seed: one edge after the other in the order of the graph's rows, the point
/// moved after each push. For comparison with that program; its random numbers cannot be had.
struct SequentialLayout<Position: SIMD & Sendable> where Position.Scalar == Float {
  private let edges: [Edge]
  private let forces: LayoutForces
  private let negatives: Int
  private var random: QuickRandom
  private var positions: [Position]

  private struct Edge {
    var head: Int
    var tail: Int
    /// Epochs from one use to the next.
    var period: Double
    var next: Double
    var nextNegative: Double
  }

  /// - Parameter start: `[point, axis]`, with at most as many axes as a position.
  init(
    _ graph: SymmetricGraph, epochs: Int, forces: LayoutForces, negatives: Int, seed: UInt64, start: Matrix<Float>
  ) {
    let strongest = graph.weights.max() ?? 1
    edges = (0..<graph.count).flatMap { point in
      graph.edges(of: point).compactMap { place in
        guard graph.weights[place] >= strongest / Float(epochs) else { return nil }
        let period = Double(strongest / graph.weights[place])
        return Edge(
          head: point, tail: Int(graph.columns[place]), period: period, next: period,
          nextNegative: period / Double(max(1, negatives)))
      }
    }
    self.forces = forces
    self.negatives = negatives
    var stream = RandomStream(seed: seed, name: "umap.sequential")
    random = QuickRandom(state: stream.next())
    positions = (0..<start.rows).map { point in
      var position = Position()
      for axis in 0..<start.columns { position[axis] = start[point, axis] }
      return position
    }
  }

  /// - Returns: `[point, axis]`.
  /// - Throws: `CancellationError`.
  consuming func run(epochs: Int, rate: Float, dimensions: Int, work: Work) throws -> Matrix<Float> {
    var edges = edges
    for epoch in 0..<epochs {
      try work.checkCancellation()
      let strength = rate * (1 - Float(epoch) / Float(epochs))
      forces.attraction.withLookup { attraction in
        forces.repulsion.withLookup { repulsion in
          for place in edges.indices where edges[place].next <= Double(epoch) {
            step(&edges[place], epoch: Double(epoch), strength, attraction, repulsion)
          }
        }
      }
      work.report("laying out", completed: epoch + 1, of: epochs)
    }
    var result = Matrix<Float>(rows: positions.count, columns: dimensions, repeating: 0)
    for (point, position) in positions.enumerated() {
      for axis in 0..<dimensions { result[point, axis] = position[axis] }
    }
    return result
  }

  @inline(__always)
  private mutating func step(
    _ edge: inout Edge, epoch: Double, _ strength: Float, _ attraction: ForceTable.Lookup, _ repulsion: ForceTable.Lookup
  ) {
    let gap = positions[edge.head] - positions[edge.tail]
    let square = (gap * gap).sum()
    if square > 0 {
      let pull = clipped(gap * attraction(square)) * strength
      positions[edge.head] += pull
      positions[edge.tail] -= pull
    }
    edge.next += edge.period
    guard negatives > 0 else { return }
    let negativePeriod = edge.period / Double(negatives)
    let pushes = Int((epoch - edge.nextNegative) / negativePeriod)
    for _ in 0..<max(0, pushes) {
      let other = random.below(UInt64(positions.count))
      let gap = positions[edge.head] - positions[other]
      let square = (gap * gap).sum()
      if square > 0 { positions[edge.head] += clipped(gap * repulsion(square)) * strength }
    }
    edge.nextNegative += Double(pushes) * negativePeriod
  }
}
