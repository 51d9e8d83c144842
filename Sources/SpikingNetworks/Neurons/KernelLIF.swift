/// Neurons whose potential is a sum of kernels (spike response models): two exponentials for what arrives, one for the own
/// spikes, and one for slow adaptation.
///
/// m ← a_p m + g_p x, s ← a_q s + g_q x, v = m − s − e − β a; a spike where v > V_th; then e ← a_m e + V_th o, a ← a_a a + o, o
/// = 1 for a spike, else 0 (Gu et al. 2019, STCA). There is no reset: with strong input a neuron fires in every step.
enum KernelLIF<Form: KernelLIFForm>: NeuronKernel {
  struct State: BitwiseCopyable {
    var v, rising, falling, refractory, adaptation: Lanes
  }
  typealias Parameters = Form.Parameters
  typealias Constants = KernelLIFConstants

  static var parameters: [NeuronParameter<Parameters>] { Form.parameters }
  static var variables: [NeuronVariable<Self>] {
    let all: [NeuronVariable<Self>] = [
      NeuronVariable("v", \.v, "", "membrane potential, as it is compared with the threshold"),
      NeuronVariable("M", \.rising, "", "slow kernel of the input"),
      NeuronVariable("S", \.falling, "", "fast kernel of the input"),
      NeuronVariable("E", \.refractory, "", "kernel of the own spikes"),
      NeuronVariable("A", \.adaptation, "", "kernel of adaptation"),
    ]
    return Form.adapts ? all : Array(all.dropLast())
  }

  static func constants(_ p: Parameters, dt: Double) -> Constants { Form.constants(p, dt: dt) }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    let c = Form.constants(p, dt: dt)
    guard isAny(c.keepRising .== c.keepFalling) else { return nil }
    return ("both kernels of the input are the same, so that their difference is 0", "Give two different time constants.")
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.rising = c.keepRising * s.rising + c.gainRising * input.excitatory
    s.falling = c.keepFalling * s.falling + c.gainFalling * input.excitatory
    s.v = s.rising - s.falling - (c.strength * s.adaptation + s.refractory)
    s.refractory = c.keepRefractory * s.refractory
    s.adaptation = c.keepAdaptation * s.adaptation
    return s.v .> c.threshold
  }

  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.refractory = select(fired, s.refractory + c.threshold, s.refractory)
    s.adaptation = select(fired, s.adaptation + 1, s.adaptation)
  }
}

/// What the forms differ in.
struct KernelLIFConstants: BitwiseCopyable, Sendable {
  var keepRising, gainRising, keepFalling, gainFalling, keepRefractory, threshold: Lanes
  var keepAdaptation = Lanes()
  var strength = Lanes()
}

/// How the constants come from the parameters of a name.
protocol KernelLIFForm: SendableMetatype {
  associatedtype Parameters: BitwiseCopyable, Sendable
  static var parameters: [NeuronParameter<Parameters>] { get }
  static func constants(_ p: Parameters, dt: Double) -> KernelLIFConstants
  static var adapts: Bool { get }
}

extension KernelLIFForm {
  static var adapts: Bool { false }
}

/// What makes the difference of two decays peak at 1: β^(β/(β−1))/(β−1), β = τ₁/τ₂.
func kernelGain(_ slow: Lanes, _ fast: Lanes) -> Lanes {
  (slow / fast).mapped { ratio in exponential(logarithm(ratio) * ratio / (ratio - 1)) / (ratio - 1) }
}

/// Two decays of the input and one of the own spikes; with adaptation where `beta_adaptive` is not 0.
enum ThreeKernels: KernelLIFForm {
  struct Parameters: BitwiseCopyable { var membrane, slow, fast, threshold, adaptation, strength: Lanes }
  static let adapts = true
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 20, "ms", .positive, "decay of the kernel of the own spikes"),
    NeuronParameter("tau_p", \.slow, 12, "ms", .positive, "slow decay of the input"),
    NeuronParameter("tau_q", \.fast, 8, "ms", .positive, "fast decay of the input"),
    NeuronParameter("v_th", \.threshold, 1, "", .positive, "threshold"),
    NeuronParameter("tau_a", \.adaptation, 2000, "ms", .positive, "decay of adaptation"),
    NeuronParameter("beta_adaptive", \.strength, 0.1, "", .notNegative, "strength of adaptation"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> KernelLIFConstants {
    let gain = kernelGain(p.slow, p.fast)
    return KernelLIFConstants(
      keepRising: decay(dt, p.slow), gainRising: gain, keepFalling: decay(dt, p.fast), gainFalling: gain,
      keepRefractory: decay(dt, p.membrane), threshold: p.threshold, keepAdaptation: decay(dt, p.adaptation),
      strength: p.strength)
  }
}

/// The slow decay of the input is that of the own spikes.
enum TwoKernels: KernelLIFForm {
  struct Parameters: BitwiseCopyable { var membrane, synapse, threshold: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 20, "ms", .positive, "slow decay of the input and decay of the own spikes"),
    NeuronParameter("tau_s", \.synapse, 12, "ms", .positive, "fast decay of the input"),
    NeuronParameter("v_th", \.threshold, 1, "", .positive, "threshold"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> KernelLIFConstants {
    let gain = kernelGain(p.membrane, p.synapse)
    return KernelLIFConstants(
      keepRising: decay(dt, p.membrane), gainRising: gain, keepFalling: decay(dt, p.synapse), gainFalling: gain,
      keepRefractory: decay(dt, p.membrane), threshold: p.threshold)
  }
}

/// Decays for each step, which act on what arrives too; nothing is normalised.
enum StepKernels: KernelLIFForm {
  struct Parameters: BitwiseCopyable { var membrane, synapse, threshold: Lanes }
  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("tau_m", \.membrane, 0.9, "", .fraction, "what is left of slow input and of own spikes after a step"),
    NeuronParameter("tau_s", \.synapse, 0.6, "", .fraction, "what is left of fast input after a step"),
    NeuronParameter("v_th", \.threshold, 1, "", .positive, "threshold"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> KernelLIFConstants {
    KernelLIFConstants(
      keepRising: p.membrane, gainRising: p.membrane, keepFalling: p.synapse, gainFalling: p.synapse,
      keepRefractory: p.membrane, threshold: p.threshold)
  }
}
