import ArrayNumerics

/// Reduces the coboundary matrix of one dimension of a sparse graph: as `ColumnReduction` does for a matrix of distances, with
/// coboundaries from lists of neighbours and without its windows and sweeps, which only pay where rows are long.
struct SparseReduction<Word: KeyWord> {
  let simplices: SparseSimplices<Word>
  let keepsCocycles: Bool
  let budget: MemoryCount

  /// Reduces the columns in the order given (latest in the filtration first).
  ///
  /// - Returns: the bars of positive length, and the pivots, which need no column in the next dimension.
  func reduce(columns: [Word], work: Work) throws -> (bars: [RankedBar<Word>], pivots: PivotTable<Word>) {
    let (layout, field) = (simplices.layout, simplices.field)
    let pivots = PivotTable<Word>()
    var bars: [RankedBar<Word>] = []
    var entries: [Word] = []
    var offsets = [0]
    var heap = KeyHeap<Word>()
    var cochain: [Word] = []
    let task = "reduction in dimension \(simplices.dimension)"
    for (number, simplex) in columns.enumerated() {
      if number & 0xFF == 0 {
        try work.checkCancellation()
        try budget.check(
          MemoryLayout<Word>.stride * (columns.count + entries.capacity + heap.count)
            + 2 * MemoryLayout<Word>.stride * 2 * pivots.count)
        work.report(task, completed: number, of: columns.count)
      }
      let birth = layout.rank(ofSimplex: simplex)
      heap.removeAll()
      cochain.removeAll(keepingCapacity: true)
      add(layout.key(simplex: simplex, coefficient: 1), times: 1, to: &cochain, &heap)
      var death: Int32?
      var steps = 0
      while let pivot = nextPivot(&heap) {
        steps += 1
        if steps & 0x3FFF == 0 { try work.checkCancellation() }
        let rank = simplices.cofacetLayout.rank(ofSimplex: pivot.simplex)
        if let known = pivots.find(pivot.simplex) {
          let factor = field.eliminating(pivot.coefficient, with: known.coefficient)
          push(pivot, &heap)
          for place in offsets[known.column]..<offsets[known.column + 1] {
            add(entries[place], times: factor, to: &cochain, &heap)
          }
        } else if let facet = apparentFacet(of: pivot, rank: rank) {
          push(pivot, &heap)
          add(facet, times: 1, to: &cochain, &heap)
        } else {
          death = rank
          pivots.insert(pivot.simplex, column: offsets.count - 1, coefficient: pivot.coefficient)
          break
        }
      }
      compress(&cochain)
      if death != nil {
        entries += cochain
        offsets.append(entries.count)
      }
      if death != birth {
        bars.append(
          RankedBar(birth: birth, death: death, simplex: simplex, cocycle: keepsCocycles ? cochain : []))
      }
    }
    work.report(task, completed: columns.count, of: columns.count)
    return (bars, pivots)
  }

  /// Adds a multiple of a simplex to the cochain and of its coboundary to the heap.
  @inline(__always) private func add(
    _ entry: Word, times factor: UInt32, to cochain: inout [Word], _ heap: inout KeyHeap<Word>
  ) {
    let (layout, cofacetLayout, field) = (simplices.layout, simplices.cofacetLayout, simplices.field)
    let simplex = layout.simplex(ofKey: entry)
    let coefficient = field.multiply(layout.coefficient(ofKey: entry), factor)
    let negative = field.negate(coefficient)
    cochain.append(layout.key(simplex: simplex, coefficient: coefficient))
    withUnsafeTemporaryAllocation(of: Int.self, capacity: simplices.length) { vertices in
      guard let vertices = vertices.baseAddress else { return }
      simplices.binomials.decode(layout.index(ofSimplex: simplex), count: simplices.length, into: vertices)
      simplices.forEachCofacet(of: vertices, rank: layout.rank(ofSimplex: simplex)) { _, rank, index, isNegative in
        heap.push(cofacetLayout.key(rank: rank, index: index, coefficient: isNegative ? negative : coefficient))
        return true
      }
    }
  }

  @inline(__always) private func push(_ pivot: (simplex: Word, coefficient: UInt32), _ heap: inout KeyHeap<Word>) {
    heap.push(simplices.cofacetLayout.key(simplex: pivot.simplex, coefficient: pivot.coefficient))
  }

  /// Removes the first cofacet whose coefficients do not cancel; nil when the coboundary is zero.
  @inline(__always) private func nextPivot(_ heap: inout KeyHeap<Word>) -> (simplex: Word, coefficient: UInt32)? {
    let layout = simplices.cofacetLayout
    while heap.count > 0 {
      let key = heap.pop()
      let simplex = layout.simplex(ofKey: key)
      var coefficient = layout.coefficient(ofKey: key)
      while heap.count > 0 && layout.simplex(ofKey: heap.first) == simplex {
        coefficient = simplices.field.add(coefficient, layout.coefficient(ofKey: heap.pop()))
      }
      if coefficient != 0 { return (simplex, coefficient) }
    }
    return nil
  }

  /// The facet of an apparent pair that eliminates the pivot, with the coefficient to do so.
  @inline(__always) private func apparentFacet(
    of pivot: (simplex: Word, coefficient: UInt32), rank: Int32
  ) -> Word? {
    let length = simplices.length
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: length) { facet -> Word? in
      guard let facet = facet.baseAddress else { return nil }
      let index = simplices.cofacetLayout.index(ofSimplex: pivot.simplex)
      let position = simplices.apparentFacet(ofCofacet: index, rank: rank, facet: facet)
      if position < 0 { return nil }
      let isNegative = (length &- position) & 1 == 1
      let coefficient = isNegative ? pivot.coefficient : simplices.field.negate(pivot.coefficient)
      return simplices.layout.key(
        rank: rank, index: simplices.binomials.index(of: facet, count: length), coefficient: coefficient)
    }
  }

  /// Sorts a cochain and adds up the coefficients of equal simplices.
  private func compress(_ cochain: inout [Word]) {
    if cochain.count < 2 { return }
    let layout = simplices.layout
    cochain.sort()
    var sums: [Word] = []
    var next = 0
    while next < cochain.count {
      let simplex = layout.simplex(ofKey: cochain[next])
      var coefficient: UInt32 = 0
      while next < cochain.count && layout.simplex(ofKey: cochain[next]) == simplex {
        coefficient = simplices.field.add(coefficient, layout.coefficient(ofKey: cochain[next]))
        next += 1
      }
      if coefficient != 0 { sums.append(layout.key(simplex: simplex, coefficient: coefficient)) }
    }
    cochain = sums
  }
}

/// What a computation may use, for those whose need is not known before the start.
struct MemoryCount: Sendable {
  let budget: Int?
  let points: Int
  let maxDimension: Int

  /// - Throws: `TopologyError.overMemoryBudget`
  func check(_ bytes: Int) throws {
    guard let budget, bytes > budget else { return }
    throw TopologyError.overMemoryBudget(needed: bytes, budget: budget, points: points, maxDimension: maxDimension)
  }
}
