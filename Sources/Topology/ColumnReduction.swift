import ArrayNumerics

/// Reduces the coboundary matrix of one dimension over Z/p, column by column (Bauer 2021, algorithm 1 and section 4).
///
/// Neither the matrix nor its reduced form is stored, only the reduction matrix V: a column of V is the cochain whose
/// coboundary is the reduced column. For a finite bar that cochain is a representative cocycle below the death.
struct ColumnReduction<Word: KeyWord> {
  let apparent: ApparentPairs
  let binomials: Binomials
  let field: PrimeField
  /// Layout of the simplices, which are columns.
  let layout: KeyLayout<Word>
  let coboundary: Coboundary<Word>
  let keepsCocycles: Bool
  /// Cofacets after which a column of edges is finished by a sweep; nil for the usual number.
  let sweepAfter: Int?
  let lunes: EdgeLunesOnDemand
  /// Makes columns of length zero when they are met; nil when they are all among those to be reduced.
  var forest: LuneForest<Word>?

  init(
    dimension: Int, apparent: ApparentPairs, binomials: Binomials, field: PrimeField, keepsCocycles: Bool,
    sweepAfter: Int?, lunes: EdgeLunesOnDemand
  ) {
    self.sweepAfter = sweepAfter
    self.lunes = lunes
    self.apparent = apparent
    self.binomials = binomials
    self.field = field
    self.keepsCocycles = keepsCocycles
    layout = KeyLayout(dimension: dimension, binomials: binomials, prime: field.prime)
    coboundary = Coboundary(
      distances: apparent.distances, binomials: binomials, field: field,
      layout: KeyLayout(dimension: dimension + 1, binomials: binomials, prime: field.prime))
  }

  /// Reduces the columns in the order given (latest in the filtration first).
  ///
  /// - Returns: the bars of positive length, and the pivots, which need no column in the next dimension.
  func reduce(columns: [Word], work: Work) throws -> (bars: [RankedBar<Word>], pivots: PivotTable<Word>) {
    // Long columns of edges are finished on a stored cochain, in the smallest numbers that hold the field.
    if layout.dimension > 1 || apparent.distances.hasLongTies { return try reduce(columns, work: work, sweep: nil) }
    if Int(field.prime) <= EdgeCochain<UInt8>.largestPrime {
      return try reduce(columns, work: work, sweep: sweep(EdgeSweep<Word, UInt8>(self)))
    }
    if Int(field.prime) <= EdgeCochain<UInt16>.largestPrime {
      return try reduce(columns, work: work, sweep: sweep(EdgeSweep<Word, UInt16>(self)))
    }
    return try reduce(columns, work: work, sweep: sweep(EdgeSweep<Word, UInt32>(self)))
  }

  /// `EdgeSweep.finish` of any width of numbers: a closure, so that the reduction is compiled once for all of them.
  private typealias Sweep = (
    _ entries: inout [Word], _ start: Int32, PivotTable<Word>, ReducedColumns<Word>, Work
  ) throws -> WorkingColumn<Word>.Pivot?

  private func sweep<Scalar>(_ sweep: consuming EdgeSweep<Word, Scalar>) -> Sweep {
    let own = sweep
    return { entries, start, pivots, reduced, work in
      try own.finish(&entries, from: start, pivots: pivots, reduced: reduced, work: work)
    }
  }

