import ArrayNumerics
import Foundation

/// The true principal components of patterns, for comparison with what a rule has found.
public struct PrincipalDirections: Sendable, Equatable {
  /// Eigenvalues of the second moments, Σ x xᵀ / P, largest first.
  public var eigenvalues: [Double]
  /// Unit eigenvectors as rows, `[component, input]`, in the same order.
  public var directions: Matrix<Double>

  /// - Parameter patterns: `[pattern, input]` as the rule sees them; centred, the second moments are the covariance.
  /// - Throws: `NumericsError`
  public init(_ patterns: Matrix<Double>) throws {
    let count = patterns.columns
    var moments = Matrix<Double>(rows: count, columns: count, repeating: 0)
    for row in 0..<patterns.rows {
      let x = Array(patterns.row(row))
      moments.withUnsafeMutableBufferPointer { moments in
        x.withUnsafeBufferPointer { x in
          guard let moments = moments.baseAddress, let x = x.baseAddress else { return }
          // The lower triangle, all that is read.
          for input in 0..<count where x[input] != 0 { add(x, times: x[input], to: moments + input * count, count: input + 1) }
        }
      }
    }
    let rows = Double(max(1, patterns.rows))
    let found = try symmetricEigen(moments.map { $0 / rows })
    eigenvalues = found.values.map { max(0, $0) }
    directions = found.vectors.transposed()
  }

  /// The angle between a direction and a component, degrees in 0...90; the sign of either does not count.
  ///
  /// - Parameter weights: `[input]`, not all 0; else NaN.
  public func angle(of weights: some Collection<Double>, to component: Int) -> Double {
    let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0, component < directions.rows else { return .nan }
    let direction = directions.row(component)
    var along = 0.0
    for (a, b) in zip(weights, direction) { along += a * b / norm }
    // What is across, since a cosine near 1 says little of a small angle.
    var across = 0.0
    for (a, b) in zip(weights, direction) { across += (a / norm - along * b) * (a / norm - along * b) }
    return atan2(across.squareRoot(), abs(along)) * 180 / .pi
  }

  /// How far an eigenvalue stands from its neighbours, as a part of itself: the smaller it is, the slower and the less certain
  /// is its component.
  public func gap(of component: Int) -> Double {
    guard component < eigenvalues.count, eigenvalues[component] > 0 else { return 0 }
    let own = eigenvalues[component]
    let before = component > 0 ? eigenvalues[component - 1] - own : .infinity
    let after = component + 1 < eigenvalues.count ? own - eigenvalues[component + 1] : own
    return min(before, after) / own
  }
}
