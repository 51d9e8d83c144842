import Schema
import SpikingNetworks

// Who is joined, and what becomes of a spike on its way. In the equations A_ij is how often source i is joined to target j, o_i
// is 1 for a spike of the source that arrives in the step, w_ij its weight, x_j what arrives at target j.

extension NetworkPart {
  private static func connection(
    _ name: String, _ others: [String], _ summary: String, keys: String = "", _ equations: [String],
    _ works: [Reference] = [.senk2022]
  ) -> NetworkPart {
    let use = keys.isEmpty ? name : "{kind: \(name), \(keys)}"
    return NetworkPart(
      .connection, name, others, summary, equations: equations, references: works,
      use: "projections: [{from: a, to: b, connect: \(use), weight: 1}]")
  }

  static let connections = [
    connection(
      "all-to-all", ["AllToAll", "full", "All2All"], "Every pair; 'allow_self: false' leaves a neuron's own out.",
      ["A_ij = 1 for every i and j"]),
    connection(
      "one-to-one", ["One2One", "one_to_one", "one_to_one_sparse"], "Neurons of the same number.", ["A_ij = 1 where i = j"]),
    connection(
      "fixed-total-number", ["FixedTotalNum"], "So many pairs in all; with 'multiple: true' a pair may come again.",
      keys: "number: 80",
      [
        "sum_ij A_ij = number, A_ij at most 1, every choice of pairs as likely",
        "with 'multiple: true' each of the pairs is drawn by itself",
      ], [.senk2022, .neurai2023]),
    connection(
      "fixed-in-degree", ["FixedInDegree", "FixedIndegree"], "So many sources of each target.", keys: "degree: 100",
      ["sum_i A_ij = degree for each j, sources drawn evenly"]),
    connection(
      "fixed-out-degree", ["FixedOutDegree"], "So many targets of each source.", keys: "degree: 100",
      ["sum_j A_ij = degree for each i, targets drawn evenly"]),
    connection(
      "probability", ["sparse", "sparse_sparse", "random", "FixedProb"], "Every pair with a probability.",
      keys: "probability: 0.1", ["P(A_ij = 1) = probability, each pair by itself"]),
    connection(
      "small-world", ["SmallWorld"], "A ring of neighbours of which some are moved.", keys: "neighbors: 10, rewiring: 0.1",
      [
        "A_ij = 1 for the targets j = i - m ... i + m on a ring of all, without i, m = neighbors/2",
        "each of them is moved, with the probability rewiring, to another target that i has not",
      ], [.watts1998]),
    connection(
      "distance", ["dist_depd", "GaussianProb"], "Weight or probability by the distance on a ring, line, sheet or torus.",
      keys: "shape: gaussian, width: 0.5, geometry: ring",
      [
        "w_ij = weight K(d), or P(A_ij = 1) = K(d), d the distance of the places, less shift, up to cutoff",
        "gaussian: exp(-d^2/(2 width^2)); exponential: exp(-|d|/width); box: 1 where |d| <= width, else 0",
        "von-mises: exp((cos d - 1)/width^2); cosine: cos d",
        "mexican-hat: exp(-d^2/(2 width^2)) - balance/ratio^D exp(-d^2/(2 (ratio width)^2)), D = 2 on sheet and torus, else 1",
      ]),
    connection(
      "convolution", ["conv", "conv_connect", "conv_synapse", "conv2d"],
      "Windows of sheets of neurons through kernels that all windows share.",
      keys: "input: [1, 8, 8], channels: 4, kernel: 3, stride: 1, padding: 1",
      [
        "x[o, r, s] = sum over c, k, l of w[o, c, k, l] y[c, r stride - padding + k dilation, s stride - padding + l dilation]",
        "y what the source puts out, 0 outside of the sheet",
      ], [.leCun1998]),
    connection(
      "transposed-convolution", ["conv_transpose", "ConvTranspose_synapse", "upsample"],
      "The reverse: every source spreads over a window of the target.",
      keys: "input: [4, 4, 4], channels: 1, kernel: 2, stride: 2",
      ["x[o, r stride - padding + k dilation, s stride - padding + l dilation] gains w[c, o, k, l] y[c, r, s]"],
      [.zeiler2010]),
    connection(
      "average-pooling", ["avgpool", "AvgPool_synapse", "pool", "pool_connect"],
      "The mean of windows of each sheet.", keys: "input: [4, 8, 8], kernel: 2",
      [
        "x[c, r, s] = weight mean over k, l of y[c, r stride - padding + k, s stride - padding + l]",
        "y what the source puts out, 0 outside of the sheet",
      ], [.leCun1998]),
    connection(
      "max-pooling", ["maxpool", "MaxPool_synapse"], "The maximum of windows of each sheet; a spike where any was.",
      keys: "input: [4, 8, 8], kernel: 2",
      ["x[c, r, s] = largest over k, l of weight y[c, r stride - padding + k, s stride - padding + l] within the sheet"],
      [.riesenhuber1999]),
    connection(
      "pairs", ["ConnectRepr"], "Pairs of a file, with weights and delays, or one matrix.", keys: "file: pairs.csv",
      ["A_ij = how often the pair i, j is listed, each with its own weight and delay"], [.senk2022, .neurai2023]),
  ]

