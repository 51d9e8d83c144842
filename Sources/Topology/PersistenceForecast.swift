import Foundation

/// What a computation will need, known before it starts.
public struct PersistenceForecast: Sendable, Equatable {
  /// Peak memory in bytes beside the distance matrix. The part for the matrices is exact; the part for the reduction is
  /// a fit to noisy tori, the costliest clouds measured, and is seldom exceeded by others.
  public var bytes: Int
  /// Seconds on one core of about 3 GHz, fitted in the same way: random clouds take a half in dimension 1, a tenth in 2.
  public var seconds: Double
  /// Largest number of simplices (without threshold) that are looked at in any dimension; saturates at `Int.max`.
  public var simplices: Int

  public init(bytes: Int, seconds: Double, simplices: Int) {
    self.bytes = bytes
    self.seconds = seconds
    self.simplices = simplices
  }
}

/// The memory and time that persistent cohomology of a complete graph needs; thresholds only lower them.
public func forecast(points: Int, maxDimension: Int) -> PersistenceForecast {
  let n = Double(max(0, points))
  // Edge words with the scratch of their sort (8 bytes each), or ranks and partners (4 bytes per ordered pair).
  let matrices = 4 * n * n + max(8 * n * n, 4 * n * n + 2 * n * n)
  // Stored columns and the heap, and seconds, for dimension 1, 2, 3; measured at 300 ... 2,000, 200 ... 1,200 and
  // 50 ... 200 points. Above dimension 3 each dimension costs n / 4 times the one below.
  var reduction = 0.0
  var seconds = 1.5e-8 * n * n
  if maxDimension >= 1 {
    reduction += 16 * n * n
    seconds += 1.95e-8 * pow(n, 2.3)
  }
  if maxDimension >= 2 {
    reduction += 16 * n * n * max(1, n / 600)
    seconds += 2.5e-11 * pow(n, 3.6)
  }
  if maxDimension >= 3 {
    let higher = pow(max(1, n / 4), Double(maxDimension - 3))
    reduction += 0.026 * pow(n, 4) * higher
    seconds += 2.1e-11 * pow(n, 4.8) * higher
  }
  var simplices = 1.0
  for k in 0..<max(1, maxDimension + 1) { simplices *= max(0, n - Double(k)) / Double(k + 1) }
  func saturating(_ value: Double) -> Int { value < 9e18 ? Int(value) : Int.max }
  return PersistenceForecast(
    bytes: saturating(matrices + reduction), seconds: seconds, simplices: saturating(simplices))
}

func checkMemory(points: Int, parameters: PersistenceParameters) throws {
  guard let budget = parameters.memoryBudget else { return }
  let needed = forecast(points: points, maxDimension: parameters.maxDimension).bytes
  if needed > budget {
    throw TopologyError.overMemoryBudget(
      needed: needed, budget: budget, points: points, maxDimension: parameters.maxDimension)
  }
}
