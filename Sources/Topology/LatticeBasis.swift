import Foundation

/// A reduced basis of a lattice given by its Gram matrix: for two forms the shortest pair, by Lagrange's and Gauss's algorithm;
/// for more by that of Lenstra, Lenstra and Lovász (1982, doi:10.1007/BF01457454).
///
/// The harmonic forms of a torus span the lattice of all its circular coordinates; which cocycles the barcode returns is an
/// accident. The reduced forms are short and nearly at right angles; a pair is the two shortest, up to sign.
public struct LatticeBasis: Sendable, Equatable {
  /// Integer matrix of determinant 1 or -1: reduced form i = sum over j of `change[i][j]` times given form j.
  public private(set) var change: [[Int]]
  /// Gram matrix of the reduced forms, whose diagonal ascends: `gram[0][i] >= 0`, and `2 |gram[i][j]|` is at most `gram[i][i]`
  /// for a pair.
  public private(set) var gram: [[Double]]

  /// Angle between the first two reduced forms in radians; of a pair from pi/3 (hexagonal) to pi/2 (square or rectangular).
  public var angle: Double {
    let (a, b, c) = (gram[0][0], gram[0][1], gram[1][1])
    return acos(min(1, b / (a * c).squareRoot()))
  }

  /// Length of the longest reduced form over that of the shortest, at least 1.
  public var lengthRatio: Double { (gram[gram.count - 1][gram.count - 1] / gram[0][0]).squareRoot() }

  /// - Parameter gram: symmetric, positive definite, at least 2 x 2; nil is returned for others.
  public init?(reducing gram: [[Double]]) {
    let count = gram.count
    guard count > 1, gram.allSatisfy({ $0.count == count && $0.allSatisfy(\.isFinite) }) else { return nil }
    let squares = Orthogonalized(gram).squares
    for i in 0..<count where !(gram[i][i] > 0 && squares[i] > 1e-12 * gram[i][i]) { return nil }
    self.gram = gram
    var identity = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for i in 0..<count { identity[i][i] = 1 }
    change = identity
    reduce()
    // Equal lengths up to rounding are not exchanged, so that the order given is kept.
    for i in 1..<count {
      for j in stride(from: i, to: 0, by: -1) where self.gram[j][j] < self.gram[j - 1][j - 1] * (1 - 1e-12) { exchange(j) }
    }
    for i in 1..<count where self.gram[0][i] < 0 { negate(i) }
  }

  /// With Lovász's constant at 1 up to rounding, which for a pair is the algorithm of Lagrange and Gauss.
  private mutating func reduce() {
    var k = 1
    while k < gram.count {
      for j in stride(from: k - 1, through: 0, by: -1) {
        let coefficient = Orthogonalized(gram).coefficients[k][j]
        // A coefficient of exactly one half may round either way for ever; only real progress counts.
        if abs(coefficient) > 0.5 * (1 + 1e-12) { subtract(coefficient.rounded(.toNearestOrAwayFromZero), times: j, from: k) }
      }
      let parts = Orthogonalized(gram)
      let projected = parts.squares[k] + parts.coefficients[k][k - 1] * parts.coefficients[k][k - 1] * parts.squares[k - 1]
      if projected < parts.squares[k - 1] * (1 - 1e-12) {
        exchange(k)
        k = max(1, k - 1)
      } else {
        k += 1
      }
    }
  }

  // MARK: - Steps that leave the lattice as it is

  private mutating func subtract(_ multiple: Double, times j: Int, from i: Int) {
    for k in gram.indices { gram[i][k] -= multiple * gram[j][k] }
    for k in gram.indices { gram[k][i] -= multiple * gram[k][j] }
    for k in gram.indices { change[i][k] -= Int(multiple) * change[j][k] }
  }

  /// Exchanges form i with the one before it.
  private mutating func exchange(_ i: Int) {
    gram.swapAt(i, i - 1)
    for k in gram.indices { gram[k].swapAt(i, i - 1) }
    change.swapAt(i, i - 1)
  }

  private mutating func negate(_ i: Int) {
    for k in gram.indices { gram[i][k] = -gram[i][k] }
    for k in gram.indices { gram[k][i] = -gram[k][i] }
    change[i] = change[i].map { -$0 }
  }
}

/// The orthogonalisation of Gram and Schmidt of forms given by their Gram matrix.
private struct Orthogonalized {
  /// Squared length of what is left of each form.
  var squares: [Double] = []
  /// How much of the part of form j is in form i > j, `[i][j]`.
  var coefficients: [[Double]] = []

  init(_ gram: [[Double]]) {
    for i in gram.indices {
      // The part of every earlier form's own direction in form i, times its squared length.
      var parts: [Double] = []
      for j in 0..<i { parts.append((0..<j).reduce(gram[i][j]) { $0 - coefficients[j][$1] * parts[$1] }) }
      coefficients.append((0..<i).map { parts[$0] / squares[$0] })
      squares.append((0..<i).reduce(gram[i][i]) { $0 - coefficients[i][$1] * parts[$1] })
    }
  }
}
