// Neurons whose spikes have a place within the step. Their source is unfinished (it does not build), so they follow its
// equations and, where those are missing, its documentation; experimental.

/// Where within a step a potential crossed the threshold, as the time from there to the end of the step.
private func offset(_ v: Lanes, slope: Lanes, threshold: Lanes, dt: Double) -> Lanes {
  var offset = Lanes()
  for lane in 0..<laneCount where v[lane] > threshold[lane] && slope[lane] > 0 {
    offset[lane] = min(max((v[lane] - threshold[lane]) / slope[lane], 0), dt)
  }
  return offset
}

/// SLIF: two kernels, and a spike that takes five thresholds from the slow one, from its place within the step on.
enum SpikeTimeLIF: NeuronKernel {
  struct State: BitwiseCopyable { var v, rising, falling, fired, offset: Lanes }
  struct Parameters: BitwiseCopyable { var membrane, synapse, threshold: Lanes }
  struct Constants: BitwiseCopyable {
    var gain, keepRising, keepFalling, threshold, membrane: Lanes
    /// The slopes of the kernels in the middle of the step.
    var slopeRising, slopeFalling: Lanes
    var dt: Double
  }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 20, "ms", .positive, "slow decay"),
    NeuronParameter("tau_q", \.synapse, 8, "ms", .positive, "fast decay"),
    NeuronParameter("v_th", \.threshold, 1, "", .positive, "threshold"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "", "membrane potential"), NeuronVariable("M", \.rising, "", "slow kernel"),
    NeuronVariable("S", \.falling, "", "fast kernel"),
    NeuronVariable("offset", \.offset, "ms", "from a spike to the end of its step"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants {
    func slope(_ tau: Lanes) -> Lanes { (1 - dt / 2 / tau) / tau }
    return Constants(
      gain: kernelGain(p.membrane, p.synapse), keepRising: decay(dt, p.membrane), keepFalling: decay(dt, p.synapse),
      threshold: p.threshold, membrane: p.membrane, slopeRising: slope(p.membrane), slopeFalling: slope(p.synapse), dt: dt)
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    isAny(p.membrane .== p.synapse) ? ("both kernels are the same", "Give two different time constants.") : nil
  }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let x = c.gain * input.excitatory
    let own: Lanes = 5 * c.threshold * (s.fired - s.offset / c.membrane)
    s.rising = c.keepRising * s.rising + x - own
    s.falling = c.keepFalling * s.falling + x
    s.v = s.rising - s.falling
    let slope = s.falling * c.slopeFalling - s.rising * c.slopeRising
    let fired = s.v .> c.threshold
    s.fired = select(fired, Lanes(repeating: 1), Lanes())
    s.offset = SpikingNetworks.offset(s.v, slope: slope, threshold: c.threshold, dt: c.dt)
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// SELIF: a quadratic integrate-and-fire neuron with a bias and adaptation; a spike subtracts the threshold from its place on.
enum QuadraticSpikeTimeLIF: NeuronKernel {
  struct State: BitwiseCopyable { var v, rising, falling, recovery, fired, offset: Lanes }
  struct Parameters: BitwiseCopyable { var membrane, slow, fast, recovery, threshold, bias, adaptation, reset: Lanes }
  struct Constants: BitwiseCopyable {
    var gain, keepRising, keepFalling, keepRecovery, threshold, membrane, recovery, bias, adaptation, jump: Lanes
    var dt: Double
  }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 12, "ms", .positive, "membrane time constant"),
    NeuronParameter("tau_p", \.slow, 6, "ms", .positive, "slow decay of the input"),
    NeuronParameter("tau_q", \.fast, 2, "ms", .positive, "fast decay of the input"),
    NeuronParameter("tau_r", \.recovery, 16, "ms", .positive, "decay of adaptation"),
    NeuronParameter("v_th", \.threshold, 1, "", .positive, "threshold"),
    NeuronParameter("bias", \.bias, 0.5, "", "constant input"),
    NeuronParameter("adaptation", \.adaptation, 0.5, "", .notNegative, "strength of adaptation"),
    NeuronParameter("reset", \.reset, 1, "", .notNegative, "what a spike takes from the potential, in units of v_th"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "", "membrane potential"), NeuronVariable("R", \.recovery, "", "adaptation"),
    NeuronVariable("offset", \.offset, "ms", "from a spike to the end of its step"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants {
    Constants(
      gain: kernelGain(p.slow, p.fast), keepRising: decay(dt, p.slow), keepFalling: decay(dt, p.fast),
      keepRecovery: decay(dt, p.recovery), threshold: p.threshold, membrane: p.membrane, recovery: p.recovery, bias: p.bias,
      adaptation: p.adaptation, jump: p.reset * p.threshold, dt: dt)
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    isAny(p.slow .== p.fast) ? ("both kernels are the same", "Give two different time constants.") : nil
  }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let x = c.gain * input.excitatory
    s.rising = c.keepRising * s.rising + x
    s.falling = c.keepFalling * s.falling + x
    let bounded = s.v.replacing(with: -10, where: s.v .< -10).replacing(with: c.threshold, where: s.v .> c.threshold)
    let own: Lanes = s.fired - s.offset / c.recovery
    let forgotten: Lanes = (1 - c.keepRecovery) * s.v
    s.recovery = c.keepRecovery * s.recovery + forgotten + 10 * own
    let quadratic: Lanes = 2 * bounded * bounded - s.v
    let driven: Lanes = s.rising - s.falling + c.bias
    let slope: Lanes = (quadratic + driven - c.adaptation * s.recovery) / c.membrane
    let taken: Lanes = c.jump * (s.fired - s.offset / c.membrane)
    s.v += c.dt * slope - taken
    let fired = s.v .> c.threshold
    s.fired = select(fired, Lanes(repeating: 1), Lanes())
    s.offset = offset(s.v, slope: slope, threshold: c.threshold, dt: c.dt)
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// QLIF: a neuron that learns the value of being silent, P, and of spiking, Q, with their errors of temporal difference.
///
/// Weights above 0 arrive at PSP and P, weights below 0, by their size, at Q; a current is the reward.
enum ValueLIF: NeuronKernel {
  struct State: BitwiseCopyable {
    var v, refractory, risingP, fallingP, p, risingQ, fallingQ, q, trace, errorP, errorQ, value: Lanes
  }
  struct Parameters: BitwiseCopyable { var membrane, synapse, threshold: Lanes }
  struct Constants: BitwiseCopyable { var keepSlow, keepFast, threshold: Lanes }
  static let ports: Set<Port> = [.excitatory, .inhibitory, .current]
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 20, "ms", .positive, "slow decay"),
    NeuronParameter("tau_s", \.synapse, 8, "ms", .positive, "fast decay"),
    NeuronParameter("v_th", \.threshold, 1, "", .positive, "threshold"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "", "membrane potential"), NeuronVariable("P", \.p, "", "value of being silent"),
    NeuronVariable("Q", \.q, "", "value of spiking"), NeuronVariable("R", \.trace, "", "trace of the own spikes"),
    NeuronVariable("TP", \.errorP, "", "error of P"), NeuronVariable("TQ", \.errorQ, "", "error of Q"),
    NeuronVariable("BQ", \.value, "", "value of the state"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants {
    Constants(keepSlow: decay(dt, p.membrane), keepFast: decay(dt, p.synapse), threshold: p.threshold)
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let (psp, reward) = (input.excitatory, input.current)
    s.v = psp - s.refractory
    let fired = s.v .> c.threshold
    s.risingP = c.keepSlow * s.risingP + psp
    s.fallingP = c.keepFast * s.fallingP + psp
    s.risingQ = c.keepSlow * s.risingQ - input.inhibitory
    s.fallingQ = c.keepFast * s.fallingQ - input.inhibitory
    let (p, q) = (s.risingP - s.fallingP, s.risingQ - s.fallingQ)
    s.trace = select(fired, Lanes(repeating: 1), c.keepFast * s.trace)
    let other = 1 - s.trace
    s.errorP = s.trace * p + other * reward - s.p
    s.errorQ = other * q + s.trace * reward - s.q
    s.value = s.trace * q + other * p
    (s.p, s.q) = (p, q)
    s.refractory = c.keepSlow * s.refractory
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.refractory = select(fired, s.refractory + c.threshold, s.refractory)
  }
}
