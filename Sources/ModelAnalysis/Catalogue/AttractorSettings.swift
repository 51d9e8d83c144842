import AttractorModels
import Schema

/// The parameters that rings and tori of rate neurons have in common, by the names that canns gave them.
struct AttractorSettings: Sendable, Equatable {
  var tau = 1.0
  var k = 8.1
  var a = 0.5
  var amplitude = 10.0
  var coupling = 4.0
  var lower = -Double.pi
  var upper = Double.pi
  var acceleration = AccelerationSettings()

  init(a: Double = 0.5, amplitude: Double = 10, coupling: Double = 4) {
    self.a = a
    self.amplitude = amplitude
    self.coupling = coupling
  }

  /// What the networks are made of.
  func parameters(adaptation: Adaptation? = nil) -> AttractorParameters {
    AttractorParameters(
      timeConstant: tau, inhibition: k, width: a, coupling: coupling, stimulusAmplitude: amplitude, adaptation: adaptation)
  }

  /// The circle that the neurons stand on.
  func grid(_ count: Int, _ ends: RingGrid.Ends) throws -> RingGrid {
    guard lower < upper else {
      throw AttractorModelsError.badParameter(name: "z_max", value: upper, expected: "above z_min, \(formatted(lower))")
    }
    return try RingGrid(count: count, lower: lower, circumference: upper - lower, ends: ends)
  }

  static let parameters: [Parameter<AttractorSettings>] =
    [
      Parameter("tau", \.tau, unit: "units of time", help: "time constant of the synaptic input"),
      Parameter("k", \.k, help: "divisive inhibition; a bump lives below the critical one"),
      Parameter("a", \.a, unit: "rad", help: "half-width of the connections"),
      Parameter("A", \.amplitude, help: "amplitude of the stimulus"),
      Parameter("J0", \.coupling, help: "strength of the connections"),
      Parameter("z_min", \.lower, unit: "rad", help: "where the axis begins"),
      Parameter("z_max", \.upper, unit: "rad", help: "where it ends, which is where it begins"),
    ] + AccelerationSettings.parameters.map { $0.within(\.acceleration) }
}

/// Spike-frequency adaptation, by the names that canns gave its parameters.
struct AdaptationSettings: Sendable, Equatable {
  var tau = 50.0
  var strength = 0.3

  var adaptation: Adaptation { Adaptation(timeConstant: tau, strength: strength) }

  static let parameters: [Parameter<AdaptationSettings>] = [
    Parameter("tau_v", \.tau, unit: "units of time", help: "time constant of the adaptation"),
    Parameter("m", \.strength, help: "strength of the adaptation; from tau / tau_v on the bump moves by itself"),
  ]
}
