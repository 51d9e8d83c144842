import Foundation

/// A reduced basis of a two-dimensional lattice given by its Gram matrix, by Lagrange's and Gauss's algorithm.
///
/// The two harmonic forms of a torus span the lattice of all its circular coordinates; which two cocycles the barcode
/// returns is an accident. The reduced pair are the two shortest, up to sign.
public struct LatticeBasis: Sendable, Equatable {
  /// Integer matrix of determinant 1 or -1: reduced form i = sum over j of `change[i][j]` times given form j.
  public private(set) var change: [[Int]]
  /// Gram matrix of the reduced forms: `gram[0][0] <= gram[1][1]`, `0 <= 2 gram[0][1] <= gram[0][0]`.
  public private(set) var gram: [[Double]]

  /// Angle between the reduced forms in radians, from pi/3 (hexagonal) to pi/2 (square or rectangular).
  public var angle: Double {
    let (a, b, c) = (gram[0][0], gram[0][1], gram[1][1])
    return acos(min(1, b / (a * c).squareRoot()))
  }

  /// Length of the longer reduced form over that of the shorter, at least 1.
  public var lengthRatio: Double { (gram[1][1] / gram[0][0]).squareRoot() }

  /// - Parameter gram: symmetric, positive definite 2 x 2; nil is returned for others.
  public init?(reducing gram: [[Double]]) {
    guard gram.count == 2, gram.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else { return nil }
    var (a, b, c) = (gram[0][0], gram[0][1], gram[1][1])
    guard a > 0, c > 0, a * c - b * b > 1e-12 * a * c else { return nil }
    var (u, v) = ([1, 0], [0, 1])
    while true {
      // Equal lengths up to rounding are not exchanged, so that the order given is kept.
      if c < a * (1 - 1e-12) {
        swap(&a, &c)
        swap(&u, &v)
      }
      let multiple = (b / a).rounded(.toNearestOrAwayFromZero)
      // A coefficient of exactly one half may round either way for ever; only real progress counts.
      if abs(b) <= 0.5 * a * (1 + 1e-12) { break }
      c += multiple * (multiple * a - 2 * b)
      b -= multiple * a
      v = [v[0] - Int(multiple) * u[0], v[1] - Int(multiple) * u[1]]
    }
    if b < 0 {
      b = -b
      v = [-v[0], -v[1]]
    }
    change = [u, v]
    self.gram = [[a, b], [b, c]]
  }
}
