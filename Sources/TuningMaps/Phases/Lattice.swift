import Foundation

/// The lattice of a torus in the arena: the two shortest displacements after which both phases repeat.
public struct Lattice: Sendable, Equatable {
  /// The shorter displacement, m.
  public var first: (x: Double, y: Double)
  /// The longer one, m.
  public var second: (x: Double, y: Double)

  /// From two plane waves, by inverting phase = K r and reducing the two periods (Lagrange-Gauss). `nil` when the waves run
  /// in the same direction.
  package init?(_ a: PlaneWave, _ b: PlaneWave) {
    let determinant = a.kx * b.ky - a.ky * b.kx
    guard abs(determinant) > 1e-6 * (hypot(a.kx, a.ky) * hypot(b.kx, b.ky)), determinant != 0 else { return nil }
    let turn = 2 * Double.pi / determinant
    var u = (x: b.ky * turn, y: -b.kx * turn)
    var v = (x: -a.ky * turn, y: a.kx * turn)
    for _ in 0..<64 {
      if u.x * u.x + u.y * u.y > v.x * v.x + v.y * v.y { swap(&u, &v) }
      let multiple = ((u.x * v.x + u.y * v.y) / (u.x * u.x + u.y * u.y)).rounded()
      if multiple == 0 { break }
      v = (v.x - multiple * u.x, v.y - multiple * u.y)
    }
    if u.x * v.x + u.y * v.y < 0 { v = (-v.x, -v.y) }
    first = u
    second = v
  }

  /// From stored vectors x₁, y₁, x₂, y₂.
  package init(vectors: [Double]) {
    first = (vectors[0], vectors[1])
    second = (vectors[2], vectors[3])
  }

  /// Their lengths, m, the shorter first.
  public var lengths: [Double] { [hypot(first.x, first.y), hypot(second.x, second.y)] }

  /// Angle between the two vectors, degrees in [60, 90] for a reduced pair.
  public var angle: Double {
    let cosine = (first.x * second.x + first.y * second.y) / (lengths[0] * lengths[1])
    return acos(min(1, max(-1, cosine))) * 180 / .pi
  }

  /// Equal when both displacements are.
  public static func == (a: Lattice, b: Lattice) -> Bool { a.first == b.first && a.second == b.second }
}
