import ArrayNumerics

/// Whether the order of the regions carries the bump: the likelihood of their places against that of permuted orders.
package struct RingTest: Sendable, Equatable {
  /// Log-likelihood per frame with the regions where they are, nats.
  package var logLikelihood: Double
  /// The same of each permuted order, nats.
  package var permuted: [Double]

  package init(logLikelihood: Double, permuted: [Double]) {
    self.logLikelihood = logLikelihood
    self.permuted = permuted
  }

  /// What the places gain over the best permuted order, nats per frame.
  package var margin: Double { permuted.max().map { logLikelihood - $0 } ?? .nan }
  /// (1 + permuted orders as good) / (1 + permuted orders)
  package var pValue: Double {
    Double(1 + permuted.count { $0 >= logLikelihood }) / Double(1 + permuted.count)
  }

  /// Fits the model anew to an excerpt for the true and for each permuted order.
  ///
  /// - Throws: `CancellationError`.
  package static func run(
    _ signals: RingSignals, learnsGain: Bool, permutations: Int, seed: UInt64, work: Work
  ) throws -> RingTest {
    let score = PlacementScore(signals, learnsGain: learnsGain)
    let values = try concurrentMap(permutations + 1, work: work) { index in
      var angles = signals.angles
      if index > 0 {
        var stream = RandomStream(seed: seed, name: "ring test", index: UInt64(index))
        angles.shuffle(using: &stream)
      }
      return try score.logLikelihood(at: angles, work: work.serial)
    }
    return RingTest(logLikelihood: values[0], permuted: Array(values.dropFirst()))
  }
}
