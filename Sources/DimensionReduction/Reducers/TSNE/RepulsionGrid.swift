import ArrayNumerics

/// The repulsion of t-SNE, `Σⱼ (yᵢ − yⱼ)/(1 + d²)²`, and its normalizer `Σᵢⱼ 1/(1 + d²)`, by cubic splines on a
/// grid and Fourier products of the charges on its nodes with the kernels.
///
/// Linderman et al. 2019 (doi:10.1038/s41592-018-0308-4) have boxes of width 1 with three nodes along each axis. Splines are
/// smooth from cell to cell, so that two nodes for a unit do.
package struct RepulsionGrid {
  /// What the points do to each other.
  package struct Repulsion: Sendable {
    package var forces: [SIMD2<Double>]
    package var normalizer: Double
  }

  private var potentials: GridPotentials?

  package init() {}

  /// - Throws: `NumericsError`, `CancellationError`.
  package mutating func repulsion(of positions: [SIMD2<Double>], work: Work) throws -> Repulsion {
    var (low, high) = (positions[0], positions[0])
    for position in positions {
      low = low.replacing(with: position, where: position .< low)
      high = high.replacing(with: position, where: position .> high)
    }
    let width = max(high.x - low.x, high.y - low.y) * 1.0001 + 1e-9
    // Half a unit from node to node once the layout is wider than 50, in steps of 8: the spectra then last for dozens of steps.
    // The nodes stand where they stood: what the grid is wrong by at a point that hardly moves would change its sign from step
    // to step otherwise, and gains would shrink.
    let isWide = width > 50
    let cells = isWide ? (Int(2 * width) + 9) / 8 * 8 : 100
    let spacing = isWide ? 0.5 : width / 100
    if isWide { low = (low * 2).rounded(.down) / 2 }
    let places = positions.map { NodeWeights(($0 - low) / spacing) }
    // A spline reaches one node further below and two above.
    let nodes = cells + 4
    if potentials?.nodes != nodes || potentials?.spacing != spacing {
      potentials = try GridPotentials(nodes: nodes, spacing: spacing)
    }
    // The charges 1, x and y.
    var grid = Matrix<SIMD4<Double>>(rows: nodes, columns: nodes, repeating: .zero)
    grid.withUnsafeMutableBufferPointer { grid in
      for (point, position) in positions.enumerated() {
        let charge = SIMD4(1, position.x, position.y, 0)
        places[point].forEachNode(nodes) { node, weight in grid[node] += weight * charge }
      }
    }
    try potentials?.convolve(&grid, work: work)
    var forces = [SIMD2<Double>](repeating: .zero, count: positions.count)
    let found = grid
    let sums = try concurrentRows(of: &forces, block: 1024, work: work) { points, forces in
      found.withUnsafeBufferPointer { grid in
        var total = 0.0
        for (row, point) in points.enumerated() {
          var sum = SIMD4<Double>.zero
          places[point].forEachNode(nodes) { node, weight in sum += weight * grid[node] }
          forces[row] = positions[point] * sum.x - SIMD2(sum.y, sum.z)
          // Less the term of the point with itself.
          total += sum.w - 1
        }
        return total
      }
    }
    return Repulsion(forces: forces, normalizer: sums.reduce(0, +))
  }
}

/// The weights of cubic B-splines on the four nodes around a point along each axis.
private struct NodeWeights: Sendable {
  /// The first node along x and y.
  private let first: SIMD2<Int>
  private let weights: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)

  /// - Parameter place: from the second node of the grid, in steps of it.
  init(_ place: SIMD2<Double>) {
    let floor = place.rounded(.down)
    first = SIMD2(Int(floor.x), Int(floor.y))
    let t = place - floor
    let (u, square, cube) = (1 - t, t * t, t * t * t)
    weights = (
      u * u * u / 6, (4 - 6 * square + 3 * cube) / 6, (1 + 3 * t + 3 * square - 3 * cube) / 6, cube / 6
    )
  }

  @inline(__always)
  func forEachNode(_ nodes: Int, _ body: (Int, Double) -> Void) {
    let (a, b, c, d) = weights
    var row = first.y &* nodes &+ first.x
    for weight in [a.y, b.y, c.y, d.y] {
      body(row, weight * a.x)
      body(row &+ 1, weight * b.x)
      body(row &+ 2, weight * c.x)
      body(row &+ 3, weight * d.x)
      row &+= nodes
    }
  }
}
