/// Integrate-and-fire neurons in discrete time, one form for all that differ in constants only:
///
/// j ← a_s j + x, u ← a v + g j + d, θ ← a_θ θ; a spike where u > V_th + θ; then v ← k u + r and θ ← θ + p + q (V_th + θ).
///
/// x is what arrives in the step, spikes or current. The forms say how a, g, d, k and r come from the parameters of a name.
enum DiscreteLIF<Form: DiscreteLIFForm>: NeuronKernel {
  struct State: BitwiseCopyable {
    var v, synapse, adaptation, free: Lanes
  }
  typealias Parameters = Form.Parameters
  typealias Constants = DiscreteLIFConstants

  static var parameters: [NeuronParameter<Parameters>] { Form.parameters }
  static var variables: [NeuronVariable<Self>] {
    let v = NeuronVariable<Self>("v", \.v, "", "membrane potential, after the reset")
    let theta = NeuronVariable<Self>("theta", \.adaptation, "", "what is added to the threshold")
    let synapse = NeuronVariable<Self>("I_syn", \.synapse, "", "synaptic input")
    return [v] + (Form.adapts ? [theta] : []) + (Form.hasSynapse ? [synapse] : [])
  }

  static func constants(_ p: Parameters, dt: Double) -> Constants { Form.constants(p, dt: dt) }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? { Form.objection(p) }
  static func initial(_ p: Parameters) -> State {
    var state: State = zeros()
    state.v = Form.initialPotential(p)
    return state
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let x = select(s.free .> now, Lanes(), input.excitatory)
    s.synapse = c.keepSynapse * s.synapse + x
    s.v = c.keep * s.v + c.gain * s.synapse + c.drive
    s.adaptation = c.keepAdaptation * s.adaptation
    return s.v .> c.threshold + s.adaptation
  }

  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    let threshold = c.threshold + s.adaptation
    s.v = select(fired, c.resetFactor * s.v + c.resetValue, s.v)
    s.adaptation = select(fired, s.adaptation + c.increment + c.relativeIncrement * threshold, s.adaptation)
    s.free = select(fired, now + c.refractory, s.free)
  }
}

/// What the forms differ in.
struct DiscreteLIFConstants: BitwiseCopyable, Sendable {
  var keep = Lanes(repeating: 1)
  var gain = Lanes(repeating: 1)
  var drive = Lanes()
  var keepSynapse = Lanes()
  var threshold = Lanes(repeating: .infinity)
  var resetFactor = Lanes()
  var resetValue = Lanes()
  var keepAdaptation = Lanes()
  var increment = Lanes()
  var relativeIncrement = Lanes()
  /// Steps after a spike in which nothing that arrives counts, and one.
  var refractory = Lanes(repeating: 1)
}

/// How the constants come from the parameters of a name.
protocol DiscreteLIFForm: SendableMetatype {
  associatedtype Parameters: BitwiseCopyable, Sendable
  static var parameters: [NeuronParameter<Parameters>] { get }
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants
  static func initialPotential(_ p: Parameters) -> Lanes
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)?
  static var adapts: Bool { get }
  static var hasSynapse: Bool { get }
}

extension DiscreteLIFForm {
  static func initialPotential(_ p: Parameters) -> Lanes { Lanes() }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? { nil }
  static var adapts: Bool { false }
  static var hasSynapse: Bool { false }
}

/// No leak: v ← v + x + bias.
enum IntegrateFire: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var threshold, reset, loss, bias: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("v_th", \.threshold, 1, "", "threshold"),
    NeuronParameter("v_reset", \.reset, 0, "", "potential after a spike"),
    NeuronParameter("ConstantDecay", \.loss, 0, "", "what is lost in every step"),
    NeuronParameter("bias", \.bias, 0, "", "what is gained in every step"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(drive: p.bias - p.loss, threshold: p.threshold, resetValue: p.reset)
  }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}

