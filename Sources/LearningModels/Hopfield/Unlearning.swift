import ArrayNumerics

/// Unlearning (Hopfield, Feinstein, Palmer 1983): the network falls from a random state into an attractor, and a little of that
/// attractor is taken away from the weights, again and again. Mixtures suffer more than memories, until memories go too.
public struct Unlearning: Sendable, Equatable {
  /// How much of an attractor is taken away, as a part of what a stored pattern has in the weights (ε).
  public var strength = 0.01
  /// Attractors that are taken away.
  public var dreams = 200
  /// Dreams between two looks.
  public var every = 20
  /// Random starts of each look.
  public var starts = 50

  public init() {}

  /// How memories fare.
  public struct Curve: Sendable, Equatable {
    /// Dreams before each look, `[k]`, from 0.
    public var dreams: [Int] = []
    /// The mean overlap that recalls from the stored patterns themselves end with, `[k]`.
    public var overlap: [Double] = []
    /// The share of stored patterns that are held (an overlap above 0.97), `[k]`.
    public var held: [Double] = []
    /// The share of random starts that end in a stored pattern or its reverse, `[k]`.
    public var found: [Double] = []
    /// The share that end in anything else, `[k]`.
    public var spurious: [Double] = []

    public init() {}
  }

  /// - Parameters:
  ///   - network: which forgets.
  ///   - patterns: that it holds, `[P, n]` of −1 and 1.
  ///   - options: of every recall; asynchronous ones end in fixed points.
  /// - Throws: `badParameter`, as `recall`.
  public func run(
    _ network: inout HopfieldNetwork, patterns: Matrix<Double>, options: RecallOptions, seed: UInt64, work: Work = Work()
  ) throws -> Curve {
    try checkRange("the strength of unlearning", strength, 0...1)
    let own = network.weights.coefficients.first ?? 1
    var curve = Curve()
    var stream = RandomStream(seed: seed, name: "dreams")
    try look(network, patterns, options, seed, 0, into: &curve, work)
    for dream in 1...max(1, dreams) {
      work.report("unlearning", completed: dream - 1, of: dreams)
      let start = randomState(network.neurons, stream: &stream)
      let end = try network.recall(from: start, options: options, stream: &stream, work: work)
      try network.weights.store(
        Matrix(rows: 1, columns: end.state.count, elements: end.state),
        options: HebbianOptions(
          subtractsMean: false, clearsDiagonal: network.weights.diagonal.contains { $0 != 0 }, normalizes: false),
        isRemoved: true, strength: strength * own)
      if dream % max(1, every) == 0 || dream == dreams {
        try look(network, patterns, options, seed, dream, into: &curve, work)
      }
    }
    return curve
  }

  private func look(
    _ network: HopfieldNetwork, _ patterns: Matrix<Double>, _ options: RecallOptions, _ seed: UInt64, _ dream: Int,
    into curve: inout Curve, _ work: Work
  ) throws {
    let ends = try concurrentMap(patterns.rows, work: work) { index in
      var stream = RandomStream(seed: seed, name: "look", dream, index)
      let pattern = Array(patterns.row(index))
      let end = try network.recall(from: pattern, options: options, stream: &stream, work: work.serial)
      return HopfieldNetwork.overlap(end.state, pattern)
    }
    let survey = try AttractorSurvey(
      network, patterns: patterns, starts: starts, options: options, seed: seed &+ UInt64(dream), work: work)
    let found = (survey.counts[.stored] ?? 0) + (survey.counts[.reversed] ?? 0)
    let share = Double(found) / Double(max(1, starts))
    curve.dreams.append(dream)
    curve.overlap.append(ends.reduce(0, +) / Double(max(1, ends.count)))
    curve.held.append(Double(ends.count { $0 > BasinCurve.recalledOverlap }) / Double(max(1, ends.count)))
    curve.found.append(share)
    curve.spurious.append(1 - share)
  }
}
