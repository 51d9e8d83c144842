import ArrayNumerics
import Foundation

/// The model without a bump: noise of each region and a brightness that all share, y ~ N(b, D + s_c² 1 1').
struct SharedBrightness {
  /// Of all observed frames, nats.
  private(set) var logLikelihood: Double

  private static let iterations = 100

  /// Fits it by expectation maximisation of a factor whose loadings are equal (Rubin & Thayer 1982, doi:10.1007/BF02293851).
  init(_ signals: RingSignals) {
    let observed = signals.observedFrames
    let (count, regions) = (Double(observed.count), signals.regions)
    let means = (0..<regions).map { mean(signals.observedValues(of: $0)) }
    var covariance = Matrix(rows: regions, columns: regions, repeating: 0.0)
    for frame in observed {
      let residual = (0..<regions).map { signals.values[frame, $0] - means[$0] }
      for i in 0..<regions {
        for j in 0...i { covariance[i, j] += residual[i] * residual[j] / count }
      }
    }
    for i in 0..<regions {
      for j in 0..<i { covariance[j, i] = covariance[i, j] }
    }
    let variances = (0..<regions).map { covariance[$0, $0] }
    let floor = 1e-3 * median(variances)
    var (noise, shared) = (variances.map { max($0, floor) }, 0.1 * mean(variances))
    logLikelihood = -.infinity
    for _ in 0..<Self.iterations {
      let spread = 1 / (1 / shared + noise.reduce(0) { $0 + 1 / $1 })
      // E[c r_j] and E[c²] of a frame.
      let cross = (0..<regions).map { j in spread * (0..<regions).reduce(0) { $0 + covariance[j, $1] / noise[$1] } }
      let along = (0..<regions).reduce(0) { $0 + cross[$1] / noise[$1] }
      let square = spread + spread * along
      let logDeterminant = noise.reduce(0) { $0 + log($1) } + log(shared / spread)
      let trace = (0..<regions).reduce(0) { $0 + variances[$1] / noise[$1] } - along
      logLikelihood = -0.5 * count * (Double(regions) * log(2 * .pi) + logDeterminant + trace)
      noise = (0..<regions).map { max(variances[$0] - 2 * cross[$0] + square, floor) }
      shared = square
    }
  }
}
