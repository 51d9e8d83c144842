import ArrayNumerics

/// The fields of a network from its patterns, in one of two forms: in whole numbers (held as doubles below 2⁵³) where the
/// patterns are −1 and 1, so that a sum has no rounding and a tie is a tie; else in the numbers as they are, where a field
/// within 10⁻¹² of the sum of the magnitudes of its terms counts as 0.
struct FieldForm {
  let neurons: Int
  /// Patterns of the form.
  let count: Int
  /// `[P, n]`, or neuron by neuron `[n, P]`.
  private let x: [Double]
  private let byNeuron: [Double]
  /// c_p, or 1 in whole numbers.
  private let coefficients: [Double]
  /// What is added of a neuron's own state.
  private let diagonal: [Double]
  /// θ in the same unit.
  private let thresholds: [Double]
  /// A field in the form times this is the field.
  let unit: Double
  private let isExact: Bool
  private let largest: [Double]
  private let network: HopfieldNetwork
  /// x_p · s of the state that was projected.
  private(set) var projections: [Double]
  /// The part of the fields that is rounding.
  private var slack = 0.0

  /// - Parameter sweeps: whether neurons will be asked for one by one while the state changes.
  init(_ network: HopfieldNetwork, sweeps: Bool = false) {
    let weights = network.weights
    self.network = network
    neurons = weights.neurons
    count = weights.count
    if let packed = weights.packed, network.activation.isDiscrete, packed.isExactInDoubles {
      isExact = true
      unit = packed.unit
      x = packed.wholePatterns()
      coefficients = [Double](repeating: 1, count: count)
      diagonal = packed.clearsDiagonal ? packed.squares.map { -Double($0) } : [Double](repeating: 0, count: neurons)
    } else {
      isExact = false
      unit = 1
      x = weights.patterns
      coefficients = weights.coefficients
      diagonal = weights.diagonal
    }
    let scale = unit
    thresholds = network.thresholds.map { $0 == 0 ? 0 : $0 / scale }
    let (values, n) = (x, neurons)
    largest = (0..<count).map { p in values[p * n..<(p + 1) * n].reduce(0) { max($0, abs($1)) } }
    projections = [Double](repeating: 0, count: count)
    byNeuron = sweeps ? Matrix(rows: count, columns: n, elements: values).transposed().elements : []
  }

  /// Takes up a state.
  mutating func project(_ state: [Double]) {
    x.withUnsafeBufferPointer { x in
      state.withUnsafeBufferPointer { s in
        guard let x = x.baseAddress, let s = s.baseAddress else { return }
        for p in 0..<count { projections[p] = coefficients[p] * dot(x + p * neurons, s, count: neurons) }
      }
    }
    var terms = 0.0
    for p in 0..<count { terms += abs(projections[p]) * largest[p] }
    slack = isExact ? 0 : 1e-12 * terms
  }

  /// The field of one neuron, less its threshold, in the unit of the form; exactly 0 on the threshold.
  func field(_ neuron: Int, own state: Double) -> Double {
    var sum = 0.0
    if byNeuron.isEmpty {
      for p in 0..<count { sum += x[p &* neurons &+ neuron] * projections[p] }
    } else {
      byNeuron.withUnsafeBufferPointer { x in
        projections.withUnsafeBufferPointer { y in
          guard let x = x.baseAddress, let y = y.baseAddress else { return }
          sum = dot(x + neuron &* count, y, count: count)
        }
      }
    }
    return settled(sum + diagonal[neuron] * state - thresholds[neuron])
  }

  /// The fields of all neurons at once.
  func fields(of state: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: neurons)
    x.withUnsafeBufferPointer { x in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let x = x.baseAddress, let sums = sums.baseAddress else { return }
        for p in 0..<count { add(x + p * neurons, times: projections[p], to: sums, count: neurons) }
      }
    }
    for neuron in 0..<neurons { sums[neuron] = settled(sums[neuron] + diagonal[neuron] * state[neuron] - thresholds[neuron]) }
    return sums
  }

  /// One neuron of the projected state changed by `change`. With `sweeps` only.
  mutating func follow(_ neuron: Int, change: Double) {
    for p in 0..<count { projections[p] += coefficients[p] * byNeuron[neuron &* count &+ p] * change }
  }

  /// The energy of the projected state.
  func energy(_ state: [Double], withEntropy: Bool) -> Double {
    var quadratic = 0.0
    for p in 0..<count where coefficients[p] != 0 { quadratic += projections[p] * projections[p] / coefficients[p] }
    var (own, bias, entropy) = (0.0, 0.0, 0.0)
    for neuron in 0..<neurons {
      own += diagonal[neuron] * state[neuron] * state[neuron]
      bias += thresholds[neuron] * state[neuron]
    }
    if withEntropy, !network.activation.isDiscrete { for value in state { entropy += network.entropyTerm(value) } }
    return unit * (-0.5 * (quadratic + own) + bias) + entropy
  }

  private func settled(_ field: Double) -> Double { abs(field) <= slack ? 0 : field }
}

extension PackedPatterns {
  /// Whether every sum of a field stays below 2⁵³.
  var isExactInDoubles: Bool {
    let largest = Double(scale + abs(shift))
    return largest * largest * Double(neurons) * Double(count) < 0x1p53
  }

  /// a ξ_p − b, `[P, n]`.
  func wholePatterns() -> [Double] {
    var values = [Double](repeating: Double(-scale - shift), count: count * neurons)
    for pattern in 0..<count {
      for neuron in 0..<neurons where bits[pattern * words + neuron / 64] >> UInt64(neuron % 64) & 1 == 1 {
        values[pattern * neurons + neuron] = Double(scale - shift)
      }
    }
    return values
  }
}
