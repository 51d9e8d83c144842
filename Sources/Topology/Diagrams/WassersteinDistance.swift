import ArrayNumerics
import Foundation

/// The q-Wasserstein distance between two persistence diagrams: the smallest (Σ dᑫ)^(1/q) over all ways to match their
/// points with each other or with the diagonal, d being how far each point moves.
///
/// Exact, by optimal assignment. Matching two points instead of sending both to the diagonal saves
/// d(a, Δ)ᑫ + d(b, Δ)ᑫ - d(a, b)ᑫ; the largest total saving is an assignment of the smaller diagram to the larger, which is
/// solved by shortest augmenting paths. Infinite bars are matched in the order of their births, which is optimal for q ≥ 1.
///
/// - Parameters:
///   - order: q, at least 1.
///   - norm: how the movement of one point is measured. `persim` has L2 with q = 1, GUDHI and Hera a choice.
/// - Returns: the distance, in the unit of the diagrams; +infinity when the numbers of infinite bars differ.
/// - Throws: `TopologyError.invalidBar`, `TopologyError.invalidOrder`, `CancellationError`.
/// - Complexity: O(n² m) time at worst for diagrams of n ≤ m points, usually far less; memory 8 n m bytes.
public func wassersteinDistance(
  _ first: [PersistencePair], _ second: [PersistencePair], order: Double = 1,
  norm: DiagramNorm = .euclidean, work: Work = Work()
) throws -> Double {
  guard order >= 1, order < .infinity else { throw TopologyError.invalidOrder(order) }
  var (a, b) = (try SplitDiagram(first), try SplitDiagram(second))
  guard a.essentialBirths.count == b.essentialBirths.count else { return .infinity }
  if a.count > b.count { swap(&a, &b) }
  func power(_ distance: Double) -> Double {
    order == 1 ? distance : order == 2 ? distance * distance : pow(distance, order)
  }
  let fromA = (0..<a.count).map { power(norm.toDiagonal(a.births[$0], a.deaths[$0])) }
  let fromB = (0..<b.count).map { power(norm.toDiagonal(b.births[$0], b.deaths[$0])) }
  var savings = Matrix<Double>(rows: a.count, columns: b.count, repeating: 0)
  savings.withUnsafeMutableBufferPointer { savings in
    for i in 0..<a.count {
      for j in 0..<b.count {
        let cost = power(norm.distance(a.births[i], a.deaths[i], b.births[j], b.deaths[j]))
        savings[i * b.count + j] = min(0, cost - fromA[i] - fromB[j])
      }
    }
  }
  let columns = try minimumCostAssignment(savings, work: work)
  // The total is summed anew from the costs themselves, which are small where the savings are differences of large ones.
  var terms = zip(a.essentialBirths, b.essentialBirths).map { power(abs($0 - $1)) }
  var isMatched = [Bool](repeating: false, count: b.count)
  for (i, j) in columns.enumerated() {
    if savings[i, j] < 0 {
      terms.append(power(norm.distance(a.births[i], a.deaths[i], b.births[j], b.deaths[j])))
      isMatched[j] = true
    } else {
      terms.append(fromA[i])
    }
  }
  for j in 0..<b.count where !isMatched[j] { terms.append(fromB[j]) }
  let total = terms.sorted().reduce(0, +)
  return order == 1 ? total : order == 2 ? total.squareRoot() : pow(total, 1 / order)
}
