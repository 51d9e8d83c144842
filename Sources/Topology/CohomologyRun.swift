import ArrayNumerics

/// Computes dimension after dimension of one filtration, with keys of one width.
struct CohomologyRun<Word: KeyWord> {
  let ranked: RankedDistances
  let binomials: Binomials
  let field: PrimeField
  /// The highest dimension whose cocycles are kept.
  let cocyclesUpTo: Int
  let keepsCycles: Bool
  let options: EngineOptions

  /// Appends the diagrams of the given dimensions; those of the dimensions below are computed for what they clear.
  func append(_ dimensions: ClosedRange<Int>, to result: inout PersistenceResult, work: Work) throws {
    let merging = mergeComponents(ranked)
    if dimensions.contains(0) {
      let merged = merging.deaths.reversed().map { PersistencePair(birth: 0, death: Double($0)) }
      let essential = [PersistencePair](
        repeating: PersistencePair(birth: 0, death: .infinity), count: merging.components)
      result.diagrams.append(essential + merged)
      result.cocycles.append([])
    }
    if dimensions.upperBound == 0 { return }

    let apparent = try ApparentPairs(distances: ranked, work: work)
    var columns = edgeColumns(merging.cycleEdges, apparent: apparent)
    let lunes = EdgeLunesOnDemand(ranked)
    var forest: LuneForest<Word>?
    for dimension in 1...dimensions.upperBound {
      var reduction = ColumnReduction<Word>(
        dimension: dimension, apparent: apparent, binomials: binomials, field: field,
        keepsCocycles: dimension <= cocyclesUpTo, sweepAfter: options.sweepAfter, lunes: lunes)
      reduction.forest = forest
      let (bars, pivots) = try reduction.reduce(columns: columns, work: work)
      if dimensions.contains(dimension) {
        try append(bars, layout: reduction.layout, to: &result, work: work)
      }
      if dimension == dimensions.upperBound { break }
      let next = reduction.coboundary.layout
      if dimension == 1 && dimensions.upperBound == 2 && !ranked.hasLongTies && !options.reducesAllColumns {
        // Dimension 3 would need all pairs of dimension 2, not only those that are met.
        let lower = LuneForest<Word>(
          apparent: apparent, lunes: try lunes.get(work: work), binomials: binomials, field: field, triangles: next,
          tetrahedra: KeyLayout(dimension: 3, binomials: binomials, prime: field.prime))
        columns = try lower.columns(deaths: pivots, work: work)
        forest = lower
      } else {
        columns = try ColumnAssembly(apparent: apparent, binomials: binomials, layout: next, deaths: pivots)
          .columns(work: work)
      }
    }
  }

  /// The edges that close a cycle and are in no apparent pair.
  private func edgeColumns(_ edges: [UInt32], apparent: ApparentPairs) -> [Word] {
    let layout = KeyLayout<Word>(dimension: 1, binomials: binomials, prime: field.prime)
    var columns: [Word] = []
    for edge in edges {
      let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
      if apparent.partner(ofEdge: a, b) >= 0 { continue }
      columns.append(layout.simplex(rank: ranked.rank(a, b), index: binomials[a, 2] + UInt64(b)))
    }
    return columns
  }

  /// Turns ranks into distances and puts the bars in the order of `PersistenceResult.diagrams`.
  private func append(
    _ bars: [RankedBar<Word>], layout: KeyLayout<Word>, to result: inout PersistenceResult, work: Work
  ) throws {
    let sorted = sortedByLifetime(bars, values: ranked.values)
    result.diagrams.append(sorted.map { $0.pair(ranked.values) })
    let keepsCocycles = layout.dimension <= cocyclesUpTo
    result.cocycles.append(keepsCocycles ? sorted.map { $0.cochain(layout: layout, binomials: binomials) } : [])
    if layout.dimension == 1 && keepsCycles {
      let sources = zip(sorted, result.cocycles[1]).map { bar, cocycle in
        RepresentativeCycles.Bar(
          edge: edge(of: bar.simplex, layout: layout), birth: bar.birth,
          death: bar.death ?? .max, cocycle: cocycle)
      }
      result.cycles = try RepresentativeCycles(distances: ranked, field: field).cycles(of: sources, work: work)
    }
  }

  private func edge(of simplex: Word, layout: KeyLayout<Word>) -> UInt32 {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2) { scratch in
      guard let scratch = scratch.baseAddress else { return 0 }
      binomials.decode(layout.index(ofSimplex: simplex), count: 2, into: scratch)
      return UInt32(scratch[0] << 16 | scratch[1])
    }
  }
}
