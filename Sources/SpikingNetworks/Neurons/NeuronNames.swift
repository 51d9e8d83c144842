/// The names of SPAIC's documentation, with the equations of the papers.
extension NeuronModel {
  static let kernelFamily = [
    NeuronModel(
      "clif", KernelLIF<ThreeKernels>.self, defaults: ["beta_adaptive": 0], hidden: ["tau_a", "beta_adaptive"],
      summary: "Spike response neuron: two decays of the input, normalised to a peak of 1, and one of the own spikes."),
    NeuronModel(
      "clif2k", KernelLIF<TwoKernels>.self,
      summary: "The same with one time constant for the slow input and the own spikes."),
    NeuronModel(
      "pclif", KernelLIF<StepKernels>.self, summary: "The same with decays for each step, which act on new input too.",
      remarks: "Its decays are trained in SPAIC; here they are parameters."),
    NeuronModel("aclif", KernelLIF<ThreeKernels>.self, summary: "clif with slow adaptation of the threshold."),
  ]

  static let integrateFamily = [
    NeuronModel("if", DiscreteLIF<IntegrateFire>.self, hidden: ["bias"], summary: "Integrate-and-fire neuron without leak."),
    NeuronModel(
      "ifsoftreset", DiscreteLIF<SoftIntegrateFire>.self, hidden: ["bias", "v_reset"],
      summary: "The same; a spike subtracts the threshold, so that no charge is lost.",
      remarks: "SPAIC's program sets the potential to 0 instead ('profile: spaic')."),
    NeuronModel(
      "ifb", DiscreteLIF<IntegrateFire>.self, hidden: ["ConstantDecay"], summary: "The same with a bias in every step."),
    NeuronModel(
      "nonspikingifb", DiscreteLIF<Accumulator>.self, isSpiking: false, summary: "Sums its input and a bias, never spikes."),
    NeuronModel("null", Relay.self, summary: "Puts out what arrives, in the same step."),
  ]

  static let leakyFamily = [
    NeuronModel(
      "lif", DiscreteLIF<LeakyIntegrateFire>.self, summary: "Leaky integrate-and-fire neuron whose input moves the potential.",
      remarks: "SPAIC's program takes v_reset and resets to 0."),
    NeuronModel(
      "plif", DiscreteLIF<ParametricLIF>.self, summary: "Leaky neuron with a time constant in steps (Fang et al. 2021).",
      remarks: "SPAIC's program does not build it. `FeedForwardNetwork` learns its time constant."),
    NeuronModel(
      "constantcurrentlif", DiscreteLIF<ConstantCurrentLIF>.self, summary: "Leaky neuron driven by a current, forward Euler.",
      remarks: "In SPAIC's program input and reset come one step late ('profile: spaic')."),
    NeuronModel(
      "nonspikinglif", LeakyReadout.self, isSpiking: false, summary: "Leaky readout of two kernels, never spikes.",
      remarks: "In SPAIC's program each of its links lags by one step ('profile: spaic')."),
    NeuronModel("lifm", DiscreteLIF<FilteredLIF>.self, summary: "Leaky neuron with an exponential synapse."),
    NeuronModel(
      "lifstdp_ex", DiscreteLIF<AdaptiveThresholdLIF>.self,
      summary: "Excitatory neuron of Diehl and Cook 2015: every spike raises the threshold.",
      remarks: "Decays are for one step, whatever 'dt'. SPAIC's program compares with the threshold of the step before."),
    NeuronModel(
      "alifstdp_ex", DiscreteLIF<ProportionalThresholdLIF>.self,
      summary: "Every spike raises the threshold in proportion and is subtracted from the potential.",
      remarks: "Decays are for one step, whatever 'dt'. SPAIC's program compares with the threshold of the step before."),
    NeuronModel(
      "lifstdp_ih", DiscreteLIF<FixedThresholdLIF>.self, summary: "Inhibitory neuron of Diehl and Cook 2015.",
      remarks: "Decays are for one step, whatever 'dt'."),
    NeuronModel("lifint", DiscreteLIF<StepLIF>.self, summary: "Leaky neuron with a decay and a refractory time in steps."),
  ]

  static let biophysicalFamily = [
    NeuronModel(
      "izh", Izhikevich.self, summary: "Izhikevich's neuron (2003); a step by its Riccati equation, spikes within the step.",
      remarks: "In SPAIC's program recovery does not scale with the step: 103 instead of 23 spikes a second at dt 0.1 ms."),
    NeuronModel("izh-published", PublishedIzhikevich.self, summary: "The same by the published scheme of steps of 1 ms."),
    NeuronModel(
      "aeif", AdEx.self, summary: "Adaptive exponential integrate-and-fire neuron (Brette and Gerstner 2005).",
      remarks: "SPAIC's b of 0.0805 is in nA where all else is in pA; here it is 80.5 pA."),
    NeuronModel("adex", AdEx.self, summary: "The same under its other name."),
    NeuronModel(
      "glif", GeneralizedLIF.self, summary: "Generalized leaky integrate-and-fire neuron (Teeter et al. 2018), levels 1 to 5.",
      remarks: "SPAIC's program doubles the currents at each spike and has no refractory time."),
    NeuronModel(
      "hh", HodgkinHuxley.self, summary: "Hodgkin and Huxley's axon (1952), by Runge and Kutta's method.",
      remarks: "A step of at most 0.05 ms, or more 'substeps'. SPAIC's program does not scale input with the step."),
  ]

