import ArrayNumerics
import Foundation

/// The line φ = offset + slope · x through phases: the slope with the largest mean resultant of φ − slope · x.
///
/// On a grid of 2π/16 over the range of x, then by golden section between the neighbours of the best: there are many local
/// maxima (Kempter et al. 2012, doi:10.1016/j.jneumeth.2012.03.007).
package struct CircularLinearFit: Sendable, Equatable {
  /// Rad per unit of x.
  package let slope: Double
  /// Phase at x = 0, rad in [0, 2π).
  package let offset: Double
  /// Mean resultant of what remains, 0 to 1.
  package let resultantLength: Double
  /// Whether the best slope stands at an end of the slopes that were allowed.
  package let isAtBound: Bool

  /// - Parameters:
  ///   - phases: rad.
  ///   - x: of the same points.
  ///   - slopes: that are allowed, rad per unit of x.
  /// - Returns: `nil` for fewer than three points, or no range of x.
  package init?(phases: [Double], x: [Double], slopes: ClosedRange<Double>) {
    guard phases.count == x.count, phases.count >= 3, let low = x.min(), let high = x.max(), high > low else { return nil }
    let centre = mean(x)
    let points = SlopeGrid(x: x.map { $0 - centre }, slopes: slopes, range: high - low)
    let best = points.best(phases.map { Complex(cos($0), sin($0)) })
    func length(_ slope: Double) -> Double {
      let sum = Self.sum(phases, x, slope, centre)
      return sum.squaredMagnitude
    }
    let step = points.step
    var (a, b) = (max(slopes.lowerBound, best.slope - step), min(slopes.upperBound, best.slope + step))
    let golden = (5.0.squareRoot() - 1) / 2
    var (c, d) = (b - golden * (b - a), a + golden * (b - a))
    var (atC, atD) = (length(c), length(d))
    while b - a > 1e-9 * step {
      if atC >= atD {
        (b, d, atD) = (d, c, atC)
        c = b - golden * (b - a)
        atC = length(c)
      } else {
        (a, c, atC) = (c, d, atD)
        d = a + golden * (b - a)
        atD = length(d)
      }
    }
    slope = (a + b) / 2
    let sum = Self.sum(phases, x, slope, centre)
    resultantLength = sum.magnitude / Double(x.count)
    offset = wrapAngle(atan2(sum.imaginary, sum.real) - slope * centre)
    isAtBound = slope - slopes.lowerBound < 1e-3 * step || slopes.upperBound - slope < 1e-3 * step
  }

  private static func sum(_ phases: [Double], _ x: [Double], _ slope: Double, _ centre: Double) -> Complex {
    var sum = Complex.zero
    for index in x.indices {
      let angle = phases[index] - slope * (x[index] - centre)
      sum = sum + Complex(cos(angle), sin(angle))
    }
    return sum
  }

  /// The phase at x, rad in [0, 2π).
  package func phase(at x: Double) -> Double { wrapAngle(offset + slope * x) }
}

/// e^{−isx} at every slope of a grid, so that many assignments of phases can be tried.
struct SlopeGrid {
  /// Between two slopes.
  let step: Double
  private let slopes: [Double]
  /// `[slope, point]`
  private let real: [Double], imaginary: [Double]
  private let points: Int

  /// The number of slopes.
  var count: Int { slopes.count }

  /// - Parameters:
  ///   - x: of the points, around 0.
  ///   - range: of x.
  init(x: [Double], slopes: ClosedRange<Double>, range: Double) {
    let wanted = 2 * Double.pi / (16 * range)
    let cells = max(2, Int(((slopes.upperBound - slopes.lowerBound) / wanted).rounded(.up)))
    step = (slopes.upperBound - slopes.lowerBound) / Double(cells)
    let step = step
    self.slopes = (0...cells).map { slopes.lowerBound + Double($0) * step }
    points = x.count
    real = self.slopes.flatMap { slope in x.map { cos(slope * $0) } }
    imaginary = self.slopes.flatMap { slope in x.map { -sin(slope * $0) } }
  }

