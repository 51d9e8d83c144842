import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct TSNELayoutTests {
  /// The definition over all pairs.
  private func bruteForce(_ y: [SIMD2<Double>]) -> (forces: [SIMD2<Double>], normalizer: Double) {
    var (forces, normalizer) = ([SIMD2<Double>](repeating: .zero, count: y.count), 0.0)
    for i in y.indices {
      for j in y.indices where j != i {
        let gap = y[i] - y[j]
        let kernel = 1 / (1 + (gap * gap).sum())
        normalizer += kernel
        forces[i] += gap * (kernel * kernel)
      }
    }
    return (forces, normalizer)
  }

  /// Narrow and wide layouts, so that both kinds of grid are used.
  @Test(arguments: [1e-4, 1, 8]) func repulsionAgreesWithTheSumOverAllPairs(scale: Double) throws {
    let normals = TestPoints.random(400, 2, seed: 3)
    let y = (0..<400).map { SIMD2(normals[$0, 0], 2 * normals[$0, 1]) * scale }
    let expected = bruteForce(y)
    let found = try RepulsionForTests.of(y, threads: 1)
    #expect(abs(found.normalizer / expected.normalizer - 1) < 0.005)
    let size = expected.forces.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
    let error = zip(found.forces, expected.forces).reduce(0) { $0 + (($1.0 - $1.1) * ($1.0 - $1.1)).sum() }.squareRoot()
    #expect(error < 0.02 * size)
    #expect(try RepulsionForTests.of(y, threads: 3).forces == found.forces)
  }

  @Test func weightsHaveTheirPerplexity() {
    let distances = (0..<90).map { Float(1 + 0.1 * Double($0)) }
    let weights = RepulsionForTests.weights(distances, perplexity: 20)
    let entropy = weights.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
    #expect(abs(exp(entropy) - 20) < 1e-3 && abs(weights.reduce(0, +) - 1) < 1e-12)
    #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 > $1 })
    // Equal distances are equal weights, whatever was asked for.
    #expect(RepulsionForTests.weights([2, 2, 2, 2], perplexity: 3) == [0.25, 0.25, 0.25, 0.25])
  }

  @Test func ringKeepsItsNeighbours() throws {
    let (points, _) = UMAPLayoutTests.ring(400)
    var parameters = TSNEParameters()
    parameters.iterations = 300
    let layout = try TSNELayout(points, parameters: parameters)
    let trust = try PictureTrust(data: points, picture: layout.positions.map(Double.init))
    #expect(trust.trustworthiness > 0.95 && trust.continuity > 0.9)
    #expect(layout.divergence > 0 && layout.divergence < 2)
    parameters.iterations = 20
    let one = try TSNELayout(points, parameters: parameters)
    #expect(try TSNELayout(points, parameters: parameters, work: Work(threads: 4)).positions == one.positions)
  }

  @Test func moreNeighboursThanPointsAreRefused() throws {
    let points = TestPoints.random(60, 3, seed: 1)
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 91, points: 60)) { try TSNELayout(points) }
  }
}
