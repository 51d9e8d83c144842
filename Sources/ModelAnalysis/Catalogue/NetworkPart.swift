import Schema
import SpikingNetworks

/// What a network of populations is made of besides its neurons and sources, as `models` shows it.
public struct NetworkPart: Sendable {
  /// What it is for.
  public enum Kind: String, Sendable, CaseIterable {
    case decoder, reward, action, connection, synapse, delay, monitor, equations, network, learning
  }

  /// As a simulation file calls it.
  public let name: String
  /// What other programs call it.
  public let otherNames: [String]
  /// What it is for.
  public let kind: Kind
  /// In a sentence.
  public let summary: String
  /// How a simulation file, or a program, asks for it.
  public let use: String

  init(_ kind: Kind, _ name: String, _ otherNames: [String] = [], _ summary: String, use: String) {
    self.name = name
    self.otherNames = otherNames
    self.kind = kind
    self.summary = summary
    self.use = use
  }

  /// All of them, kind by kind.
  public static let all = decoders + rewards + actions + connections + synapses + monitors + networks + learning

  /// The part of a name, or of one that another program uses; letter case, hyphens and underscores do not count. `nil` when
  /// there is none.
  public static func named(_ name: String) -> NetworkPart? {
    func folded(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }
    return all.first { ([$0.name] + $0.otherNames).contains { folded($0) == folded(name) } }
  }

  /// What `models NAME` prints.
  public var text: String {
    let elsewhere = otherNames.isEmpty ? "" : "\nelsewhere: \(otherNames.joined(separator: ", "))\n"
    return "\(name): \(summary)\n\(elsewhere)\n\(kind.rawValue), used as\n  \(use)\n"
  }

  /// The same for programs.
  public var json: JSONValue {
    .record([
      "name": .string(name), "other_names": JSONValue(otherNames), "kind": .string(kind.rawValue), "title": .string(summary),
      "use": .string(use), "command": .string("simulate"),
    ])
  }
}

extension NetworkPart {
  private static func decoder(
    _ name: String, _ other: String, _ summary: String, keys: String = ""
  ) -> NetworkPart {
    NetworkPart(.decoder, name, [other], summary, use: "readouts: [{population: out, decoder: \(name)\(keys)}]")
  }

  /// Those that give numbers from spikes or variables.
  public static let decoders = [
    decoder("spike_rate", "Spike_Rate", "(Σ over the group of the mean over the steps + bias) · scale.", keys: ", group: 10"),
    decoder("spike_counts", "Spike_Counts", "(Σ over group and steps + bias) · scale.", keys: ", group: 10"),
    decoder("spike_rates", "Spike_Rates", "Spikes a step of each neuron."),
    decoder(
      "final_step_voltage", "Final_Step_Voltage", "A variable of each neuron after the last step.", keys: ", variable: v"),
    decoder("first_spike", "First_Spike", "Who fired in the first step in which anybody did."),
    decoder("time_spike_counts", "TimeSpike_Counts", "Σ 0.1 · e^(−k / (T/2)) over the spikes, k the step and T the steps."),
    decoder("voltage_sum", "Voltage_Sum", "The sum of a variable over the steps.", keys: ", variable: v"),
    decoder(
      "time_softmax", "Time_Softmax", "Softmax over the groups of the mean of Σ 5 · e^((t_first − t)/50 ms).",
      keys: ", group: 10"),
    decoder("complex_count", "Complex_Count", "10⁻⁶ − Σ (k − offset)/T over the first four spikes of each neuron."),
    decoder(
      "complex_phase", "Complex_Phase", "Σ x/(|x| + 1) · p · dt, p the softmax over the steps of the mean size of x."),
    decoder(
      "complex_latency", "Complex_Latency", "Σ e^(−n/5) · e^((τ − max τ)/T) over the spikes, n so far, τ from spike to end."),
    decoder(
      "complex_timing_distance", "Complex_TimingDistance",
      "Mean square between the courses of two populations, spikes smoothed by e^(−(6t/10 ms − 2)²); their rates.",
      keys: ", target: wanted"),
    decoder(
      "complex_trajectory", "Complex_Trajectory", "Σ over the group of w · Re x, a damped oscillation set off by each spike.",
      keys: ", group: 10"),
    decoder("complex_conv", "Complex_Spike_Conv", "Spikes smoothed by e^(−(3t/40 ms)²) about their place within the step."),
    decoder("spike_conv", "Spike_Conv", "Spikes smoothed by e^(−(3t/40 ms)²)."),
    decoder("v_t", "V_Trajectory", "A variable over time.", keys: ", variable: v"),
    decoder("null-decoder", "NullDeocder", "The record itself."),
  ]

  private static func reward(_ name: String, _ other: String, _ summary: String) -> NetworkPart {
    NetworkPart(
      .reward, name, [other], summary, use: "readouts: [{population: out, reward: \(name), target: 3, group: 10}]")
  }

