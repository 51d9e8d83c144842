import ArrayNumerics

/// Exact persistent cohomology of the flag filtration of a sparse graph, over Z/p: the Vietoris–Rips filtration in which
/// pairs that are not listed are never joined.
///
/// The same diagrams as for the matrix with +infinity at the missing edges, in memory that grows with the edges and the
/// simplices of the graph, not with the square of the points. The algorithm is that of the dense engine (see there) with
/// coboundaries from lists of neighbours.
///
/// - Parameters:
///   - graph: up to about 3.8 million points in dimension 1, fewer above (simplices are numbered in 63 bits); see
///     `SparseGraph`.
///   - parameters: as for a matrix. The enclosing radius is infinite unless some point has an edge to every other; the
///     largest length is then taken. How much memory is needed shows only on the way: the computation stops when it goes over
///     the budget.
/// - Throws: `TopologyError` for parameters that make no sense or do not fit; `CancellationError`.
public func persistentCohomology(
  of graph: SparseGraph, parameters: PersistenceParameters = PersistenceParameters(), work: Work = Work()
) throws -> PersistenceResult {
  try parameters.validate()
  let limited: SparseGraph
  let threshold: Float
  if case .distance(let value) = parameters.threshold, value < .infinity {
    threshold = value
    limited = graph.limited(to: value)
  } else {
    let radius = parameters.threshold == .enclosingRadius ? graph.enclosingRadius : nil
    threshold = radius ?? graph.edges.last?.length ?? 0
    limited = graph.limited(to: threshold)
  }
  let top = parameters.maxDimension
  var result = PersistenceResult(
    diagrams: [], cocycles: [], coefficient: parameters.coefficient, threshold: Double(threshold),
    points: limited.points, edges: limited.edges.count)
  let budget = MemoryCount(budget: parameters.memoryBudget, points: graph.points, maxDimension: top)
  try budget.check(40 * limited.edges.count + 8 * (top + 4) * limited.points)
  guard let binomials = Binomials(points: limited.points, largestSubset: top + 2) else {
    throw TopologyError.keyTooWide(points: limited.points, maxDimension: top)
  }
  let lists = NeighbourLists(limited)
  let field = PrimeField(prime: parameters.coefficient)
  let bits = KeyLayout<UInt128>.bitsNeeded(
    dimension: top + 1, binomials: binomials, prime: field.prime, largestRank: lists.largestRank)
  if bits <= UInt64.bitWidth {
    try SparseCohomologyEngine<UInt64>(lists, binomials, field, parameters, budget).run(into: &result, work: work)
  } else {
    try SparseCohomologyEngine<UInt128>(lists, binomials, field, parameters, budget).run(into: &result, work: work)
  }
  return result
}

extension SparseGraph {
  /// The smallest radius at which one point sees all others; nil when none does.
  var enclosingRadius: Float? {
    var degrees = [Int](repeating: 0, count: points)
    // Edges come by length, so the last one of a point is its longest.
    for edge in edges {
      for point in [Int(edge.first), Int(edge.second)] {
        degrees[point] += 1
        if degrees[point] == points - 1 { return edge.length }
      }
    }
    return nil
  }
}

/// One run over all dimensions with keys of one width.
private struct SparseCohomologyEngine<Word: KeyWord> {
  let graph: NeighbourLists
  let binomials: Binomials
  let field: PrimeField
  let parameters: PersistenceParameters
  let budget: MemoryCount

  init(
    _ graph: NeighbourLists, _ binomials: Binomials, _ field: PrimeField, _ parameters: PersistenceParameters,
    _ budget: MemoryCount
  ) {
    self.graph = graph
    self.binomials = binomials
    self.field = field
    self.parameters = parameters
    self.budget = budget
  }

