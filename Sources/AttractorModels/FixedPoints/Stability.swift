import ArrayNumerics

/// What the eigenvalues of the linearised dynamics say of an equilibrium.
public struct Stability: Sendable, Equatable {
  /// In words of one or two.
  public enum Kind: String, Sendable {
    /// Every small push dies out.
    case stable
    /// Some directions are neither pushed back nor away, all others are pushed back: a point of a continuous attractor.
    case continuous
    /// Some direction is pushed away.
    case unstable
  }

  /// Eigenvalues above the tolerance: the Morse index.
  public var unstableCount: Int
  /// Eigenvalues within the tolerance of 0: the dimension of the family that the point belongs to, if there is one.
  public var marginalCount: Int
  /// In units of 1/τ: what counts as 0.
  public var tolerance: Double

  /// - Parameters:
  ///   - realParts: of the eigenvalues of τ times the Jacobian; those that are not given are taken for stable.
  ///   - tolerance: rounding and residual of the point; 1e-9 suits double precision.
  public init(realParts: [Double], tolerance: Double = 1e-9) {
    unstableCount = realParts.count { $0 > tolerance }
    marginalCount = realParts.count { abs($0) <= tolerance }
    self.tolerance = tolerance
  }

  /// Which of the three it is.
  public var kind: Kind {
    if unstableCount > 0 { return .unstable }
    return marginalCount > 0 ? .continuous : .stable
  }
}

/// The sum of indices that a complete list of equilibria has: Σ (−1)^(Morse index) over those that stand alone is 1 for
/// dynamics that bring every state back to a bounded region (Poincaré and Hopf); circles of equilibria (and tori of them) add
/// nothing. A list with another sum lacks some.
public func indexSum(of equilibria: [Stability]) -> Int {
  equilibria.filter { $0.marginalCount == 0 }.reduce(0) { $0 + ($1.unstableCount.isMultiple(of: 2) ? 1 : -1) }
}
