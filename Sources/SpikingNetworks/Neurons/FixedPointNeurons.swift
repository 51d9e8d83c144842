import ArrayNumerics

/// A number in the range and on the grid of the Darwin chip: −32768 … 32768, whole, halves to even.
private func clipped(_ z: Lanes) -> Lanes {
  z.mapped { (min(max($0 + 32768, 0), 65536)).rounded(.toNearestOrEven) - 32768 }
}

/// Neurons of the Darwin chip: I ← q(P₄ I + x), v = q(P₀ v + I + P₁), a spike where v > V_th, v ← 0. With adaptation
/// V_th ← P₂ V_th + C₁ + C₂ o. q is the grid of 16 bits.
enum DarwinNeuron: NeuronKernel {
  struct State: BitwiseCopyable { var v, current, threshold, fired: Lanes }
  struct Parameters: BitwiseCopyable { var membrane, synapse, bias, threshold, keep, rest, increment: Lanes }
  struct Constants: BitwiseCopyable { var keep, keepCurrent, drive, keepThreshold, rest, increment: Lanes }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 12, "ms", .positive, "membrane time constant"),
    NeuronParameter("tau_s", \.synapse, 8, "ms", .positive, "synaptic time constant"),
    NeuronParameter("bias", \.bias, 0, "", "constant input, in units of 2¹⁵"),
    NeuronParameter("v_th", \.threshold, 16384, "", .positive, "threshold"),
    NeuronParameter("P2", \.keep, 1, "", .fraction, "what is left of the threshold after a step"),
    NeuronParameter("C1", \.rest, 0, "", "what the threshold gains in a step, a part of v_th"),
    NeuronParameter("C2", \.increment, 0, "", "what a spike adds to it, a part of v_th"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "", "membrane potential"), NeuronVariable("I", \.current, "", "synaptic current"),
    NeuronVariable("v_th", \.threshold, "", "threshold"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    func grid(_ tau: Lanes) -> Lanes { (256 * decay(dt, tau)).mapped { $0.rounded(.toNearestOrEven) } / 256 }
    func rounded(_ z: Lanes) -> Lanes { z.mapped { $0.rounded(.toNearestOrEven) } }
    return Constants(
      keep: grid(p.membrane), keepCurrent: grid(p.synapse), drive: rounded(32768 * p.bias), keepThreshold: p.keep,
      rest: rounded(p.rest * p.threshold), increment: rounded(p.increment * p.threshold))
  }
  static func initial(_ p: Parameters) -> State {
    State(v: Lanes(), current: Lanes(), threshold: p.threshold, fired: Lanes())
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.current = clipped(c.keepCurrent * s.current + input.excitatory)
    s.v = clipped(c.keep * s.v + s.current + c.drive)
    let fired = s.v .> s.threshold
    s.threshold = c.keepThreshold * s.threshold + c.rest + select(fired, c.increment, Lanes())
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.v = select(fired, Lanes(), s.v)
  }
}

/// The Darwin chip's source of noise: v ← P₀ v + round(std · (u − ½)) + bias, u uniform; a spike above v_th, v ← 0.
enum DarwinNoise: NeuronKernel {
  struct State: BitwiseCopyable { var v, neuron: Lanes }
  struct Parameters: BitwiseCopyable { var membrane, deviation, bias, threshold, seed: Lanes }
  struct Constants: BitwiseCopyable { var keep, deviation, bias, threshold, seed: Lanes }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 10, "ms", .positive, "membrane time constant"),
    NeuronParameter("std", \.deviation, 0, "", .notNegative, "width of the noise"),
    NeuronParameter("bias", \.bias, 0, "", "constant input"),
    NeuronParameter("v_th", \.threshold, 15000, "", "threshold"),
    NeuronParameter("noise_seed", \.seed, 0, "", .notNegative, "seed of the noise"),
  ]
  static let variables: [NeuronVariable<Self>] = [NeuronVariable("v", \.v, "", "membrane potential")]
  static let ports: Set<Port> = []

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    Constants(
      keep: (65536 * decay(dt, p.membrane)).mapped { $0.rounded(.toNearestOrEven) } / 65536, deviation: p.deviation,
      bias: p.bias,
      threshold: p.threshold, seed: p.seed)
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func place(_ s: inout State, block: Int) {
    for lane in 0..<laneCount { s.neuron[lane] = Double(block * laneCount + lane) }
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    for lane in 0..<laneCount {
      var stream = RandomStream(
        seed: UInt64(c.seed[lane]), name: "darwin_random", Int(s.neuron[lane]), Int(now[lane]))
      let noise = (c.deviation[lane] * stream.uniform() - c.deviation[lane] / 2).rounded(.toNearestOrEven)
      s.v[lane] = c.keep[lane] * s.v[lane] + noise + c.bias[lane]
    }
    return s.v .> c.threshold
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.v = select(fired, Lanes(), s.v)
  }
}

/// Diehl & Cook's excitatory neuron in whole numbers; shifts are divisions that round down.
enum WholeNumberLIF: NeuronKernel {
  struct State: BitwiseCopyable { var v, threshold, refractory: Lanes }
  struct Parameters: BitwiseCopyable {
    var rest, threshold, highest, keep, weight, refractory, increment, bound: Lanes
  }
  typealias Constants = Parameters

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("thresh", \.threshold, 213, "", "threshold at the start"),
    NeuronParameter("max_threshold", \.highest, 4915, "", "a threshold above it is halved"),
    NeuronParameter("decay", \.keep, 1013, "", .notNegative, "what is left of the potential after a step, of 1024"),
    NeuronParameter("weight_sum_coef", \.weight, 154, "", "factor of what arrives, of 1024"),
    NeuronParameter("v_rest", \.rest, 0, "", "resting potential and potential after a spike"),
    NeuronParameter("refrac", \.refractory, 5, "steps", .notNegative, "steps after a spike in which input does not count"),
    NeuronParameter("thresh_plus", \.increment, 66, "", "what a spike adds to the threshold"),
    NeuronParameter("lbound", \.bound, -32767, "", "lowest potential"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "", "membrane potential"), NeuronVariable("thresh", \.threshold, "", "threshold"),
    NeuronVariable("refrac", \.refractory, "steps", "steps in which input does not count"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants { p }
  static func initial(_ p: Parameters) -> State { State(v: p.rest, threshold: p.threshold, refractory: Lanes()) }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let x = input.excitatory.mapped { min(max($0.rounded(.towardZero), -32767), 32767) }
    s.threshold = select(s.threshold .> c.highest, (s.threshold / 2).mapped { $0.rounded(.down) }, s.threshold)
    s.v = (c.keep * (s.v - c.rest) / 1024).mapped { $0.rounded(.down) } + c.rest
    let arrived = (x * c.weight / 1024).mapped { $0.rounded(.down) }
    s.v += select(s.refractory .<= 0, arrived, Lanes())
    s.refractory -= 1
    let fired = s.v .> s.threshold
    s.v = select(fired, c.rest, s.v).replacing(with: c.bound, where: s.v .< c.bound)
    return fired
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.refractory = select(fired, c.refractory, s.refractory)
    s.threshold = select(fired, s.threshold + c.increment, s.threshold)
  }
}
