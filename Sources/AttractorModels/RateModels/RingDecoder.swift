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
  private let cosines: [Double]
  private let sines: [Double]

  public init(_ grid: RingGrid) {
    self.grid = grid
    let angles = (0..<grid.count).map { 2 * Double.pi * Double($0) / Double(grid.places) }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  /// - Parameter state: u of every neuron, and anything behind.
  public func bump(in state: [Double]) -> RingBump {
    var squares = [Double](repeating: 0, count: grid.count)
    var height = -Double.infinity
    for index in 0..<grid.count {
      squares[index] = state[index] * state[index]
      height = max(height, state[index])
    }
    let mean = mean(of: squares)
    return RingBump(center: mean.position, height: height, concentration: mean.concentration)
  }

  /// The circular mean of the positions with weights, and the length of their mean vector (0 without weight).
  ///
  /// - Precondition: a weight for each neuron.
  public func mean(of weights: [Double]) -> (position: Double, concentration: Double) {
    var (c, s, total) = (0.0, 0.0, 0.0)
    for index in 0..<grid.count {
      c += weights[index] * cosines[index]
      s += weights[index] * sines[index]
      total += weights[index]
    }
    let position = grid.lower + wrapAngle(atan2(s, c)) / (2 * .pi) * grid.circumference
    return (position, total > 0 ? (c * c + s * s).squareRoot() / total : 0)
  }
}
