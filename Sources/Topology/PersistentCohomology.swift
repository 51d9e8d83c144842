import ArrayNumerics

/// Exact persistent cohomology of the Vietoris–Rips filtration of a distance matrix, over Z/p.
///
/// The algorithm is that of Ripser (Bauer 2021, doi:10.1007/s41468-021-00071-5): cohomology with clearing, apparent
/// and emergent pairs, coboundaries listed on demand and only the reduction matrix stored. The result depends on the matrix
/// and the parameters only, not on the number of threads.
///
/// - Parameters:
///   - distances: symmetric `[point, point]`; the strict upper triangle is used, +infinity marks a missing edge.
///   - parameters: dimension, field, threshold; see `PersistenceParameters`.
///   - work: threads (used for apparent pairs and for assembling columns), progress, cancellation.
/// - Throws: `TopologyError` for a matrix or parameters that make no sense or do not fit; `CancellationError`.
public func persistentCohomology(
  of distances: Matrix<Float>, parameters: PersistenceParameters = PersistenceParameters(),
  work: Work = Work()
) throws -> PersistenceResult {
  try persistentCohomology(of: distances, parameters: parameters, work: work, options: EngineOptions())
}

/// Choices of the engine that change its speed and never its result; tests take the unusual ones.
package struct EngineOptions: Sendable {
  /// 128-bit keys even where 64 bits suffice.
  package var wideKeys = false
  /// Cofacets after which a column of dimension 1 is finished by a sweep over the edges; nil for the usual number.
  package var sweepAfter: Int?

  package init(wideKeys: Bool = false, sweepAfter: Int? = nil) {
    self.wideKeys = wideKeys
    self.sweepAfter = sweepAfter
  }
}

/// The same with the engine's choices made by the caller.
package func persistentCohomology(
  of distances: Matrix<Float>, parameters: PersistenceParameters, work: Work, options: EngineOptions
) throws -> PersistenceResult {
  try parameters.validate()
  try checkDistances(distances)
  try checkMemory(points: distances.rows, parameters: parameters)
  let threshold = resolve(parameters.threshold, for: distances)
  let ranked = RankedDistances(distances: distances, threshold: threshold)
  try work.checkCancellation()
  let top = parameters.maxDimension
  guard let binomials = Binomials(points: ranked.points, largestSubset: top + 2) else {
    throw TopologyError.keyTooWide(points: ranked.points, maxDimension: top)
  }
  let field = PrimeField(prime: parameters.coefficient)
  let bits = KeyLayout<UInt128>.bitsNeeded(
    dimension: top + 1, binomials: binomials, prime: field.prime, largestRank: ranked.largestRank)
  var result = PersistenceResult(
    diagrams: [], cocycles: [], coefficient: parameters.coefficient, threshold: Double(threshold),
    points: ranked.points, edges: ranked.edges.count)
  if bits <= UInt64.bitWidth && !options.wideKeys {
    try CohomologyEngine<UInt64>(ranked, binomials, field, parameters, options).run(into: &result, work: work)
  } else {
    // At most 63 bits of index, 31 of rank and 16 of coefficient: 128 always suffice.
    try CohomologyEngine<UInt128>(ranked, binomials, field, parameters, options).run(
      into: &result, work: work)
  }
  return result
}

/// One run over all dimensions with keys of one width.
private struct CohomologyEngine<Word: KeyWord> {
  let ranked: RankedDistances
  let binomials: Binomials
  let field: PrimeField
  let parameters: PersistenceParameters
  let options: EngineOptions

  init(
    _ ranked: RankedDistances, _ binomials: Binomials, _ field: PrimeField,
    _ parameters: PersistenceParameters, _ options: EngineOptions
  ) {
    self.options = options
    self.ranked = ranked
    self.binomials = binomials
    self.field = field
    self.parameters = parameters
  }

  func run(into result: inout PersistenceResult, work: Work) throws {
    let merging = mergeComponents(ranked)
    let merged = merging.deaths.reversed().map { PersistencePair(birth: 0, death: Double($0)) }
    let essential = [PersistencePair](
      repeating: PersistencePair(birth: 0, death: .infinity), count: merging.components)
    result.diagrams.append(essential + merged)
    result.cocycles.append([])
    if parameters.maxDimension == 0 { return }

    let apparent = try ApparentPairs(distances: ranked, work: work)
    var columns = edgeColumns(merging.cycleEdges, apparent: apparent)
    for dimension in 1...parameters.maxDimension {
      let reduction = ColumnReduction<Word>(
        dimension: dimension, apparent: apparent, binomials: binomials, field: field,
        keepsCocycles: parameters.cocycles, sweepAfter: options.sweepAfter)
      let (bars, pivots) = try reduction.reduce(columns: columns, work: work)
      append(bars, layout: reduction.layout, to: &result)
      if dimension == parameters.maxDimension { break }
      columns = try ColumnAssembly(
        apparent: apparent, binomials: binomials, layout: reduction.coboundary.layout, deaths: pivots
      ).columns(work: work)
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
    _ bars: [RankedBar<Word>], layout: KeyLayout<Word>, to result: inout PersistenceResult
  ) {
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
    result.cocycles.append(parameters.cocycles ? order.map { cocycle(of: bars[$0], layout: layout) } : [])
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
