import Foundation

/// How theta modulates what drives the networks of a sweep: the head direction by how fast the head turns, the position by how
/// fast the animal runs.
public struct ThetaModulation: Sendable, Equatable {
  /// Of the drive of direction cells.
  public var directionStrength: Double
  /// Of the drive of grid cells.
  public var positionStrength: Double
  /// Of a cycle, in the network's unit of time.
  public var cycle: Double
  /// Whether left and right turns modulate differently, as in canns: a gain below −½ then inverts the phase.
  public var signsTurns: Bool

  public init(directionStrength: Double, positionStrength: Double, cycle: Double = 100, signsTurns: Bool = false) {
    self.directionStrength = directionStrength
    self.positionStrength = positionStrength
    self.cycle = cycle
    self.signsTurns = signsTurns
  }

  /// The phase in [−π, π), −π at time 0, and both factors: 1 + S (½ + gain) cos phase.
  ///
  /// - Parameters:
  ///   - time: in the network's unit.
  ///   - linearGain: speed as a part of the highest, 0 to 1.
  ///   - angularGain: turning rate as a part of the fastest, −1 to 1.
  public func callAsFunction(
    time: Double, linearGain: Double, angularGain: Double
  ) -> (phase: Double, direction: Double, position: Double) {
    let turns = time / cycle
    let phase = 2 * .pi * (turns - turns.rounded(.down)) - .pi
    let turning = signsTurns ? angularGain : abs(angularGain)
    return (
      phase, 1 + directionStrength * (0.5 + turning) * cos(phase), 1 + positionStrength * (0.5 + linearGain) * cos(phase)
    )
  }
}
