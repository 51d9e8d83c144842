import Foundation

/// How positions in the arena and phases on the twisted torus of a grid module belong together: phases are positions in units
/// of the spacing over 2π, sheared so that the hexagonal lattice is a square one.
public struct PhaseLattice: Sendable, Hashable {
  /// 2π over the spacing, rad/m.
  public var ratio: Double

  /// - Parameter ratio: rad/m; the spacing of the lattice's rows is 2π/ratio.
  public init(ratio: Double) { self.ratio = ratio }

  /// Distance of neighbouring fields, m.
  public var spacing: Double { 2 * .pi / ratio }

  /// The phase of a position (m), each component in [−π, π).
  public func phase(of position: SIMD2<Double>) -> SIMD2<Double> {
    func wrapped(_ angle: Double) -> Double {
      let shifted = angle + .pi
      return shifted - 2 * .pi * (shifted / (2 * .pi)).rounded(.down) - .pi
    }
    let y = position.y / 3.0.squareRoot()
    return SIMD2(wrapped(ratio * (position.x - y)), wrapped(ratio * 2 * y))
  }

  /// A displacement in the arena's directions, radians, of one on the sheared torus.
  public static func unsheared(_ phase: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(phase.x + phase.y / 2, 3.0.squareRoot() / 2 * phase.y)
  }

  /// The position with a phase that is nearest to a given one, m. Rounded on the lattice, and its eight neighbours compared.
  public func position(of phase: SIMD2<Double>, near known: SIMD2<Double>) -> SIMD2<Double> {
    let residual = Self.unsheared(phase) / ratio
    let rest = known - residual
    let row = rest.y * 2 / 3.0.squareRoot() / spacing
    let column = rest.x / spacing - row / 2
    var (best, distance) = (residual, Double.infinity)
    for i in -1...1 {
      for j in -1...1 {
        let cell = SIMD2(column.rounded() + Double(i), row.rounded() + Double(j))
        let candidate: SIMD2<Double> = Self.unsheared(cell) * spacing + residual
        let away = candidate - known
        let d = (away * away).sum()
        if d < distance { (best, distance) = (candidate, d) }
      }
    }
    return best
  }
}