/// No leak, and a spike takes the threshold away, so that no charge is lost (Rueckauer et al. 2017).
enum SoftIntegrateFire: DiscreteLIFForm {
  typealias Parameters = IntegrateFire.Parameters
  static let parameters = IntegrateFire.parameters
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      drive: p.bias - p.loss, threshold: p.threshold, resetFactor: Lanes(repeating: 1), resetValue: -p.threshold)
  }
}

/// No leak and no spikes.
enum Accumulator: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var bias: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("bias", \.bias, 0, "", "what is gained in every step")
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants { DiscreteLIFConstants(drive: p.bias) }
}

/// v ← e^(−dt/τ) v + x: what arrives moves the potential by its weight.
enum LeakyIntegrateFire: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var tau, threshold, reset: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.tau, 8, "ms", .positive, "membrane time constant"),
    NeuronParameter("v_th", \.threshold, 1, "", "threshold"),
    NeuronParameter("v_reset", \.reset, 0, "", "potential after a spike"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(keep: decay(dt, p.tau), threshold: p.threshold, resetValue: p.reset)
  }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}

/// v ← v + (x − v)/τ with τ in steps (Fang et al. 2021); there τ is learned, here it is given.
enum ParametricLIF: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var tau, threshold, reset: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.tau, 2, "steps", .positive, "membrane time constant, above 1"),
    NeuronParameter("v_th", \.threshold, 1, "", "threshold"),
    NeuronParameter("v_reset", \.reset, 0, "", "potential after a spike"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(keep: 1 - 1 / p.tau, gain: 1 / p.tau, threshold: p.threshold, resetValue: p.reset)
  }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    guard isAny(p.tau .<= 1) else { return resetObjection(threshold: p.threshold, reset: p.reset) }
    return ("tau_m is in steps and not above 1", "Give a tau_m above 1.")
  }
}

/// v ← v + (dt/τ)(v_rest − v + x), forward Euler.
enum ConstantCurrentLIF: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var tau, threshold, reset, rest: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.tau, 20, "ms", .positive, "membrane time constant"),
    NeuronParameter("v_th", \.threshold, 1, "", "threshold"),
    NeuronParameter("v_reset", \.reset, 0, "", "potential after a spike"),
    NeuronParameter("v_rest", \.rest, 0, "", "resting potential"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      keep: 1 - dt / p.tau, gain: dt / p.tau, drive: dt / p.tau * p.rest, threshold: p.threshold, resetValue: p.reset)
  }
  static func initialPotential(_ p: Parameters) -> Lanes { p.rest }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}

/// j ← e^(−dt/τ_p) j + x, v ← e^(−dt/τ_m) v + j.
enum FilteredLIF: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var tau, synapse, threshold, reset: Lanes }
  static let hasSynapse = true
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.tau, 10, "ms", .positive, "membrane time constant"),
    NeuronParameter("tau_p", \.synapse, 1, "ms", .positive, "synaptic time constant"),
    NeuronParameter("v_th", \.threshold, 1, "", "threshold"),
    NeuronParameter("v_reset", \.reset, 0, "", "potential after a spike"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      keep: decay(dt, p.tau), keepSynapse: decay(dt, p.synapse), threshold: p.threshold, resetValue: p.reset)
  }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}

/// The excitatory neurons of Diehl & Cook 2015: a threshold that every spike raises; decays are for one step.
enum AdaptiveThresholdLIF: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable {
    var rest, threshold, reset, keep, increment, keepAdaptation, refractory: Lanes
  }
  static let adapts = true
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("v_rest", \.rest, -65, "mV", "resting potential"),
    NeuronParameter("v_th", \.threshold, -52, "mV", "threshold"),
    NeuronParameter("v_reset", \.reset, -60, "mV", "potential after a spike"),
    NeuronParameter("decay_v", \.keep, exponential(-1 / 100), "", .fraction, "what is left of the potential after a step"),
    NeuronParameter("th_inc", \.increment, 0.05, "mV", .notNegative, "what a spike adds to the threshold"),
    NeuronParameter("decay_th", \.keepAdaptation, exponential(-1e-7), "", .fraction, "what is left of that after a step"),
    NeuronParameter("refrac", \.refractory, 0, "steps", .notNegative, "steps after a spike in which input does not count"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      keep: p.keep, drive: (1 - p.keep) * p.rest, threshold: p.threshold, resetValue: p.reset,
      keepAdaptation: p.keepAdaptation, increment: p.increment, refractory: p.refractory + 1)
  }
  static func initialPotential(_ p: Parameters) -> Lanes { p.rest }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}

