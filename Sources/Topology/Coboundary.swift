/// Lists cofacets of simplices without storing any (Bauer 2021, section 4.2), restricted to a window of diameters.
struct Coboundary<Word: KeyWord> {
  let distances: RankedDistances
  let binomials: Binomials
  let field: PrimeField
  /// Layout of the cofacets.
  let layout: KeyLayout<Word>

  /// Pushes `coefficient` times the coboundary of a simplex, as far as the cofacets' rank lies in `low + 1 ... high`.
  ///
  /// The coefficient of a cofacet is (-1)^k, k the number of vertices of the simplex below the added one; facets and
  /// cofacets share that orientation throughout the module.
  @inline(__always)
  func push(
    of vertices: UnsafePointer<Int>, count: Int, rank: Int32, coefficient: UInt32, above low: Int32,
    upTo high: Int32,
    onto heap: inout KeyHeap<Word>
  ) {
    // A cofacet's index when the added vertex stands at `position`: the binomials of the vertices before it with one
    // subset size more, those after it unchanged, and its own. Added vertices ascend, so positions go down.
    var position = count
    var base: UInt64 = 0
    for i in 0..<count { base &+= binomials[vertices[i], count &+ 1 &- i] }
    var own = binomials.row(1)
    var next = vertices[count &- 1]
    var signed = coefficient
    let opposite = field.negate(coefficient)
    let rows = VertexRows(distances, vertices, count: count)
    let diameter = RankVector(repeating: rank)
    let highest = RankVector(repeating: high)
    let lowest = RankVector(repeating: low)
    var start = 0
    while start < distances.stride {
      let ranks = pointwiseMax(rows.farthest(from: start), diameter)
      let wanted = (ranks .<= highest) .& (ranks .> lowest)
      if any(wanted) {
        for lane in 0..<8 where wanted[lane] {
          let vertex = start &+ lane
          while vertex > next {
            position &-= 1
            base &+= binomials[next, count &- position] &- binomials[next, count &+ 1 &- position]
            own = binomials.row(count &+ 1 &- position)
            signed = (count &- position) & 1 == 0 ? coefficient : opposite
            next = position == 0 ? Int.max : vertices[position &- 1]
          }
          heap.push(layout.key(rank: ranks[lane], index: base &+ own[vertex], coefficient: signed))
        }
      }
      start &+= 8
    }
  }
}
