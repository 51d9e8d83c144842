import ArrayNumerics
import Foundation

/// The angle, in degrees, at which a flat torus of hexagonal cells is drawn: 60 or 120.
///
/// The rates of such cells hold three waves. Two run along θ₁ and θ₂; where the third is their difference, the displacements
/// after which the cells repeat stand at 120°, where it is their sum, at 60°. Decided by the squares of the two waves, summed
/// over the cells; O(cells × bins²).
///
/// - Parameters:
///   - maps: rates of cells, each row a map of `bins` × `bins` with either angle running faster; what is not finite counts
///     for nothing.
///   - bins: around each circle.
public func flatTorusAngle(of maps: Matrix<Float>, bins: Int) -> Double {
  let step = 2 * Double.pi / Double(max(1, bins))
  let wave = (0..<max(1, bins)).map { (cos: cos(Double($0) * step), sin: sin(Double($0) * step)) }
  var (difference, sum) = (0.0, 0.0)
  for cell in 0..<maps.rows {
    var (dc, ds, sc, ss) = (0.0, 0.0, 0.0, 0.0)
    for (index, rate) in maps.row(cell).enumerated() where rate.isFinite {
      let (first, second) = (index % bins, index / bins % bins)
      let (apart, added) = (wave[(first - second + bins) % bins], wave[(first + second) % bins])
      dc += Double(rate) * apart.cos
      ds += Double(rate) * apart.sin
      sc += Double(rate) * added.cos
      ss += Double(rate) * added.sin
    }
    difference += dc * dc + ds * ds
    sum += sc * sc + ss * ss
  }
  return difference > sum ? 120 : 60
}
