import Schema

// The names of SPAIC's documentation, with the equations of the papers. In the equations x is what arrives in a step, `<-`
// gives a variable its value at the end of the step, and o is 1 for a spike and 0 for none.

/// Lines that more than one name has.
private let kernelGainLine = "V0 = r^(r/(r - 1)) / (r - 1), so that the difference of the two decays peaks at 1"
private let plainReset = "spike where u > v_th; then v <- v_reset, else v <- u"

extension NeuronModel {
  static let kernelFamily = [
    NeuronModel(
      "clif", KernelLIF<ThreeKernels>.self, defaults: ["beta_adaptive": 0], hidden: ["tau_a", "beta_adaptive"],
      summary: "Spike response neuron: two decays of the input, normalised to a peak of 1, and one of the own spikes.",
      equations: [
        "M <- exp(-dt/tau_p) M + V0 x", "S <- exp(-dt/tau_q) S + V0 x",
        "v = M - S - E, with E of the step before; spike where v > v_th", "E <- exp(-dt/tau_m) E + v_th o",
        kernelGainLine + ", r = tau_p/tau_q",
      ], references: [.gu2019, .gerstner1995, .hong2024]),
    NeuronModel(
      "clif2k", KernelLIF<TwoKernels>.self,
      summary: "The same with one time constant for the slow input and the own spikes.",
      equations: [
        "M <- exp(-dt/tau_m) M + V0 x", "S <- exp(-dt/tau_s) S + V0 x",
        "v = M - S - E, with E of the step before; spike where v > v_th", "E <- exp(-dt/tau_m) E + v_th o",
        kernelGainLine + ", r = tau_m/tau_s",
      ], references: [.gu2019, .gerstner1995, .hong2024]),
    NeuronModel(
      "pclif", KernelLIF<StepKernels>.self, summary: "The same with decays for each step, which act on new input too.",
      remarks: "Its decays are trained in SPAIC; here they are parameters.",
      equations: [
        "M <- tau_m (M + x)", "S <- tau_s (S + x)", "v = M - S - E, with E of the step before; spike where v > v_th",
        "E <- tau_m E + v_th o",
      ], references: [.gu2019, .hong2024]),
    NeuronModel(
      "aclif", KernelLIF<ThreeKernels>.self, summary: "clif with slow adaptation of the threshold.",
      equations: [
        "M <- exp(-dt/tau_p) M + V0 x", "S <- exp(-dt/tau_q) S + V0 x",
        "v = M - S - E - beta_adaptive A, with E and A of the step before; spike where v > v_th",
        "E <- exp(-dt/tau_m) E + v_th o", "A <- exp(-dt/tau_a) A + o", kernelGainLine + ", r = tau_p/tau_q",
      ], references: [.gu2019, .bellec2018, .hong2024]),
  ]

  static let integrateFamily = [
    NeuronModel(
      "if", DiscreteLIF<IntegrateFire>.self, hidden: ["bias"], summary: "Integrate-and-fire neuron without leak.",
      equations: ["u = v + x - ConstantDecay", plainReset], references: [.abbott1999, .hong2024]),
    NeuronModel(
      "ifsoftreset", DiscreteLIF<SoftIntegrateFire>.self, hidden: ["bias", "v_reset"],
      summary: "The same; a spike subtracts the threshold, so that no charge is lost.",
      remarks: "SPAIC's program sets the potential to 0 instead ('profile: spaic').",
      equations: ["u = v + x - ConstantDecay", "spike where u > v_th; v <- u - v_th o"],
      references: [.rueckauer2017, .hong2024]),
    NeuronModel(
      "ifb", DiscreteLIF<IntegrateFire>.self, hidden: ["ConstantDecay"], summary: "The same with a bias in every step.",
      equations: ["u = v + x + bias", plainReset], references: [.abbott1999, .hong2024]),
    NeuronModel(
      "nonspikingifb", DiscreteLIF<Accumulator>.self, isSpiking: false, summary: "Sums its input and a bias, never spikes.",
      equations: ["v <- v + x + bias"], references: [.hong2024]),
    NeuronModel(
      "null", Relay.self, summary: "Puts out what arrives, in the same step.",
      remarks: "'model: null' in a file means it, although null is also YAML's word for nothing; so does 'model: \"null\"'.",
      equations: ["O = x"], references: [.hong2024]),
  ]

