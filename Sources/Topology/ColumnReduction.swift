import ArrayNumerics

/// A bar of the engine: ranks of birth and death (nil for essential), its birth simplex, and its representative.
struct RankedBar<Word: KeyWord> {
  var birth: Int32
  var death: Int32?
  var simplex: Word
  /// Simplices with coefficients; empty when cocycles were not asked for.
  var cocycle: [Word]
}

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

  init(dimension: Int, apparent: ApparentPairs, binomials: Binomials, field: PrimeField, keepsCocycles: Bool)
  {
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
    let pivots = PivotTable<Word>()
    var bars: [RankedBar<Word>] = []
    var reductionStarts = [0]
    var reduction: [Word] = []
    var column = WorkingColumn(self)
    let task = "reduction in dimension \(layout.dimension)"
    for (number, simplex) in columns.enumerated() {
      if number & 0xFF == 0 {
        try work.checkCancellation()
        work.report(task, completed: number, of: columns.count)
      }
      let birth = layout.rank(ofSimplex: simplex)
      column.start(with: simplex, rank: birth)
      var steps = 0
      var death: Int32?
      while let pivot = column.nextPivot() {
        steps &+= 1
        if steps & 0x3FFF == 0 { try work.checkCancellation() }
        let rank = coboundary.layout.rank(ofSimplex: pivot.simplex)
        if let known = pivots.find(pivot.simplex) {
          let factor = field.eliminating(pivot.coefficient, with: known.coefficient)
          column.pushBack(pivot)
          for place in reductionStarts[known.column]..<reductionStarts[known.column + 1] {
            column.add(reduction[place], times: factor, fromRank: rank)
          }
        } else if !column.eliminateByApparentFacet(pivot, rank: rank) {
          death = rank
          pivots.insert(pivot.simplex, column: reductionStarts.count - 1, coefficient: pivot.coefficient)
          break
        }
      }
      column.compress()
      if death != birth {
        let cocycle = keepsCocycles ? column.entries : []
        bars.append(RankedBar(birth: birth, death: death, simplex: simplex, cocycle: cocycle))
      }
      // An essential class has no pivot, so its column is never added to another.
      if death != nil {
        reduction.append(contentsOf: column.entries)
        reductionStarts.append(reduction.count)
      }
    }
    work.report(task, completed: columns.count, of: columns.count)
    return (bars, pivots)
  }
}
