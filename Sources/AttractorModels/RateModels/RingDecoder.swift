import ArrayNumerics
import Foundation

/// Where a bump is on a ring, and whether there is one.
public struct RingBump: Sendable, Equatable {
  /// In the unit of the axis, in [lower, lower + circumference).
  public var center: Double
  /// The largest value of u.
  public var height: Double
  /// Length of the mean vector of u², 0 (even) to 1 (one neuron).
  public var concentration: Double

  /// Below this concentration the activity is as good as uniform, and the centre means nothing.
  public static let leastConcentration = 0.01
  /// Below this height the network is silent.
  public static let leastHeight = 1e-6

  /// Whether the bump was lost: silence or even activity.
  public var isLost: Bool { height < Self.leastHeight || concentration < Self.leastConcentration }
}

/// The population vector of u² (which the rates are a multiple of), from tables of sines.
public struct RingDecoder: Sendable {
  private let grid: RingGrid
  /// With zeros behind, up to a multiple of eight.
  private let cosines: [Double]
  private let sines: [Double]

  public init(_ grid: RingGrid) {
    self.grid = grid
    let angles = (0..<grid.count).map { 2 * Double.pi * Double($0) / Double(grid.places) }
    let rest = [Double](repeating: 0, count: (8 - grid.count % 8) % 8)
    cosines = angles.map { cos($0) } + rest
    sines = angles.map { sin($0) } + rest
  }

  /// - Parameter state: u of every neuron, and anything behind.
  public func bump(in state: [Double]) -> RingBump {
    precondition(state.count >= grid.count, "\(state.count) values for \(grid.count) neurons")
    let mean = mean(of: state) { $0 * $0 }
    let height = state.withUnsafeBufferPointer { u in u.baseAddress.map { largest($0, count: grid.count) } ?? -.infinity }
    return RingBump(center: mean.position, height: height, concentration: mean.concentration)
  }

  /// The circular mean of the positions with weights, and the length of their mean vector (0 without weight).
  ///
  /// - Precondition: a weight for each neuron.
  public func mean(of weights: [Double]) -> (position: Double, concentration: Double) {
    precondition(weights.count >= grid.count, "\(weights.count) weights for \(grid.count) neurons")
    return mean(of: weights) { $0 }
  }

  /// The same with weights made of values; that of 0 is 0.
  @inline(__always)
  private func mean(
    of values: [Double], weight: (SIMD8<Double>) -> SIMD8<Double>
  ) -> (position: Double, concentration: Double) {
    var (c, s, total) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
    values.withUnsafeBufferPointer { values in
      cosines.withUnsafeBufferPointer { cosines in
        sines.withUnsafeBufferPointer { sines in
          guard let values = values.baseAddress, let cosine = cosines.baseAddress, let sine = sines.baseAddress else { return }
          func add(_ weights: SIMD8<Double>, at index: Int) {
            c += weights * load8(cosine + index)
            s += weights * load8(sine + index)
            total += weights
          }
          let whole = grid.count / 8 * 8
          for index in stride(from: 0, to: whole, by: 8) { add(weight(load8(values + index)), at: index) }
          if whole == grid.count { return }
          var last = SIMD8<Double>()
          for index in whole..<grid.count { last[index - whole] = values[index] }
          add(weight(last), at: whole)
        }
      }
    }
    let (x, y, sum) = (c.sum(), s.sum(), total.sum())
    let position = grid.lower + wrapAngle(atan2(y, x)) / (2 * .pi) * grid.circumference
    return (position, sum > 0 ? (x * x + y * y).squareRoot() / sum : 0)
  }
}
