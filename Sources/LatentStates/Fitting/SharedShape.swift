import ArrayNumerics
import Foundation

/// The tuning shape that all cells of a torus share, each at its own place: what keeps the coordinates of a torus from
/// drifting.
package struct SharedShape: Sendable {
  /// Mean of the cells' maps with their centres at the origin, mean 1, `[state]`.
  package var template: [Double]
  /// Centre of each cell, rad, `[cell][circle]`.
  package var centers: [[Double]]
  /// Mean of each cell's raw map, Hz.
  package var means: [Double]
  /// m_n · template(θ − centre), not negative, `[cell, state]`, Hz.
  package var prior: Matrix<Double>

  /// - Parameter maps: raw maps `[cell, state]`, Hz.
  package init(maps: Matrix<Double>, space: LatentStateSpace, rounds: Int = 3, work: Work) throws {
    let fourier = TorusFourier(space: space)
    let states = Double(space.states)
    let means = (0..<maps.rows).map { maps.row($0).reduce(0, +) / states }
    let spectra = try concurrentMap(maps.rows, work: work) { cell in
      fourier.forward(maps.row(cell).map { means[cell] > 0 ? $0 / means[cell] : 1 })
    }
    var centers = spectra.map { Self.firstMoment($0, space: space) }
    let active = means.indices.filter { means[$0] > 0 }
    var mean = TorusFourier.Spectrum(
      real: [Double](repeating: 0, count: space.states), imaginary: [Double](repeating: 0, count: space.states))
    for _ in 0..<rounds {
      let known = centers
      let shifted = try concurrentMap(active.count, work: work) { place in
        fourier.shifted(spectra[active[place]], by: known[active[place]].map { -$0 })
      }
      for index in mean.real.indices { (mean.real[index], mean.imaginary[index]) = (0, 0) }
      for spectrum in shifted {
        for index in mean.real.indices {
          mean.real[index] += spectrum.real[index] / Double(max(1, active.count))
          mean.imaginary[index] += spectrum.imaginary[index] / Double(max(1, active.count))
        }
      }
      let template = mean
      centers = try concurrentMap(maps.rows, work: work) { cell in
        means[cell] > 0
          ? Self.bestShift(of: spectra[cell], against: template, fourier: fourier) : known[cell]
      }
    }
    template = fourier.inverse(mean)
    let (places, shape) = (centers, mean)
    let rows = try concurrentMap(maps.rows, work: work) { cell in
      fourier.inverse(fourier.shifted(shape, by: places[cell])).map { max(0, $0) * means[cell] }
    }
    prior = Matrix(rows: maps.rows, columns: space.states, elements: rows.flatMap { $0 })
    self.centers = centers
    self.means = means
  }

  /// The direction of the first moment on each circle.
  private static func firstMoment(_ spectrum: TorusFourier.Spectrum, space: LatentStateSpace) -> [Double] {
    (0..<space.circles).map { circle in
      var place = 1
      for _ in circle..<space.circles - 1 { place *= space.statesPerCircle }
      // F(1) = Σ f e^(−iθ)
      return atan2(-spectrum.imaginary[place], spectrum.real[place])
    }
  }

  /// Where the circular cross-correlation is largest, the lowest index on a tie, refined by a parabola on each circle.
  private static func bestShift(
    of spectrum: TorusFourier.Spectrum, against template: TorusFourier.Spectrum, fourier: TorusFourier
  ) -> [Double] {
    var product = spectrum
    for index in spectrum.real.indices {
      let (a, b, c, d) = (
        spectrum.real[index], spectrum.imaginary[index], template.real[index], template.imaginary[index]
      )
      product.real[index] = a * c + b * d
      product.imaginary[index] = b * c - a * d
    }
    let correlation = fourier.inverse(product)
    var best = 0
    for index in correlation.indices where correlation[index] > correlation[best] { best = index }
    let space = fourier.space
    let k = space.statesPerCircle
    var step = space.states
    return (0..<space.circles).map { _ in
      step /= k
      let place = best / step % k
      let (before, after) = (
        correlation[best + ((place + k - 1) % k - place) * step], correlation[best + ((place + 1) % k - place) * step]
      )
      let curvature = before - 2 * correlation[best] + after
      let offset = curvature < 0 ? max(-0.5, min(0.5, (before - after) / (2 * curvature))) : 0
      return wrapAngle((Double(place) + offset) * space.step)
    }
  }
}