/// A threshold that every spike raises in proportion, and a reset that subtracts.
enum ProportionalThresholdLIF: DiscreteLIFForm {
  typealias Parameters = AdaptiveThresholdLIF.Parameters
  static let adapts = true
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("v_rest", \.rest, 0, "", "resting potential"),
    NeuronParameter("v_th", \.threshold, 2, "", "threshold"),
    NeuronParameter("v_reset", \.reset, 2, "", "what a spike subtracts from the potential"),
    NeuronParameter("decay_v", \.keep, exponential(-1 / 100), "", .fraction, "what is left of the potential after a step"),
    NeuronParameter("th_inc", \.increment, 0.001, "", .notNegative, "what a spike adds, a part of the threshold"),
    NeuronParameter("decay_th", \.keepAdaptation, exponential(-1e-5), "", .fraction, "what is left of that after a step"),
    NeuronParameter("refrac", \.refractory, 0, "steps", .notNegative, "steps after a spike in which input does not count"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      keep: p.keep, drive: (1 - p.keep) * p.rest, threshold: p.threshold, resetFactor: Lanes(repeating: 1),
      resetValue: -p.reset, keepAdaptation: p.keepAdaptation, relativeIncrement: p.increment, refractory: p.refractory + 1)
  }
  static func initialPotential(_ p: Parameters) -> Lanes { p.rest }
}

/// The inhibitory neurons of Diehl & Cook 2015; the decay is for one step.
enum FixedThresholdLIF: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var rest, threshold, reset, keep, refractory: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("v_rest", \.rest, -60, "mV", "resting potential"),
    NeuronParameter("v_th", \.threshold, -40, "mV", "threshold"),
    NeuronParameter("v_reset", \.reset, -45, "mV", "potential after a spike"),
    NeuronParameter("decay_v", \.keep, exponential(-1 / 10), "", .fraction, "what is left of the potential after a step"),
    NeuronParameter("refrac", \.refractory, 0, "steps", .notNegative, "steps after a spike in which input does not count"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      keep: p.keep, drive: (1 - p.keep) * p.rest, threshold: p.threshold, resetValue: p.reset, refractory: p.refractory + 1)
  }
  static func initialPotential(_ p: Parameters) -> Lanes { p.rest }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}

/// A decay for each step, a refractory time in steps, and a spike at the threshold too.
enum StepLIF: DiscreteLIFForm {
  struct Parameters: BitwiseCopyable { var threshold, keep, reset, rest, refractory: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("thresh", \.threshold, 1, "", "threshold, which itself fires"),
    NeuronParameter("decay", \.keep, 1, "", .fraction, "what is left of the potential after a step"),
    NeuronParameter("v_reset", \.reset, 0, "", "potential after a spike"),
    NeuronParameter("v_rest", \.rest, 0, "", "resting potential"),
    NeuronParameter(
      "reset_refrac", \.refractory, 0, "steps", .notNegative, "steps after a spike in which input does not count"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> DiscreteLIFConstants {
    DiscreteLIFConstants(
      keep: p.keep, drive: (1 - p.keep) * p.rest,
      // Above the number before the threshold is at the threshold or above.
      threshold: p.threshold.mapped(\.nextDown), resetValue: p.reset, refractory: p.refractory + 1)
  }
  static func initialPotential(_ p: Parameters) -> Lanes { p.rest }
  static func objection(_ p: Parameters) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }
}
