import ArrayNumerics
import Foundation

/// How fast a bump drifts at each position of a ring whose positions are not alike: its slow manifold.
public struct DriftField: Sendable, Equatable {
  /// A bump that was held at a position.
  public struct Point: Sendable, Equatable {
    /// Radians.
    public var position: Double
    /// Radians per unit of time, towards larger positions if positive.
    public var speed: Double
    /// Mean of (τ du/dt)² over neurons, the loss of finders of slow points.
    public var meanSquaredRate: Double
    /// Largest value of u.
    public var height: Double
    /// Largest |F − u − μ t| that is left.
    public var residual: Double
  }

  /// In the order that was asked for.
  public var points: [Point]

  /// Holds the bump of the theory at each position: u ← F − μ t with t the derivative of the bump and μ what keeps F − u − μ t
  /// perpendicular to it. About 28 products a position.
  ///
  /// - Throws: `badParameter` where no bump is held or adaptation moves it; `noConvergence`; `CancellationError`.
  public init(_ network: RingNetwork, positions: [Double], tolerance: Double = 1e-12, work: Work = Work()) throws {
    guard let height = network.theory.heights?.stable, network.parameters.adaptation == nil else {
      throw AttractorModelsError.badParameter(
        name: "the inhibition", value: network.parameters.inhibition,
        expected: "positive and below the critical \(network.theory.criticalInhibition), without adaptation")
    }
    let chunk = 64
    let blocks = (positions.count + chunk - 1) / chunk
    points = try concurrentMap(blocks, work: work) { block in
      var problem = try EquilibriumProblem(network, input: .none)
      return try positions[block * chunk..<min(positions.count, (block + 1) * chunk)].map { position in
        try Self.hold(network, &problem, at: position, height: height, tolerance: tolerance)
      }
    }.flatMap { $0 }
  }

  private static func hold(
    _ network: RingNetwork, _ problem: inout EquilibriumProblem<RingNetwork>, at position: Double, height: Double,
    tolerance: Double
  ) throws -> Point {
    let (grid, width) = (network.grid, network.parameters.width)
    let distances = grid.positions.map { grid.distance($0, position) }
    let profile = network.parameters.stimulusProfile
    var state = distances.map { height * profile.value(at: $0, circumference: grid.circumference) }
    let direction = zip(state, distances).map { $0 * $1 }
    let square = direction.reduce(0) { $0 + $1 * $1 }
    var worst = Double.infinity
    for _ in 0..<500 {
      let residual = problem.residual(at: state)
      let drift = zip(direction, residual).reduce(0) { $0 + $1.0 * $1.1 } / square
      worst = 0
      for index in state.indices {
        let change = residual[index] - drift * direction[index]
        state[index] += change
        worst = max(worst, abs(change))
      }
      if worst < tolerance {
        // F = μ t and du/dc = t / 2a².
        return Point(
          position: position, speed: 2 * width * width * drift / network.parameters.timeConstant,
          meanSquaredRate: drift * drift * square / Double(state.count), height: state.max() ?? 0, residual: worst)
      }
    }
    throw AttractorModelsError.noConvergence(what: "bump that is held", residual: worst, tolerance: tolerance)
  }

  /// How long a bump that starts at a point stays within a tolerance (radians), if it drifts as at that point.
  public static func lifetime(at point: Point, tolerance: Double) -> Double {
    point.speed == 0 ? .infinity : tolerance / abs(point.speed)
  }
}
