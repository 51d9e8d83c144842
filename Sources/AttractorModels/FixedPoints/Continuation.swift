import ArrayNumerics
import Foundation

/// A branch of solutions of n equations in n + 1 unknowns, the last of them a parameter, followed by pseudo-arclength around
/// its folds (Keller 1977, in Rabinowitz (ed.), Applications of Bifurcation Theory, 359-384).
///
/// Unknowns should be scaled so that each is near 1 where the branch is wanted: the step length is their Euclidean norm.
public struct Continuation {
  /// One solution.
  public struct Point: Sendable, Equatable {
    /// The unknowns, the parameter last.
    public var unknowns: [Double]
    /// Unit vector along the branch.
    public var tangent: [Double]
    /// Sign of the determinant of the derivatives with the tangent as their last row: the same all along a branch, and another
    /// behind a point where a second one crosses it.
    public var orientation = 1
  }

  /// What was found.
  public struct Branch: Sendable, Equatable {
    /// In the order along the branch.
    public var points: [Point] = []
    /// Where the parameter turns round.
    public var folds: [Point] = []
    /// Newton steps altogether.
    public var newtonSteps = 0
    /// Whether its end was reached, and not the limit of points.
    public var isComplete = false
  }

  /// The values of the n equations and their derivatives by the n + 1 unknowns, `[n, n + 1]`.
  public var equations: ([Double]) throws -> (values: [Double], jacobian: Matrix<Double>)
  /// For the last Newton step, in scaled unknowns, or as a part of the largest where that is above 1.
  public var tolerance = 1e-12
  /// For the step along the branch at a point.
  public var stepLength: (Point) -> Double = { _ in 0.05 }
  /// Whether a step is halved that turns by more than `leastCosine` or changes the orientation, since it may have gone to
  /// another branch. One that still changes it when it is a thousandth as long has passed a branch point.
  public var isWary = false

  /// Of the angle between the directions at two points of one branch.
  static let leastCosine = 0.8

  /// - Parameter equations: see the property.
  public init(equations: @escaping ([Double]) throws -> (values: [Double], jacobian: Matrix<Double>)) {
    self.equations = equations
  }

  /// Follows the branch from near a solution, at first towards larger parameters (or smaller).
  ///
  /// - Parameters:
  ///   - limit: points at most.
  ///   - isDone: whether a point is the last one.
  /// - Throws: `noConvergence` when Newton's method fails even with a thousandth of the step; `NumericsError`
  public func follow(
    from start: [Double], increasing: Bool = true, limit: Int = 500, until isDone: (Branch) -> Bool
  ) throws -> Branch {
    var branch = Branch()
    var axis = [Double](repeating: 0, count: start.count)
    axis[start.count - 1] = increasing ? 1 : -1
    guard var current = try corrected(start, along: axis, &branch.newtonSteps) else {
      throw AttractorModelsError.noConvergence(what: "start of the branch", residual: .nan, tolerance: tolerance)
    }
    branch.points.append(current)
    while branch.points.count < limit, !isDone(branch) {
      var length = stepLength(current)
      let least = length * 1e-3
      var found: Point?
      /// The shortest step with another orientation.
      var across: (point: Point, length: Double)?
      while found == nil, length >= least {
        if let point = try corrected(predicted(current, length), along: current.tangent, &branch.newtonSteps) {
          let cosine = zip(point.tangent, current.tangent).reduce(0) { $0 + $1.0 * $1.1 }
          if !isWary || cosine >= Self.leastCosine {
            if !isWary || point.orientation == current.orientation { found = point } else { across = (point, length) }
          }
        }
        if found == nil { length /= 2 }
      }
      if found == nil, let across { (found, length) = (across.point, across.length) }
      guard let next = found else {
        throw AttractorModelsError.noConvergence(what: "step along the branch", residual: .nan, tolerance: tolerance)
      }
      if let before = current.tangent.last, let after = next.tangent.last, before * after < 0 {
        branch.folds.append(try fold(from: current, (before, after), length: length, &branch.newtonSteps))
      }
      branch.points.append(next)
      current = next
    }
    branch.isComplete = isDone(branch)
    return branch
  }

  /// Where the parameter's part of the tangent is zero between a point and one a length further on, by secants.
  private func fold(
    from point: Point, _ ends: (Double, Double), length: Double, _ steps: inout Int
  ) throws -> Point {
    var (low, lowValue, high, highValue) = (0.0, ends.0, length, ends.1)
    var best = point
    for _ in 0..<20 where highValue != lowValue {
      let place = low - lowValue * (high - low) / (highValue - lowValue)
      guard place.isFinite, let found = try corrected(predicted(point, place), along: point.tangent, &steps) else { break }
      best = found
      let value = found.tangent.last ?? 0
      if abs(value) < 1e-13 { break }
      (low, lowValue, high, highValue) = (high, highValue, place, value)
    }
    return best
  }

  private func predicted(_ point: Point, _ length: Double) -> [Double] {
    zip(point.unknowns, point.tangent).map { $0 + length * $1 }
  }

  /// Newton's method in the plane through `guess` that is perpendicular to a direction; `nil` when it does not converge.
  private func corrected(_ guess: [Double], along direction: [Double], _ steps: inout Int) throws -> Point? {
    var unknowns = guess
    for _ in 0..<10 {
      let (values, jacobian) = try equations(unknowns)
      let offset = zip(direction, zip(unknowns, guess)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
      guard let step = try? solveLinearSystem(bordered(jacobian, direction), values.map { -$0 } + [-offset]) else { return nil }
      steps += 1
      for index in unknowns.indices { unknowns[index] += step[index] }
      guard unknowns.allSatisfy(\.isFinite) else { return nil }
      let scale = unknowns.reduce(1) { max($0, abs($1)) }
      if step.allSatisfy({ abs($0) < tolerance * scale }) { return try tangentPoint(unknowns, direction) }
    }
    return nil
  }

  private func tangentPoint(_ unknowns: [Double], _ direction: [Double]) throws -> Point {
    let right = [Double](repeating: 0, count: unknowns.count - 1) + [1]
    let (tangent, sign) = try solveWithDeterminant(bordered(try equations(unknowns).jacobian, direction), right)
    let norm = tangent.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return Point(unknowns: unknowns, tangent: tangent.map { $0 / norm }, orientation: sign)
  }

  private func bordered(_ jacobian: Matrix<Double>, _ row: [Double]) -> Matrix<Double> {
    Matrix(rows: row.count, columns: row.count, elements: jacobian.elements + row)
  }
}