  func run(into result: inout PersistenceResult, work: Work) throws {
    var sets = DisjointSets(count: graph.points)
    var merged: [PersistencePair] = []
    var components = graph.points
    var cycleEdges: [Int] = []
    for (number, edge) in graph.edges.enumerated() {
      if sets.join(Int(edge.first), Int(edge.second)) {
        components -= 1
        if edge.length > 0 { merged.append(PersistencePair(birth: 0, death: Double(edge.length))) }
      } else {
        cycleEdges.append(number)
      }
    }
    let essential = [PersistencePair](
      repeating: PersistencePair(birth: 0, death: .infinity), count: components)
    result.diagrams.append(essential + merged.reversed())
    result.cocycles.append([])
    if parameters.maxDimension == 0 { return }

    var simplices = SparseSimplices<Word>(graph: graph, binomials: binomials, field: field, dimension: 1)
    var columns = edgeColumns(cycleEdges.reversed(), simplices)
    // All simplices of the dimension, from which those of the next are made.
    var all = parameters.maxDimension > 1 ? graph.edges.indices.map { edgeWord($0, simplices) } : []
    for dimension in 1...parameters.maxDimension {
      let reduction = SparseReduction(
        simplices: simplices, keepsCocycles: parameters.cocycles, budget: budget)
      let (bars, pivots) = try reduction.reduce(columns: columns, work: work)
      append(bars, layout: simplices.layout, to: &result)
      if dimension == parameters.maxDimension { break }
      let next = SparseSimplices<Word>(
        graph: graph, binomials: binomials, field: field, dimension: dimension + 1)
      (columns, all) = try assemble(
        next, from: all, of: simplices, deaths: pivots, keepsAll: dimension + 1 < parameters.maxDimension,
        work: work)
      simplices = next
    }
  }

  private func edgeWord(_ number: Int, _ simplices: SparseSimplices<Word>) -> Word {
    let edge = graph.edges[number]
    return simplices.layout.simplex(
      rank: graph.edgeRanks[number], index: binomials[Int(edge.first), 2] + UInt64(edge.second))
  }

  /// The edges that close a cycle and are in no apparent pair.
  private func edgeColumns(_ edges: [Int], _ simplices: SparseSimplices<Word>) -> [Word] {
    edges.map { edgeWord($0, simplices) }.filter {
      !simplices.isApparentFacet(
        index: simplices.layout.index(ofSimplex: $0), rank: simplices.layout.rank(ofSimplex: $0))
    }
  }

  /// The simplices of the next dimension, each found from the facet that lacks its largest vertex; as columns those that
  /// neither kill a class nor are in an apparent pair, the latest in the filtration first.
  private func assemble(
    _ next: SparseSimplices<Word>, from all: [Word], of simplices: SparseSimplices<Word>,
    deaths: PivotTable<Word>, keepsAll: Bool, work: Work
  ) throws -> (columns: [Word], all: [Word]) {
    var columns: [Word] = []
    var kept: [Word] = []
    let length = simplices.length
    for (number, simplex) in all.enumerated() {
      if number & 0xFFF == 0 {
        try work.checkCancellation()
        try budget.check(MemoryLayout<Word>.stride * (all.count + columns.capacity + kept.capacity))
      }
      let rank = simplices.layout.rank(ofSimplex: simplex)
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * length) { scratch in
        guard let vertices = scratch.baseAddress else { return }
        binomials.decode(simplices.layout.index(ofSimplex: simplex), count: length, into: vertices)
        simplices.forEachCofacet(of: vertices, rank: rank) { vertex, cofacetRank, index, _ in
          if vertex < vertices[0] { return false }
          let word = next.layout.simplex(rank: cofacetRank, index: index)
          if keepsAll { kept.append(word) }
          if deaths.find(word) == nil,
            simplices.apparentFacet(ofCofacet: index, rank: cofacetRank, facet: vertices + length) < 0,
            !next.isApparentFacet(index: index, rank: cofacetRank)
          {
            columns.append(word)
          }
          return true
        }
      }
    }
    columns.sort(by: >)
    return (columns, kept)
  }

  /// Turns ranks into lengths and puts the bars in the order of `PersistenceResult.diagrams`.
  private func append(
    _ bars: [RankedBar<Word>], layout: KeyLayout<Word>, to result: inout PersistenceResult
  ) {
    let sorted = sortedByLifetime(bars, values: graph.values)
    result.diagrams.append(sorted.map { $0.pair(graph.values) })
    result.cocycles.append(
      parameters.cocycles ? sorted.map { $0.cochain(layout: layout, binomials: binomials) } : [])
  }
}
