/// A code of bits for symbols: short for frequent ones, no code the beginning of another, in the order that deflate asks for.
///
/// Source: D. A. Huffman (1952), A method for the construction of minimum-redundancy codes,
/// https://doi.org/10.1109/JRPROC.1952.273898
struct HuffmanCodes {
  /// Bits of each symbol; 0 where it does not occur.
  let lengths: [UInt8]
  /// The bits, the first of them lowest.
  let codes: [UInt32]

  /// - Parameter longest: the longest code allowed; 2 to this power must not be fewer than the symbols. Where the best code has
  ///   longer ones, rare symbols are taken for less rare than they are.
  init(frequencies: [Int], longest: UInt8) {
    var weights = frequencies
    var lengths = Self.lengths(weights)
    while let worst = lengths.max(), worst > longest {
      weights = weights.map { ($0 + 1) / 2 }
      lengths = Self.lengths(weights)
    }
    self.lengths = lengths
    codes = Self.codes(lengths)
  }

  /// O(n log n) for n symbols.
  private static func lengths(_ weights: [Int]) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: weights.count)
    let used = weights.indices.filter { weights[$0] > 0 }.sorted { (weights[$0], $0) < (weights[$1], $1) }
    guard used.count > 1 else {
      for symbol in used { lengths[symbol] = 1 }
      return lengths
    }
    // Leaves first, then nodes, each in the order of weights: the two lightest are at the head of one of the rows.
    var weight = used.map { weights[$0] }
    var parent = [Int](repeating: 0, count: 2 * used.count - 1)
    var (leaf, node) = (0, used.count)
    func lightest() -> Int {
      if leaf < used.count, node >= weight.count || weight[leaf] <= weight[node] {
        leaf += 1
        return leaf - 1
      }
      node += 1
      return node - 1
    }
    while weight.count < parent.count {
      let (first, second) = (lightest(), lightest())
      (parent[first], parent[second]) = (weight.count, weight.count)
      weight.append(weight[first] + weight[second])
    }
    var depth = [UInt8](repeating: 0, count: parent.count)
    for node in (0..<parent.count - 1).reversed() { depth[node] = depth[parent[node]] + 1 }
    for (place, symbol) in used.enumerated() { lengths[symbol] = depth[place] }
    return lengths
  }

  private static func codes(_ lengths: [UInt8]) -> [UInt32] {
    var codes = [UInt32](repeating: 0, count: lengths.count)
    var next: UInt32 = 0
    for length in 1...max(1, lengths.max() ?? 1) {
      for symbol in lengths.indices where lengths[symbol] == length {
        // Deflate writes codes from their highest bit.
        var reversed: UInt32 = 0
        for bit in 0..<length where next >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
        codes[symbol] = reversed
        next += 1
      }
      next <<= 1
    }
    return codes
  }
}
