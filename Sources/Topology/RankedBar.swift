/// A bar of the engines: ranks of birth and death (nil for essential), its birth simplex, and its representative.
struct RankedBar<Word: KeyWord> {
  var birth: Int32
  var death: Int32?
  var simplex: Word
  /// Simplices with coefficients; empty when cocycles were not asked for.
  var cocycle: [Word]

  /// - Parameter values: the distance of each rank.
  func pair(_ values: [Float]) -> PersistencePair {
    PersistencePair(birth: Double(values[Int(birth)]), death: death.map { Double(values[Int($0)]) } ?? .infinity)
  }

  /// The cochain on simplices shorter than the death; the column may hold others of just that diameter.
  func cochain(layout: KeyLayout<Word>, binomials: Binomials) -> Cocycle {
    let length = layout.dimension + 1
    let entries = cocycle.prefix { entry in
      death.map { layout.rank(ofSimplex: layout.simplex(ofKey: entry)) < $0 } ?? true
    }
    var vertices: [Int32] = []
    vertices.reserveCapacity(entries.count * length)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: length) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      for entry in entries {
        binomials.decode(layout.index(ofSimplex: layout.simplex(ofKey: entry)), count: length, into: scratch)
        for i in 0..<length { vertices.append(Int32(scratch[i])) }
      }
    }
    return Cocycle(
      dimension: layout.dimension, vertices: vertices, values: entries.map { Int32(layout.coefficient(ofKey: $0)) })
  }
}

/// Bars in the order of `PersistenceResult.diagrams`: longest first, then by birth simplex.
func sortedByLifetime<Word: KeyWord>(_ bars: [RankedBar<Word>], values: [Float]) -> [RankedBar<Word>] {
  // With its types written out: in one expression the compiler looks for them for ten seconds.
  let lifetimes: [Double] = bars.map { bar in bar.pair(values).lifetime }
  let order: [Int] = bars.indices.sorted { (first: Int, second: Int) -> Bool in
    if lifetimes[first] != lifetimes[second] { return lifetimes[first] > lifetimes[second] }
    return bars[first].simplex < bars[second].simplex
  }
  return order.map { bars[$0] }
}
