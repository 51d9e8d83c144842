import ArrayNumerics

/// Patterns of −1 and 1 that were stored at a time, as bits, with the fields in whole numbers.
///
/// The mean of the patterns is a ratio S/K of whole numbers, K = P n; with a and b the ratio in lowest terms, a x_p = a ξ_p − b
/// is a whole number, and so is (a²/c) times the field of any state of −1 and 1: ties are ties, whatever the order of the sum.
/// The overlaps of a step are counted in bits; the field of a neuron then is one table entry for each eight patterns, since it
/// depends on nothing but the neuron's bits in them.
struct PackedPatterns: Sendable, Equatable {
  let neurons: Int
  let count: Int
  /// ξ_p in bits, `[P, words]`, 1 for +1; what is above n is 0.
  let bits: [UInt64]
  /// The bits of each neuron in eight patterns, `[⌈P/8⌉, n]`.
  let columns: [UInt8]
  /// a and b.
  let scale: Int
  let shift: Int
  /// c: the factor of all patterns.
  let factor: Double
  /// Whether neurons do not excite themselves.
  var clearsDiagonal: Bool
  /// Σ_p (a ξ_pi − b)², `[n]`.
  let squares: [Int]

  var words: Int { (neurons + 63) / 64 }
  /// The field in whole numbers times this is the field.
  var unit: Double { factor / (Double(scale) * Double(scale)) }

  /// `nil` for values that are not −1 and 1, or where the whole numbers would leave the range.
  init?(_ patterns: Matrix<Double>, options: HebbianOptions, factor: Double) {
    let (n, count) = (patterns.columns, patterns.rows)
    let values = patterns.elements
    guard factor != 0, values.allSatisfy({ $0 == 1 || $0 == -1 }) else { return nil }
    (neurons, self.count, self.factor) = (n, count, factor)
    clearsDiagonal = options.clearsDiagonal
    let sum = options.subtractsMean ? Int(values.reduce(0, +)) : 0
    let divisor = sum == 0 ? count * n : greatestCommonDivisor(count * n, abs(sum))
    (scale, shift) = (sum == 0 ? 1 : count * n / divisor, sum / divisor)
    let largest = Double(scale + abs(shift))
    guard largest * largest * Double(n) * Double(count) < 0x1p61 else { return nil }
    let words = (n + 63) / 64
    var bits = [UInt64](repeating: 0, count: count * words)
    var columns = [UInt8](repeating: 0, count: (count + 7) / 8 * n)
    var ones = [Int](repeating: 0, count: n)
    for pattern in 0..<count {
      for neuron in 0..<n where values[pattern * n + neuron] > 0 {
        bits[pattern * words + neuron / 64] |= 1 << UInt64(neuron % 64)
        columns[pattern / 8 * n + neuron] |= 1 << UInt8(pattern % 8)
        ones[neuron] += 1
      }
    }
    (self.bits, self.columns) = (bits, columns)
    let (plus, minus) = (scale - shift, scale + shift)
    squares = ones.map { $0 * plus * plus + (count - $0) * minus * minus }
  }

  /// y_p = Σ_i (a ξ_pi − b) s_i of a state in bits, `[P]`.
  func projections(of state: [UInt64]) -> [Int] {
    let words = words
    var total = 0
    for word in state { total += word.nonzeroBitCount }
    let sum = 2 * total - neurons
    return bits.withUnsafeBufferPointer { bits in
      state.withUnsafeBufferPointer { state in
        (0..<count).map { pattern in
          var different = 0
          for word in 0..<words { different &+= (bits[pattern &* words &+ word] ^ state[word]).nonzeroBitCount }
          return scale * (neurons - 2 * different) - shift * sum
        }
      }
    }
  }

  /// Σ_p (a ξ_pi − b) y_p of every neuron, in `fields` `[n]`.
  func addFields(of projections: [Int], to fields: inout [Int]) {
    let n = neurons
    var table = [Int](repeating: 0, count: 256)
    for group in 0..<(count + 7) / 8 {
      let members = group * 8..<min(count, group * 8 + 8)
      // All bits 0 first; each entry differs by one bit from an earlier one.
      table[0] = members.reduce(0) { $0 - (scale + shift) * projections[$1] }
      for entry in 1..<(1 << members.count) {
        let lowest = entry.trailingZeroBitCount
        table[entry] = table[entry & (entry - 1)] + 2 * scale * projections[members.lowerBound + lowest]
      }
      columns.withUnsafeBufferPointer { columns in
        table.withUnsafeBufferPointer { table in
          fields.withUnsafeMutableBufferPointer { fields in
            let own = group &* n
            for neuron in 0..<n { fields[neuron] &+= table[Int(columns[own &+ neuron])] }
          }
        }
      }
    }
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
