import ArrayNumerics

/// Who meets whom when: the plan of an epoch, in which every directed edge stands once.
///
/// The points stand in random order, cut into blocks, so that each block is a sample of all points. Blocks meet in pairs, as
/// players of a tournament do (the circle method); the pairs of one round have no block in common and run in parallel on live
/// positions. An epoch has two passes, first the edges whose head stands before the tail, then the others: the two directions
/// of an edge pull at full strength and overshoot when one follows the other closely.
struct LayoutSchedule: Sendable {
  /// An edge within a meeting: places within the block of the head and that of the tail.
  struct Edge: BitwiseCopyable, Sendable {
    var head: UInt32
    var tail: UInt32
    /// How often it is due, in 2⁻²⁴ of an epoch.
    var rate: UInt32

    /// Whether the multiples of the rate pass a whole number in this epoch.
    @inline(__always)
    func isDue(_ epoch: UInt64) -> Bool { ((epoch &+ 1) &* UInt64(rate)) >> 24 != (epoch &* UInt64(rate)) >> 24 }
  }

  /// Two blocks, or one with itself.
  struct Meeting: Sendable {
    var first: Int
    var second: Int
    /// Whether the heads are in the second block.
    var headsInSecond: Bool
    /// Where its edges are.
    var edges: Range<Int>
    /// Of the epoch, for its random numbers.
    var number: Int
  }

  /// The point at each place.
  let order: [Int]
  /// Where each block begins and the last ends.
  let bounds: [Int]
  let edges: [Edge]
  /// Meetings side by side, round after round.
  let rounds: [[Meeting]]

  /// - Parameters:
  ///   - graph: edges weaker than `max/epochs` are never due and are left out.
  ///   - epochs: how many there will be.
  init(_ graph: SymmetricGraph, epochs: Int, seed: UInt64) {
    let blocks = Self.blocks(points: graph.count)
    var stream = RandomStream(seed: seed, name: "umap.order")
    let order = stream.permutation(graph.count)
    let bounds = (0...blocks).map { graph.count * $0 / blocks }
    var places = [Int](repeating: 0, count: graph.count)
    for (place, point) in order.enumerated() { places[point] = place }
    var block = [Int](repeating: 0, count: graph.count)
    for number in 0..<blocks { for place in bounds[number]..<bounds[number + 1] { block[place] = number } }

    let strongest = graph.weights.max() ?? 1
    var buckets = [[Edge]](repeating: [], count: 2 * blocks * blocks)
    for head in 0..<graph.count {
      let point = order[head]
      for edge in graph.edges(of: point) where graph.weights[edge] >= strongest / Float(epochs) {
        let tail = places[Int(graph.columns[edge])]
        let (p, q) = (block[head], block[tail])
        buckets[((head < tail ? 0 : 1) * blocks + min(p, q)) * blocks + max(p, q)].append(
          Edge(
            head: UInt32(head - bounds[p]), tail: UInt32(tail - bounds[q]),
            rate: UInt32((graph.weights[edge] / strongest) * 0x1p24)))
      }
    }
    var edges: [Edge] = []
    var rounds: [[Meeting]] = []
    for pass in 0..<2 {
      for pairs in Self.tournament(blocks) {
        rounds.append(
          pairs.enumerated().map { number, pair in
            let bucket = buckets[(pass * blocks + pair.0) * blocks + pair.1].sorted { ($0.head, $0.tail) < ($1.head, $1.tail) }
            edges += bucket
            return Meeting(
              first: pair.0, second: pair.1, headsInSecond: pass == 1 && pair.0 != pair.1,
              edges: edges.count - bucket.count..<edges.count, number: rounds.count * blocks + number)
          })
      }
    }
    (self.order, self.bounds, self.edges, self.rounds) = (order, bounds, edges, rounds)
  }

  /// An even number up to 16, with 1,250 points or so to a block: in smaller ones the moves of a point, which come block by
  /// block, lose neighbours (0.003 to 0.005 of recall among 4,000 points in 16 blocks).
  private static func blocks(points: Int) -> Int { max(2, min(16, 2 * Int((Double(points) / 2500).rounded()))) }

  /// The rounds of a tournament: first each block with itself, then the circle method.
  static func tournament(_ blocks: Int) -> [[(Int, Int)]] {
    var rounds = [(0..<blocks).map { ($0, $0) }]
    var seats = Array(1..<blocks)
    for _ in 0..<blocks - 1 {
      let all = [0] + seats
      rounds.append(
        (0..<blocks / 2).map { seat in
          (min(all[seat], all[blocks - 1 - seat]), max(all[seat], all[blocks - 1 - seat]))
        })
      seats.insert(seats.removeLast(), at: 0)
    }
    return rounds
  }
}
