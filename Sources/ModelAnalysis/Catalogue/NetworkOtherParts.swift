import Schema
import SpikingNetworks

// Networks as a whole, what looks at them, and learning from Swift.

extension NetworkPart {
  static let monitors = [
    NetworkPart(
      .monitor, "monitor", ["MonitorConf", "MonitorBS", "MemoryRecorder", "StateMonitor", "SpikeMonitor"],
      "Spikes and variables of a population, with a window, every so many steps, of some neurons; weights of plastic synapses.",
      without: "it keeps what others compute", references: [.neurai2023, .gewaltig2007],
      use: "monitors: [{population: e, variables: [spike, v], every: 10, neurons: [0, 9], start: 0, stop: 1 s}]"),
    NetworkPart(
      .monitor, "raster_plot", ["rasterplot"], "The figure 'raster' of a network whose spikes are looked at.",
      without: "it draws what a monitor keeps", references: [.neurai2023], use: "canns-analyze simulate FILE.yaml -o DIR"),
    NetworkPart(
      .monitor, "line_plot", ["lineplot"], "The figure 'traces' of a network whose variables are looked at.",
      without: "it draws what a monitor keeps", references: [.neurai2023], use: "canns-analyze simulate FILE.yaml -o DIR"),
    NetworkPart(
      .delay, "delay", ["delay_step", "max_delay"], "A time or a number of steps of a projection, one or one for each synapse.",
      equations: ["x_j(n + d_ij) gains w_ij for a spike of source i in step n, d_ij = delay/dt steps, 1 or more"],
      references: [.gewaltig2007, .neurai2023],
      use: "projections: [{from: a, to: b, connect: all-to-all, delay: {uniform: [1, 5]}}]"),
  ]

  static let networks = [
    NetworkPart(
      .network, "network", ["SNet", "SNetLayer", "NeuronGroup", "BrainInspiredModelGroup"],
      "Populations joined by projections: a file, or a value of the Swift type NetworkDescription.",
      equations: [
        "in step n: x_j(n) = sum over projections and sources i of w_ij o_i(n - d_ij), then the step of every neuron",
        "spikes of step n stand at (n + 1) dt",
      ], references: [.senk2022, .neurai2023, .hong2024],
      use: "populations: [{name: e, model: exp-lif, size: 100}]"),
    NetworkPart(
      .equations, "custom_model", ["NeuronModel", "register"],
      "Neurons of equations in a file (iterative, euler, exponential-euler, ode), or a Swift type that is a NeuronKernel.",
      equations: [
        "iterative: y <- f(y, x), the line's right side", "euler: the same, with dt/tau in the place of every parameter tau",
        "exponential-euler: the same, with exp(-dt/tau) in the place of every parameter tau",
        "ode: dy/dt = f(y, x) by Runge and Kutta's method of order four, x constant within a step",
      ], references: [.hong2024],
      use: "models: [{name: mine, form: ode, parameters: {tau: 20}, variables: {V: 0}, equations: [dV/dt = (I - V)/tau]}]"),
  ]

  static let learning = [
    NetworkPart(
      .learning, "tempotron", ["Tempotron"],
      "Neurons that learn to answer patterns of timed spikes by a spike or by none (Gütig and Sompolinsky 2006).",
      equations: [
        "v(t) = sum_i w_i sum over spikes of K(t - t_i), K(s) = V0 (exp(-s/tau) - exp(-s/tau_s)) with a peak of 1, s >= 0",
        "a spike where v reaches the threshold; what arrives later is shunted",
        "a spike missed: w_i <- w_i + rate sum over spikes before t_max of K(t_max - t_i), t_max where v is largest",
        "a false spike: - in the place of +",
      ], references: [.gutig2006, .hong2024],
      use: "var neuron = try Tempotron(inputs: 100); try neuron.train(on: patterns)   (from Swift)"),
    NetworkPart(
      .learning, "surrogate-gradient", ["STCA", "STBP", "SBP", "FeedForwardNetwork"],
      "Backpropagation through time with a smooth step in the place of a spike's (Neftci, Mostafa and Zenke 2019).",
      equations: [
        "do/dv = s(v - v_th), with h = v - v_th", "box (STCA): s = 1/(2 a) where |h| < a, else 0",
        "normal density (STBP): s = exp(-h^2/(2 a))/sqrt(2 pi a)",
        "fast sigmoid: s = b/4/(1 + b |h|/2)^2; arc tangent: s = b/2/(1 + (pi b h/2)^2)",
      ], references: [.neftci2019, .gu2019, .wu2018, .zenke2018, .hong2024],
      use: "var network = try FeedForwardNetwork(.lif(), sizes: [64, 40, 10]); try network.train(on: samples)   (from Swift)"),
  ]
}
