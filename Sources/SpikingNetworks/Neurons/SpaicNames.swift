import Schema

/// What SPAIC's program computes where it is something else: the same names with `profile: spaic`.
extension NeuronModel {
  static let spaicVariants = [
    NeuronModel(
      "ifsoftreset", DiscreteLIF<IntegrateFire>.self, hidden: ["bias", "v_reset"], summary: "As SPAIC: a spike leaves 0.",
      equations: ["u = v + x - ConstantDecay", zeroReset], references: [.hong2024]),
    NeuronModel(
      "if", DiscreteLIF<IntegrateFire>.self, hidden: ["bias", "v_reset"], summary: "As SPAIC: a spike leaves 0.",
      equations: ["u = v + x - ConstantDecay", zeroReset], references: [.hong2024]),
    NeuronModel(
      "ifb", DiscreteLIF<IntegrateFire>.self, hidden: ["ConstantDecay", "v_reset"], summary: "As SPAIC: a spike leaves 0.",
      equations: ["u = v + x + bias", zeroReset], references: [.hong2024]),
    NeuronModel(
      "lif", DiscreteLIF<LeakyIntegrateFire>.self, hidden: ["v_reset"], summary: "As SPAIC: a spike leaves 0.",
      equations: ["u = exp(-dt/tau_m) v + x", zeroReset], references: [.hong2024]),
    NeuronModel(
      "constantcurrentlif", LateResetLIF.self, summary: "As SPAIC: input and reset one step late.",
      equations: [
        "u = v + dt/tau_m (x' - v), x' what arrived in the step before", "spike where u > v_th",
        "v <- u (1 - o'), o' the spike of the step before",
      ], references: [.hong2024]),
    NeuronModel(
      "nonspikinglif", LateReadout.self, isSpiking: false, summary: "As SPAIC: three links, each one step late.",
      equations: [
        "v <- v + dt/tau_m (M - S - v)", "M <- exp(-dt/tau_p) M + I, S <- exp(-dt/tau_q) S + I",
        "I <- V0 x', x' what arrived in the step before; every right side has the values of the step before",
      ], references: [.hong2024]),
    NeuronModel(
      "lifstdp_ex", LateThresholdLIF<AdaptiveThresholdLIF>.self, hidden: ["refrac"],
      summary: "As SPAIC: the threshold of the step before.",
      equations: [
        "u = v_rest + decay_v (v - v_rest) + x", "spike where u > T, T of the step before and 0 in the first",
        "then v <- v_reset, else v <- u; T <- v_th + decay_th theta, theta <- decay_th theta + th_inc o",
      ], references: [.hong2024]),
    NeuronModel(
      "alifstdp_ex", LateThresholdLIF<ProportionalThresholdLIF>.self, hidden: ["refrac"],
      summary: "As SPAIC: the threshold of the step before.",
      equations: [
        "u = v_rest + decay_v (v - v_rest) + x", "spike where u > T, T of the step before and v_th in the first",
        "v <- u - v_reset o, theta <- decay_th theta + th_inc T o", "T <- v_th + decay_th theta, with theta of the step before",
      ], references: [.hong2024]),
    NeuronModel(
      "izh", HastyIzhikevich.self, summary: "As SPAIC: recovery does not scale with the step.",
      equations: [
        "v <- v + dt (0.04 v^2 + 5 v + 140 - u + I_e + x)", "u <- u + a (b v - u), with v of the step before and without dt",
        "spike where v > v_th; then v <- c, u <- u + d", "at time 0: v = -65, u = 1",
      ], references: [.hong2024]),
    NeuronModel(
      "aeif", EulerAdEx.self, defaults: ["b": 0.0805], hidden: ["V_reset", "tau_ref"],
      summary: "As SPAIC: forward Euler, b in nA.", equations: eulerUpstroke, references: [.hong2024]),
    NeuronModel(
      "adex", EulerAdEx.self, defaults: ["b": 0.0805], hidden: ["V_reset", "tau_ref"],
      summary: "As SPAIC: forward Euler, b in nA.", equations: eulerUpstroke, references: [.hong2024]),
    NeuronModel(
      "glif", EulerGeneralizedLIF.self, hidden: ["level", "t_ref", "I_e"], summary: "As SPAIC: currents double at each spike.",
      equations: [
        "u = v + dt/C (I1 + I2 + x - (v - E_L)/R), with the new I1 and I2", "I1 <- I1 - dt k_1 I1, I2 <- I2 - dt k_2 I2",
        "Theta_s <- Theta_s - dt b_s Theta_s, Theta_v <- Theta_v + dt a_v (v - E_L) - dt b_v Theta_v",
        "spike where u > Theta_inf + Theta_s + Theta_v; then v <- E_L + f_v (u - E_L) - delta_v, else v <- u",
        "a spike: Theta_s <- Theta_s + delta_Theta_s, I1 <- I1 + f1 I1 + delta_I1, I2 <- I2 + f2 I2 + delta_I2",
        "at time 0: v = 0, Theta_s = 0.1, Theta_v = 0.2, I1 = 0.08, I2 = 0.06",
      ], references: [.hong2024]),
    NeuronModel(
      "hh", EulerHodgkinHuxley.self, defaults: ["E_NA": 120, "E_L": 10.6, "v_th": 1], hidden: ["C", "I_e", "substeps"],
      summary: "As SPAIC: input not scaled with the step, a spike in every step above the level.",
      equations: [
        "m <- m + dt (am (1 - m) - bm m), n and h likewise, rates of v before the step",
        "v <- v + x - dt (g_NA m^3 h (v - E_NA) + g_K n^4 (v - E_K) + g_L (v - E_L)), with the new m, n, h",
        "spike in every step with v > v_th", "at time 0: v = 0, m = n = 0.5, h = 0.06",
      ], references: [.hong2024]),
    NeuronModel(
      "cann_field", Lagged<RateNeuron<DivisiveTransfer>>.self, summary: "As SPAIC: input one step late.",
      equations: [
        "U <- U + dt/tau (rho x' + I' - U), x' and I' what arrived in the step before",
        "O = [U]^2/(1 + k_rho sum [U]^2), [U] = max(U, 0)",
      ], references: [.hong2024]),
    NeuronModel(
      "meanfield", Lagged<RateNeuron<LinearTransfer>>.self, summary: "As SPAIC: input one step late.",
      equations: ["U <- U + dt/tau (rho x' + I' - U), x' and I' what arrived in the step before", "O = max(U, 0)"],
      references: [.hong2024]),
    NeuronModel(
      "darwin_clif", Lagged<DarwinNeuron>.self, hidden: ["P2", "C1", "C2"], starts: ["v": .uniform(10_000, 15_000)],
      summary: "As SPAIC: input one step late, a random potential at the start.",
      equations: darwin("x'") + ["x' is what arrived in the step before", "at time 0: v uniform, 10000 to 15000"],
      references: [.hong2024]),
    NeuronModel(
      "darwin_alif", Lagged<DarwinNeuron>.self, defaults: ["P2": 0.999, "C1": 0.001, "C2": 0.2],
      starts: ["v": .uniform(-30_000, 15_000)], summary: "As SPAIC: input one step late, a random potential at the start.",
      equations: darwin("x'", adapts: true)
        + ["x' is what arrived in the step before", "at time 0: v uniform, -30000 to 15000"],
      references: [.hong2024]),
  ]

  private static let zeroReset = "spike where u > v_th; then v <- 0, else v <- u"

  private static let eulerUpstroke = [
    "v <- v + dt/C (gL (delta_t exp((v - v_th)/delta_t) - (v - EL)) - w + I_e + x)",
    "w <- w + dt/tau_w (a (v - EL) - w), with v and w of the step before", "spike where v > Vspike; then v <- EL, w <- w + b",
  ]
}
