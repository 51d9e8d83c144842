import ArrayNumerics

/// UMAP's stochastic gradient descent in the order of a `LayoutSchedule`: true descent on live positions, parallel, and the
/// same bytes for any number of threads, since every meeting has its blocks for itself, a fixed order and its own random
/// numbers.
struct TournamentLayout<Position: SIMD & Sendable> where Position.Scalar == Float {
  private let schedule: LayoutSchedule
  private let forces: LayoutForces
  private let negatives: Int
  private let seed: UInt64
  /// The positions of each block.
  private var blocks: [[Position]]
  /// Where they started.
  private let origin: [[Position]]

  /// - Parameters:
  ///   - start: `[point, axis]`, with at most as many axes as a position.
  ///   - negatives: how many others a point is pushed from, for each edge that is due.
  init(_ schedule: LayoutSchedule, forces: LayoutForces, negatives: Int, seed: UInt64, start: Matrix<Float>) {
    self.schedule = schedule
    self.forces = forces
    self.negatives = negatives
    self.seed = seed
    blocks = (0..<schedule.bounds.count - 1).map { block in
      (schedule.bounds[block]..<schedule.bounds[block + 1]).map { place in
        var position = Position()
        for axis in 0..<start.columns { position[axis] = start[schedule.order[place], axis] }
        return position
      }
    }
    origin = blocks
  }

  /// - Parameter hold: share of the way back to where it started that a point goes in an epoch, at full strength.
  /// - Throws: `CancellationError`.
  mutating func run(epochs: Int, rate: Float, hold: Float = 0, work: Work) throws {
    for epoch in 0..<epochs {
      let strength = rate * (1 - Float(epoch) / Float(epochs))
      for round in schedule.rounds { try play(round, epoch: epoch, strength: strength, work) }
      if hold > 0 { drawBack(by: min(1, hold * strength)) }
      work.report("laying out", completed: epoch + 1, of: epochs)
    }
  }

  private mutating func drawBack(by share: Float) {
    for block in blocks.indices {
      for place in blocks[block].indices { blocks[block][place] += (origin[block][place] - blocks[block][place]) * share }
    }
  }

  /// Hands the blocks of each meeting over to it, and takes them back.
  private mutating func play(_ round: [LayoutSchedule.Meeting], epoch: Int, strength: Float, _ work: Work) throws {
    var pairs = round.map { meeting in
      let pair = Pair(first: blocks[meeting.first], second: meeting.first == meeting.second ? [] : blocks[meeting.second])
      (blocks[meeting.first], blocks[meeting.second]) = ([], [])
      return pair
    }
    let (edges, forces, negatives, seed) = (schedule.edges, forces, negatives, seed)
    try concurrentRows(of: &pairs, block: 1, work: work) { places, pairs in
      let meeting = round[places.lowerBound]
      var stream = RandomStream(seed: seed, name: "umap.negatives", epoch, meeting.number)
      edges.withUnsafeBufferPointer { edges in
        forces.attraction.withLookup { attraction in
          forces.repulsion.withLookup { repulsion in
            let step = LayoutStep(
              epoch: UInt64(epoch), strength: strength, negatives: negatives, attraction: attraction, repulsion: repulsion)
            pairs[0].meet(
              UnsafeBufferPointer(rebasing: edges[meeting.edges]), headsInSecond: meeting.headsInSecond, step, stream.next())
          }
        }
      }
    }
    for (meeting, pair) in zip(round, pairs) {
      blocks[meeting.first] = pair.first
      if meeting.second != meeting.first { blocks[meeting.second] = pair.second }
    }
  }

  /// `[point, axis]`.
  func positions(dimensions: Int) -> Matrix<Float> {
    var result = Matrix<Float>(rows: schedule.order.count, columns: dimensions, repeating: 0)
    for (block, positions) in blocks.enumerated() {
      for (entry, position) in positions.enumerated() {
        for axis in 0..<dimensions { result[schedule.order[schedule.bounds[block] + entry], axis] = position[axis] }
      }
    }
    return result
  }

  /// Two blocks while they meet; the second is empty when a block meets itself.
  private struct Pair: Sendable {
    var first: [Position]
    var second: [Position]

    mutating func meet(
      _ edges: UnsafeBufferPointer<LayoutSchedule.Edge>, headsInSecond: Bool, _ step: LayoutStep, _ seed: UInt64
    ) {
      let own = second.isEmpty
      first.withUnsafeMutableBufferPointer { a in
        second.withUnsafeMutableBufferPointer { b in
          guard let a0 = a.baseAddress else { return }
          let b0 = own ? a0 : b.baseAddress!
          var random = QuickRandom(state: seed)
          step.run(
            edges, heads: headsInSecond ? b0 : a0, tails: headsInSecond ? a0 : b0, (a0, a.count), (b0, b.count), &random)
        }
      }
    }
  }
}

/// What all edges of a meeting have in common.
struct LayoutStep {
  var epoch: UInt64
  var strength: Float
  var negatives: Int
  var attraction: ForceTable.Lookup
  var repulsion: ForceTable.Lookup

  /// Every edge that is due: both ends are drawn together, then the head is pushed from random points of the two blocks, all
  /// from one position, so that the processor overlaps them (UMAP moves after each).
  @inline(__always)
  func run<Position: SIMD>(
    _ edges: UnsafeBufferPointer<LayoutSchedule.Edge>, heads: UnsafeMutablePointer<Position>,
    tails: UnsafeMutablePointer<Position>, _ first: (UnsafeMutablePointer<Position>, Int),
    _ second: (UnsafeMutablePointer<Position>, Int), _ random: inout QuickRandom
  ) where Position.Scalar == Float {
    let total = UInt64(first.1 + second.1)
    for edge in edges where edge.isDue(epoch) {
      let (head, tail) = (Int(edge.head), Int(edge.tail))
      var own = heads[head]
      let gap = own - tails[tail]
      let square = (gap * gap).sum()
      if square > 0 {
        let pull = clipped(gap * attraction(square)) * strength
        own += pull
        tails[tail] -= pull
      }
      // A point that meets itself below is then not pushed.
      heads[head] = own
      var push = Position()
      for _ in 0..<negatives {
        let other = random.below(total)
        let gap = own - (other < first.1 ? first.0[other] : second.0[other &- first.1])
        push += clipped(gap * repulsion((gap * gap).sum()))
      }
      heads[head] = own + push * strength
    }
  }
}
