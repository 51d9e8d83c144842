import ArrayNumerics
import Foundation

/// Where an animal was, evenly sampled.
public struct NavigationTrajectory: Sendable, Equatable {
  /// Between samples, s.
  public let dt: Double
  /// m.
  public let positions: [SIMD2<Double>]
  /// Of the head, radians in [0, 2π).
  public let headings: [Double]

  /// - Parameters:
  ///   - dt: s.
  ///   - headings: radians; the direction of movement where not given, with the last one kept while the animal stands.
  /// - Throws: `badParameter`, `notFinite`; `wrongCount` for fewer than two samples or headings that do not fit.
  public init(positions: [SIMD2<Double>], headings: [Double]? = nil, dt: Double) throws(AttractorModelsError) {
    try checkPositive("the time between samples", dt)
    guard positions.count >= 2 else { throw .wrongCount(what: "list of positions", found: positions.count, expected: 2) }
    if let index = positions.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "list of positions", index: index) }
    if let headings {
      guard headings.count == positions.count else {
        throw .wrongCount(what: "list of headings", found: headings.count, expected: positions.count)
      }
      if let index = headings.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "list of headings", index: index) }
    }
    self.dt = dt
    self.positions = positions
    self.headings = headings.map { $0.map(wrapAngle) } ?? Self.movement(positions)
  }

  private static func movement(_ positions: [SIMD2<Double>]) -> [Double] {
    var directions: [Double] = []
    var last = 0.0
    for index in positions.indices {
      let way = positions[max(1, index)] - positions[max(1, index) - 1]
      if way != .zero { last = wrapAngle(atan2(way.y, way.x)) }
      directions.append(last)
    }
    return directions
  }

  /// How many samples there are.
  public var count: Int { positions.count }

  /// m/s; of the step that led to each sample, at the first of the step that follows.
  public var velocities: [SIMD2<Double>] {
    (0..<count).map { (positions[max(1, $0)] - positions[max(1, $0) - 1]) / dt }
  }

  /// m/s.
  public var speeds: [Double] { velocities.map(length) }

  /// rad/s, the shorter way round from the sample before; 0 at the first.
  public var turningRates: [Double] {
    (0..<count).map { $0 == 0 ? 0 : angleDifference(headings[$0], headings[$0 - 1]) / dt }
  }

  /// Speed as a part of the highest, 0 to 1; zeros where the animal never moves.
  public var linearGains: [Double] { Self.partsOfLargest(speeds) }

  /// Turning rate as a part of the fastest, −1 to 1; zeros where the head never turns.
  public var angularGains: [Double] { Self.partsOfLargest(turningRates) }

  private static func partsOfLargest(_ values: [Double]) -> [Double] {
    let largest = values.map(abs).max() ?? 0
    return largest > 0 ? values.map { $0 / largest } : values
  }

  /// What reaches a theta sweep, on the clock of the trajectory.
  ///
  /// - Parameter modulation: with its cycle in ms.
  public func sweepInputs(_ modulation: ThetaModulation) -> [SweepInput] {
    let (linear, angular) = (linearGains, angularGains)
    return (0..<count).map { index in
      let theta = modulation(time: Double(index) * dt * 1000, linearGain: linear[index], angularGain: angular[index])
      return SweepInput(
        position: positions[index], heading: headings[index], modulation: (theta.direction, theta.position))
    }
  }
}

extension NavigationTrajectory {
  /// An animal that runs about freely.
  ///
  /// - Parameters:
  ///   - heading: of head and movement at the start, radians; random where not given.
  ///   - duration: s; there is a sample for each whole step, the start the first.
  ///   - dt: s.
  ///   - policy: what the animal wants, which sees where it is; `nil` for one that wants nothing.
  /// - Throws: `badParameter`; `outside` for a start that is not in the arena, or on a wall inside it; `CancellationError`.
  public static func simulated(
    in arena: Arena, parameters: AgentParameters = AgentParameters(), start: SIMD2<Double>, heading: Double? = nil,
    duration: Double, dt: Double, seed: UInt64, policy: (any NavigationPolicy)? = nil, work: Work = Work()
  ) throws -> NavigationTrajectory {
    try checkPositive("the duration", duration)
    let count = max(2, Int((duration / dt).rounded()))
    var walker = try Walker(arena, parameters, start: start, heading: heading, dt: dt, seed: seed, policy: policy)
    for index in 1..<count {
      if index & 1023 == 0 { try work.checkCancellation() }
      walker.step(estimate: walker.agent.position)
    }
    return try NavigationTrajectory(positions: walker.positions, headings: walker.headings, dt: dt)
  }
}
