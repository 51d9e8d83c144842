/// What a computation will need, known before it starts.
public struct PersistenceForecast: Sendable, Equatable {
  /// Peak memory in bytes beside the distance matrix. The part for the matrices is exact; the part for the reduction is
  /// a fit to noisy tori and spheres and may be off by a factor of two on other clouds.
  public var bytes: Int
  /// Largest number of simplices (without threshold) that are looked at in any dimension; saturates at `Int.max`.
  public var simplices: Int
}

/// The memory that persistent cohomology of a complete graph needs; thresholds only lower it.
public func forecast(points: Int, maxDimension: Int) -> PersistenceForecast {
  let n = Double(max(0, points))
  // Edge words with the scratch of their sort (8 bytes each), or ranks and partners (4 bytes per ordered pair).
  let matrices = 4 * n * n + max(8 * n * n, 4 * n * n + 2 * n * n)
  // Stored columns of V and the heap, measured: they grow about as n^2 in dimension 1 and a factor n/10 per dimension.
  var reduction = 0.0
  if maxDimension >= 1 { reduction = 16 * n * n }
  for _ in 2..<max(2, maxDimension + 1) { reduction *= max(1, n / 60) }
  var simplices = 1.0
  for k in 0..<max(1, maxDimension + 1) { simplices *= max(0, n - Double(k)) / Double(k + 1) }
  func saturating(_ value: Double) -> Int { value < 9e18 ? Int(value) : Int.max }
  return PersistenceForecast(bytes: saturating(matrices + reduction), simplices: saturating(simplices))
}

func checkMemory(points: Int, parameters: PersistenceParameters) throws {
  guard let budget = parameters.memoryBudget else { return }
  let needed = forecast(points: points, maxDimension: parameters.maxDimension).bytes
  if needed > budget {
    throw TopologyError.overMemoryBudget(
      needed: needed, budget: budget, points: points, maxDimension: parameters.maxDimension)
  }
}
