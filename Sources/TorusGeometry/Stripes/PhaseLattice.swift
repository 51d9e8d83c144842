import Foundation

/// The lattice of a torus in the arena: the two shortest displacements after which both phases repeat, the second
/// counter-clockwise of the first, at an angle of 60° to 90°.
public struct PhaseLattice: Sendable, Equatable {
  /// One displacement, m.
  public var first: (x: Double, y: Double)
  /// The other, m.
  public var second: (x: Double, y: Double)
  /// Whole numbers W, `[2, 2]` with determinant ±1, by which the displacements of the circles as they are were combined: the
  /// columns of A W are these, with A = 2π K⁻¹ of the wave vectors as rows of K. Angles that advance along the new
  /// displacements are W⁻¹ θ.
  public var basis: [[Int]]

  /// From two waves. `nil` when they run in the same direction.
  package init?(_ a: StripeFit, _ b: StripeFit) {
    let determinant = a.kx * b.ky - a.ky * b.kx
    guard abs(determinant) > 1e-6 * hypot(a.kx, a.ky) * hypot(b.kx, b.ky), determinant != 0 else { return nil }
    let turn = 2 * Double.pi / determinant
    var u = Column(x: b.ky * turn, y: -b.kx * turn, first: 1, second: 0)
    var v = Column(x: -a.ky * turn, y: a.kx * turn, first: 0, second: 1)
    for _ in 0..<64 {
      if u.squaredLength > v.squaredLength { swap(&u, &v) }
      let multiple = (u.dot(v) / u.squaredLength).rounded()
      if multiple == 0 || abs(multiple) > 1e9 { break }
      v = v.adding(u, times: -Int(multiple))
    }
    if u.dot(v) < 0 { v = v.times(-1) }
    if u.x * v.y - u.y * v.x < 0 { swap(&u, &v) }
    first = (u.x, u.y)
    second = (v.x, v.y)
    basis = [[u.first, v.first], [u.second, v.second]]
  }

  /// From what was stored.
  ///
  /// - Parameters:
  ///   - vectors: x₁, y₁, x₂, y₂, m.
  ///   - basis: `[2, 2]`.
  package init(vectors: [Double], basis: [[Int]]) {
    first = (vectors[0], vectors[1])
    second = (vectors[2], vectors[3])
    self.basis = basis
  }

  /// Their lengths, m.
  public var lengths: [Double] { [hypot(first.x, first.y), hypot(second.x, second.y)] }

  /// Angle between the two, degrees in [60, 90] for a reduced pair.
  public var angle: Double {
    let cosine = (first.x * second.x + first.y * second.y) / (lengths[0] * lengths[1])
    return acos(min(1, max(-1, cosine))) * 180 / .pi
  }

  /// The displacement over which the angles of the new basis advance by two phases, m.
  ///
  /// - Parameter turns: in turns along either displacement.
  package func displacement(_ turns: (Double, Double)) -> (x: Double, y: Double) {
    (turns.0 * first.x + turns.1 * second.x, turns.0 * first.y + turns.1 * second.y)
  }

  /// W⁻¹: the rows by which angles become those of the new basis.
  package var inverseBasis: [[Int]] {
    let determinant = basis[0][0] * basis[1][1] - basis[0][1] * basis[1][0]
    return [
      [determinant * basis[1][1], -determinant * basis[0][1]], [-determinant * basis[1][0], determinant * basis[0][0]],
    ]
  }

  /// Equal when displacements and basis are.
  public static func == (a: PhaseLattice, b: PhaseLattice) -> Bool {
    a.first == b.first && a.second == b.second && a.basis == b.basis
  }
}

/// A displacement with the whole numbers by which it was combined.
private struct Column {
  var x: Double
  var y: Double
  var first: Int
  var second: Int

  var squaredLength: Double { x * x + y * y }
  func dot(_ other: Column) -> Double { x * other.x + y * other.y }
  func times(_ factor: Int) -> Column {
    Column(x: Double(factor) * x, y: Double(factor) * y, first: factor * first, second: factor * second)
  }
  func adding(_ other: Column, times factor: Int) -> Column {
    let multiple = other.times(factor)
    return Column(x: x + multiple.x, y: y + multiple.y, first: first + multiple.first, second: second + multiple.second)
  }
}