  private static func synapse(
    _ name: String, _ others: [String], _ summary: String, _ equations: [String], _ works: [Reference], use: String
  ) -> NetworkPart {
    NetworkPart(.synapse, name, others, summary, equations: equations, references: works, use: use)
  }

  private static func way(
    _ name: String, _ others: [String], _ summary: String, keys: String = "", _ equations: [String], _ works: [Reference]
  ) -> NetworkPart {
    let use = keys.isEmpty ? name : "{kind: \(name), \(keys)}"
    return synapse(
      name, others, summary, equations, works, use: "projections: [{from: a, to: b, connect: all-to-all, synapse: \(use)}]")
  }

  private static let traces = [
    "p, of the source: decays as exp(-t/tau_plus); m, of the target: decays as exp(-t/tau_minus), seen after the delay"
  ]
  private static let steps = [
    "target spikes: w <- min(w_max, w + A_plus p (1 - w/w_max)^mu_plus)",
    "source spikes: w <- max(w_min, w - A_minus m (w/w_max)^mu_minus)",
    "spikes that meet at the synapse in a step do not see each other",
  ]

  static let synapses = [
    way(
      "first-order", ["1_order_synapse", "First_order_chemical_synapse"], "A trace of the input arrives.", keys: "tau: 2",
      ["r_j <- exp(-dt/tau) r_j + sum_i w_ij o_i", "x_j = r_j"], [.destexhe1994, .hong2024]),
    way(
      "second-order", ["2_order_synapse", "Second_order_chemical_synapse"],
      "The difference of a slow and a fast trace arrives.", keys: "tau_r: 9, tau_d: 2",
      [
        "r_j <- exp(-dt/tau_r) r_j + sum_i w_ij o_i, d_j <- exp(-dt/tau_d) d_j + sum_i w_ij o_i", "x_j = r_j - d_j",
      ], [.destexhe1994, .hong2024]),
    way(
      "dropout", ["Dropout_synapse"], "A spike is lost with a probability, or arrives with more weight.", keys: "p: 0.5",
      ["x_j = sum_i b_i w_ij/(1 - p) o_i, P(b_i = 0) = p for each spike, at all its targets, else 1"],
      [.srivastava2014, .hong2024]),
    way(
      "electrical", ["electrical_synapse"],
      "A gap junction: w times the difference of the potentials as a current, both ways.",
      ["I_j = sum_i w_ij (v_i - v_j), I_i = sum_j w_ij (v_j - v_i), potentials of the step before"],
      [.bennett2004, .hong2024]),
    way(
      "spikes-to-rate", ["spike2mass"], "The mean of the traces of all sources.", keys: "tau: 6",
      ["r_j <- exp(-dt/tau) r_j + (1/N) sum_i w_ij o_i, N sources", "x_j = r_j"], [.hong2024]),
    way(
      "rate-to-spikes", ["mass2spike"], "Spikes with the probability rate · scale · dt, each synapse by itself.",
      keys: "scale: 1", ["x_j = sum_i w_ij b_ij, P(b_ij = 1) = rate_i scale dt in each step"], [.hong2024]),
    way(
      "maximum", [], "The largest of what arrives in a step, instead of the sum.",
      ["x_j = largest over i of w_ij o_i, of those that arrive; 0 where none does"], [.riesenhuber1999]),
    way(
      "batch-normalization", ["batchnorm2d", "BatchNorm2d_synapse"],
      "What arrives in a step, with mean and variance over each channel of the target taken out.", keys: "channels: 4",
      [
        "x_j = (s_j - mean)/sqrt(variance + epsilon) gain + bias, s_j = sum_i w_ij o_i",
        "mean and variance of s over the targets of the channel in this step",
      ], [.ioffe2015, .hong2024]),
    way(
      "mixed-order", ["mix_order_synapse", "Mix_order_chemical_synapse"],
      "A part through a trace of first order, the rest through two in a row; SPAIC's needs a complex neuron, which it has not.",
      keys: "tau_r: 2, tau_s: 25, part: 1",
      [
        "s_j <- exp(-dt/tau_s) s_j + (1 - part)/tau_s sum_i w_ij o_i",
        "r_j <- exp(-dt/tau_r) r_j + part/tau_r sum_i w_ij o_i + dt/tau_r s_j, with the new s_j", "x_j = r_j",
      ], [.hong2024]),
    way(
      "rotating", ["delay_complex_synapse", "Delayed_complex_synapse"],
      "A complex trace that turns and decays, of which the real part arrives.", keys: "tau: 10, rot_k: 6",
      [
        "x_j(t) = sum over spikes of (w_ij/tau) exp(-s/tau) sin(pi s/(rot_k tau)), s the time since its delay"
      ],
      [.hong2024]),
    synapse(
      "static", ["StaticSynapse", "basic", "directpass", "flatten"],
      "A weight that stays; what it does over time is the target's.", ["x_j = sum_i w_ij o_i"], [.senk2022, .neurai2023],
      use: "projections: [{from: a, to: b, connect: one-to-one, weight: 5, delay: 2 steps}]"),
    synapse(
      "stdp", ["full_online_stdp", "STDPAll"], "All pairs of spikes: growth with the source's trace, fall with the target's.",
      traces + ["a spike adds 1 to its trace"] + steps, [.morrison2007, .gutig2003],
      use: "plasticity: {kind: stdp, A_plus: 0.01, A_minus: 0.012, tau_plus: 20, tau_minus: 20, w_max: 1}"),
    synapse(
      "stdp-nearest", ["STDPNearest", "nearest_online_stdp"], "The nearest spikes only.",
      traces + ["a spike sets its trace to 1"] + steps, [.morrison2007, .gutig2003, .neurai2023],
      use: "plasticity: {kind: stdp-nearest, A_plus: 0.01, A_minus: 0.012}"),
    synapse(
      "stdp-triplet", ["STDPTriplet"], "Pairs, and pairs that find a slow trace of their own side.",
      traces + [
        "a, of the source: decays as exp(-t/tau_x); b, of the target: as exp(-t/tau_y); a spike adds 1 to its two traces",
        "target spikes: w <- min(w_max, w + p (A_plus + A3_plus b) (1 - w/w_max)^mu_plus), b without this spike",
        "source spikes: w <- max(w_min, w - m (A_minus + A3_minus a) (w/w_max)^mu_minus), a without this spike",
        "spikes that meet at the synapse in a step do not see each other",
      ], [.pfister2006, .gutig2003],
      use: "plasticity: {kind: stdp-triplet, A3_plus: 0.01, tau_y: 125}"),
    synapse(
      "reward-stdp", ["rstdp", "rstdpet"], "What would change a weight is kept, and a reward changes it.",
      traces + [
        "a spike adds 1 to its trace; the eligibility e decays as exp(-t/tau_z)",
        "target spikes: e <- e + A_plus p; source spikes: e <- e - A_minus m",
        "reward r at t: w <- w + rate r e(t - delay), cut to w_min ... w_max; weights are written as of the end less the delay",
      ], [.florian2007, .hong2024],
      use: "plasticity: {kind: reward-stdp, tau_z: 25, rate: 1, rewards: [{time: 100 ms, value: 1}]}"),
  ]
}
