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

/// How a bump is split in two, and two are merged to one: the area is shared out, and the weighted means of places and of log κ
/// stay.
struct SplitShape {
  /// u, the share of the first in the area.
  var share: Double
  /// δ, from the first to the second, rad.
  var distance: Double
  /// η, log κ of the second less that of the first.
  var logRatio: Double

  /// Spread of what δ is beyond the least distance of two bumps, rad, and of η.
  static let distance = 0.5
  static let logRatio = 0.5

  init(share: Double, distance: Double, logRatio: Double) {
    (self.share, self.distance, self.logRatio) = (share, distance, logRatio)
  }

  /// The shape that two bumps are.
  init(_ first: SampledBump, _ second: SampledBump) {
    share = first.area / (first.area + second.area)
    distance = angleDifference(second.center, first.center)
    logRatio = log(second.concentration / first.concentration)
  }

  /// log q(u, δ, η)
  ///
  /// - Parameter separation: the least distance of two bumps, rad.
  func logDensity(separation: Double) -> Double {
    let (x, y) = ((abs(distance) - separation) / Self.distance, logRatio / Self.logRatio)
    return -0.5 * (x * x + y * y) - log(2 * .pi * Self.distance * Self.logRatio)
  }

  func parts(of whole: SampledBump) -> (first: SampledBump, second: SampledBump) {
    (
      SampledBump(
        center: wrapAngle(whole.center - (1 - share) * distance), area: share * whole.area,
        concentration: whole.concentration * exp(-(1 - share) * logRatio)),
      SampledBump(
        center: wrapAngle(whole.center + share * distance), area: (1 - share) * whole.area,
        concentration: whole.concentration * exp(share * logRatio))
    )
  }

  func whole(_ first: SampledBump, _ second: SampledBump) -> SampledBump {
    SampledBump(
      center: wrapAngle(first.center + (1 - share) * distance), area: first.area + second.area,
      concentration: first.concentration * exp((1 - share) * logRatio))
  }
}
