import ArrayNumerics
import Foundation

/// A phase that grows evenly across the arena: phase(x, y) = offset + kx · x + ky · y.
///
/// The wave of an angle θ that was sampled at places r is the maximum over k of |F(k)|, F(k) = Σ exp i(θ − k · r); its offset
/// is the direction of F. The strength |F| / n is the mean cosine of the residual.
package struct StripeFit: Sendable, Equatable {
  /// Along x, rad/m.
  package var kx: Double
  /// Along y, rad/m.
  package var ky: Double
  /// At the origin, rad in [0, 2π).
  package var offset: Double
  /// Mean cosine of angle less wave, 0 to 1.
  package var strength: Double

  package init(kx: Double, ky: Double, offset: Double, strength: Double) {
    (self.kx, self.ky, self.offset, self.strength) = (kx, ky, offset, strength)
  }

  /// The phase at a place (m), rad, not wrapped.
  package func phase(_ x: Double, _ y: Double) -> Double { offset + kx * x + ky * y }

  /// The maximum of |F| that Newton's method reaches from a start, on ln |F|.
  ///
  /// Eigenvalues of the second derivative are taken as negative, and a step is halved until |F| does not fall, so the method
  /// climbs from anywhere. It stops when a step changes the phase across the places by less than 10⁻⁹. O(places · steps).
  /// - Parameters:
  ///   - places: where the angles were sampled, with sums of unit vectors where several were in one place; at least one.
  ///   - start: wave vector, rad/m.
  package init(climbing places: PhasePlaces, from start: (kx: Double, ky: Double)) {
    var (kx, ky) = start
    var here = places.moments(kx, ky)
    for _ in 0..<30 {
      guard let step = here.newtonStep else { break }
      var (dx, dy) = step
      var next = places.moments(kx + dx, ky + dy)
      for _ in 0..<30 where next.power < here.power {
        (dx, dy) = (dx / 2, dy / 2)
        next = places.moments(kx + dx, ky + dy)
      }
      if next.power < here.power { break }
      (kx, ky, here) = (kx + dx, ky + dy, next)
      if hypot(dx, dy) * places.reach < 1e-9 { break }
    }
    self.kx = kx
    self.ky = ky
    offset = wrapAngle(atan2(here.imaginary, here.real) - kx * places.centerX - ky * places.centerY)
    strength = min(1, here.power.squareRoot() / places.weight)
  }
}

/// Angles at places, as sums of unit vectors.
package struct PhasePlaces: Sendable {
  /// Places less their mean, m.
  private var x: [Double]
  private var y: [Double]
  private var real: [Double]
  private var imaginary: [Double]
  /// The mean place, m.
  package private(set) var centerX: Double
  package private(set) var centerY: Double
  /// Number of angles.
  package private(set) var weight: Double
  /// The farthest place from the mean, m.
  package private(set) var reach: Double

  /// - Parameters:
  ///   - x: places, m; all finite.
  ///   - real: sum of the cosines of the angles there.
  ///   - weight: number of angles.
  package init(x: [Double], y: [Double], real: [Double], imaginary: [Double], weight: Double) {
    let count = Double(max(1, x.count))
    let (centerX, centerY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    self.x = x.map { $0 - centerX }
    self.y = y.map { $0 - centerY }
    (self.real, self.imaginary) = (real, imaginary)
    (self.centerX, self.centerY, self.weight) = (centerX, centerY, max(1, weight))
    reach = zip(self.x, self.y).reduce(0) { max($0, hypot($1.0, $1.1)) }
  }

  /// Angles at places; samples of which one is not finite are left out.
  package init(angles: [Double], x: [Double], y: [Double]) {
    let known = angles.indices.filter { angles[$0].isFinite && x[$0].isFinite && y[$0].isFinite }
    self.init(
      x: known.map { x[$0] }, y: known.map { y[$0] }, real: known.map { cos(angles[$0]) },
      imaginary: known.map { sin(angles[$0]) }, weight: Double(known.count))
  }

  /// F and its moments at a wave vector, in places less their mean.
  fileprivate func moments(_ kx: Double, _ ky: Double) -> PhaseMoments {
    var sums = PhaseMoments()
    for index in x.indices {
      let (x, y) = (x[index], y[index])
      let turn = kx * x + ky * y
      let (c, s) = (cos(turn), sin(turn))
      let re = real[index] * c + imaginary[index] * s
      let im = imaginary[index] * c - real[index] * s
      sums.add(re, im, x, y)
    }
    return sums
  }
}

/// F = Σ z exp(−ik · r) with Σ z x e, Σ z y e, Σ z x² e, Σ z x y e, Σ z y² e.
private struct PhaseMoments {
  var (real, imaginary) = (0.0, 0.0)
  private var (xr, xi, yr, yi) = (0.0, 0.0, 0.0, 0.0)
  private var (xxr, xxi, xyr, xyi, yyr, yyi) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

  var power: Double { real * real + imaginary * imaginary }

  mutating func add(_ re: Double, _ im: Double, _ x: Double, _ y: Double) {
    real += re
    imaginary += im
    xr += re * x
    xi += im * x
    yr += re * y
    yi += im * y
    xxr += re * x * x
    xxi += im * x * x
    xyr += re * x * y
    xyi += im * x * y
    yyr += re * y * y
    yyi += im * y * y
  }

  /// A sum over F.
  private func ratio(_ re: Double, _ im: Double) -> (Double, Double) {
    ((re * real + im * imaginary) / power, (im * real - re * imaginary) / power)
  }

  /// −H⁻¹ g of ln |F|, with g = (Im a, Im b) and H = −Re [xx − a², xy − ab; xy − ab, yy − b²] whose eigenvalues are taken as
  /// negative; `nil` where F is 0 or flat.
  var newtonStep: (Double, Double)? {
    guard power > 0 else { return nil }
    let (a, b) = (ratio(xr, xi), ratio(yr, yi))
    let (xx, xy, yy) = (ratio(xxr, xxi).0, ratio(xyr, xyi).0, ratio(yyr, yyi).0)
    // −H: positive definite near the maximum.
    let h11 = xx - (a.0 * a.0 - a.1 * a.1)
    let h12 = xy - (a.0 * b.0 - a.1 * b.1)
    let h22 = yy - (b.0 * b.0 - b.1 * b.1)
    let mean = (h11 + h22) / 2
    let spread = hypot((h11 - h22) / 2, h12)
    let angle = 0.5 * atan2(2 * h12, h11 - h22)
    let (c, s) = (cos(angle), sin(angle))
    let floor = 1e-12 * (abs(mean) + spread)
    let (large, small) = (max(abs(mean + spread), floor), max(abs(mean - spread), floor))
    guard large > 0, small > 0 else { return nil }
    let along = (c * a.1 + s * b.1) / large
    let across = (c * b.1 - s * a.1) / small
    return (c * along - s * across, s * along + c * across)
  }
}