  static let rateFamily = [
    NeuronModel(
      "cann_field", RateNeuron<DivisiveTransfer>.self,
      summary: "Rate neurons with divisive normalisation: the continuous attractor of Fung, Wong and Wu 2010.",
      remarks: "What SPAIC calls k stands for k rho; its program fails in the sum."),
    NeuronModel("meanfield", RateNeuron<LinearTransfer>.self, summary: "Rate neurons with a threshold-linear output."),
    NeuronModel(
      "simplerate", RateNeuron<SigmoidTransfer>.self, summary: "Rate neurons driven through a logistic function.",
      remarks: "SPAIC's class cannot be made; these are its documented equations, with the potential put out."),
  ]

  static let chipFamily = [
    NeuronModel(
      "darwin_clif", DarwinNeuron.self, hidden: ["P2", "C1", "C2"], summary: "Neuron of the Darwin chip in 16 bits.",
      remarks: "SPAIC's program begins between 10000 and 15000 at random ('profile: spaic'), here it is 0."),
    NeuronModel(
      "darwin_alif", DarwinNeuron.self, defaults: ["P2": 0.999, "C1": 0.001, "C2": 0.2],
      summary: "The same with an adaptive threshold.",
      remarks: "SPAIC's program begins between -30000 and 15000 at random ('profile: spaic'), here it is 0."),
    NeuronModel("darwin_random", DarwinNoise.self, summary: "The chip's source of random spikes."),
    NeuronModel("diehlandcook", WholeNumberLIF.self, summary: "Diehl and Cook's excitatory neuron in whole numbers."),
  ]

  static let experimental = [
    NeuronModel(
      "slif", SpikeTimeLIF.self, summary: "Spike response neuron whose spikes have a place within the step; experimental.",
      remarks: "Its source does not build. The place of a spike acts on the neuron itself; others receive it at the step's end."
    ),
    NeuronModel(
      "selif", QuadraticSpikeTimeLIF.self, hidden: ["bias", "adaptation", "reset"],
      summary: "Quadratic neuron whose spikes have a place within the step; experimental.",
      remarks: "Its source does not build. The place of a spike acts on the neuron itself; others receive it at the step's end."
    ),
    NeuronModel(
      "selif-debug", QuadraticSpikeTimeLIF.self,
      defaults: ["tau_m": 20, "tau_p": 20, "tau_q": 8, "bias": 0, "adaptation": 0, "reset": 5],
      hidden: ["tau_r", "bias", "adaptation", "reset"],
      summary: "selif without adaptation and constant input, and with a reset by five thresholds; experimental.",
      remarks: "SPAIC's SELIFDebugModel, which has no name in its registry. Its source does not build."),
    NeuronModel(
      "qlif", ValueLIF.self, summary: "Neuron that learns the values of spiking and of silence; experimental.",
      remarks: "Its source is unfinished; these are the documented equations, without learning of weights."),
  ]

  /// What SPAIC's program computes where it is something else.
  static let spaicVariants = [
    NeuronModel(
      "ifsoftreset", DiscreteLIF<IntegrateFire>.self, hidden: ["bias", "v_reset"], summary: "As SPAIC: a spike leaves 0."),
    NeuronModel("if", DiscreteLIF<IntegrateFire>.self, hidden: ["bias", "v_reset"], summary: "As SPAIC: a spike leaves 0."),
    NeuronModel(
      "ifb", DiscreteLIF<IntegrateFire>.self, hidden: ["ConstantDecay", "v_reset"], summary: "As SPAIC: a spike leaves 0."),
    NeuronModel("lif", DiscreteLIF<LeakyIntegrateFire>.self, hidden: ["v_reset"], summary: "As SPAIC: a spike leaves 0."),
    NeuronModel("constantcurrentlif", LateResetLIF.self, summary: "As SPAIC: input and reset one step late."),
    NeuronModel("nonspikinglif", LateReadout.self, isSpiking: false, summary: "As SPAIC: three links, each one step late."),
    NeuronModel(
      "lifstdp_ex", LateThresholdLIF<AdaptiveThresholdLIF>.self, hidden: ["refrac"],
      summary: "As SPAIC: the threshold of the step before."),
    NeuronModel(
      "alifstdp_ex", LateThresholdLIF<ProportionalThresholdLIF>.self, hidden: ["refrac"],
      summary: "As SPAIC: the threshold of the step before."),
    NeuronModel("izh", HastyIzhikevich.self, summary: "As SPAIC: recovery does not scale with the step."),
    NeuronModel("aeif", EulerAdEx.self, defaults: ["b": 0.0805], summary: "As SPAIC: forward Euler, b in nA."),
    NeuronModel("adex", EulerAdEx.self, defaults: ["b": 0.0805], summary: "As SPAIC: forward Euler, b in nA."),
    NeuronModel("glif", EulerGeneralizedLIF.self, summary: "As SPAIC: currents double at each spike."),
    NeuronModel(
      "hh", EulerHodgkinHuxley.self, defaults: ["E_NA": 120, "E_L": 10.6, "v_th": 1],
      summary: "As SPAIC: input not scaled with the step, a spike in every step above the level."),
    NeuronModel("cann_field", Lagged<RateNeuron<DivisiveTransfer>>.self, summary: "As SPAIC: input one step late."),
    NeuronModel("meanfield", Lagged<RateNeuron<LinearTransfer>>.self, summary: "As SPAIC: input one step late."),
    NeuronModel(
      "darwin_clif", Lagged<DarwinNeuron>.self, hidden: ["P2", "C1", "C2"], starts: ["v": .uniform(10_000, 15_000)],
      summary: "As SPAIC: input one step late, a random potential at the start."),
    NeuronModel(
      "darwin_alif", Lagged<DarwinNeuron>.self, defaults: ["P2": 0.999, "C1": 0.001, "C2": 0.2],
      starts: ["v": .uniform(-30_000, 15_000)], summary: "As SPAIC: input one step late, a random potential at the start."),
  ]
}
