/// A leaky integrate-and-fire neuron with currents that decay exponentially, integrated exactly: NeurAI's ExpLIF, NEST's
/// iaf_psc_exp, the neurons of the CUBA network.
///
/// C dv/dt = −C/τ (v − V_rest) + I_ex + I_in + I_e + I, dI_ex/dt = −I_ex/τ_ex. Between spikes the equations are linear, so a
/// step is a product with constants (Rotter & Diesmann 1999, doi:10.1007/s004220050570); order of a step and refractory time as
/// in NEST.
enum ExponentialCurrentLIF: NeuronKernel {
  struct State: BitwiseCopyable {
    /// v from rest, mV; the currents, pA; the first step at which the neuron integrates again.
    var v, excitatory, inhibitory, free: Lanes
  }

  struct Parameters: BitwiseCopyable {
    var rest, threshold, reset, tau, capacitance, tauExcitatory, tauInhibitory, refractory, current: Lanes
  }

  struct Constants: BitwiseCopyable {
    var keep, gainExcitatory, gainInhibitory, gainCurrent, drive, keepExcitatory, keepInhibitory: Lanes
    var threshold, reset, refractory, rest: Lanes
  }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("V_rest", \.rest, -70, "mV", "resting potential"),
    NeuronParameter("V_th", \.threshold, -55, "mV", "threshold"),
    NeuronParameter("V_reset", \.reset, -70, "mV", "potential after a spike"),
    NeuronParameter("tau", \.tau, 10, "ms", .positive, "membrane time constant"),
    NeuronParameter("C_m", \.capacitance, 250, "pF", .positive, "capacitance of the membrane"),
    NeuronParameter("tau_syn_ex", \.tauExcitatory, 2, "ms", .positive, "decay of currents from weights above 0"),
    NeuronParameter("tau_syn_in", \.tauInhibitory, 2, "ms", .positive, "decay of currents from weights below 0"),
    NeuronParameter("tau_ref", \.refractory, 2, "ms", .notNegative, "refractory time"),
    NeuronParameter("I_e", \.current, 0, "pA", "constant current"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", offset: \Constants.rest, "membrane potential"),
    NeuronVariable("I_ex", \.excitatory, "pA", "excitatory current"),
    NeuronVariable("I_in", \.inhibitory, "pA", "inhibitory current"),
  ]
  static let ports: Set<Port> = [.excitatory, .inhibitory, .current]
  static let added = [AddedInput<State>(.excitatory, \.excitatory), AddedInput(.inhibitory, \.inhibitory)]

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    // (1/C) ∫ e^(−(dt−s)/τ) e^(−s/τ_syn) ds, in a form in which τ_syn = τ is no special case.
    func gain(_ synaptic: Lanes) -> Lanes {
      dt * decay(dt, p.tau) * (dt / synaptic - dt / p.tau).mapped(relaxation) / p.capacitance
    }
    let gainCurrent = p.tau / p.capacitance * -(-dt / p.tau).mapped(exponentialMinusOne)
    return Constants(
      keep: decay(dt, p.tau), gainExcitatory: gain(p.tauExcitatory), gainInhibitory: gain(p.tauInhibitory),
      gainCurrent: gainCurrent, drive: gainCurrent * p.current, keepExcitatory: decay(dt, p.tauExcitatory),
      keepInhibitory: decay(dt, p.tauInhibitory), threshold: p.threshold - p.rest, reset: p.reset - p.rest,
      refractory: refractorySteps(p.refractory, dt), rest: p.rest)
  }

  static func initial(_ p: Parameters) -> State {
    zeros()
  }

  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    resetObjection(threshold: p.threshold, reset: p.reset)
  }

  @inline(__always)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    var v = c.keep * s.v + c.gainExcitatory * s.excitatory + c.gainInhibitory * s.inhibitory + c.drive
    if input.hasCurrent { v += c.gainCurrent * input.current }
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

/// How many steps after a spike a neuron integrates again; rounded to whole steps, as in NEST.
func refractorySteps(_ time: Lanes, _ dt: Double) -> Lanes { (time / dt).mapped { $0.rounded() + 1 } }

/// A reset that is not below the threshold would make every step a spike.
func resetObjection(threshold: Lanes, reset: Lanes) -> (problem: String, remedy: String)? {
  guard isAny(reset .>= threshold) else { return nil }
  return (
    "the reset is not below the threshold, so that a neuron which fires once fires in every step",
    "Lower the reset, or raise the threshold."
  )
}
