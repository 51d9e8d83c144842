import ArrayNumerics
import Foundation

/// How well each stored pattern is held: what the others add to its field, and how far its neurons are from changing.
public struct PatternStability: Sendable, Equatable {
  /// The smallest κᵢ = ξᵢ hᵢ / ‖Wᵢ‖ over the neurons of each pattern, `[P]` (Gardner 1988); below 0 where it is no fixed point.
  public var margins: [Double]
  /// The root mean square over the neurons of the crosstalk, `[P]`: what all other patterns add to the field of a neuron, as a
  /// part of the mean of what its own adds. √((P − 1)/n) for random patterns.
  public var crosstalk: [Double]
  /// Neurons of each pattern that the first step would change, `[P]`.
  public var unstableNeurons: [Int]

  /// - Parameters:
  ///   - network: with −1 and 1 neurons.
  ///   - patterns: `[P, n]` of −1 and 1; the first of those that the network holds, in the same order.
  /// - Throws: `wrongLength`
  public init(_ network: HopfieldNetwork, patterns: Matrix<Double>) throws(LearningModelsError) {
    let weights = network.weights
    guard patterns.columns == network.neurons else {
      throw .wrongLength(what: "a pattern", found: patterns.columns, expected: network.neurons)
    }
    let norms = Self.rowNorms(weights)
    (margins, crosstalk, unstableNeurons) = ([], [], [])
    for index in 0..<patterns.rows {
      let state = Array(patterns.row(index))
      let fields = network.fields(of: state)
      var smallest = Double.infinity
      var unstable = 0
      for neuron in state.indices {
        let aligned = state[neuron] * fields[neuron]
        if norms[neuron] > 0 { smallest = min(smallest, aligned / norms[neuron]) }
        if aligned < 0 { unstable += 1 }
      }
      margins.append(smallest)
      unstableNeurons.append(unstable)
      crosstalk.append(index < weights.count ? Self.crosstalk(index, state: state, fields: fields, network) : .nan)
    }
  }

  private static func crosstalk(
    _ index: Int, state: [Double], fields: [Double], _ network: HopfieldNetwork
  ) -> Double {
    let weights = network.weights
    let own = Array(weights.pattern(index))
    let c = weights.coefficients[index]
    let isClear = weights.diagonal.contains { $0 != 0 }
    let projection = zip(own, state).reduce(0) { $0 + $1.0 * $1.1 }
    var (signal, others) = (0.0, [Double]())
    for neuron in state.indices {
      let from = c * own[neuron] * (projection - (isClear ? own[neuron] * state[neuron] : 0))
      signal += state[neuron] * from
      others.append(fields[neuron] + network.thresholds[neuron] - from)
    }
    signal /= Double(state.count)
    let square = others.reduce(0) { $0 + $1 * $1 } / Double(state.count)
    return signal == 0 ? .nan : square.squareRoot() / abs(signal)
  }

  /// ‖Wᵢ‖ of each row from the products of the patterns among each other: O(n P²).
  static func rowNorms(_ weights: PatternWeights) -> [Double] {
    let (n, count) = (weights.neurons, weights.count)
    let x = weights.patterns
    var products = Matrix<Double>(rows: count, columns: count, repeating: 0)
    x.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      for p in 0..<count {
        for q in 0...p {
          products[p, q] = dot(x + p * n, x + q * n, count: n)
          products[q, p] = products[p, q]
        }
      }
    }
    let gram = products.elements
    return (0..<n).map { neuron in
      let factors = (0..<count).map { weights.coefficients[$0] * x[$0 * n + neuron] }
      var (square, own) = (0.0, 0.0)
      for p in 0..<count {
        var sum = 0.0
        for q in 0..<count { sum += gram[p * count + q] * factors[q] }
        square += factors[p] * sum
        own += factors[p] * x[p * n + neuron]
      }
      let d = weights.diagonal[neuron]
      return max(0, square + 2 * d * own + d * d).squareRoot()
    }
  }

  /// The share of unstable neurons that random patterns would have, ½ erfc(√(n / 2P)) (Hertz, Krogh, Palmer 1991).
  public static func expectedUnstableShare(neurons: Int, patterns: Int) -> Double {
    patterns > 0 ? 0.5 * erfc((Double(neurons) / (2 * Double(patterns))).squareRoot()) : 0
  }
}
