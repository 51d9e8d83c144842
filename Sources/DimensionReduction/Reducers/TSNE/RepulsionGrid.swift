import ArrayNumerics

/// The repulsion of t-SNE, `Σⱼ (yᵢ − yⱼ)/(1 + d²)²`, and its normalizer `Σᵢⱼ 1/(1 + d²)`, by interpolation on a grid: three
/// nodes to a box along each axis, and one Fourier product of the charges on the nodes with each kernel.
package struct RepulsionGrid {
  /// What the points do to each other.
  package struct Repulsion: Sendable {
    package var forces: [SIMD2<Double>]
    package var normalizer: Double
  }

  /// The spectra of `1/(1 + d²)` and `1/(1 + d²)²` on the doubled grid, and for which grid they are.
  private struct Kernels: Sendable {
    var boxes: Int
    var spacing: Double
    var transform: RealFourierTransform2D
    var first: Matrix<Complex>
    var second: Matrix<Complex>
  }

  private var kernels: Kernels?

  package init() {}

  /// - Throws: `NumericsError`, `CancellationError`.
  package mutating func repulsion(of positions: [SIMD2<Double>], work: Work) throws -> Repulsion {
    var (low, high) = (positions[0], positions[0])
    for position in positions {
      low = low.replacing(with: position, where: position .< low)
      high = high.replacing(with: position, where: position .> high)
    }
    let width = max(high.x - low.x, high.y - low.y) * 1.0001 + 1e-9
    // Boxes of width 1 once the layout is wider than 50, in steps of 4: the spectra then last for dozens of steps.
    let boxes = width <= 50 ? 50 : (Int(width) + 4) / 4 * 4
    let kernels = try spectra(boxes: boxes, spacing: width <= 50 ? width / 150 : 1.0 / 3)
    let places = positions.map { NodeWeights($0 - low, boxes: boxes, spacing: kernels.spacing) }
    let potentials = try potentials(positions, places, kernels, work)
    let nodes = 3 * boxes
    var forces = [SIMD2<Double>](repeating: .zero, count: positions.count)
    let sums = try concurrentRows(of: &forces, block: 1024, work: work) { points, forces in
      var total = 0.0
      for (row, point) in points.enumerated() {
        var sum = SIMD4<Double>.zero
        places[point].forEachNode(nodes) { node, weight in sum += weight * potentials[node] }
        forces[row] = positions[point] * sum.x - SIMD2(sum.y, sum.z)
        // Less the term of the point with itself.
        total += sum.w - 1
      }
      return total
    }
    return Repulsion(forces: forces, normalizer: sums.reduce(0, +))
  }

  /// For each node Σ K₂, Σ K₂ x, Σ K₂ y and Σ K₁ over all points.
  private func potentials(
    _ positions: [SIMD2<Double>], _ places: [NodeWeights], _ kernels: Kernels, _ work: Work
  ) throws -> [SIMD4<Double>] {
    let nodes = 3 * kernels.boxes
    var charges = [SIMD4<Double>](repeating: .zero, count: nodes * nodes)
    for (point, position) in positions.enumerated() {
      let charge = SIMD4(1, position.x, position.y, 1)
      places[point].forEachNode(nodes) { node, weight in charges[node] += weight * charge }
    }
    let (size, spread) = (kernels.transform.rows, charges)
    let channels = try concurrentMap(4, work: work) { lane in
      var map = Matrix<Double>(rows: size, columns: size, repeating: 0)
      for y in 0..<nodes { for x in 0..<nodes { map[y, x] = spread[y * nodes + x][lane] } }
      var spectrum = try kernels.transform.forward(map)
      let kernel = lane == 3 ? kernels.first : kernels.second
      for row in 0..<spectrum.rows {
        for column in 0..<spectrum.columns { spectrum[row, column] = spectrum[row, column] * kernel[row, column] }
      }
      return try kernels.transform.inverse(spectrum)
    }
    for y in 0..<nodes {
      for x in 0..<nodes { for lane in 0..<4 { charges[y * nodes + x][lane] = channels[lane][y, x] } }
    }
    return charges
  }

  private mutating func spectra(boxes: Int, spacing: Double) throws -> Kernels {
    if let kernels, kernels.boxes == boxes, kernels.spacing == spacing { return kernels }
    let nodes = 3 * boxes
    let size = fastTransformSize(2 * nodes)
    let known = kernels.flatMap { $0.transform.rows == size ? $0.transform : nil }
    let transform = try known ?? RealFourierTransform2D(rows: size, columns: size)
    func spectrum(_ kernel: (Double) -> Double) throws -> Matrix<Complex> {
      var map = Matrix<Double>(rows: size, columns: size, repeating: 0)
      for y in 0..<nodes {
        for x in 0..<nodes {
          let value = kernel(1 + Double(x * x + y * y) * spacing * spacing)
          for (row, column) in [(y, x), (size - y, x), (y, size - x), (size - y, size - x)] {
            map[row % size, column % size] = value
          }
        }
      }
      return try transform.forward(map)
    }
    let made = Kernels(
      boxes: boxes, spacing: spacing, transform: transform, first: try spectrum { 1 / $0 },
      second: try spectrum { 1 / ($0 * $0) })
    kernels = made
    return made
  }
}

/// Where a point is within its box, as the weights of Lagrange's polynomials on the three nodes along each axis.
private struct NodeWeights: Sendable {
  /// The first node along x and y.
  private let first: SIMD2<Int>
  private let weights: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)

  /// - Parameter offset: from the corner of the grid.
  init(_ offset: SIMD2<Double>, boxes: Int, spacing: Double) {
    let place = offset / (3 * spacing)
    let box = SIMD2(min(Int(place.x), boxes - 1), min(Int(place.y), boxes - 1))
    first = box &* 3
    // 0, 1 and 2 at the nodes, which stand in the middles of the thirds.
    let t = (place - SIMD2<Double>(box)) * 3 - 0.5
    weights = ((t - 1) * (t - 2) * 0.5, t * (2 - t), t * (t - 1) * 0.5)
  }

  @inline(__always)
  func forEachNode(_ nodes: Int, _ body: (Int, Double) -> Void) {
    let (a, b, c) = weights
    var row = first.y * nodes + first.x
    for weight in [a.y, b.y, c.y] {
      body(row, weight * a.x)
      body(row + 1, weight * b.x)
      body(row + 2, weight * c.x)
      row += nodes
    }
  }
}
