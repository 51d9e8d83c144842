import ArrayNumerics

/// Where random states end: in stored patterns, their reverses, mixtures of them, or elsewhere.
public struct AttractorSurvey: Sendable, Equatable {
  /// What an attractor is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A stored pattern.
    case stored
    /// The reverse of one, which symmetric weights hold just as well.
    case reversed
    /// The majority of three stored patterns, each as it is or reversed.
    case mixture
    /// None of these.
    case other
    /// No attractor was reached in the steps that there were.
    case unsettled
  }

  /// How many starts ended in each kind.
  public var counts: [Kind: Int]
  /// Different attractors that were found, a state and its reverse counted once.
  public var distinct: Int
  /// Starts.
  public var starts: Int

  /// - Parameters:
  ///   - patterns: that are stored, `[P, n]` of −1 and 1.
  ///   - starts: random states of −1 and 1.
  /// - Throws: as `recall`.
  public init(
    _ network: HopfieldNetwork, patterns: Matrix<Double>, starts: Int, options: RecallOptions, seed: UInt64,
    work: Work = Work()
  ) throws {
    let found = try concurrentMap(starts, work: work) { index in
      var stream = RandomStream(seed: seed, name: "attractors", index: UInt64(index))
      let start = randomState(network.neurons, stream: &stream)
      let end = try network.recall(from: start, options: options, stream: &stream, work: work.serial)
      let kind = end.outcome == .fixedPoint ? Self.kind(of: end.state, patterns) : .unsettled
      // The first neuron up, so that a state and its reverse are one.
      return (kind: kind, key: packedBits(end.state[0] > 0 ? end.state : end.state.map { -$0 }))
    }
    counts = Dictionary(found.map { ($0.kind, 1) }, uniquingKeysWith: +)
    distinct = Set(found.filter { $0.kind != .unsettled }.map(\.key)).count
    self.starts = starts
  }

  /// The kind of a state that is a fixed point: of an overlap above 0.97 with what it is.
  static func kind(of state: [Double], _ patterns: Matrix<Double>) -> Kind {
    let overlaps = (0..<patterns.rows).map { HopfieldNetwork.overlap(state, Array(patterns.row($0))) }
    if overlaps.contains(where: { $0 > BasinCurve.recalledOverlap }) { return .stored }
    if overlaps.contains(where: { $0 < -BasinCurve.recalledOverlap }) { return .reversed }
    guard patterns.rows >= 3 else { return .other }
    let strongest = overlaps.indices.sorted { (abs(overlaps[$0]), $1) > (abs(overlaps[$1]), $0) }.prefix(3)
    let mixture = (0..<patterns.columns).map { neuron -> Double in
      strongest.reduce(0) { $0 + (overlaps[$1] < 0 ? -1 : 1) * patterns[$1, neuron] } > 0 ? 1 : -1
    }
    return HopfieldNetwork.overlap(state, mixture) > BasinCurve.recalledOverlap ? .mixture : .other
  }
}
