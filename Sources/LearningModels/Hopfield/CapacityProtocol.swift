import ArrayNumerics
import Foundation

/// The capacity for random patterns, measured: networks of several sizes are loaded with more and more patterns, a recall
/// starts at a stored pattern and goes on without noise, one neuron at a time, until nothing changes; the pattern is held when
/// the overlap at the end is above 0.97. The critical load of a size is where half of the patterns are held.
public struct CapacityProtocol: Sendable, Equatable {
  /// Neurons of each network.
  public var sizes = [500, 1000, 2000, 4000]
  /// Patterns for each neuron, ascending.
  public var loads = [0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17]
  /// Networks of each size and load.
  public var networks = 8
  /// Patterns of each network that are tested.
  public var patternsTested = 8
  /// Steps at most, in each of which every neuron is asked once.
  public var steps = 200

  public init() {}

  /// What came out.
  public struct Result: Sendable, Equatable {
    /// Neurons, one for each size.
    public var sizes: [Int]
    /// Patterns over neurons that there really were, `[size, load]`.
    public var loads: Matrix<Double>
    /// The share of patterns that are held, `[size, load]`.
    public var held: Matrix<Double>
    /// Its Wilson interval of 95 %.
    public var heldLow: Matrix<Double>
    /// Likewise.
    public var heldHigh: Matrix<Double>
    /// The load at which half is held, by a straight line between the two loads around it; NaN where it was not crossed.
    public var critical: [Double]
    /// The same by the two ends of the intervals, low first.
    public var criticalLow: [Double]
    /// Likewise.
    public var criticalHigh: [Double]
    /// The critical load of infinitely many neurons: a straight line over 1/n through those of the sizes; NaN with fewer than
    /// two.
    public var extrapolated: Double

    /// A result that is known.
    public init(
      sizes: [Int], loads: Matrix<Double>, held: Matrix<Double>, heldLow: Matrix<Double>, heldHigh: Matrix<Double>,
      critical: [Double], criticalLow: [Double], criticalHigh: [Double], extrapolated: Double
    ) {
      (self.sizes, self.loads, self.extrapolated) = (sizes, loads, extrapolated)
      (self.held, self.heldLow, self.heldHigh) = (held, heldLow, heldHigh)
      (self.critical, self.criticalLow, self.criticalHigh) = (critical, criticalLow, criticalHigh)
    }
  }

  /// - Throws: `badParameter`, `CancellationError`.
  public func run(seed: UInt64, work: Work = Work()) throws -> Result {
    try check()
    let cells = sizes.count * loads.count
    let shares = try concurrentMap(cells * networks, work: work) { unit in
      let (size, load, index) = (sizes[unit / networks / loads.count], loads[unit / networks % loads.count], unit % networks)
      work.report("loading networks", completed: unit, of: cells * networks)
      return try heldPatterns(
        neurons: size, patterns: max(1, Int((load * Double(size)).rounded())), seed: seed, unit, index, work)
    }
    var result = Result(
      sizes: sizes, loads: grid { Double(max(1, Int((loads[$1] * Double(sizes[$0])).rounded()))) / Double(sizes[$0]) },
      held: grid { _, _ in 0 }, heldLow: grid { _, _ in 0 }, heldHigh: grid { _, _ in 0 }, critical: [], criticalLow: [],
      criticalHigh: [], extrapolated: .nan)
    for size in sizes.indices {
      for load in loads.indices {
        let cell = size * loads.count + load
        let own = shares[cell * networks..<(cell + 1) * networks]
        let (good, all) = own.reduce((0.0, 0.0)) { ($0.0 + Double($1.held), $0.1 + Double($1.tested)) }
        let interval = wilsonInterval(successes: good, of: all)
        result.held[size, load] = good / all
        result.heldLow[size, load] = interval.lowerBound
        result.heldHigh[size, load] = interval.upperBound
      }
      let x = Array(result.loads.row(size))
      result.critical.append(crossing(x, Array(result.held.row(size))))
      result.criticalLow.append(crossing(x, Array(result.heldLow.row(size))))
      result.criticalHigh.append(crossing(x, Array(result.heldHigh.row(size))))
    }
    result.extrapolated = Self.atInfinity(sizes: sizes, critical: result.critical)
    return result
  }

  private func heldPatterns(
    neurons: Int, patterns: Int, seed: UInt64, _ unit: Int, _ network: Int, _ work: Work
  ) throws -> (held: Int, tested: Int) {
    var stream = RandomStream(seed: seed, name: "capacity", unit, network)
    let stored = Matrix(
      rows: patterns, columns: neurons, elements: (0..<patterns).flatMap { _ in randomState(neurons, stream: &stream) })
    var memory = try HopfieldNetwork(neurons: neurons)
    try memory.weights.store(stored, options: HebbianOptions(subtractsMean: false))
    let options = RecallOptions(update: .asynchronous, steps: steps)
    let tested = min(patternsTested, patterns)
    var held = 0
    for index in 0..<tested {
      let pattern = Array(stored.row(index))
      let end = try memory.recall(from: pattern, options: options, stream: &stream, work: work.serial)
      if HopfieldNetwork.overlap(end.state, pattern) > BasinCurve.recalledOverlap { held += 1 }
    }
    return (held, tested)
  }

  private func grid(_ value: (Int, Int) -> Double) -> Matrix<Double> {
    Matrix(
      rows: sizes.count, columns: loads.count,
      elements: sizes.indices.flatMap { size in loads.indices.map { value(size, $0) } })
  }

  private func check() throws(LearningModelsError) {
    guard !sizes.isEmpty, !loads.isEmpty else { throw .nothingToLearn }
    if let bad = sizes.first(where: { $0 < 10 }) {
      throw .badParameter(name: "a network size", value: Double(bad), expected: "at least 10 neurons")
    }
    for load in loads { try checkRange("a load", load, 0.001...1) }
    guard networks >= 1, patternsTested >= 1 else {
      throw .badParameter(name: "the number of trials", value: 0, expected: "at least 1")
    }
  }

  /// Where a falling curve crosses one half first; NaN where it does not.
  private func crossing(_ x: [Double], _ y: [Double]) -> Double {
    for index in x.indices.dropFirst() where y[index - 1] >= 0.5 && y[index] < 0.5 {
      return x[index - 1] + (y[index - 1] - 0.5) / (y[index - 1] - y[index]) * (x[index] - x[index - 1])
    }
    return .nan
  }

  /// The intercept of the least-squares line over 1/n.
  static func atInfinity(sizes: [Int], critical: [Double]) -> Double {
    let points = zip(sizes, critical).filter { $0.1.isFinite }.map { (x: 1 / Double($0.0), y: $0.1) }
    guard points.count >= 2 else { return .nan }
    let count = Double(points.count)
    let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    let covariance = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    let variance = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    return variance > 0 ? meanY - covariance / variance * meanX : .nan
  }
}
