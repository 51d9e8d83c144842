import ArrayNumerics
import Foundation

/// A kind of step of the sampler.
package enum BumpMove: String, CaseIterable, Sendable {
  case birth, death, split, merge, shift, width, area

  /// The move of a uniform number: births are tried as often as deaths, splits as often as merges.
  @inline(__always)
  static func drawn(_ uniform: Double) -> BumpMove {
    uniform < 0.4
      ? .shift
      : uniform < 0.55
        ? .width
        : uniform < 0.7
          ? .area
          : uniform < 0.8 ? .birth : uniform < 0.9 ? .death : uniform < 0.95 ? .split : .merge
  }
}

/// How often moves were possible, and how often they were accepted.
package struct MoveTally: Sendable, Equatable {
  /// `[move]`, in the order of `BumpMove.allCases`.
  package private(set) var tried = [Int](repeating: 0, count: BumpMove.allCases.count)
  package private(set) var accepted = [Int](repeating: 0, count: BumpMove.allCases.count)

  mutating func count(_ move: BumpMove, isAccepted: Bool) {
    tried[move.index] += 1
    if isAccepted { accepted[move.index] += 1 }
  }

  /// Shares of the moves that were accepted, `[move]`; NaN where none was possible.
  package var shares: [Double] { tried.indices.map { Double(accepted[$0]) / Double(tried[$0]) } }
}

extension BumpMove {
  /// Its place among all.
  @inline(__always)
  fileprivate var index: Int {
    switch self {
    case .birth: 0
    case .death: 1
    case .split: 2
    case .merge: 3
    case .shift: 4
    case .width: 5
    case .area: 6
    }
  }
}

/// How a bump is split in two, and two are merged to one, so that the sum of the signals keeps its mean and its first Fourier
/// component around the ring: areas add up, and so do z = a A(κ) e^{iθ}, with A = I₁/I₀ the mean resultant length of a von
/// Mises density. The first bump has ua and uz + v, the second (1 − u)a and (1 − u)z − v.
struct SplitShape {
  /// u, the share of the first in the area.
  var share: Double
  /// v
  var x: Double, y: Double

  /// Spread of v in units of the area.
  static let spread = 0.3

  init(share: Double, x: Double, y: Double) { (self.share, self.x, self.y) = (share, x, y) }

  /// The shape that two bumps are, and the bump that they are together; `nil` where that has no place.
  static func merging(_ first: SampledBump, _ second: SampledBump) -> (shape: SplitShape, whole: SampledBump)? {
    let (one, two) = (first.moment, second.moment)
    let area = first.area + second.area
    let share = first.area / area
    let (x, y) = (one.x + two.x, one.y + two.y)
    guard let whole = SampledBump(area: area, x: x, y: y) else { return nil }
    return (SplitShape(share: share, x: one.x - share * x, y: one.y - share * y), whole)
  }

  /// Both parts of a bump; `nil` where one would be narrower than any density.
  func parts(of whole: SampledBump) -> (first: SampledBump, second: SampledBump)? {
    let z = whole.moment
    guard
      let first = SampledBump(area: share * whole.area, x: share * z.x + x, y: share * z.y + y),
      let second = SampledBump(
        area: (1 - share) * whole.area, x: (1 - share) * z.x - x, y: (1 - share) * z.y - y)
    else { return nil }
    return (first, second)
  }

  /// The logarithm of q(u, v) for a bump of that area.
  func logDensity(area: Double) -> Double {
    let scale = Self.spread * area
    return -0.5 * (x * x + y * y) / (scale * scale) - log(2 * .pi * scale * scale)
  }
}

extension SampledBump {
  /// z = a A(κ) e^{iθ}
  fileprivate var moment: (x: Double, y: Double) {
    let length = area * Self.resultant(concentration)
    return (length * cos(center), length * sin(center))
  }

  /// The bump with a z.
  fileprivate init?(area: Double, x: Double, y: Double) {
    let resultant = hypot(x, y) / area
    guard area > 0, resultant > 1e-9, resultant < 1 - 1e-9 else { return nil }
    self.init(center: wrapAngle(atan2(y, x)), area: area, concentration: Self.concentration(resultant))
  }

  /// The logarithm of |∂(a, z) / ∂(a, θ, log κ)| = a² A(κ) A′(κ) κ, with A′ = 1 − A/κ − A².
  var logJacobian: Double {
    let a = Self.resultant(concentration)
    return 2 * log(area) + log(a * max(1 - a / concentration - a * a, .leastNormalMagnitude) * concentration)
  }

  /// A(κ)
  private static func resultant(_ concentration: Double) -> Double {
    scaledBesselI1(concentration) / scaledBesselI0(concentration)
  }

  /// The inverse of A, by Newton's method from the approximation of Banerjee et al. (2005, Journal of Machine Learning Research
  /// 6, 1345-1382).
  private static func concentration(_ resultant: Double) -> Double {
    var kappa = resultant * (2 - resultant * resultant) / (1 - resultant * resultant)
    for _ in 0..<20 {
      let a = Self.resultant(kappa)
      let step = (a - resultant) / (1 - a / kappa - a * a)
      kappa = step < kappa ? kappa - step : kappa / 2
      if abs(step) <= 1e-12 * kappa { break }
    }
    return kappa
  }
}
