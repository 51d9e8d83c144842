/// The generalized leaky integrate-and-fire neurons of Teeter et al. (2018, doi:10.1038/s41467-017-02717-4), levels 1 to 5.
///
/// C v̇ = −(v − E_L)/R + I + I₁ + I₂, İ_j = −k_j I_j, Θ̇_s = −b_s Θ_s, Θ̇_v = a_v (v − E_L) − b_v Θ_v; a spike where v − E_L >
/// Θ_∞ + Θ_s + Θ_v. After the refractory time v = E_L + f_v (v − E_L) − δ_v, I_j ← f_j I_j e^(−k_j t_ref) + δ_j, Θ_s ← Θ_s
/// e^(−b_s t_ref) + δΘ_s. Linear between spikes, and integrated exactly. Level 1 is the plain neuron, 2 has the spike's
/// threshold and reset, 3 the currents after a spike, 4 both, 5 the threshold that follows the potential too.
enum GeneralizedLIF: NeuronKernel {
  struct State: BitwiseCopyable {
    /// v from E_L.
    var v, spikeThreshold, potentialThreshold, first, second, free: Lanes
  }
  struct Parameters: BitwiseCopyable {
    var capacitance, resistance, rest, spikeDecay, firstDecay, secondDecay, coupling, potentialDecay, threshold: Lanes
    var resetFactor, resetOffset, spikeIncrement, firstFactor, secondFactor, firstIncrement, secondIncrement: Lanes
    var refractory, level, current: Lanes
  }
  struct Constants: BitwiseCopyable {
    var keep, gain, keepSpike, keepFirst, keepSecond, meanFirst, meanSecond, keepPotential, slope, ratio: Lanes
    var rest, threshold, resistance, resetFactor, resetOffset, spikeFactor, spikeIncrement: Lanes
    var firstFactor, secondFactor, firstIncrement, secondIncrement, current, refractory: Lanes
  }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("level", \.level, 5, "", "which of the five models, 1 to 5"),
    NeuronParameter("C", \.capacitance, 60, "pF", .positive, "capacitance of the membrane"),
    NeuronParameter("R", \.resistance, 2, "GΩ", .positive, "resistance of the membrane"),
    NeuronParameter("E_L", \.rest, 0, "mV", "resting potential"),
    NeuronParameter("Theta_inf", \.threshold, 1, "mV", "threshold above rest"),
    NeuronParameter("b_s", \.spikeDecay, 0.02, "1/ms", .positive, "decay of the spike's part of the threshold"),
    NeuronParameter("delta_Theta_s", \.spikeIncrement, 0.2, "mV", "what a spike adds to it"),
    NeuronParameter("a_v", \.coupling, 0.12, "1/ms", "coupling of the threshold to the potential"),
    NeuronParameter("b_v", \.potentialDecay, 0.3, "1/ms", .positive, "decay of the potential's part of the threshold"),
    NeuronParameter("f_v", \.resetFactor, 0.1, "", "what a spike leaves of the potential above rest"),
    NeuronParameter("delta_v", \.resetOffset, 0.05, "mV", "what it subtracts then"),
    NeuronParameter("k_1", \.firstDecay, 0.8, "1/ms", .positive, "decay of the first current after a spike"),
    NeuronParameter("k_2", \.secondDecay, 0.6, "1/ms", .positive, "decay of the second"),
    NeuronParameter("f1", \.firstFactor, 1, "", "what a spike leaves of the first"),
    NeuronParameter("f2", \.secondFactor, 1, "", "what a spike leaves of the second"),
    NeuronParameter("delta_I1", \.firstIncrement, 0.1, "pA", "what a spike adds to the first"),
    NeuronParameter("delta_I2", \.secondIncrement, 0.1, "pA", "what a spike adds to the second"),
    NeuronParameter("t_ref", \.refractory, 0, "ms", .notNegative, "refractory time"),
    NeuronParameter("I_e", \.current, 0, "pA", "constant current"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", offset: \Constants.rest, "membrane potential"),
    NeuronVariable("Theta_s", \.spikeThreshold, "mV", "the spike's part of the threshold"),
    NeuronVariable("Theta_v", \.potentialThreshold, "mV", "the potential's part of the threshold"),
    NeuronVariable("I1", \.first, "pA", "first current after a spike"),
    NeuronVariable("I2", \.second, "pA", "second current after a spike"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    func isLevel(_ levels: Double...) -> Lanes { p.level.mapped { levels.contains($0) ? 1 : 0 } }
    let (resets, currents, follows) = (isLevel(2, 4, 5), isLevel(3, 4, 5), isLevel(5))
    let rate = 1 / (p.resistance * p.capacitance)
    let keep = (-dt * rate).mapped(exponential)
    func kept(_ rate: Lanes) -> Lanes { (-dt * rate).mapped(exponential) }
    func held(_ rate: Lanes) -> Lanes { (-p.refractory * rate).mapped(exponential) }
    return Constants(
      keep: keep, gain: p.resistance * (1 - keep), keepSpike: kept(p.spikeDecay), keepFirst: kept(p.firstDecay),
      keepSecond: kept(p.secondDecay), meanFirst: (dt * p.firstDecay).mapped(relaxation),
      meanSecond: (dt * p.secondDecay).mapped(relaxation), keepPotential: kept(p.potentialDecay),
      slope: follows * p.coupling / (p.potentialDecay - rate), ratio: follows * p.coupling / p.potentialDecay, rest: p.rest,
      threshold: p.threshold, resistance: p.resistance, resetFactor: resets * p.resetFactor,
      resetOffset: resets * p.resetOffset, spikeFactor: resets * held(p.spikeDecay), spikeIncrement: resets * p.spikeIncrement,
      firstFactor: currents * p.firstFactor * held(p.firstDecay), secondFactor: currents * p.secondFactor * held(p.secondDecay),
      firstIncrement: currents * p.firstIncrement, secondIncrement: currents * p.secondIncrement, current: p.current,
      refractory: refractorySteps(p.refractory, dt))
  }
  static func initial(_ p: Parameters) -> State { zeros() }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    if isAny(p.level.mapped { [1, 2, 3, 4, 5].contains($0) ? 0 : 1 } .> 0) {
      return ("there is no such level", "Give 1 to 5.")
    }
    if isAny((p.potentialDecay - 1 / (p.resistance * p.capacitance)).mapped(abs) .< 1e-9) {
      return ("b_v equals the decay of the membrane, 1/RC", "Change one of them a little.")
    }
    return nil
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let isFree = .!(s.free .> now)
    let old = s.v
    let after = s.first * c.meanFirst + s.second * c.meanSecond
    let total = c.current + input.excitatory + after
    s.v = select(isFree, c.keep * old + c.gain * total, old)
    // Θ_v follows v, which goes from its old value to R I.
    let aim = total * c.resistance
    let homogeneous = s.potentialThreshold - c.slope * (old - aim) - c.ratio * aim
    let follow = c.slope * (old - aim) * c.keep + homogeneous * c.keepPotential + c.ratio * aim
    s.potentialThreshold = select(isFree, follow, s.potentialThreshold)
    s.spikeThreshold = select(isFree, c.keepSpike * s.spikeThreshold, s.spikeThreshold)
    s.first = select(isFree, c.keepFirst * s.first, s.first)
    s.second = select(isFree, c.keepSecond * s.second, s.second)
    return isFree .& (s.v .> c.threshold + s.spikeThreshold + s.potentialThreshold)
  }

  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.v = select(fired, c.resetFactor * s.v - c.resetOffset, s.v)
    s.spikeThreshold = select(fired, c.spikeFactor * s.spikeThreshold + c.spikeIncrement, s.spikeThreshold)
    s.first = select(fired, c.firstFactor * s.first + c.firstIncrement, s.first)
    s.second = select(fired, c.secondFactor * s.second + c.secondIncrement, s.second)
    s.free = select(fired, now + c.refractory, s.free)
  }
}
