import ArrayNumerics

/// How far from a pattern the network still finds it: overlap at the start against overlap at the end.
public struct BasinCurve: Sendable, Equatable {
  /// The overlap of the starts with their pattern, `[k]`, largest first.
  public var startOverlap: [Double]
  /// The mean overlap of the ends, `[k]`.
  public var endOverlap: [Double]
  /// The share of the ends with an overlap above `recalledOverlap`, `[k]`.
  public var recalled: [Double]
  /// Its Wilson interval of 95 %, `[k]`.
  public var recalledLow: [Double]
  /// Likewise.
  public var recalledHigh: [Double]
  /// Recalls at each start.
  public var trials: Int

  /// A curve that is known.
  public init(
    startOverlap: [Double], endOverlap: [Double], recalled: [Double], recalledLow: [Double], recalledHigh: [Double], trials: Int
  ) {
    (self.startOverlap, self.endOverlap, self.trials) = (startOverlap, endOverlap, trials)
    (self.recalled, self.recalledLow, self.recalledHigh) = (recalled, recalledLow, recalledHigh)
  }

  /// From here on a pattern counts as recalled.
  public static let recalledOverlap = 0.97

  /// Recalls from patterns of which a part of the neurons, chosen at random and exactly as many as said, is reversed.
  ///
  /// - Parameters:
  ///   - patterns: `[P, n]` of −1 and 1.
  ///   - flips: parts, ascending.
  ///   - trials: recalls of each pattern at each part.
  /// - Throws: as `recall`.
  public init(
    _ network: HopfieldNetwork, patterns: Matrix<Double>, flips: [Double], trials: Int, options: RecallOptions, seed: UInt64,
    work: Work = Work()
  ) throws {
    let count = patterns.rows * trials
    let ends = try concurrentMap(flips.count * count, work: work) { index in
      let (level, trial) = (index / count, index % count)
      var stream = RandomStream(seed: seed, name: "basin", level, trial)
      let pattern = Array(patterns.row(trial / trials))
      let start = flipped(pattern, Int((flips[level] * Double(pattern.count)).rounded()), stream: &stream)
      let end = try network.recall(from: start, options: options, stream: &stream, work: work.serial)
      return HopfieldNetwork.overlap(end.state, pattern)
    }
    self.trials = count
    (startOverlap, endOverlap, recalled, recalledLow, recalledHigh) = ([], [], [], [], [])
    for (level, part) in flips.enumerated() {
      let own = ends[level * count..<(level + 1) * count]
      let good = Double(own.count { $0 > Self.recalledOverlap })
      let interval = wilsonInterval(successes: good, of: Double(count))
      let reversed = (part * Double(patterns.columns)).rounded()
      startOverlap.append(1 - 2 * reversed / Double(patterns.columns))
      endOverlap.append(own.reduce(0, +) / Double(count))
      recalled.append(good / Double(count))
      recalledLow.append(interval.lowerBound)
      recalledHigh.append(interval.upperBound)
    }
  }
}

/// A state of −1 and 1 with so many neurons, chosen at random, reversed.
public func flipped(_ state: [Double], _ count: Int, stream: inout RandomStream) -> [Double] {
  var result = state
  for neuron in stream.choose(count, of: state.count) { result[neuron] = -result[neuron] }
  return result
}

/// A random state of −1 and 1, each with the same probability.
public func randomState(_ count: Int, stream: inout RandomStream) -> [Double] {
  var bits: UInt32 = 0
  return (0..<count).map { index in
    if index % 32 == 0 { bits = stream.nextWord() }
    defer { bits >>= 1 }
    return bits & 1 == 1 ? 1 : -1
  }
}