  /// The slope of the grid with the longest sum, and its length over the number of points; the lowest of equal ones.
  ///
  /// - Parameter phases: as e^{iφ} of the points.
  func best(_ phases: [Complex]) -> (slope: Double, length: Double) {
    best(real: phases.map(\.real), imaginary: phases.map(\.imaginary))
  }

  /// The same of the real and the imaginary parts.
  func best(real: [Double], imaginary: [Double]) -> (slope: Double, length: Double) {
    var (best, longest) = (0, -1.0)
    for index in slopes.indices {
      let sum = sum(index, real, imaginary)
      let length = sum.squaredMagnitude
      if length > longest { (best, longest) = (index, length) }
    }
    return (slopes[best], longest.squareRoot() / Double(max(1, points)))
  }

  /// Σ e^{iφ} e^{−isx} at a slope of the grid, four points at a time.
  private func sum(_ index: Int, _ phaseReal: [Double], _ phaseImaginary: [Double]) -> Complex {
    phaseReal.withUnsafeBufferPointer { a in
      phaseImaginary.withUnsafeBufferPointer { b in
        real.withUnsafeBufferPointer { c in
          imaginary.withUnsafeBufferPointer { s in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let s = s.baseAddress else {
              return .zero
            }
            let row = index * points
            var (re, im) = (SIMD4<Double>(repeating: 0), SIMD4<Double>(repeating: 0))
            var point = 0
            while point + 4 <= points {
              let (pa, pb) = (load4(a + point), load4(b + point))
              let (pc, ps) = (load4(c + row + point), load4(s + row + point))
              re += pa * pc - pb * ps
              im += pb * pc + pa * ps
              point += 4
            }
            var sum = Complex(re.sum(), im.sum())
            while point < points {
              sum = sum + Complex(a[point], b[point]) * Complex(c[row + point], s[row + point])
              point += 1
            }
            return sum
          }
        }
      }
    }
  }

  /// Σ e^{iφ} e^{−isx} over some of the points, at every slope.
  func sums(_ phases: [Complex], over chosen: [Int]) -> [Complex] {
    slopes.indices.map { index in
      chosen.reduce(Complex.zero) { sum, point in
        sum + phases[point] * Complex(real[index * points + point], imaginary[index * points + point])
      }
    }
  }

  /// Where squared lengths at the slopes have their top, by a parabola through the largest and its neighbours.
  func top(_ lengths: [Double]) -> Double {
    let best = lengths.indices.max { (lengths[$0], $1) < (lengths[$1], $0) } ?? 0
    guard best > 0, best + 1 < lengths.count else { return slopes[best] }
    let (a, b, c) = (lengths[best - 1], lengths[best], lengths[best + 1])
    let curvature = a - 2 * b + c
    return slopes[best] + (curvature < 0 ? 0.5 * (a - c) / curvature : 0) * step
  }
}

/// Kempter's circular–linear correlation: the circular correlation of phases with the angles |slope| · x.
package struct CircularLinearCorrelation: Sendable, Equatable {
  /// −1 to 1, with the sign of the slope; NaN where one of both does not vary.
  package let rho: Double
  /// Asymptotic p; it assumes independent spikes and a slope that was not fitted, and is far too small for bursts.
  package let pValue: Double

  package init(phases: [Double], x: [Double], slope: Double) {
    let angles = x.map { abs(slope) * $0 }
    let (meanPhase, meanAngle) = (circularMean(phases), circularMean(angles))
    let a = phases.map { sin($0 - meanPhase) }
    let b = angles.map { sin($0 - meanAngle) }
    func moment(_ i: Int, _ j: Int) -> Double {
      zip(a, b).reduce(0) { $0 + pow($1.0, Double(i)) * pow($1.1, Double(j)) } / Double(max(1, a.count))
    }
    let (m20, m02, m22) = (moment(2, 0), moment(0, 2), moment(2, 2))
    rho = m20 * m02 > 0 ? moment(1, 1) / (m20 * m02).squareRoot() : .nan
    let z = rho * (Double(a.count) * m20 * m02 / m22).squareRoot()
    pValue = m22 > 0 ? erfc(abs(z) / 2.0.squareRoot()) : .nan
  }
}
