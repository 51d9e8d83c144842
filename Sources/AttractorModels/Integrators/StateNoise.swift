import ArrayNumerics
import Foundation

/// Independent normal noise of one field. Each number depends on seed, name, step and place alone.
public struct StateNoise: Sendable, Equatable {
  /// What the strength is the standard deviation of.
  public enum Scale: String, Sendable, CaseIterable {
    /// What the noise alone would make of a value in the long run: y + noise is an Ornstein-Uhlenbeck process with this
    /// standard deviation, for any dt.
    case stationary
    /// What is added to the drive in each step, as canns does. Its effect then depends on dt: a stationary deviation of
    /// strength · √(c / (2 − c)), c = dt/τ.
    case perStep
  }

  /// The field's place among the model's fields.
  public var field: Int
  /// In the unit of the field.
  public var strength: Double
  /// What it is the deviation of.
  public var scale: Scale
  /// Of the whole run.
  public var seed: UInt64
  /// Tells runs with one seed apart.
  public var name: String

  public init(field: Int = 0, strength: Double, scale: Scale = .stationary, seed: UInt64, name: String = "state noise") {
    self.field = field
    self.strength = strength
    self.scale = scale
    self.seed = seed
    self.name = name
  }

  /// The standard deviation of what is added to a value after a step.
  ///
  /// - Parameter coefficient: c of the integrator's y ← y + c (F − y).
  func increment(dt: Double, timeConstant: Double, coefficient: Double) -> Double {
    switch scale {
    case .stationary: strength * (-expm1(-2 * dt / timeConstant)).squareRoot()
    case .perStep: strength * coefficient
    }
  }

  func add(to state: inout [Double], _ range: Range<Int>, deviation: Double, step: Int) {
    var stream = RandomStream(seed: seed, name: name, index: UInt64(step))
    for index in range { state[index] += deviation * stream.normal() }
  }
}
