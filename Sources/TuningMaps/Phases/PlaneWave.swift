import ArrayNumerics
import Foundation

/// A phase that grows evenly across the arena: phase(x, y) = offset + kx · x + ky · y.
package struct PlaneWave: Sendable, Equatable {
  /// Along x, rad/m.
  package var kx: Double
  /// Along y, rad/m.
  package var ky: Double
  /// At the origin, rad.
  package var offset: Double
  /// Mean over the bins of (cos of the wave - cos of the map)²: near 0 for stripes, about 1 for noise.
  package var error: Double

  /// The plane wave closest to a phase map: the maximum over k of |Σ exp i(map - k · r)|.
  ///
  /// The maximum is bracketed on a grid fine enough to see every peak (a quarter period across the arena) up to
  /// `periods` periods along each axis, then found by least squares on the wrapped residual. `nil` for a map with fewer than
  /// ten bins.
  package init?(fitting map: Matrix<Double>, grid: SpatialGrid, periods: Double = 6) {
    var points: [(x: Double, y: Double, phase: Double)] = []
    for row in 0..<map.rows {
      for column in 0..<map.columns where map[row, column].isFinite {
        points.append(
          (
            (grid.xEdges[column] + grid.xEdges[column + 1]) / 2, (grid.yEdges[row] + grid.yEdges[row + 1]) / 2,
            map[row, column]
          ))
      }
    }
    guard points.count >= 10 else { return nil }
    let width = max(grid.xEdges[grid.columns] - grid.xEdges[0], grid.yEdges[grid.rows] - grid.yEdges[0])
    let (centerX, centerY) = (grid.xEdges[0], grid.yEdges[0])
    let step = 2 * Double.pi / width / 4
    let reach = Int((periods * 4).rounded(.up))
    // exp(i phase) times powers of exp(-i step x), exp(-i step y): one rotation for each bin and grid point.
    var best = (power: -1.0, kx: 0.0, ky: 0.0)
    for row in -reach...reach {
      var real = points.map { cos($0.phase - Double(row) * step * ($0.y - centerY) + Double(reach) * step * ($0.x - centerX)) }
      var imaginary = points.map {
        sin($0.phase - Double(row) * step * ($0.y - centerY) + Double(reach) * step * ($0.x - centerX))
      }
      let turnReal = points.map { cos(step * ($0.x - centerX)) }
      let turnImaginary = points.map { -sin(step * ($0.x - centerX)) }
      for column in -reach...reach {
        var sumReal = 0.0
        var sumImaginary = 0.0
        for index in real.indices {
          sumReal += real[index]
          sumImaginary += imaginary[index]
          let turned = real[index] * turnReal[index] - imaginary[index] * turnImaginary[index]
          imaginary[index] = real[index] * turnImaginary[index] + imaginary[index] * turnReal[index]
          real[index] = turned
        }
        let power = sumReal * sumReal + sumImaginary * sumImaginary
        if power > best.power { best = (power, Double(column) * step, Double(row) * step) }
      }
    }
    kx = best.kx
    ky = best.ky
    offset = 0
    error = 0
    for _ in 0..<20 { improve(points) }
    error = points.reduce(0) { $0 + pow(cos(phase($1.x, $1.y)) - cos($1.phase), 2) } / Double(points.count)
  }

  /// The phase at a place (m), rad, not wrapped.
  package func phase(_ x: Double, _ y: Double) -> Double { offset + kx * x + ky * y }

  /// One step of least squares on the residual wrapped to half a turn.
  private mutating func improve(_ points: [(x: Double, y: Double, phase: Double)]) {
    let sums = points.reduce((0.0, 0.0)) { sum, point in
      let rest = point.phase - kx * point.x - ky * point.y
      return (sum.0 + cos(rest), sum.1 + sin(rest))
    }
    offset = atan2(sums.1, sums.0)
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    var (xx, xy, yy, xr, yr, mean) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    let residuals = points.map { angleDifference(wrapAngle($0.phase), wrapAngle(phase($0.x, $0.y))) }
    for residual in residuals { mean += residual / count }
    for (point, residual) in zip(points, residuals) {
      let (dx, dy) = (point.x - meanX, point.y - meanY)
      xx += dx * dx
      xy += dx * dy
      yy += dy * dy
      xr += dx * (residual - mean)
      yr += dy * (residual - mean)
    }
    let determinant = xx * yy - xy * xy
    guard determinant > 0 else { return }
    let (stepX, stepY) = ((yy * xr - xy * yr) / determinant, (xx * yr - xy * xr) / determinant)
    kx += stepX
    ky += stepY
    offset += mean - stepX * meanX - stepY * meanY
  }
}
