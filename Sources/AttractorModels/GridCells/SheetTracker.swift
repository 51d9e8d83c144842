import ArrayNumerics
import Foundation

/// How far a periodic pattern on a sheet has moved since the last look: by the phases of its waves, each weighted by its
/// power. Finer than a cell, without jumps as long as the pattern moves less than half of its shortest wave between looks.
public struct SheetTracker {
  private let side: Int
  private let transform: RealFourierTransform2D
  private let longest: Int
  private var before: Matrix<Complex>?
  /// Cells, since the first look.
  public private(set) var displacement = SIMD2<Double>.zero

  /// - Parameter waves: the highest wave number along an axis that is looked at.
  /// - Throws: `NumericsError`
  public init(side: Int, waves: Int = 6) throws(NumericsError) {
    self.side = side
    longest = min(waves, (side - 1) / 2)
    transform = try RealFourierTransform2D(rows: side, columns: side)
  }

  /// Takes a look.
  ///
  /// - Parameter rates: `[y, x]`.
  /// - Throws: `NumericsError.wrongShape`
  public mutating func observe(_ rates: [Double]) throws(NumericsError) {
    guard rates.count == side * side else {
      throw .wrongShape(what: "pattern", found: "\(rates.count) cells", expected: "\(side * side)")
    }
    let now = try transform.forward(Matrix(rows: side, columns: side, elements: rates))
    if let before { displacement += shift(from: before, to: now) }
    before = now
  }

  /// Least squares of phase = −k · shift over the waves.
  private func shift(from before: Matrix<Complex>, to now: Matrix<Complex>) -> SIMD2<Double> {
    var (xx, xy, yy, xp, yp) = (0.0, 0.0, 0.0, 0.0, 0.0)
    let unit = 2 * Double.pi / Double(side)
    for ky in -longest...longest {
      for kx in 0...longest where (kx, ky) != (0, 0) {
        let row = (ky + side) % side
        let product = now[row, kx] * before[row, kx].conjugate
        // A wave that turned by more than a quarter says nothing.
        guard product.real > 0 else { continue }
        let (power, phase) = (now[row, kx].squaredMagnitude, -atan2(product.imaginary, product.real))
        let (x, y) = (unit * Double(kx), unit * Double(ky))
        xx += power * x * x
        xy += power * x * y
        yy += power * y * y
        xp += power * x * phase
        yp += power * y * phase
      }
    }
    let determinant = xx * yy - xy * xy
    guard determinant > 0 else { return .zero }
    return SIMD2((yy * xp - xy * yp) / determinant, (xx * yp - xy * xp) / determinant)
  }
}
