/// A leaky readout that never spikes: two decays of the input and a leaky mean of their difference.
///
/// m ← a_p m + V₀ x, s ← a_q s + V₀ x, v ← v + (dt/τ_m)(m − s − v).
enum LeakyReadout: NeuronKernel {
  struct State: BitwiseCopyable { var v, rising, falling: Lanes }
  struct Parameters: BitwiseCopyable { var membrane, slow, fast: Lanes }
  struct Constants: BitwiseCopyable { var gain, keepRising, keepFalling, step: Lanes }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_p", \.slow, 4, "ms", .positive, "slow decay of the input"),
    NeuronParameter("tau_q", \.fast, 1, "ms", .positive, "fast decay of the input"),
    NeuronParameter("tau_m", \.membrane, 1, "ms", .positive, "membrane time constant"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "", "membrane potential"), NeuronVariable("M", \.rising, "", "slow kernel of the input"),
    NeuronVariable("S", \.falling, "", "fast kernel of the input"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    Constants(
      gain: kernelGain(p.slow, p.fast), keepRising: decay(dt, p.slow), keepFalling: decay(dt, p.fast), step: dt / p.membrane)
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    if isAny(dt / p.membrane .> 1) {
      return (
        "a step of \(dt) ms is longer than tau_m, so that the readout overshoots", "Give a shorter 'dt', or a longer tau_m."
      )
    }
    guard isAny(p.slow .== p.fast) else { return nil }
    return ("tau_p and tau_q are the same, so that their difference is 0", "Give two different time constants.")
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.rising = c.keepRising * s.rising + c.gain * input.excitatory
    s.falling = c.keepFalling * s.falling + c.gain * input.excitatory
    s.v += c.step * (s.rising - s.falling - s.v)
    return LaneMask()
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}

/// What arrives goes on in the same step: SPAIC's null.
enum Relay: NeuronKernel {
  struct State: BitwiseCopyable { var value: Lanes }
  struct Parameters: BitwiseCopyable { var factor: Lanes }
  typealias Constants = Parameters

  static let parameters: [NeuronParameter<Parameters>] = []
  static let variables: [NeuronVariable<Self>] = [NeuronVariable("O", \.value, "", "output")]
  static let output: NeuronVariable<Self>? = variables[0]

  static func constants(_ p: Parameters, dt: Double) -> Constants { p }
  static func initial(_ p: Parameters) -> State { zeros() }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.value = input.excitatory
    return LaneMask()
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}
