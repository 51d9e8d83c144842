/// Neurons that put out rates: τ du/dt = −u + f_in(recurrent, external), r = f_out(u), forward Euler.
///
/// What comes from other neurons is the recurrent input, what comes from sources of currents the external one.
enum RateNeuron<Transfer: RateTransfer>: NeuronKernel {
  struct State: BitwiseCopyable { var u, rate: Lanes }
  struct Parameters: BitwiseCopyable { var gain, inhibition, tau: Lanes }
  struct Constants: BitwiseCopyable { var gain, inhibition, step: Lanes }

  static var parameters: [NeuronParameter<Parameters>] { Transfer.parameters }
  static var variables: [NeuronVariable<Self>] {
    [NeuronVariable("U", \.u, "", "synaptic input"), NeuronVariable("O", \.rate, "", "rate")]
  }
  static var ports: Set<Port> { [.excitatory, .current] }
  static var output: NeuronVariable<Self>? { variables[1] }

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    Constants(gain: p.gain, inhibition: p.inhibition, step: dt / p.tau)
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    guard isAny(dt / p.tau .> 1) else { return nil }
    return ("a step of \(dt) ms is longer than tau, so that forward Euler overshoots", "Give a 'dt' of tau or less.")
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.u += c.step * (Transfer.drive(recurrent: input.excitatory, external: input.current, gain: c.gain) - s.u)
    s.rate = Transfer.rate(s.u)
    return LaneMask()
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
  static func begin(_ s: inout State) { s.rate = Transfer.rate(s.u) }

  static func finish(_ states: UnsafeMutableBufferPointer<State>, _ constants: Constants, count: Int) {
    Transfer.finish(states, constants.inhibition[0], count)
  }
}

/// How a rate neuron sums its input and puts out its rate.
protocol RateTransfer: SendableMetatype {
  static var parameters: [NeuronParameter<RateNeuron<Self>.Parameters>] { get }
  static func drive(recurrent: Lanes, external: Lanes, gain: Lanes) -> Lanes
  static func rate(_ u: Lanes) -> Lanes
  static func finish(_ states: UnsafeMutableBufferPointer<RateNeuron<Self>.State>, _ inhibition: Double, _ count: Int)
}

extension RateTransfer {
  static func drive(recurrent: Lanes, external: Lanes, gain: Lanes) -> Lanes { gain * recurrent + external }
  static func finish(
    _ states: UnsafeMutableBufferPointer<RateNeuron<Self>.State>, _ inhibition: Double, _ count: Int
  ) {}
}

/// r = [u]₊² / (1 + kρ Σ [u]₊²): the continuous attractor of Fung, Wong & Wu 2010.
enum DivisiveTransfer: RateTransfer {
  static let parameters: [NeuronParameter<RateNeuron<Self>.Parameters>] = [
    NeuronParameter("rho", \.gain, 0.02, "", .notNegative, "density: factor of the recurrent input"),
    NeuronParameter("k_rho", \.inhibition, 0.01, "", .notNegative, "k ρ: strength of the divisive inhibition"),
    NeuronParameter("tau", \.tau, 1, "ms", .positive, "time constant"),
  ]
  static func rate(_ u: Lanes) -> Lanes {
    let positive = select(u .> 0, u, Lanes())
    return positive * positive
  }
  static func finish(
    _ states: UnsafeMutableBufferPointer<RateNeuron<Self>.State>, _ inhibition: Double, _ count: Int
  ) {
    var total = 0.0
    for neuron in 0..<count { total += states[neuron / laneCount].rate[neuron % laneCount] }
    let factor = Lanes(repeating: 1 / (1 + inhibition * total))
    for block in states.indices { states[block].rate *= factor }
  }
}

/// r = [u]₊.
enum LinearTransfer: RateTransfer {
  static let parameters: [NeuronParameter<RateNeuron<Self>.Parameters>] = [
    NeuronParameter("rho", \.gain, 0.1, "", .notNegative, "factor of the recurrent input"),
    NeuronParameter("tau", \.tau, 1, "ms", .positive, "time constant"),
  ]
  static func rate(_ u: Lanes) -> Lanes { select(u .> 0, u, Lanes()) }
}

/// τ du/dt = −u + σ(input), r = u, σ the logistic function.
enum SigmoidTransfer: RateTransfer {
  static let parameters: [NeuronParameter<RateNeuron<Self>.Parameters>] = [
    NeuronParameter("tau", \.tau, 1, "ms", .positive, "time constant")
  ]
  static func drive(recurrent: Lanes, external: Lanes, gain: Lanes) -> Lanes {
    (recurrent + external).mapped { 1 / (1 + exponential(-$0)) }
  }
  static func rate(_ u: Lanes) -> Lanes { u }
}
