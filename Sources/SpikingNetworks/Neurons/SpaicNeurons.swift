// What SPAIC 0.6.3 computes where that is not what its paper or its documentation says. For repeating its numbers; the names
// mean these with 'profile: spaic'.

/// v + (dt/τ)(x₋₁ − v), and a reset that comes one step late.
enum LateResetLIF: NeuronKernel {
  struct State: BitwiseCopyable { var v, input, fired: Lanes }
  struct Parameters: BitwiseCopyable { var tau, threshold: Lanes }
  struct Constants: BitwiseCopyable { var step, threshold: Lanes }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.tau, 20, "ms", .positive, "membrane time constant"),
    NeuronParameter("v_th", \.threshold, 1, "", "threshold"),
  ]
  static let variables: [NeuronVariable<Self>] = [NeuronVariable("v", \.v, "", "membrane potential")]
  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(step: dt / p.tau, threshold: p.threshold) }
  static func initial(_ p: Parameters) -> State { zeros() }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let u = s.v + c.step * (s.input - s.v)
    s.v = u - u * s.fired
    s.input = input.excitatory
    let fired = u .> c.threshold
    s.fired = select(fired, Lanes(repeating: 1), Lanes())
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// The leaky readout with a step of delay at each of its three links.
enum LateReadout: NeuronKernel {
  struct State: BitwiseCopyable { var v, rising, falling, filtered, input: Lanes }
  typealias Parameters = LeakyReadout.Parameters
  typealias Constants = LeakyReadout.Constants

  static let parameters = LeakyReadout.parameters
  static let variables: [NeuronVariable<Self>] = [NeuronVariable("v", \.v, "", "membrane potential")]
  static func constants(_ p: Parameters, dt: Double) -> Constants { LeakyReadout.constants(p, dt: dt) }
  static func initial(_ p: Parameters) -> State { zeros() }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.v += c.step * (s.rising - s.falling - s.v)
    s.rising = c.keepRising * s.rising + s.filtered
    s.falling = c.keepFalling * s.falling + s.filtered
    s.filtered = c.gain * s.input
    s.input = input.excitatory
    return LaneMask()
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// A threshold that is compared one step late.
enum LateThresholdLIF<Form: DiscreteLIFForm>: NeuronKernel {
  struct State: BitwiseCopyable { var v, adaptation, compared: Lanes }
  typealias Parameters = Form.Parameters
  typealias Constants = DiscreteLIFConstants