  static let rewards = [
    reward("global_reward", "Global_Reward", "1 where the group with the most spikes is the target, else −1."),
    reward("da_reward", "DA_Reward", "1 for the neurons of the target group when it won, 0 for all others."),
    reward("xor_reward", "XOR_Reward", "Target 1: 1 with spikes, else −1; target 0: −1 with spikes, else 0."),
    reward("environment_reward", "Environment_Reward", "What is given as the target."),
    reward("classify_reward", "Classify_Reward", "1 − p for the target, −p for others, p the softmax of standardised counts."),
  ]

  private static func action(_ name: String, _ other: String, _ summary: String) -> NetworkPart {
    NetworkPart(.action, name, [other], summary, use: "readouts: [{population: out, action: \(name), actions: 10}]")
  }

  static let actions = [
    action("pop_rate_action", "PopulationRate_Action", "A group with the probability of its share of the spikes."),
    action("softmax_action", "Softmax_Action", "A group with the probability of a softmax of the spikes."),
    action("highest_spikes_action", "Highest_Spikes_Action", "The group with the most spikes, drawn among equals."),
    action(
      "highest_voltage_action", "Highest_Voltage_Action",
      "The neuron with the highest last value, or any with the probability 0.05 + 0.85 · e^(−trials/200)."),
    action("first_spike_action", "First_Spike_Action", "The neuron that fired first, drawn among equals."),
    action("random_action", "Random_Action", "Any."),
  ]

  private static func connection(
    _ name: String, _ others: [String], _ summary: String, keys: String = ""
  ) -> NetworkPart {
    let use = keys.isEmpty ? name : "{kind: \(name), \(keys)}"
    return NetworkPart(.connection, name, others, summary, use: "projections: [{from: a, to: b, connect: \(use), weight: 1}]")
  }

  static let connections = [
    connection("all-to-all", ["AllToAll", "full", "All2All"], "Every pair; 'allow_self: false' leaves a neuron's own out."),
    connection("one-to-one", ["One2One", "one_to_one", "one_to_one_sparse"], "Neurons of the same number."),
    connection(
      "fixed-total-number", ["FixedTotalNum"], "So many pairs in all; with 'multiple: true' a pair may come again.",
      keys: "number: 80"),
    connection("fixed-in-degree", ["FixedInDegree"], "So many sources of each target.", keys: "degree: 100"),
    connection("fixed-out-degree", ["FixedOutDegree"], "So many targets of each source.", keys: "degree: 100"),
    connection(
      "probability", ["sparse", "sparse_sparse", "random", "FixedProb"], "Every pair with a probability.",
      keys: "probability: 0.1"),
    connection(
      "small-world", ["SmallWorld"], "A ring of neighbours of which some are moved.", keys: "neighbors: 10, rewiring: 0.1"),
    connection(
      "distance", ["dist_depd", "GaussianProb"], "Weight or probability by the distance on a ring, line, sheet or torus.",
      keys: "shape: gaussian, width: 0.5, geometry: ring"),
    connection(
      "convolution", ["conv", "conv_connect", "conv_synapse", "conv2d"],
      "Windows of sheets of neurons through kernels that all windows share.",
      keys: "input: [1, 8, 8], channels: 4, kernel: 3, stride: 1, padding: 1"),
    connection(
      "transposed-convolution", ["conv_transpose", "ConvTranspose_synapse", "upsample"],
      "The reverse: every source spreads over a window of the target.",
      keys: "input: [4, 4, 4], channels: 1, kernel: 2, stride: 2"),
    connection(
      "average-pooling", ["avgpool", "AvgPool_synapse", "pool", "pool_connect"],
      "The mean of windows of each sheet.", keys: "input: [4, 8, 8], kernel: 2"),
    connection(
      "max-pooling", ["maxpool", "MaxPool_synapse"], "The maximum of windows of each sheet; a spike where any was.",
      keys: "input: [4, 8, 8], kernel: 2"),
    connection("pairs", ["ConnectRepr"], "Pairs of a file, with weights and delays, or one matrix.", keys: "file: pairs.csv"),
  ]

  private static func synapse(_ name: String, _ others: [String], _ summary: String, use: String) -> NetworkPart {
    NetworkPart(.synapse, name, others, summary, use: use)
  }

  private static func way(_ name: String, _ others: [String], _ summary: String, keys: String = "") -> NetworkPart {
    let use = keys.isEmpty ? name : "{kind: \(name), \(keys)}"
    return synapse(name, others, summary, use: "projections: [{from: a, to: b, connect: all-to-all, synapse: \(use)}]")
  }

