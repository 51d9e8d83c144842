/// Spike-frequency adaptation: τᵥ dv/dt = −v + m u, taken from the drive of u.
public struct Adaptation: Sendable, Hashable {
  /// τᵥ, in the model's unit of time.
  public var timeConstant: Double
  /// m.
  public var strength: Double

  public init(timeConstant: Double, strength: Double) {
    self.timeConstant = timeConstant
    self.strength = strength
  }

  func check() throws(AttractorModelsError) {
    try checkPositive("the time constant of the adaptation", timeConstant)
    guard strength.isFinite else {
      throw .badParameter(name: "the strength of the adaptation", value: strength, expected: "finite")
    }
  }
}
