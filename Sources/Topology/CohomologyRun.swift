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
    let pairs = bars.map { bar in
      PersistencePair(
        birth: Double(ranked.values[Int(bar.birth)]),
        death: bar.death.map { Double(ranked.values[Int($0)]) } ?? .infinity)
    }
    let order = bars.indices.sorted { i, j in
      if pairs[i].lifetime != pairs[j].lifetime { return pairs[i].lifetime > pairs[j].lifetime }
      return bars[i].simplex < bars[j].simplex
    }
    result.diagrams.append(order.map { pairs[$0] })
    let keepsCocycles = layout.dimension <= cocyclesUpTo
    result.cocycles.append(keepsCocycles ? order.map { cocycle(of: bars[$0], layout: layout) } : [])
    if layout.dimension == 1 && keepsCycles {
      let sources = zip(order, result.cocycles[1]).map { place, cocycle in
        RepresentativeCycles.Bar(
          edge: edge(of: bars[place].simplex, layout: layout), birth: bars[place].birth,
          death: bars[place].death ?? .max, cocycle: cocycle)
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

  /// The cochain of a bar on simplices shorter than its death; the column may hold others of just that diameter.
  private func cocycle(of bar: RankedBar<Word>, layout: KeyLayout<Word>) -> Cocycle {
    let length = layout.dimension + 1
    let entries = bar.cocycle.prefix { entry in
      bar.death.map { layout.rank(ofSimplex: layout.simplex(ofKey: entry)) < $0 } ?? true
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
      dimension: layout.dimension, vertices: vertices,
      values: entries.map { Int32(layout.coefficient(ofKey: $0)) })
  }
}
