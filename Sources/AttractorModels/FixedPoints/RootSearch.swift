import ArrayNumerics
import Foundation

/// The roots of n equations in n unknowns that many starts lead to: Newton's method from each, and again with the roots that
/// are known pushed away (deflation: Farrell, Birkisson & Funke 2015, doi:10.1137/140984798).
///
/// Every root that is found is deflated by the factor 1 + (s / |y − r|)²; the deflated Newton step is the plain one times a
/// number, so that deflation costs nothing. What is found depends on starts and order alone.
public struct RootSearch {
  /// A root.
  public struct Root: Sendable, Equatable {
    /// The unknowns.
    public var values: [Double]
    /// The largest equation that is left.
    public var residual: Double
    /// Newton steps that it took.
    public var steps: Int
  }

  /// The values of the equations and their derivatives `[equation, unknown]`.
  public var equations: ([Double]) throws -> (values: [Double], jacobian: Matrix<Double>)
  /// For the largest equation.
  public var tolerance = 1e-13
  /// s of the deflation, and the longest Newton step as a part of the size of the unknowns, in their unit.
  public var scale: Double
  /// Newton steps from one start.
  public var limit = 40
  /// Two roots whose values are all nearer than this part of the scale are one.
  public var separation = 1e-6
  /// Whether two roots that are not one count as one, such as shifts of each other; by default none do.
  public var isEquivalent: ([Double], [Double]) -> Bool = { _, _ in false }

  /// - Parameters:
  ///   - scale: the size of what is looked for.
  ///   - equations: see the property.
  public init(scale: Double, equations: @escaping ([Double]) throws -> (values: [Double], jacobian: Matrix<Double>)) {
    self.equations = equations
    self.scale = scale
  }

  /// The roots in the order in which they were found: first from every start, then with all known roots deflated, from each of
  /// `again` as long as that finds new ones.
  ///
  /// - Parameters:
  ///   - again: the starts themselves if not given; none of them a root.
  ///   - known: roots that are not looked for.
  /// - Throws: `CancellationError`; what the equations throw.
  public func roots(
    from starts: [[Double]], again: [[Double]]? = nil, known: [[Double]] = [], work: Work = Work()
  ) throws -> [Root] {
    var found: [Root] = []
    // Every root that was met is pushed away, those that count as one with another too.
    var met = known
    func note(_ root: Root?) -> Bool {
      guard let root, !met.contains(where: { isSame($0, root.values) }) else { return false }
      met.append(root.values)
      if !found.contains(where: { isEquivalent($0.values, root.values) }) { found.append(root) }
      return true
    }
    for start in starts {
      try work.checkCancellation()
      _ = note(try newton(from: start))
    }
    for start in again ?? starts {
      try work.checkCancellation()
      // A root is polished without deflation; it may then be one that was met.
      while met.count < 1000, let near = try newton(from: start, deflating: met), note(try newton(from: near.values)) {}
    }
    return found
  }

  private func isSame(_ first: [Double], _ second: [Double]) -> Bool {
    zip(first, second).allSatisfy { abs($0 - $1) < separation * scale }
  }

  /// One run of Newton's method; `nil` where it does not arrive.
  ///
  /// - Throws: what the equations throw.
  public func newton(from start: [Double], deflating roots: [[Double]] = []) throws -> Root? {
    var values = start
    for step in 0...limit {
      let (residuals, jacobian) = try equations(values)
      let size = residuals.reduce(0) { max($0, abs($1)) }
      guard size.isFinite else { return nil }
      if size < tolerance { return Root(values: values, residual: size, steps: step) }
      guard var direction = try? solveLinearSystem(jacobian, residuals.map { -$0 }) else { return nil }
      let length = norm(direction)
      let factor = deflation(at: values, along: direction, roots) * min(1, (scale + norm(values)) / max(length, 1e-300))
      guard factor.isFinite, factor != 0 else { return nil }
      for index in direction.indices { direction[index] *= factor }
      for index in values.indices { values[index] += direction[index] }
    }
    return nil
  }

  /// What the Newton step is multiplied with: 1 / (1 − m'(y) d / m(y)), m the product of all factors.
  private func deflation(at values: [Double], along direction: [Double], _ roots: [[Double]]) -> Double {
    var slope = 0.0
    for root in roots {
      var (square, product) = (0.0, 0.0)
      for index in values.indices {
        let offset = values[index] - root[index]
        square += offset * offset
        product += offset * direction[index]
      }
      // d/dt log(1 + s²/|y − r|²).
      slope -= 2 * scale * scale * product / (square * (square + scale * scale))
    }
    return 1 / (1 - slope)
  }

  private func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