  static let leakyFamily = [
    NeuronModel(
      "lif", DiscreteLIF<LeakyIntegrateFire>.self, summary: "Leaky integrate-and-fire neuron whose input moves the potential.",
      remarks: "SPAIC's program takes v_reset and resets to 0.",
      equations: ["u = exp(-dt/tau_m) v + x", plainReset], references: [.burkitt2006, .hong2024]),
    NeuronModel(
      "plif", DiscreteLIF<ParametricLIF>.self, summary: "Leaky neuron with a time constant in steps (Fang et al. 2021).",
      remarks: "SPAIC's program does not build it. `FeedForwardNetwork` learns its time constant.",
      equations: ["u = v + (x - v)/tau_m, tau_m in steps", plainReset], references: [.fang2021, .hong2024]),
    NeuronModel(
      "constantcurrentlif", DiscreteLIF<ConstantCurrentLIF>.self, summary: "Leaky neuron driven by a current, forward Euler.",
      remarks: "In SPAIC's program input and reset come one step late ('profile: spaic').",
      equations: ["u = v + dt/tau_m (v_rest - v + x)", plainReset], references: [.burkitt2006, .hong2024]),
    NeuronModel(
      "nonspikinglif", LeakyReadout.self, isSpiking: false, summary: "Leaky readout of two kernels, never spikes.",
      remarks: "In SPAIC's program each of its links lags by one step ('profile: spaic').",
      equations: [
        "M <- exp(-dt/tau_p) M + V0 x", "S <- exp(-dt/tau_q) S + V0 x", "v <- v + dt/tau_m (M - S - v), with the new M and S",
        kernelGainLine + ", r = tau_p/tau_q",
      ], references: [.gu2019, .hong2024]),
    NeuronModel(
      "lifm", DiscreteLIF<FilteredLIF>.self, summary: "Leaky neuron with an exponential synapse.",
      equations: ["I_syn <- exp(-dt/tau_p) I_syn + x", "u = exp(-dt/tau_m) v + I_syn, with the new I_syn", plainReset],
      references: [.burkitt2006, .hong2024]),
    NeuronModel(
      "lifstdp_ex", DiscreteLIF<AdaptiveThresholdLIF>.self,
      summary: "Excitatory neuron of Diehl and Cook 2015: every spike raises the threshold.",
      remarks: "Decays are for one step, whatever 'dt'. SPAIC's program compares with the threshold of the step before.",
      equations: [
        "u = v_rest + decay_v (v - v_rest) + x, with x = 0 for refrac steps after a spike", "theta <- decay_th theta",
        "spike where u > v_th + theta; then v <- v_reset and theta <- theta + th_inc, else v <- u",
      ], references: [.diehl2015, .hong2024]),
    NeuronModel(
      "alifstdp_ex", DiscreteLIF<ProportionalThresholdLIF>.self,
      summary: "Every spike raises the threshold in proportion and is subtracted from the potential.",
      remarks: "Decays are for one step, whatever 'dt'. SPAIC's program compares with the threshold of the step before.",
      equations: [
        "u = v_rest + decay_v (v - v_rest) + x, with x = 0 for refrac steps after a spike", "theta <- decay_th theta",
        "spike where u > v_th + theta; then v <- u - v_reset and theta <- theta + th_inc (v_th + theta), else v <- u",
      ], references: [.diehl2015, .hong2024]),
    NeuronModel(
      "lifstdp_ih", DiscreteLIF<FixedThresholdLIF>.self, summary: "Inhibitory neuron of Diehl and Cook 2015.",
      remarks: "Decays are for one step, whatever 'dt'.",
      equations: ["u = v_rest + decay_v (v - v_rest) + x, with x = 0 for refrac steps after a spike", plainReset],
      references: [.diehl2015, .hong2024]),
    NeuronModel(
      "lifint", DiscreteLIF<StepLIF>.self, summary: "Leaky neuron with a decay and a refractory time in steps.",
      equations: [
        "u = v_rest + decay (v - v_rest) + x, with x = 0 for reset_refrac steps after a spike",
        "spike where u >= thresh; then v <- v_reset, else v <- u",
      ], references: [.hazan2018, .hong2024]),
  ]
}
