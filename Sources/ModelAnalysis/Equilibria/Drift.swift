import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// How fast a bump drifts where the network is not the same everywhere, and how long a position is remembered.
struct DriftTable: FieldTable, Equatable {
  /// rad, in [0, 2π).
  var positions: [Double]
  /// rad per unit of time, towards larger angles if positive.
  var speed: [Double]
  /// How long a bump stays within the tolerance, if it drifts as at its start.
  var lifetime: [Double]
  /// What theory expects of the deviation of the speed over all such networks, rad per unit of time; `nil` without noise.
  var expectedDeviation: Double?
  /// Where simulations were begun, rad.
  var simulatedPositions: [Double]?
  /// rad per unit of time.
  var simulatedSpeed: [Double]?

  static let fields = Field<DriftTable>.table {
    Field.array("drift_position", \.positions, unit: "rad", axes: ["drift"], "where the bump is")
    Field.array(
      "drift_speed", \.speed, unit: "rad per unit of time", axes: ["drift"],
      "how fast it drifts there: to first order in the noise of the weights, or held in place where two neurons share a place")
    Field.array(
      "drift_lifetime", \.lifetime, unit: "units of time", axes: ["drift"],
      "how long its position stays within the tolerance, if it drifts as at its start; inf where it does not drift")
    Field.array(
      "drift_simulated_position", \.simulatedPositions, unit: "rad", axes: ["drift_run"], "where simulations were begun")
    Field.array(
      "drift_simulated_speed", \.simulatedSpeed, unit: "rad per unit of time", axes: ["drift_run"],
      "how fast the bump drifted in them")
    Field.number("drift_deviation", \.deviation, "root of the mean squared speed over all places, rad per unit of time")
    Field.number(
      "drift_deviation_of_theory", \.expectedDeviation, "the same that theory expects over all networks with such noise")
    Field.number("drift_largest", \.largest, "largest speed of the drift, rad per unit of time")
    Field.number("drift_median_lifetime", \.medianLifetime, "median of the lifetimes, units of time")
    Field.number("drift_rests", \.rests, "places to which bumps drift from both sides")
  }
}

extension DriftTable {
  init?(from fields: FieldReader<DriftTable>) throws {
    guard fields.holds(\.positions) else { return nil }
    positions = try fields[\.positions]
    speed = try fields[\.speed]
    lifetime = try fields[\.lifetime]
    expectedDeviation = try fields.number(\.expectedDeviation)
    simulatedPositions = try fields[\.simulatedPositions]
    simulatedSpeed = try fields[\.simulatedSpeed]
  }

  private init(_ positions: [Double], _ speed: [Double], tolerance: Double) {
    self.positions = positions
    self.speed = speed
    lifetime = speed.map { $0 == 0 ? .infinity : tolerance / abs($0) }
  }

  /// Root of the mean squared speed.
  var deviation: Double { (speed.reduce(0) { $0 + $1 * $1 } / Double(max(1, speed.count))).squareRoot() }
  /// Largest speed.
  var largest: Double { speed.reduce(0) { max($0, abs($1)) } }
  /// Of the lifetimes.
  var medianLifetime: Double { median(lifetime) }
  /// Places to which bumps drift from both sides.
  var rests: Int { speed.indices.count { speed[$0] > 0 && speed[($0 + 1) % speed.count] <= 0 } }

  private static let places = 180
  private static let runs = 12

  /// Of the stable bump when the weights are disturbed, in theory and in simulations.
  ///
  /// - Parameters:
  ///   - bump: at rest, with its centre at the first place.
  ///   - deviation: of the disturbance, as a part of the largest weight.
  ///   - heterogeneity: deviation of the constant inputs of the neurons, as a part of the bump's height.
  ///   - tolerance: of the position, rad.
  /// - Throws: `AttractorModelsError`, `NumericsError`, `CancellationError`.
  init(
    _ network: RingNetwork, bump: Equilibrium, deviation: Double, heterogeneity: Double, tolerance: Double, seed: UInt64,
    work: Work
  ) throws {
    let height = bump.state.prefix(network.grid.count).max() ?? 0
    let disturbed = try DisturbedRing(network, deviation: deviation, heterogeneity: heterogeneity * height, seed: seed)
    // From the first place to position 0.
    var circle = try RingEquilibria(network, shiftsOf: bump)
    let bump = try circle.equilibrium(at: -network.grid.lower)
    let turn = 2 * Double.pi / network.grid.circumference
    let angles = (0..<Self.places).map { (place: Int) -> Double in 2 * .pi * Double(place) / Double(Self.places) }
    let speed = try disturbed.drift(of: bump.state, at: angles.map { $0 / turn }, work: work).map { $0 * turn }
    self.init(angles, speed, tolerance: tolerance)
    let theory = network.theory
    let parts = [theory.drift(weightNoise: deviation), theory.drift(heterogeneity: heterogeneity * height)].compactMap { $0 }
    expectedDeviation = parts.isEmpty ? nil : parts.reduce(0) { $0 + $1 * $1 }.squareRoot() * turn
    let starts = (0..<Self.runs).map { (run: Int) -> Double in 2 * .pi * (Double(run) + 0.5) / Double(Self.runs) }
    simulatedPositions = starts
    simulatedSpeed = try concurrentMap(starts.count, work: work) { index in
      var circle = try RingEquilibria(network, shiftsOf: bump)
      let start = try circle.equilibrium(at: starts[index] / turn).state
      let decoder = RingDecoder(network.grid)
      let (tau, dt) = (network.parameters.timeConstant, network.parameters.timeConstant / 5)
      // The form settles first; the drift is that of the 20 τ that follow.
      let settled = try Run(disturbed, integrator: .euler, dt: dt, steps: 25)(from: Checkpoint(state: start)) { _ in .none }
      let end = try Run(disturbed, integrator: .euler, dt: dt, steps: 125)(from: settled) { _ in .none }
      let (before, after) = (decoder.bump(in: settled.state), decoder.bump(in: end.state))
      return after.isLost ? .nan : angleDifference(after.center * turn, before.center * turn) / (20 * tau)
    }
  }

  /// Of a bump that is held in place on a ring of which one place has two neurons.
  ///
  /// - Throws: as `DriftField`.
  init(doubled network: RingNetwork, tolerance: Double, work: Work) throws {
    let turn = 2 * Double.pi / network.grid.circumference
    let angles = (0..<Self.places).map { (place: Int) -> Double in 2 * .pi * Double(place) / Double(Self.places) }
    let field = try DriftField(network, positions: angles.map { $0 / turn }, work: work)
    self.init(angles, field.points.map { $0.speed * turn }, tolerance: tolerance)
  }
}
