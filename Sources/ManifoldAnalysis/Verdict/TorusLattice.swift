import ArrayNumerics
import Topology

/// The lattice that the two circles of a torus span: hexagonal for grid cells of one module.
public struct TorusLattice: Sendable, Equatable {
  /// The lattices that are told apart.
  public enum Kind: String, Sendable {
    /// Within 10° of 60°, the circles of one length.
    case hexagonal
    /// Within 10° of 90°, the circles of one length.
    case square
    /// Within 10° of 90°, one circle more than 1.3 times as long as the other.
    case rectangular
    /// Any other.
    case oblique
  }

  /// Angle between the two shortest circles, rad, from π/3 to π/2.
  public var angle: Double
  /// Length of the longer over that of the shorter, at least 1.
  public var ratio: Double

  /// Within 10° and 30 % of length, which is how far the angle of a few hundred landmarks is to be trusted.
  public var kind: Kind {
    let degrees = angle * 180 / .pi
    switch (degrees < 70, degrees > 80, ratio <= 1.3) {
    case (true, _, true): return .hexagonal
    case (_, true, true): return .square
    case (_, true, false): return .rectangular
    default: return .oblique
    }
  }

  public init(angle: Double, ratio: Double) {
    self.angle = angle
    self.ratio = ratio
  }

  /// From the harmonic forms of the two longest classes; `nil` when they have no common lattice.
  init?(of persistence: PersistenceResult, distances: Matrix<Float>, work: Work) throws {
    let coordinates: LandmarkCoordinates
    do {
      coordinates = try circularCoordinates(result: persistence, distances: distances, classes: [0, 1], work: work)
    } catch is TopologyError {
      return nil
    }
    guard let angle = coordinates.latticeAngle, let ratio = coordinates.latticeRatio else { return nil }
    (self.angle, self.ratio) = (angle, ratio)
  }
}
