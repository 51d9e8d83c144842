import Schema
import SpikingNetworks

// What reads numbers, rewards and decisions out of a population. In the equations o[k, i] is the number of spikes of neuron i
// in step k of T, v a variable, q the time from a spike to the end of its step in steps (0 for spikes on the grid).

extension NetworkPart {
  private static func decoder(
    _ name: String, _ other: String, _ summary: String, keys: String = "", _ equations: [String], _ works: [Reference] = []
  ) -> NetworkPart {
    NetworkPart(
      .decoder, name, [other], summary, equations: equations, references: works + [.hong2024],
      use: "readouts: [{population: out, decoder: \(name)\(keys)}]")
  }

  /// Those that give numbers from spikes or variables.
  public static let decoders = [
    decoder(
      "spike_rate", "Spike_Rate", "Spikes a step of each group, with a bias and a factor.", keys: ", group: 10",
      ["y_g = (sum over i in group g of (1/T) sum_k o[k, i] + bias) scale"], [.dayan2001]),
    decoder(
      "spike_counts", "Spike_Counts", "Spikes of each group, with a bias and a factor.", keys: ", group: 10",
      ["y_g = (sum over i in group g of sum_k o[k, i] + bias) scale"], [.dayan2001]),
    decoder("spike_rates", "Spike_Rates", "Spikes a step of each neuron.", ["y_i = (1/T) sum_k o[k, i]"], [.dayan2001]),
    decoder(
      "final_step_voltage", "Final_Step_Voltage", "A variable of each neuron after the last step.", keys: ", variable: v",
      ["y_i = v[T - 1, i]"]),
    decoder(
      "first_spike", "First_Spike", "Who fired in the first step in which anybody did.",
      ["y_i = o[f, i], f the first step with a spike of any neuron, 0 without one"], [.thorpe2001]),
    decoder(
      "time_spike_counts", "TimeSpike_Counts", "Spikes of each neuron, the early ones counting more.",
      ["y_i = sum_k 0.1 exp(-k/(T/2)) o[k, i]"], [.thorpe2001]),
    decoder(
      "voltage_sum", "Voltage_Sum", "The sum of a variable over the steps.", keys: ", variable: v",
      ["y_i = sum_k v[k, i]", "with profile: spaic: y_i = v[T - 1, i] - mean over j of v[T - 1, j]"]),
    decoder(
      "time_softmax", "Time_Softmax", "How early each group fired: what a softmax over the groups is to be taken of.",
      keys: ", group: 10",
      [
        "y_g = mean over i in group g of sum_k 5 exp((f - t)/50 ms), t = k dt, and k dt + T dt where o[k, i] = 0",
        "f the time of the first step with a spike of any neuron, T dt without one",
        "beside it rate_loss = |c - 3|, c_j the mean over the groups of the spikes of neuron j of each",
        "with profile: spaic: f of the neurons at the same place in their groups",
      ], [.thorpe2001]),
    decoder(
      "complex_count", "Complex_Count", "The first four spikes of each neuron, the earlier counting more.",
      ["y_i = 1e-6 - sum over the first four steps k with spikes of i of (k - q)/T"], [.thorpe2001]),
    decoder(
      "complex_phase", "Complex_Phase", "Values of each neuron, weighted by a softmax over the steps of their mean size.",
      [
        "y_i = dt sum_k p_k x[k, i]/(s[k, i] + 1), x spikes or a variable, s = sqrt(x^2 + q^2)",
        "p_k = exp(m_k)/sum exp(m), m_k = mean over i of s[k, i]",
      ]),
    decoder(
      "complex_latency", "Complex_Latency",
      "Spikes of each neuron, each counting less the later it is and the more came before.",
      [
        "y_i = sum_k o[k, i] exp(-c_k/5) exp((l_k - L)/T), c_k the spikes of i up to step k, with those in it",
        "l_k = T - (k - q), L the largest l of all spikes",
      ], [.thorpe2001]),
    decoder(
      "complex_timing_distance", "Complex_TimingDistance",
      "How far the smoothed spikes of two populations are apart, and the rates of both.", keys: ", target: wanted",
      [
        "d = mean over k and i of (a[k, i] - b[k, i])^2, a and b the smoothed spikes of both populations",
        "a[k, i] = sum_j o[j, i] (K(t) + q dt dK/dt(t)), t = (k - j) dt, K(t) = exp(-(6 t/10 ms - 2)^2), 0 <= t <= 10 ms",
        "beside it the mean over k and i of o, of both; course and target_course are a and b",
      ], [.vanRossum2001]),
    decoder(
      "complex_trajectory", "Complex_Trajectory", "Damped oscillations that spikes set off, summed over each group.",
      keys: ", group: 10",
      [
        "z_i <- b_i z_i + j o[k, i] b_i^q, j^2 = -1, b_i = exp(-dt/d_i - 2 pi j dt/r_i)",
        "y_g[k] = sum over i in group g of w_i Re z_i",
        "d_i = 20 + 20 u ms, r_i = 10 + 50 u' ms, w_i normal; u and u' uniform; drawn for each neuron from the seed",
      ]),
    decoder(
      "complex_conv", "Complex_Spike_Conv", "Spikes smoothed about their place within the step.",
      ["y[k, i] = sum_j o[j, i] (K(t) + q dt dK/dt(t)), t = (k - j) dt, K(t) = exp(-(3 t/40 ms)^2), |t| <= 40 ms"],
      [.dayan2001]),
    decoder(
      "spike_conv", "Spike_Conv", "Spikes smoothed over time.",
      ["y[k, i] = sum_j o[j, i] K((k - j) dt), K(t) = exp(-(3 t/40 ms)^2), |t| <= 40 ms"], [.dayan2001]),
    decoder("v_t", "V_Trajectory", "A variable over time.", keys: ", variable: v", ["y[k, i] = v[k, i]"]),
    decoder("null-decoder", "NullDeocder", "The record itself.", ["y[k, i] = o[k, i], or the variable that is asked for"]),
  ]

