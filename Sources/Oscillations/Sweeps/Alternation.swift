import ArrayNumerics
import Foundation

/// Whether a series of angles, one for each theta cycle, goes from side to side.
///
/// The null permutes the angles within blocks of eight valid cycles, so that slow changes and a constant bias stay.
package struct Alternation: Sendable, Equatable {
  /// The share of neighbouring cycles on different sides.
  package let signChanges: Double
  /// −Σ sin dₖ sin dₖ₊₁ / Σ sin² d: 1 for sides that alternate.
  package let index: Double
  /// −Σ eₖ eₖ₊₁ / Σ e² of the differences e: 0.5 for independent angles, 1 for alternating ones, whatever drifts slowly.
  package let zigzag: Double
  /// (1 + permutations as large) / (1 + permutations) of each; NaN with fewer than `fewest` valid cycles.
  package let signP: Double, indexP: Double, zigzagP: Double
  /// Cycles with an angle, and pairs of neighbours that both have one.
  package let cycles: Int, pairs: Int

  package static let block = 8
  package static let fewest = 24

  /// - Parameter angles: rad, in the order of cycles; NaN for a cycle without.
  package init(_ angles: [Double], permutations: Int, seed: UInt64, name: String, work: Work = Work()) throws {
    let valid = angles.indices.filter { angles[$0].isFinite }
    cycles = valid.count
    let observed = Self.statistics(angles)
    (signChanges, index, zigzag, pairs) = (observed.sign, observed.index, observed.zigzag, observed.pairs)
    guard permutations > 0, valid.count >= Self.fewest else {
      (signP, indexP, zigzagP) = (.nan, .nan, .nan)
      return
    }
    var (sign, ai, zigzags) = (0, 0, 0)
    var moved = angles
    for round in 0..<permutations {
      if round % 16 == 0 { try work.checkCancellation() }
      var stream = RandomStream(seed: seed, name: "sweeps \(name)", index: UInt64(round))
      var first = -stream.integer(below: Self.block)
      while first < valid.count {
        let places = Array(valid[max(0, first)..<min(valid.count, first + Self.block)])
        var order = places
        stream.shuffle(&order)
        for (place, other) in zip(places, order) { moved[place] = angles[other] }
        first += Self.block
      }
      let null = Self.statistics(moved)
      if null.sign >= observed.sign { sign += 1 }
      if null.index >= observed.index { ai += 1 }
      if null.zigzag >= observed.zigzag { zigzags += 1 }
    }
    func p(_ count: Int) -> Double { Double(1 + count) / Double(1 + permutations) }
    (signP, indexP, zigzagP) = (p(sign), p(ai), p(zigzags))
  }

  private static func statistics(_ d: [Double]) -> (sign: Double, index: Double, zigzag: Double, pairs: Int) {
    var (pairs, changes, product, square) = (0, 0, 0.0, 0.0)
    var (lagged, size, before) = (0.0, 0.0, Double.nan)
    for cycle in d.indices {
      if d[cycle].isFinite { square += sin(d[cycle]) * sin(d[cycle]) }
      guard cycle + 1 < d.count, d[cycle].isFinite, d[cycle + 1].isFinite else {
        before = .nan
        continue
      }
      let (a, b) = (sin(d[cycle]), sin(d[cycle + 1]))
      pairs += 1
      if a * b < 0 { changes += 1 }
      product += a * b
      let difference = angleDifference(d[cycle + 1], d[cycle])
      size += difference * difference
      if before.isFinite { lagged += before * difference }
      before = difference
    }
    let count = Double(pairs)
    return (
      pairs > 0 ? Double(changes) / count : .nan, square > 0 ? -product / square : .nan, size > 0 ? -lagged / size : .nan, pairs
    )
  }
}
