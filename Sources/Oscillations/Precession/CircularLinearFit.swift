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
  private let count: Int

  /// - Parameters:
  ///   - x: of the points, around 0.
  ///   - range: of x.
  init(x: [Double], slopes: ClosedRange<Double>, range: Double) {
    let wanted = 2 * Double.pi / (16 * range)
    let cells = max(2, Int(((slopes.upperBound - slopes.lowerBound) / wanted).rounded(.up)))
    step = (slopes.upperBound - slopes.lowerBound) / Double(cells)
    let step = step
    self.slopes = (0...cells).map { slopes.lowerBound + Double($0) * step }
    count = x.count
    real = self.slopes.flatMap { slope in x.map { cos(slope * $0) } }
    imaginary = self.slopes.flatMap { slope in x.map { -sin(slope * $0) } }
  }

  /// The slope of the grid with the longest sum, and its length; the lowest of equal ones.
  ///
  /// - Parameter phases: as e^{iφ} of the points.
  func best(_ phases: [Complex]) -> (slope: Double, length: Double) {
    var (best, longest) = (0, -1.0)
    phases.withUnsafeBufferPointer { phases in
      real.withUnsafeBufferPointer { real in
        imaginary.withUnsafeBufferPointer { imaginary in
          for index in slopes.indices {
            var (sumReal, sumImaginary) = (0.0, 0.0)
            let row = index * count
            for point in 0..<count {
              let (c, s) = (real[row + point], imaginary[row + point])
              sumReal += c * phases[point].real - s * phases[point].imaginary
              sumImaginary += c * phases[point].imaginary + s * phases[point].real
            }
            let length = sumReal * sumReal + sumImaginary * sumImaginary
            if length > longest { (best, longest) = (index, length) }
          }
        }
      }
    }
    return (slopes[best], longest.squareRoot() / Double(max(1, count)))
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
