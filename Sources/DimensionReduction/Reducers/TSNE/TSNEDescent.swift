import ArrayNumerics
import Foundation

/// Gradient descent with momentum and gains, as in the reference implementations of t-SNE.
struct TSNEDescent {
  private let affinities: SymmetricGraph
  private(set) var positions: [SIMD2<Double>]
  private var velocities: [SIMD2<Double>]
  private var gains: [SIMD2<Double>]
  private var grid = RepulsionGrid()
  private let rate: Double

  init(_ affinities: SymmetricGraph, start: [SIMD2<Double>]) {
    self.affinities = affinities
    positions = start
    velocities = [SIMD2<Double>](repeating: .zero, count: start.count)
    gains = [SIMD2<Double>](repeating: .one, count: start.count)
    rate = max(200, Double(start.count) / 12)
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
          var pull = SIMD2<Double>.zero
          for edge in graph.edges(of: point) {
            let gap = positions[point] - positions[Int(graph.columns[edge])]
            pull += gap * (Double(graph.weights[edge]) / (1 + (gap * gap).sum()))
          }
          gradients[row] = 4 * (factor * pull - gradients[row] / repulsion.normalizer)
        }
      }
    }
    move(gradients, momentum: isEarly ? 0.5 : 0.8)
  }

  private mutating func move(_ gradients: [SIMD2<Double>], momentum: Double) {
    var middle = SIMD2<Double>.zero
    for point in positions.indices {
      let gradient = gradients[point]
      // Faster where a coordinate keeps its way, slower where it turns.
      let isTurning = (gradient .> 0) .== (velocities[point] .> 0)
      gains[point] = (gains[point] + 0.2).replacing(with: gains[point] * 0.8, where: isTurning)
      gains[point] = gains[point].replacing(with: 0.01, where: gains[point] .< 0.01)
      velocities[point] = momentum * velocities[point] - rate * gains[point] * gradient
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
