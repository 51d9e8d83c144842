import ArrayNumerics
import DimensionReduction

/// What of t-SNE is internal.
enum RepulsionForTests {
  static func of(_ positions: [SIMD2<Double>], threads: Int) throws -> (forces: [SIMD2<Double>], normalizer: Double) {
    var grid = RepulsionGrid()
    let found = try grid.repulsion(of: positions, work: Work(threads: threads))
    return (found.forces, found.normalizer)
  }

  static func weights(_ distances: [Float], perplexity: Double) -> [Double] {
    perplexityWeights(distances[...], perplexity: perplexity)
  }
}