  static let synapses = [
    way(
      "first-order", ["1_order_synapse", "First_order_chemical_synapse"],
      "A trace of the input arrives: r ← e^(−dt/τ) r + Σ w o.",
      keys: "tau: 2"),
    way(
      "second-order", ["2_order_synapse", "Second_order_chemical_synapse"],
      "The difference of a slow and a fast trace arrives.",
      keys: "tau_r: 9, tau_d: 2"),
    way(
      "dropout", ["Dropout_synapse"], "A spike is lost with the probability p, or arrives with w/(1 − p).", keys: "p: 0.5"),
    way(
      "electrical", ["electrical_synapse"],
      "A gap junction: w times the difference of the potentials as a current, both ways."),
    way("spikes-to-rate", ["spike2mass"], "The mean of the traces of all sources.", keys: "tau: 6"),
    way(
      "rate-to-spikes", ["mass2spike"], "Spikes with the probability rate · scale · dt, each synapse by itself.",
      keys: "scale: 1"),
    way(
      "maximum", [], "The largest of what arrives in a step, instead of the sum."),
    way(
      "batch-normalization", ["batchnorm2d", "BatchNorm2d_synapse"],
      "What arrives in a step, with mean and variance over each channel of the target taken out.", keys: "channels: 4"),
    way(
      "mixed-order", ["mix_order_synapse", "Mix_order_chemical_synapse"],
      "A part through a trace of first order, the rest through two in a row; SPAIC's needs a complex neuron, which it has not.",
      keys: "tau_r: 2, tau_s: 25, part: 1"),
    way(
      "rotating", ["delay_complex_synapse", "Delayed_complex_synapse"],
      "A complex trace that turns and decays, of which the real part arrives: (w/τ) e^(−t/τ) sin(π t/(k τ)).",
      keys: "tau: 10, rot_k: 6"),
    synapse(
      "static", ["StaticSynapse", "basic", "directpass", "flatten"],
      "A weight that stays; what it does over time is the target's.",
      use: "projections: [{from: a, to: b, connect: one-to-one, weight: 5, delay: 2 steps}]"),
    synapse(
      "stdp", ["full_online_stdp", "STDPAll"], "All pairs of spikes: growth with the source's trace, fall with the target's.",
      use: "plasticity: {kind: stdp, A_plus: 0.01, A_minus: 0.012, tau_plus: 20, tau_minus: 20, w_max: 1}"),
    synapse(
      "stdp-nearest", ["STDPNearest", "nearest_online_stdp"], "The nearest spikes only.",
      use: "plasticity: {kind: stdp-nearest, A_plus: 0.01, A_minus: 0.012}"),
    synapse(
      "stdp-triplet", ["STDPTriplet"], "Pairs, and pairs that find a slow trace of their own side.",
      use: "plasticity: {kind: stdp-triplet, A3_plus: 0.01, tau_y: 125}"),
    synapse(
      "reward-stdp", ["rstdp", "rstdpet"], "What would change a weight is kept, and a reward changes it.",
      use: "plasticity: {kind: reward-stdp, tau_z: 25, rate: 1, rewards: [{time: 100 ms, value: 1}]}"),
  ]

  static let monitors = [
    NetworkPart(
      .monitor, "monitor", ["MonitorConf", "MonitorBS", "MemoryRecorder", "StateMonitor", "SpikeMonitor"],
      "Spikes and variables of a population, with a window, every so many steps, of some neurons; weights of plastic synapses.",
      use: "monitors: [{population: e, variables: [spike, v], every: 10, neurons: [0, 9], start: 0, stop: 1 s}]"),
    NetworkPart(
      .monitor, "raster_plot", ["rasterplot"], "The figure 'raster' of a network whose spikes are looked at.",
      use: "canns-analyze simulate FILE.yaml -o DIR"),
    NetworkPart(
      .monitor, "line_plot", ["lineplot"], "The figure 'traces' of a network whose variables are looked at.",
      use: "canns-analyze simulate FILE.yaml -o DIR"),
    NetworkPart(
      .delay, "delay", ["delay_step", "max_delay"], "A time or a number of steps of a projection, one or one for each synapse.",
      use: "projections: [{from: a, to: b, connect: all-to-all, delay: {uniform: [1, 5]}}]"),
  ]

  static let learning = [
    NetworkPart(
      .learning, "tempotron", ["Tempotron"],
      "Neurons that learn to answer patterns of timed spikes by a spike or by none (Gütig and Sompolinsky 2006).",
      use: "var neuron = try Tempotron(inputs: 100); try neuron.train(on: patterns)   (from Swift)"),
    NetworkPart(
      .learning, "surrogate-gradient", ["STCA", "STBP", "SBP", "FeedForwardNetwork"],
      "Backpropagation through time with a smooth step in the place of a spike's (Neftci, Mostafa and Zenke 2019).",
      use: "var network = try FeedForwardNetwork(.lif(), sizes: [64, 40, 10]); try network.train(on: samples)   (from Swift)"),
  ]

  static let networks = [
    NetworkPart(
      .network, "network", ["SNet", "SNetLayer", "NeuronGroup", "Module", "BrainInspiredModelGroup"],
      "Populations joined by projections: a file, or a value of the Swift type NetworkDescription.",
      use: "populations: [{name: e, model: exp-lif, size: 100}]"),
    NetworkPart(
      .equations, "custom_model", ["NeuronModel", "register"],
      "Neurons of equations in a file (iterative, euler, exponential-euler, ode), or a Swift type that is a NeuronKernel.",
      use: "models: [{name: mine, form: ode, parameters: {tau: 20}, variables: {V: 0}, equations: [dV/dt = (I - V)/tau]}]"),
  ]
}
