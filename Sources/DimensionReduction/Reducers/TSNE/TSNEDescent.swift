import ArrayNumerics
import Foundation

/// Gradient descent with momentum and gains, as in the reference implementations of t-SNE; the step goes with the number of
/// points over the exaggeration (Belkina et al. 2019, doi:10.1038/s41467-019-13055-y).
struct TSNEDescent {
  private let affinities: SymmetricGraph
  private(set) var positions: [SIMD2<Double>]
  private var velocities: [SIMD2<Double>]
  private var gains: [SIMD2<Double>]
  private var grid = RepulsionGrid()

  /// No point goes farther in a step.
  private static let longestStep = 5.0

  init(_ affinities: SymmetricGraph, start: [SIMD2<Double>]) {
    self.affinities = affinities
    positions = start
    velocities = [SIMD2<Double>](repeating: .zero, count: start.count)
    gains = [SIMD2<Double>](repeating: .one, count: start.count)
  }

  /// - Throws: `NumericsError`, `CancellationError`.
  mutating func step(isEarly: Bool, exaggeration: Double, work: Work) throws {
    let repulsion = try grid.repulsion(of: positions, work: work)
    let (positions, graph) = (positions, affinities)
    let factor = isEarly ? exaggeration : 1
    var gradients = repulsion.forces
    try concurrentRows(of: &gradients, block: 512, work: work) { points, gradients in
      positions.withUnsafeBufferPointer { positions in
        for (row, point) in points.enumerated() {
          let pull = graph.attraction(on: point, positions)
          // A quarter of the gradient, for which the length of the step is known.
          gradients[row] = factor * pull - gradients[row] / repulsion.normalizer
        }
      }
    }
    move(gradients, rate: max(200, Double(positions.count) / factor))
  }

  private mutating func move(_ gradients: [SIMD2<Double>], rate: Double) {
    let momentum = 0.8
    var middle = SIMD2<Double>.zero
    for point in positions.indices {
      let gradient = gradients[point]
      // Faster where a coordinate keeps its way, slower where it turns.
      let isTurning = (gradient .> 0) .== (velocities[point] .> 0)
      gains[point] = (gains[point] + 0.2).replacing(with: gains[point] * 0.8 + 0.01, where: isTurning)
      velocities[point] = momentum * velocities[point] - rate * gains[point] * gradient
      let length = (velocities[point] * velocities[point]).sum().squareRoot()
      if length > Self.longestStep { velocities[point] *= Self.longestStep / length }
      positions[point] += velocities[point]
      middle += positions[point]
    }
    middle /= Double(positions.count)
    for point in positions.indices { positions[point] -= middle }
  }

  /// Σ p log(p/q) over the pairs of neighbours, nats.
  ///
  /// - Throws: as `step`.
  mutating func divergence(work: Work) throws -> Double {
    let normalizer = try grid.repulsion(of: positions, work: work).normalizer
    var sum = 0.0
    for point in positions.indices {
      for edge in affinities.edges(of: point) {
        let gap = positions[point] - positions[Int(affinities.columns[edge])]
        let p = Double(affinities.weights[edge])
        sum += p * log(p * (1 + (gap * gap).sum()) * normalizer)
      }
    }
    return sum
  }
}

extension SymmetricGraph {
  /// `Σⱼ w (yᵢ − yⱼ)/(1 + d²)` over the edges of a point, four of them at a time.
  fileprivate func attraction(on point: Int, _ positions: UnsafeBufferPointer<SIMD2<Double>>) -> SIMD2<Double> {
    columns.withUnsafeBufferPointer { columns in
      weights.withUnsafeBufferPointer { weights in
        let (own, edges) = (positions[point], edges(of: point))
        var (x, y) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
        var edge = edges.lowerBound
        while edge + 4 <= edges.upperBound {
          let (a, b) = (positions[Int(columns[edge])], positions[Int(columns[edge &+ 1])])
          let (c, d) = (positions[Int(columns[edge &+ 2])], positions[Int(columns[edge &+ 3])])
          let (gapX, gapY) = (own.x - SIMD4(a.x, b.x, c.x, d.x), own.y - SIMD4(a.y, b.y, c.y, d.y))
          let weight = SIMD4<Double>(
            Double(weights[edge]), Double(weights[edge &+ 1]), Double(weights[edge &+ 2]), Double(weights[edge &+ 3]))
          let factor = weight / (1 + (gapX * gapX + gapY * gapY))
          x += gapX * factor
          y += gapY * factor
          edge &+= 4
        }
        var pull = SIMD2(x.sum(), y.sum())
        while edge < edges.upperBound {
          let gap = own - positions[Int(columns[edge])]
          pull += gap * (Double(weights[edge]) / (1 + (gap * gap).sum()))
          edge &+= 1
        }
        return pull
      }
    }
  }
}