  static var parameters: [NeuronParameter<Parameters>] { Form.parameters }
  static var variables: [NeuronVariable<Self>] {
    [
      NeuronVariable("v", \.v, "", "membrane potential"),
      NeuronVariable("theta", \.adaptation, "", "what is added to the threshold"),
    ]
  }
  static func constants(_ p: Parameters, dt: Double) -> Constants { Form.constants(p, dt: dt) }
  static func initial(_ p: Parameters) -> State {
    // The program begins with a threshold of 0, and with 2 where the threshold is 2.
    let c = Form.constants(p, dt: 1)
    return State(v: Form.initialPotential(p), adaptation: Lanes(), compared: select(c.threshold .> 0, c.threshold, Lanes()))
  }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let u = c.keep * s.v + c.drive + input.excitatory
    let fired = u .> s.compared
    let held = c.keepAdaptation * s.adaptation
    s.v = select(fired, c.resetFactor * u + c.resetValue, u)
    s.adaptation = held + select(fired, c.increment + c.relativeIncrement * s.compared, Lanes())
    s.compared = c.threshold + held
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// Izhikevich's neuron by forward Euler with a recovery that knows no dt, from u = 1.
enum HastyIzhikevich: NeuronKernel {
  typealias State = Izhikevich.State
  typealias Parameters = Izhikevich.Parameters
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var dt: Double
  }
  static let parameters = Izhikevich.parameters
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential"), NeuronVariable("u", \.u, "", "recovery"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(p: p, dt: dt) }
  static func initial(_ p: Parameters) -> State { State(v: Lanes(repeating: -65), u: Lanes(repeating: 1)) }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let x = c.p.current + input.excitatory
    let quadratic: Lanes = (0.04 * s.v + 5) * s.v + 140
    let v = s.v + c.dt * (quadratic - s.u + x)
    let u = s.u + c.p.a * (c.p.b * s.v - s.u)
    let fired = v .> c.p.peak
    s.v = select(fired, c.p.c, v)
    s.u = u + select(fired, c.p.d, Lanes())
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// The adaptive exponential neuron by forward Euler, with an adaptation in pA that a spike raises by 0.0805.
enum EulerAdEx: NeuronKernel {
  struct State: BitwiseCopyable { var v, w: Lanes }
  typealias Parameters = AdEx.Parameters
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var dt: Double
  }
  static let parameters = AdEx.parameters
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential"), NeuronVariable("w", \.w, "pA", "adaptation"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(p: p, dt: dt) }
  static func initial(_ p: Parameters) -> State { State(v: p.rest, w: Lanes()) }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let p = c.p
    let above = s.v - p.rest
    let upstroke = p.slope * ((s.v - p.threshold) / p.slope).mapped(exponential)
    let v = s.v + c.dt / p.capacitance * (p.leak * (upstroke - above) - s.w + p.current + input.excitatory)
    let w = s.w + c.dt / p.tau * (p.a * above - s.w)
    let fired = v .> p.peak
    s.v = select(fired, p.rest, v)
    s.w = w + select(fired, p.b, Lanes())
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// The generalized neuron by forward Euler, without refractory time, with currents that a spike doubles.
enum EulerGeneralizedLIF: NeuronKernel {
  struct State: BitwiseCopyable { var v, spikeThreshold, potentialThreshold, first, second: Lanes }
  typealias Parameters = GeneralizedLIF.Parameters
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var dt: Double
  }
  static let parameters = GeneralizedLIF.parameters
  static let variables: [NeuronVariable<Self>] = [NeuronVariable("v", \.v, "mV", "membrane potential")]
  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(p: p, dt: dt) }
  static func initial(_ p: Parameters) -> State {
    State(
      v: Lanes(), spikeThreshold: Lanes(repeating: 0.1), potentialThreshold: Lanes(repeating: 0.2),
      first: Lanes(repeating: 0.08), second: Lanes(repeating: 0.06))
  }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let (p, dt) = (c.p, c.dt)
    let first = s.first - dt * p.firstDecay * s.first
    let second = s.second - dt * p.secondDecay * s.second
    let above = s.v - p.rest
    let u = s.v + dt / p.capacitance * (first + second + input.excitatory - above / p.resistance)
    let spike = s.spikeThreshold - dt * p.spikeDecay * s.spikeThreshold
    s.potentialThreshold += dt * p.coupling * above - dt * p.potentialDecay * s.potentialThreshold
    let fired = u .> s.potentialThreshold + spike + p.threshold
    s.v = select(fired, p.rest + p.resetFactor * (u - p.rest) - p.resetOffset, u)
    s.spikeThreshold = spike + select(fired, p.spikeIncrement, Lanes())
    s.first = first + select(fired, p.firstFactor * first + p.firstIncrement, Lanes())
    s.second = second + select(fired, p.secondFactor * second + p.secondIncrement, Lanes())
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// The axon by forward Euler, input in mV a step, and a spike in every step above the level.
enum EulerHodgkinHuxley: NeuronKernel {
  struct State: BitwiseCopyable { var v, m, n, h: Lanes }
  typealias Parameters = HodgkinHuxley.Parameters
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var dt: Double
  }
  static let parameters = HodgkinHuxley.parameters
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential from rest"), NeuronVariable("m", \.m, "", "activation of sodium"),
    NeuronVariable("n", \.n, "", "activation of potassium"), NeuronVariable("h", \.h, "", "inactivation of sodium"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(p: p, dt: dt) }
  static func initial(_ p: Parameters) -> State {
    State(v: Lanes(), m: Lanes(repeating: 0.5), n: Lanes(repeating: 0.5), h: Lanes(repeating: 0.06))
  }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    guard dt > 0.05 + 1e-9 else { return nil }
    return (
      "forward Euler diverges in a spike with a step of \(dt) ms",
      "Give 'dt: 0.05 ms' or less, or 'profile: reference' with the parameter 'substeps'."
    )
  }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let (p, dt) = (c.p, c.dt)
    for lane in 0..<laneCount {
      let r = HodgkinHuxley.Rates(s.v[lane])
      let (v, m, n, h) = (s.v[lane], s.m[lane], s.n[lane], s.h[lane])
      let nextM = m + dt * (r.openSodium * (1 - m) - r.closeSodium * m)
      let nextN = n + dt * (r.openPotassium * (1 - n) - r.closePotassium * n)
      let nextH = h + dt * (r.openGate * (1 - h) - r.closeGate * h)
      let ionic =
        p.sodium[lane] * nextM * nextM * nextM * nextH * (v - p.reversalSodium[lane])
        + p.potassium[lane] * nextN * nextN * nextN * nextN * (v - p.reversalPotassium[lane])
        + p.leak[lane] * (v - p.reversalLeak[lane])
      s.v[lane] = v + input.excitatory[lane] - dt * ionic
      (s.m[lane], s.n[lane], s.h[lane]) = (nextM, nextN, nextH)
    }
    return s.v .> p.level
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}
