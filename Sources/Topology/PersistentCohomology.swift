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
  /// The lowest dimension that is computed on collapsed edges when its cocycles are not asked for; nil for the usual one.
  package var collapseFrom: Int?
  /// Every column of dimension 2 is reduced, also those of length zero.
  package var reducesAllColumns = false

  package init(
    wideKeys: Bool = false, sweepAfter: Int? = nil, collapseFrom: Int? = nil, reducesAllColumns: Bool = false
  ) {
    self.wideKeys = wideKeys
    self.sweepAfter = sweepAfter
    self.collapseFrom = collapseFrom
    self.reducesAllColumns = reducesAllColumns
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
  let isWide = bits > UInt64.bitWidth || options.wideKeys
  func append(_ dimensions: ClosedRange<Int>, of filtration: RankedDistances, cocyclesUpTo: Int) throws {
    if isWide {
      // At most 63 bits of index, 31 of rank and 16 of coefficient: 128 always suffice.
      try CohomologyRun<UInt128>(
        ranked: filtration, binomials: binomials, field: field, cocyclesUpTo: cocyclesUpTo,
        keepsCycles: parameters.cycles, options: options
      ).append(dimensions, to: &result, work: work)
    } else {
      try CohomologyRun<UInt64>(
        ranked: filtration, binomials: binomials, field: field, cocyclesUpTo: cocyclesUpTo,
        keepsCycles: parameters.cycles, options: options
      ).append(dimensions, to: &result, work: work)
    }
  }
  // Cocycles belong to the full complex; diagrams alone come cheaper from the collapsed one.
  let kept = parameters.cocycles ? parameters.largestCocycleDimension : parameters.cycles ? 1 : 0
  let full = min(top, max(kept, (options.collapseFrom ?? EdgeCollapse.firstDimension) - 1))
  try append(0...full, of: ranked, cocyclesUpTo: kept)
  if full < top {
    let collapsed = try EdgeCollapse(ranked).collapsed(work: work)
    try append(full + 1...top, of: collapsed, cocyclesUpTo: 0)
  }
  if !parameters.cocycles { result.cocycles = result.cocycles.map { _ in [] } }
  return result
}
