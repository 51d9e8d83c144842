extension SynapsePairs {
  /// The pairs written down in a representation and read back: the same pairs in the same order.
  ///
  /// - Throws: `SpikingNetworksError` for a matrix that is too large.
  func through(_ representation: Representation, targets: Int, place: String) throws -> SynapsePairs {
    switch representation {
    case .csr: return self
    case .coo: return coordinates.pairs(sources: start.count - 1, keeping: self)
    case .csc: return columns(targets: targets).pairs(sources: start.count - 1, keeping: self)
    case .mat:
      guard (start.count - 1) * targets <= 1 << 30 else {
        throw SpikingNetworksError(
          place, "a matrix of \(start.count - 1) × \(targets) places is too large",
          remedy: "Take 'representation: csr'; the network is the same.")
      }
      return matrix(targets: targets).pairs(targets: targets, keeping: self)
    }
  }

  /// Source and target of each pair.
  var coordinates: PairList {
    PairList(source: repeated(by: start), target: target)
  }

  /// Where the sources of each target begin, and the sources.
  func columns(targets: Int) -> PairColumns {
    var columns = PairColumns(start: [Int](repeating: 0, count: targets + 1), source: .init(repeating: 0, count: count))
    for t in target { columns.start[Int(t) + 1] += 1 }
    for t in 0..<targets { columns.start[t + 1] += columns.start[t] }
    var place = columns.start
    for (s, t) in zip(coordinates.source, target) {
      columns.source[place[Int(t)]] = s
      place[Int(t)] += 1
    }
    return columns
  }

  /// How often each pair is joined, `[source, target]`.
  func matrix(targets: Int) -> PairMatrix {
    var matrix = PairMatrix(counts: [UInt16](repeating: 0, count: (start.count - 1) * targets))
    for (s, t) in zip(coordinates.source, target) { matrix.counts[Int(s) * targets + Int(t)] += 1 }
    return matrix
  }
}

/// Source and target of each pair.
struct PairList: Sendable, Equatable {
  var source: [UInt32]
  var target: [UInt32]

  /// Factors and order are those of the pairs that it was made from: sorted, they are in the same places.
  func pairs(sources: Int, keeping original: SynapsePairs) -> SynapsePairs {
    var pairs = SynapsePairs(sources: sources, from: source, to: target, keepsOrder: false)
    (pairs.factor, pairs.order, pairs.kernel) = (original.factor, original.order, original.kernel)
    return pairs
  }
}

/// Pairs by target.
struct PairColumns: Sendable, Equatable {
  var start: [Int]
  var source: [UInt32]

  func pairs(sources: Int, keeping original: SynapsePairs) -> SynapsePairs {
    PairList(source: source, target: repeated(by: start)).pairs(sources: sources, keeping: original)
  }
}

/// Pairs as a matrix.
struct PairMatrix: Sendable, Equatable {
  var counts: [UInt16]

  func pairs(targets: Int, keeping original: SynapsePairs) -> SynapsePairs {
    var pairs = SynapsePairs(sources: targets == 0 ? 0 : counts.count / targets) { source, list, _ in
      for target in 0..<targets {
        for _ in 0..<counts[source * targets + target] { list.append(UInt32(target)) }
      }
    }
    (pairs.factor, pairs.order, pairs.kernel) = (original.factor, original.order, original.kernel)
    return pairs
  }
}

/// Each number as often as there are places between its bound and the next.
private func repeated(by start: [Int]) -> [UInt32] {
  var values: [UInt32] = []
  values.reserveCapacity(start.last ?? 0)
  for (number, (first, next)) in zip(start, start.dropFirst()).enumerated() {
    for _ in first..<next { values.append(UInt32(number)) }
  }
  return values
}