  private func reduce(
    _ columns: [Word], work: Work, sweep: Sweep?
  ) throws -> (bars: [RankedBar<Word>], pivots: PivotTable<Word>) {
    let pivots = PivotTable<Word>()
    var bars: [RankedBar<Word>] = []
    var reduced = ReducedColumns<Word>()
    var column = WorkingColumn(self)
    // Beyond this many cofacets a sweep over the remaining edges costs less than the heap is likely to. The first sweep
    // also has to look at all lunes, which costs about as much as a heap of a quarter of the edges.
    let edges = apparent.distances.edges.count
    let first = sweepAfter ?? max(1 << 11, edges / 4)
    let later = sweepAfter ?? max(1 << 11, edges / 64)
    let task = "reduction in dimension \(layout.dimension)"
    for (number, simplex) in columns.enumerated() {
      if number & 0xFF == 0 {
        try work.checkCancellation()
        work.report(task, completed: number, of: columns.count)
      }
      let birth = layout.rank(ofSimplex: simplex)
      column.start(with: simplex, rank: birth)
      let patience = sweep == nil ? .max : lunes.areKnown ? later : first
      var pivot = try eliminate(&column, from: birth, pivots, &reduced, patience, work)
      if case .interrupted(let rank) = pivot {
        let end = try sweep?(&column.entries, rank, pivots, reduced, work)
        pivot = end.map { .found($0) } ?? .none
      }
      column.compress()
      var death: Int32?
      if case .found(let found) = pivot {
        death = coboundary.layout.rank(ofSimplex: found.simplex)
        pivots.insert(found.simplex, column: reduced.count, coefficient: found.coefficient)
        reduced.append(column.entries)
      }
      if death != birth {
        let cocycle = keepsCocycles ? column.entries : []
        bars.append(RankedBar(birth: birth, death: death, simplex: simplex, cocycle: cocycle))
      }
    }
    work.report(task, completed: columns.count, of: columns.count)
    return (bars, pivots)
  }

  private enum Outcome {
    case found(WorkingColumn<Word>.Pivot)
    case none
    /// The column is zero on all cofacets of smaller rank, and there may be more to do from this one on.
    case interrupted(rank: Int32)
  }

  /// Adds earlier columns and apparent pairs to the column until its pivot is its own, or it is zero, or `patience`
  /// cofacets have been pushed.
  private func eliminate(
    _ column: inout WorkingColumn<Word>, from birth: Int32, _ pivots: PivotTable<Word>,
    _ reduced: inout ReducedColumns<Word>, _ patience: Int, _ work: Work
  ) throws -> Outcome {
    var steps = 0
    var rank = birth
    while true {
      if column.cofacetsPushed > patience { return .interrupted(rank: rank) }
      guard let pivot = column.nextPivot() else { return .none }
      steps &+= 1
      if steps & 0x3FFF == 0 { try work.checkCancellation() }
      rank = coboundary.layout.rank(ofSimplex: pivot.simplex)
      if let known = pivots.find(pivot.simplex) {
        let factor = field.eliminating(pivot.coefficient, with: known.coefficient)
        column.pushBack(pivot)
        for entry in reduced[known.column] { column.add(entry, times: factor, fromRank: rank) }
      } else if let facet = apparentFacet(of: pivot, rank: rank) {
        column.pushBack(pivot)
        column.add(facet, times: 1, fromRank: rank)
      } else if forest?.enterPairs(around: pivot.simplex, rank: rank, pivots: pivots, reduced: &reduced) == true {
        column.pushBack(pivot)
      } else {
        return .found(pivot)
      }
    }
  }

  /// The facet that eliminates a pivot which is the second half of an apparent pair, with the coefficient to do so; nil
  /// for other pivots. Its column is the coboundary of the facet alone.
  @inline(__always) func apparentFacet(of pivot: WorkingColumn<Word>.Pivot, rank: Int32) -> Word? {
    let length = layout.dimension &+ 1
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 &* length &+ 1) { scratch -> Word? in
      guard let vertices = scratch.baseAddress else { return nil }
      let facet = vertices + (length &+ 1)
      binomials.decode(
        coboundary.layout.index(ofSimplex: pivot.simplex), count: length &+ 1, into: vertices)
      let position = apparent.facetPosition(of: vertices, count: length &+ 1, rank: rank, facet: facet)
      if position < 0 { return nil }
      let isNegative = (length &- position) & 1 == 1
      let coefficient = isNegative ? pivot.coefficient : field.negate(pivot.coefficient)
      return layout.key(
        rank: rank, index: binomials.index(of: facet, count: length), coefficient: coefficient)
    }
  }
}
