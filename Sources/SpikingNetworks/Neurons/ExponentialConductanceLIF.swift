/// A leaky integrate-and-fire neuron with conductances that decay exponentially: NEST's iaf_cond_exp, the neurons of the COBA
/// network.
///
/// C dv/dt = −g_L (v − E_L) − g_ex (v − E_ex) − g_in (v − E_in) + I_e + I. The conductances are known in closed form, so they
/// are taken in the middle of the step, and the linear equation with those is solved exactly (the midpoint rule of Magnus):
/// v ← v + (I − g v) φ(g), φ(x) = (1 − e^(−x))/x. Error of second order in the step; stable at any.
enum ExponentialConductanceLIF: NeuronKernel {
  struct State: BitwiseCopyable {
    /// mV; nS; the first step at which the neuron integrates again.
    var v, excitatory, inhibitory, free: Lanes
  }

  struct Parameters: BitwiseCopyable {
    var rest, threshold, reset, leak, capacitance, tauExcitatory, tauInhibitory: Lanes
    var reversalExcitatory, reversalInhibitory, refractory, current: Lanes
  }

  /// Conductances in units of C/dt.
  struct Constants: BitwiseCopyable {
    var leak, halfExcitatory, halfInhibitory, keepExcitatory, keepInhibitory, drive, gainCurrent: Lanes
    var reversalExcitatory, reversalInhibitory, threshold, reset, refractory: Lanes
  }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("V_rest", \.rest, -70, "mV", "reversal potential of the leak"),
    NeuronParameter("V_th", \.threshold, -55, "mV", "threshold"),
    NeuronParameter("V_reset", \.reset, -60, "mV", "potential after a spike"),
    NeuronParameter("g_L", \.leak, 16.6667, "nS", .positive, "leak conductance"),
    NeuronParameter("C_m", \.capacitance, 250, "pF", .positive, "capacitance of the membrane"),
    NeuronParameter("tau_syn_ex", \.tauExcitatory, 0.2, "ms", .positive, "decay of excitatory conductance"),
    NeuronParameter("tau_syn_in", \.tauInhibitory, 2, "ms", .positive, "decay of inhibitory conductance"),
    NeuronParameter("E_ex", \.reversalExcitatory, 0, "mV", "reversal potential of excitation"),
    NeuronParameter("E_in", \.reversalInhibitory, -85, "mV", "reversal potential of inhibition"),
    NeuronParameter("tau_ref", \.refractory, 2, "ms", .notNegative, "refractory time"),
    NeuronParameter("I_e", \.current, 0, "pA", "constant current"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential"),
    NeuronVariable("g_ex", \.excitatory, "nS", "excitatory conductance"),
    NeuronVariable("g_in", \.inhibitory, "nS", "inhibitory conductance"),
  ]
  static let ports: Set<Port> = [.excitatory, .inhibitory, .current]
  static let added = [AddedInput<State>(.excitatory, \.excitatory), AddedInput(.inhibitory, \.inhibitory, sign: -1)]

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    let unit = dt / p.capacitance
    return Constants(
      leak: unit * p.leak, halfExcitatory: unit * decay(dt / 2, p.tauExcitatory),
      halfInhibitory: unit * decay(dt / 2, p.tauInhibitory), keepExcitatory: decay(dt, p.tauExcitatory),
      keepInhibitory: decay(dt, p.tauInhibitory), drive: unit * (p.leak * p.rest + p.current), gainCurrent: unit,
      reversalExcitatory: p.reversalExcitatory, reversalInhibitory: p.reversalInhibitory, threshold: p.threshold,
      reset: p.reset, refractory: refractorySteps(p.refractory, dt))
  }

  static func initial(_ p: Parameters) -> State {
    State(v: p.rest, excitatory: Lanes(), inhibitory: Lanes(), free: Lanes())
  }

  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }

  @inline(__always)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let excitatory = c.halfExcitatory * s.excitatory
    let inhibitory = c.halfInhibitory * s.inhibitory
    let total = c.leak + excitatory + inhibitory
    var drive = c.drive + excitatory * c.reversalExcitatory + inhibitory * c.reversalInhibitory
    if input.hasCurrent { drive += c.gainCurrent * input.current }
    let v = s.v + (drive - total * s.v) * relaxation(total)
    s.v = select(s.free .> now, c.reset, v)
    s.excitatory = c.keepExcitatory * s.excitatory
    s.inhibitory = c.keepInhibitory * s.inhibitory
    return s.v .>= c.threshold
  }

  static func settle(_ s: inout State) { (s.excitatory, s.inhibitory) = (settled(s.excitatory), settled(s.inhibitory)) }

  @inline(__always)
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.v = select(fired, c.reset, s.v)
    s.free = select(fired, now + c.refractory, s.free)
  }
}
