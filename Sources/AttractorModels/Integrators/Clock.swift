/// A moment of a run.
public struct Clock: Sendable, Equatable {
  /// Steps that are done.
  public var step: Int
  /// How long a step is, in the model's unit of time.
  public var dt: Double
  /// The part of the next step that has passed, for integrators that look into it.
  public var fraction: Double

  public init(step: Int, dt: Double, fraction: Double = 0) {
    self.step = step
    self.dt = dt
    self.fraction = fraction
  }

  /// Since the start of the run, in the model's unit of time.
  public var time: Double { (Double(step) + fraction) * dt }
}
