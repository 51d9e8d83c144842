import ArrayNumerics

/// When the iteration ends, and how many vectors of the block are asked for.
struct SubspaceLimits {
  var wanted: Int
  var tolerance: Double
  var rounds: Int
}

/// A block of vectors, as many as `Block` has lanes, that turns towards the leading eigenvectors: one SIMD value for each
/// point.
struct SubspaceIteration<Block: SIMD & Sendable> where Block.Scalar == Double {
  private let adjacency: NormalizedAdjacency
  private let work: Work
  private var vectors: [Block]
  private static var width: Int { Block.scalarCount }
  /// The degree of the polynomial.
  private static var degree: Int { 24 }

  init(_ adjacency: NormalizedAdjacency, seed: UInt64, work: Work) {
    self.adjacency = adjacency
    self.work = work
    vectors = (0..<adjacency.graph.count).map { point in
      var stream = RandomStream(seed: seed, name: "eigenvectors", index: UInt64(point))
      var block = Block()
      for lane in 0..<Self.width { block[lane] = stream.uniform() - 0.5 }
      return block
    }
  }

  /// - Throws: `NumericsError`, `CancellationError`.
  consuming func run(_ limits: SubspaceLimits) throws -> RitzPairs {
    var round = 1
    while true {
      try work.checkCancellation()
      try orthonormalize()
      var images = try product(vectors)
      let ritz = try symmetricEigen(symmetric(gram(vectors, images)))
      vectors = try multiplied(vectors, ritz.vectors)
      images = try multiplied(images, ritz.vectors)
      let residual = residual(images, ritz.values, wanted: limits.wanted)
      if residual < limits.tolerance || round == limits.rounds {
        return RitzPairs(values: Array(ritz.values.prefix(limits.wanted)), vectors: leading(limits.wanted), residual: residual)
      }
      // T on [−1, cut] mapped to [−1, 1].
      let cut = max(0.5, min(0.9999, ritz.values[Self.width - 1]))
      try filter(centre: (cut - 1) / 2, half: (cut + 1) / 2)
      round += 1
    }
  }

  /// The recurrence T_{m+1}(s) = 2 s T_m(s) − T_{m−1}(s) with s = (A − centre) / half.
  private mutating func filter(centre: Double, half: Double) throws {
    var previous = vectors
    vectors = try product(previous, shift: centre, scale: 1 / half)
    for _ in 2...Self.degree {
      let next = try product(vectors, shift: centre, scale: 2 / half, minus: previous)
      previous = vectors
      vectors = next
    }
  }

  /// `scale · (A − shift) x − z`.
  private func product(
    _ x: [Block], shift: Double = 0, scale: Double = 1, minus z: [Block]? = nil
  ) throws -> [Block] {
    let graph = adjacency.graph
    var result = z ?? x
    let subtracts = z != nil
    try concurrentRows(of: &result, block: 1024, work: work) { points, result in
      x.withUnsafeBufferPointer { x in
        graph.columns.withUnsafeBufferPointer { columns in
          graph.weights.withUnsafeBufferPointer { weights in
            for (row, point) in points.enumerated() {
              var sum = x[point] * -shift
              for edge in graph.starts[point]..<graph.starts[point + 1] {
                sum += x[Int(columns[edge])] * Double(weights[edge])
              }
              result[row] = subtracts ? sum * scale - result[row] : sum * scale
            }
          }
        }
      }
    }
    return result
  }

  /// Makes the vectors orthogonal to the trivial one and to each other, by the eigenvectors of their Gram matrix, twice.
  private mutating func orthonormalize() throws {
    let trivial = adjacency.trivial
    for _ in 0..<2 {
      let overlap = sum { trivial[$0] * vectors[$0] }
      for point in vectors.indices { vectors[point] -= overlap * trivial[point] }
      let eigen = try symmetricEigen(symmetric(gram(vectors, vectors)))
      var basis = eigen.vectors
      for column in 0..<Self.width {
        let length = max(eigen.values[column], 1e-300).squareRoot()
        for row in 0..<Self.width { basis[row, column] /= length }
      }
      vectors = try multiplied(vectors, basis)
    }
  }

  /// `xᵀ y`, one row for each lane of `x`.
  private func gram(_ x: [Block], _ y: [Block]) throws -> [Block] {
    let blocks = (x.count + 2047) / 2048
    let parts = try concurrentMap(blocks, work: work) { part in
      var rows = [Block](repeating: Block(), count: Self.width)
      for point in part * 2048..<min(x.count, (part + 1) * 2048) {
        for lane in 0..<Self.width { rows[lane] += y[point] * x[point][lane] }
      }
      return rows
    }
    return parts.dropFirst().reduce(into: parts[0]) { sum, part in for lane in 0..<Self.width { sum[lane] += part[lane] } }
  }

  private func sum(_ term: (Int) -> Block) -> Block {
    var total = Block()
    for point in vectors.indices { total += term(point) }
    return total
  }

  private func symmetric(_ rows: [Block]) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: Self.width, columns: Self.width, repeating: 0)
    for row in 0..<Self.width {
      for column in 0..<Self.width { matrix[row, column] = (rows[row][column] + rows[column][row]) / 2 }
    }
    return matrix
  }

  private func multiplied(_ x: [Block], _ matrix: Matrix<Double>) throws -> [Block] {
    let rows = (0..<Self.width).map { row in
      var block = Block()
      for lane in 0..<Self.width { block[lane] = matrix[row, lane] }
      return block
    }
    var result = x
    try concurrentRows(of: &result, block: 2048, work: work) { points, result in
      for (place, point) in points.enumerated() {
        var sum = Block()
        for lane in 0..<Self.width { sum += rows[lane] * x[point][lane] }
        result[place] = sum
      }
    }
    return result
  }

  private func residual(_ images: [Block], _ values: [Double], wanted: Int) -> Double {
    var lambda = Block()
    for lane in 0..<Self.width { lambda[lane] = values[lane] }
    let squares = sum { point in
      let difference = images[point] - lambda * vectors[point]
      return difference * difference
    }
    return (0..<wanted).reduce(0.0) { max($0, squares[$1].squareRoot() / max(1e-12, 1 - values[$1])) }
  }

  private func leading(_ wanted: Int) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: vectors.count, columns: wanted, repeating: 0)
    for point in vectors.indices { for lane in 0..<wanted { matrix[point, lane] = vectors[point][lane] } }
    return matrix
  }
}