  private static func reward(
    _ name: String, _ other: String, _ summary: String, _ equations: [String], _ works: [Reference]
  ) -> NetworkPart {
    NetworkPart(
      .reward, name, [other], summary, equations: equations, references: works + [.hong2024],
      use: "readouts: [{population: out, reward: \(name), target: 3, group: 10}]")
  }

  private static let winner = "w the group with the most spikes, the first of equals; a = reward_value (1), b = punish"

  static let rewards = [
    reward(
      "global_reward", "Global_Reward", "1 where the group with the most spikes is the target, else −1.",
      ["r = a where w = target, else b", winner + " (-1)"], [.sutton2018]),
    reward(
      "da_reward", "DA_Reward", "1 for the neurons of the target group when it won, 0 for all others.",
      ["r_i = a for the neurons i of group w where w = target, else b", winner + " (0)"], [.izhikevich2007]),
    reward(
      "xor_reward", "XOR_Reward", "Target 1: 1 with spikes, else −1; target 0: −1 with spikes, else 0.",
      [
        "target 1: r = a with any spikes, else b",
        "target 0: r = b with any spikes, else 0; a = reward_value (1), b = punish (-1)",
        "with profile: spaic: b for the target 0 in any case",
      ],
      [.sutton2018]),
    reward("environment_reward", "Environment_Reward", "What is given as the target.", ["r = target"], [.sutton2018]),
    reward(
      "classify_reward", "Classify_Reward", "1 − p for the target, −p for others, p the softmax of standardised spikes.",
      [
        "r_g = 1 - p_g for g = target, else -p_g", "p_g = exp(z_g)/sum exp(z), z_g = (y_g - mean of y)/(deviation of y + 0.1)",
        "y_g <- 0.99 y_g + the spikes of group g in each step; the deviation by the number of groups",
        "with profile: spaic: the deviation by one less",
      ], [.sutton2018]),
  ]

  private static func action(
    _ name: String, _ other: String, _ summary: String, _ equations: [String], _ works: [Reference]
  ) -> NetworkPart {
    NetworkPart(
      .action, name, [other], summary, equations: equations, references: works + [.hong2024],
      use: "readouts: [{population: out, action: \(name), actions: 10}]")
  }

  private static let counts = "c_a the spikes of the a-th of n groups of neurons, n = actions, or as many as neurons without it"

  static let actions = [
    action(
      "pop_rate_action", "PopulationRate_Action", "A group with the probability of its share of the spikes.",
      ["P(a) = c_a/sum c, 1/n without spikes", counts], [.sutton2018]),
    action(
      "softmax_action", "Softmax_Action", "A group with the probability of a softmax of the spikes.",
      ["P(a) = exp(c_a)/sum exp(c)", counts, "with profile: spaic: P(a) = 1/n"], [.sutton2018]),
    action(
      "highest_spikes_action", "Highest_Spikes_Action", "The group with the most spikes, drawn among equals.",
      ["a = the one with the largest c_a, drawn among equals", counts, "with profile: spaic: the first of equals"],
      [.sutton2018]),
    action(
      "highest_voltage_action", "Highest_Voltage_Action",
      "The neuron with the highest last value, or now and then any action.",
      [
        "with the probability 0.05 + 0.85 exp(-trials/200) any of the n actions",
        "else a = the neuron with the largest v[T - 1, a], drawn among equals; there are n neurons",
        "with profile: spaic: any action where 0.13436 < 0.05 + 0.85 exp(-trials/200), else the first of equals",
      ], [.sutton2018]),
    action(
      "first_spike_action", "First_Spike_Action", "The neuron that fired first, drawn among equals.",
      [
        "a = the neuron with the most spikes o[f, a], drawn among equals, f the first step with any; there are n neurons",
        "without spikes any action", "with profile: spaic: the first of equals, and 0 without spikes",
      ],
      [.thorpe2001]),
    action("random_action", "Random_Action", "Any.", ["P(a) = 1/n, n = actions"], [.sutton2018]),
  ]
}
