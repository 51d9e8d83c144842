import ArrayNumerics

/// The longest finite lifetime in each dimension from 0 to `maxDimension`, 0 where there is no finite bar: the statistic
/// of a null distribution. The same computation as `persistentCohomology` without keeping cocycles.
///
/// - Throws: as `persistentCohomology(of:parameters:work:)`.
public func longestLifetimes(
  of distances: Matrix<Float>, maxDimension: Int = 1, coefficient: Int = 47,
  threshold: Threshold = .enclosingRadius,
  work: Work = Work()
) throws -> [Double] {
  let parameters = PersistenceParameters(
    maxDimension: maxDimension, coefficient: coefficient, threshold: threshold, cocycles: false)
  let result = try persistentCohomology(of: distances, parameters: parameters, work: work)
  return result.diagrams.map { diagram in diagram.first { !$0.isEssential }?.lifetime ?? 0 }
}
