import ArrayNumerics

extension HopfieldNetwork {
  /// The synchronous recall of −1 and 1 with fields in whole numbers.
  func packedRecall(
    _ packed: PackedPatterns, from start: [Double], following target: [Double]?, options: RecallOptions, work: Work
  ) throws -> Recall {
    let goal = target.flatMap { $0.allSatisfy { abs($0) == 1 } ? packedBits($0) : nil }
    let limits = thresholds.contains { $0 != 0 } ? thresholds.map { $0 / packed.unit } : nil
    var run = PackedRun(packed: packed, state: packedBits(start), limits: limits, isUpsideDown: packed.factor < 0)
    var result = Recall(state: start, energy: [], overlap: [], outcome: .unsettled, steps: 0)
    func note(_ run: PackedRun) {
      result.energy.append(run.energy(thresholds))
      if let goal {
        result.overlap.append(run.overlap(goal))
      } else if let target {
        result.overlap.append(Self.overlap(unpacked(run.state, neurons), target))
      }
    }
    note(run)
    var before = run.state
    for step in 0..<max(0, options.steps) {
      try work.checkCancellation()
      let old = run.state
      run.step()
      note(run)
      result.steps = step + 1
      if options.stopsWhenSettled {
        if run.state == old {
          result.outcome = .fixedPoint
          break
        }
        if step > 0, run.state == before {
          result.outcome = .twoCycle
          break
        }
      }
      before = old
    }
    result.state = unpacked(run.state, neurons)
    return result
  }
}

/// A state in bits, and what its patterns say of it.
private struct PackedRun {
  let packed: PackedPatterns
  private(set) var state: [UInt64]
  /// θ in the unit of the whole fields; `nil` where all are 0.
  let limits: [Double]?
  /// Patterns that were taken away pull the other way.
  let isUpsideDown: Bool
  private var projections: [Int]
  private var fields: [Int]

  init(packed: PackedPatterns, state: [UInt64], limits: [Double]?, isUpsideDown: Bool) {
    (self.packed, self.state, self.limits, self.isUpsideDown) = (packed, state, limits, isUpsideDown)
    projections = packed.projections(of: state)
    fields = [Int](repeating: 0, count: packed.neurons)
  }

  mutating func step() {
    let n = packed.neurons
    fields.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    packed.addFields(of: projections, to: &fields)
    let squares = packed.clearsDiagonal ? packed.squares : nil
    var place = 0
    for word in state.indices {
      let old = state[word]
      var new: UInt64 = 0
      for bit in 0..<min(64, n - place) {
        let isUp = old >> UInt64(bit) & 1
        var field = fields[place]
        if let squares { field -= isUp == 1 ? squares[place] : -squares[place] }
        let sign = limits.map { comparison(Double(field), $0[place]) } ?? field.signum()
        let answer = isUpsideDown ? -sign : sign
        new |= (answer > 0 ? 1 : answer < 0 ? 0 : isUp) << UInt64(bit)
        place += 1
      }
      state[word] = new
    }
    projections = packed.projections(of: state)
  }

  private func comparison(_ field: Double, _ limit: Double) -> Int { field > limit ? 1 : field < limit ? -1 : 0 }

  func energy(_ thresholds: [Double]) -> Double {
    var quadratic = 0.0
    for projection in projections { quadratic += Double(projection) * Double(projection) }
    if packed.clearsDiagonal { quadratic -= Double(packed.squares.reduce(0, +)) }
    var bias = 0.0
    if limits != nil {
      for neuron in 0..<packed.neurons {
        bias += state[neuron / 64] >> UInt64(neuron % 64) & 1 == 1 ? thresholds[neuron] : -thresholds[neuron]
      }
    }
    return -0.5 * packed.unit * quadratic + bias
  }

  func overlap(_ goal: [UInt64]) -> Double {
    var different = 0
    for word in state.indices { different += (state[word] ^ goal[word]).nonzeroBitCount }
    return Double(packed.neurons - 2 * different) / Double(packed.neurons)
  }
}

/// −1 and 1 in bits, 1 for +1.
func packedBits(_ values: [Double]) -> [UInt64] {
  var bits = [UInt64](repeating: 0, count: (values.count + 63) / 64)
  for (index, value) in values.enumerated() where value > 0 { bits[index / 64] |= 1 << UInt64(index % 64) }
  return bits
}

/// Bits as −1 and 1.
func unpacked(_ bits: [UInt64], _ count: Int) -> [Double] {
  (0..<count).map { (index: Int) -> Double in (bits[index / 64] >> UInt64(index % 64)) & 1 == 1 ? 1 : -1 }
}
