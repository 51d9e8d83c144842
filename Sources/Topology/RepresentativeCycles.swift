import ArrayNumerics

/// Cycles for the bars of dimension 1, from their cocycles.
///
/// The birth edge of a bar, closed through the shortest path over earlier edges, is a cycle that is born with it. It need not
/// bound when the bar dies: it may also run around older classes. Homology and cohomology are dual over a field, so it
/// bounds at the death exactly when every cocycle alive there vanishes on it; multiples of the older classes' cycles,
/// the youngest first, are subtracted until that holds. A cocycle has no edge before its birth and a cycle none after, so
/// the subtraction never disturbs what has been done.
struct RepresentativeCycles {
  /// What is needed of a bar.
  struct Bar {
    /// Larger vertex in the upper 16 bits.
    var edge: UInt32
    var birth: Int32
    /// Int32.max for an essential class.
    var death: Int32
    var cocycle: Cocycle
  }

  private typealias Chain = [UInt32: UInt32]

  let distances: RankedDistances
  let field: PrimeField

  /// The cycles in the order of the bars. One search for a path, O(n^2) at worst, for each bar, in parallel; then a pairing
  /// for each two bars of which one lies within the other.
  ///
  /// - Throws: `CancellationError`.
  func cycles(of bars: [Bar], work: Work) throws -> [Cycle] {
    var chains: [Chain] = try concurrentMap(bars.count, work: work) { loop(through: bars[$0]) }
    let cocycles = bars.map { bar in
      Chain(
        uniqueKeysWithValues: zip(bar.cocycle.edges, bar.cocycle.values).map { edge, value in
          (UInt32(edge.0) << 16 | UInt32(edge.1), UInt32(value))
        })
    }
    let ages = bars.indices.sorted { isEarlier(bars[$0].edge, bars[$0].birth, bars[$1].edge, bars[$1].birth) }
    for (age, bar) in ages.enumerated() where bars[bar].death != .max {
      try work.checkCancellation()
      for older in ages[..<age].reversed() where bars[older].death > bars[bar].death {
        let excess = pairing(cocycles[older], chains[bar])
        if excess == 0 { continue }
        let factor = field.eliminating(excess, with: pairing(cocycles[older], chains[older]))
        for (edge, value) in chains[older] {
          let sum = field.add(chains[bar][edge] ?? 0, field.multiply(factor, value))
          chains[bar][edge] = sum == 0 ? nil : sum
        }
      }
    }
    return chains.map(cycle)
  }

  private func rank(_ edge: UInt32) -> Int32 { distances.rank(Int(edge >> 16), Int(edge & 0xFFFF)) }

  /// The filtration order of edges; comparing packed vertices compares indices.
  private func isEarlier(_ edge: UInt32, _ rank: Int32, _ other: UInt32, _ otherRank: Int32) -> Bool {
    rank != otherRank ? rank < otherRank : edge > other
  }

  private func pairing(_ cocycle: Chain, _ chain: Chain) -> UInt32 {
    chain.reduce(0) { field.add($0, field.multiply($1.value, cocycle[$1.key] ?? 0)) }
  }

  private func cycle(_ chain: Chain) -> Cycle {
    let edges = chain.keys.sorted { isEarlier($0, rank($0), $1, rank($1)) }
    return Cycle(
      vertices: edges.flatMap { [Int32($0 >> 16), Int32($0 & 0xFFFF)] },
      values: edges.map { Int32(chain[$0] ?? 0) })
  }

  /// The birth edge from its smaller to its larger vertex, and back on the shortest path over earlier edges (Dijkstra;
  /// among equal lengths the smallest vertex first).
  private func loop(through bar: Bar) -> Chain {
    let (a, b) = (Int(bar.edge >> 16), Int(bar.edge & 0xFFFF))
    var chain: Chain = [bar.edge: 1]
    let predecessors = shortestPaths(from: b, to: a, before: bar)
    var vertex = a
    while vertex != b, case let next = predecessors[vertex], next >= 0 {
      let edge = UInt32(max(vertex, next) << 16 | min(vertex, next))
      chain[edge] = vertex < next ? 1 : field.negate(1)
      vertex = next
    }
    return chain
  }

  private func shortestPaths(from source: Int, to target: Int, before bar: Bar) -> [Int] {
    let n = distances.points
    var lengths = [Double](repeating: .infinity, count: n)
    var isDone = [Bool](repeating: false, count: n)
    var predecessors = [Int](repeating: -1, count: n)
    lengths[source] = 0
    while true {
      var nearest = -1
      for vertex in 0..<n where !isDone[vertex] && lengths[vertex] < .infinity {
        if nearest < 0 || lengths[vertex] < lengths[nearest] { nearest = vertex }
      }
      if nearest < 0 || nearest == target { return predecessors }
      isDone[nearest] = true
      let row = distances.row(nearest)
      for vertex in 0..<n where row[vertex] <= bar.birth && !isDone[vertex] {
        let edge = UInt32(max(vertex, nearest) << 16 | min(vertex, nearest))
        guard isEarlier(edge, row[vertex], bar.edge, bar.birth) else { continue }
        let length = lengths[nearest] + Double(distances.values[Int(row[vertex])])
        if length < lengths[vertex] {
          lengths[vertex] = length
          predecessors[vertex] = nearest
        }
      }
    }
  }
}
