import Schema

// Neurons of more than one equation, rates, the chip's neurons and what is unfinished in its source; see `NeuronNames`.

extension NeuronModel {
  static let biophysicalFamily = [
    NeuronModel(
      "izh", Izhikevich.self, summary: "Izhikevich's neuron (2003); a step by its Riccati equation, spikes within the step.",
      remarks: "In SPAIC's program recovery does not scale with the step: 103 instead of 23 spikes a second at dt 0.1 ms.",
      equations: [
        "dv/dt = 0.04 v^2 + 5 v + 140 - u + I_e + x", "du/dt = a (b v - u)",
        "spike where v reaches v_th, within the step; then v <- c, u <- u + d, and the rest of the step goes on from there",
        "a step: u <- u + dt/2 a (b v - u); v exactly, with u held; u <- u + dt/2 a (b v - u)",
        "v exactly: z <- (z + D s)/(1 - z s), z = 0.08 v + 5, D = 0.16 (140 - u + I_e + x) - 25, s = tan(sqrt(D) dt/2)/sqrt(D)",
        "at time 0: v = -65, u = b v",
      ], references: [.izhikevich2003, .hong2024]),
    NeuronModel(
      "izh-published", PublishedIzhikevich.self, summary: "The same by the published scheme of steps of 1 ms.",
      equations: [
        "where v >= v_th at the beginning of a step: v <- c, u <- u + d",
        "twice: v <- v + 0.5 (0.04 v^2 + 5 v + 140 - u + I_e + x)", "u <- u + a (b v - u), with the new v",
        "spike where v >= v_th", "at time 0: v = -65, u = b v",
      ], references: [.izhikevich2003]),
    NeuronModel(
      "aeif", AdEx.self, summary: "Adaptive exponential integrate-and-fire neuron (Brette and Gerstner 2005).",
      remarks: "SPAIC's b of 0.0805 is in nA where all else is in pA; here it is 80.5 pA.", equations: exponentialUpstroke,
      references: [.brette2005, .hong2024]),
    NeuronModel(
      "adex", AdEx.self, summary: "The same under its other name.", equations: exponentialUpstroke,
      references: [.brette2005, .hong2024]),
    NeuronModel(
      "glif", GeneralizedLIF.self, summary: "Generalized leaky integrate-and-fire neuron (Teeter et al. 2018), levels 1 to 5.",
      remarks: "SPAIC's program doubles the currents at each spike and has no refractory time.",
      equations: [
        "C dv/dt = -(v - E_L)/R + I1 + I2 + I_e + x", "dI1/dt = -k_1 I1, dI2/dt = -k_2 I2, dTheta_s/dt = -b_s Theta_s",
        "dTheta_v/dt = a_v (v - E_L) - b_v Theta_v", "spike where v - E_L > Theta_inf + Theta_s + Theta_v; then",
        "v <- E_L + f_v (v - E_L) - delta_v, Theta_s <- exp(-b_s t_ref) Theta_s + delta_Theta_s",
        "I1 <- f1 exp(-k_1 t_ref) I1 + delta_I1, I2 <- f2 exp(-k_2 t_ref) I2 + delta_I2, and all rest for t_ref",
        "level 1: no Theta_s, I1, I2, Theta_v, and v <- E_L; 2: Theta_s and the reset; 3: I1 and I2; 4: both; 5: Theta_v too",
        "between spikes by exact propagators, with the mean of I1 + I2 over the step",
      ], references: [.teeter2018, .hong2024]),
    NeuronModel(
      "hh", HodgkinHuxley.self, summary: "Hodgkin and Huxley's axon (1952), by Runge and Kutta's method.",
      remarks: "A step of at most 0.05 ms, or more 'substeps'. SPAIC's program does not scale input with the step.",
      equations: [
        "C dv/dt = I_e + x - g_NA m^3 h (v - E_NA) - g_K n^4 (v - E_K) - g_L (v - E_L)",
        "dm/dt = am (1 - m) - bm m, dn/dt = an (1 - n) - bn n, dh/dt = ah (1 - h) - bh h",
        "am = 0.1 (25 - v)/(exp((25 - v)/10) - 1), bm = 4 exp(-v/18)",
        "an = 0.01 (10 - v)/(exp((10 - v)/10) - 1), bn = 0.125 exp(-v/80)",
        "ah = 0.07 exp(-v/20), bh = 1/(exp((30 - v)/10) + 1)",
        "spike where v passes v_th from below; Runge-Kutta of order four in steps of dt/substeps",
        "at time 0: v = 0 and the gates at rest, m = am/(am + bm)",
      ], references: [.hodgkin1952, .hong2024]),
  ]

  private static let exponentialUpstroke = [
    "C dv/dt = -gL (v - EL) + gL delta_t exp((v - v_th)/delta_t) - w + I_e + x", "tau_w dw/dt = a (v - EL) - w",
    "spike where v reaches Vspike, within the step; then v <- V_reset, w <- w + b, and v rests for tau_ref",
    "a step of v in y = exp(-(v - v_th)/delta_t): y <- y exp(-B) - gL dt/C (1 - exp(-B))/B",
    "B = dt/(C delta_t) (gL (EL - v) - w + I_e + x), with v and w in the middle of the step",
  ]

  static let rateFamily = [
    NeuronModel(
      "cann_field", RateNeuron<DivisiveTransfer>.self,
      summary: "Rate neurons with divisive normalisation: the continuous attractor of Fung, Wong and Wu 2010.",
      remarks: "What SPAIC calls k stands for k rho; its program fails in the sum.",
      equations: [
        "U <- U + dt/tau (rho x + I - U), x from neurons and I from sources of currents",
        "O = [U]^2/(1 + k_rho sum [U]^2), [U] = max(U, 0), the sum over the population",
      ], references: [.fung2010, .hong2024]),
    NeuronModel(
      "meanfield", RateNeuron<LinearTransfer>.self, summary: "Rate neurons with a threshold-linear output.",
      equations: ["U <- U + dt/tau (rho x + I - U), x from neurons and I from sources of currents", "O = max(U, 0)"],
      references: [.wilson1972, .hong2024]),
    NeuronModel(
      "simplerate", RateNeuron<SigmoidTransfer>.self, summary: "Rate neurons driven through a logistic function.",
      remarks: "SPAIC's class cannot be made; these are its documented equations, with the potential put out.",
      equations: ["U <- U + dt/tau (1/(1 + exp(-(x + I))) - U), x from neurons and I from sources of currents", "O = U"],
      references: [.wilson1972, .hong2024]),
  ]

  static let chipFamily = [
    NeuronModel(
      "darwin_clif", DarwinNeuron.self, hidden: ["P2", "C1", "C2"], summary: "Neuron of the Darwin chip in 16 bits.",
      remarks: "SPAIC's program begins between 10000 and 15000 at random ('profile: spaic'), here it is 0.",
      equations: darwin(), references: [.shen2016, .hong2024]),
    NeuronModel(
      "darwin_alif", DarwinNeuron.self, defaults: ["P2": 0.999, "C1": 0.001, "C2": 0.2],
      summary: "The same with an adaptive threshold.",
      remarks: "SPAIC's program begins between -30000 and 15000 at random ('profile: spaic'), here it is 0.",
      equations: darwin(adapts: true), references: [.shen2016, .hong2024]),
    NeuronModel(
      "darwin_random", DarwinNoise.self, summary: "The chip's source of random spikes.",
      equations: [
        "v <- P0 v + round(std (r - 1/2)) + bias, P0 = round(65536 exp(-dt/tau_m))/65536",
        "r uniform from 0 to 1, drawn by noise_seed, neuron and step",
        "spike where v > v_th; then v <- 0",
      ], references: [.shen2016, .hong2024]),
    NeuronModel(
      "diehlandcook", WholeNumberLIF.self, summary: "Diehl and Cook's excitatory neuron in whole numbers.",
      equations: [
        "x <- whole part of x, cut to -32767 ... 32767", "where thresh > max_threshold: thresh <- floor(thresh/2)",
        "u = v_rest + floor(decay (v - v_rest)/1024) + floor(weight_sum_coef x/1024), the last 0 where refrac > 0",
        "refrac <- refrac - 1",
        "spike where u > thresh; then v <- v_rest, refrac <- its parameter, thresh <- thresh + thresh_plus",
        "else v <- max(u, lbound)",
      ], references: [.diehl2015, .hazan2018, .hong2024]),
  ]

  /// - Parameter input: what arrives, `x`, or `x'` of the step before.
  static func darwin(_ input: String = "x", adapts: Bool = false) -> [String] {
    [
      "I <- q(P4 I + \(input)), P4 = round(256 exp(-dt/tau_s))/256",
      "v <- q(P0 v + I + P1), P0 = round(256 exp(-dt/tau_m))/256, P1 = round(2^15 bias)",
      "q(z) = round(min(max(z + 2^15, 0), 2^16)) - 2^15, halves to the even number",
    ]
      + (adapts
        ? ["spike where v > T; then v <- 0", "T <- P2 T + round(C1 v_th) + round(C2 v_th) o, T = v_th at time 0"]
        : ["spike where v > v_th; then v <- 0"])
  }

  static let experimental = [
    NeuronModel(
      "slif", SpikeTimeLIF.self, summary: "Spike response neuron whose spikes have a place within the step; experimental.",
      remarks:
        "Its source does not build. The place of a spike acts on the neuron itself; others receive it at the step's end.",
      equations: [
        "M <- exp(-dt/tau_m) M + V0 x - 5 v_th (o - q/tau_m), with o and q of the step before",
        "S <- exp(-dt/tau_q) S + V0 x", "v = M - S; spike where v > v_th",
        "q = (v - v_th)/s cut to 0 ... dt, from the spike to the end of its step; 0 without a spike or where s <= 0",
        "s = S (1 - dt/(2 tau_q))/tau_q - M (1 - dt/(2 tau_m))/tau_m, the slope in the middle of the step",
        "V0 = r^(r/(r - 1)) / (r - 1), r = tau_m/tau_q",
      ], references: [.bohte2002, .hong2024]),
    NeuronModel(
      "selif", QuadraticSpikeTimeLIF.self, hidden: ["bias", "adaptation", "reset"],
      summary: "Quadratic neuron whose spikes have a place within the step; experimental.",
      remarks:
        "Its source does not build. The place of a spike acts on the neuron itself; others receive it at the step's end.",
      equations: [
        "M <- exp(-dt/tau_p) M + V0 x, S <- exp(-dt/tau_q) S + V0 x",
        "R <- exp(-dt/tau_r) R + (1 - exp(-dt/tau_r)) v + 10 (o - q/tau_r), with o and q of the step before",
        "s = (2 c^2 - v + M - S + 0.5 - 0.5 R)/tau_m, c = v cut to -10 ... v_th",
        "v <- v + dt s - v_th (o - q/tau_m), with o and q of the step before; spike where v > v_th",
        "q = (v - v_th)/s cut to 0 ... dt, from the spike to the end of its step; 0 without a spike or where s <= 0",
        "V0 = r^(r/(r - 1)) / (r - 1), r = tau_p/tau_q",
      ], references: [.bohte2002, .hong2024]),
    NeuronModel(
      "selif-debug", QuadraticSpikeTimeLIF.self,
      defaults: ["tau_m": 20, "tau_p": 20, "tau_q": 8, "bias": 0, "adaptation": 0, "reset": 5],
      hidden: ["tau_r", "bias", "adaptation", "reset"],
      summary: "selif without adaptation and constant input, and with a reset by five thresholds; experimental.",
      remarks: "SPAIC's SELIFDebugModel, which has no name in its registry. Its source does not build.",
      equations: [
        "M <- exp(-dt/tau_p) M + V0 x, S <- exp(-dt/tau_q) S + V0 x",
        "s = (2 c^2 - v + M - S)/tau_m, c = v cut to -10 ... v_th",
        "v <- v + dt s - 5 v_th (o - q/tau_m), with o and q of the step before; spike where v > v_th",
        "q = (v - v_th)/s cut to 0 ... dt, from the spike to the end of its step; 0 without a spike or where s <= 0",
        "V0 = r^(r/(r - 1)) / (r - 1), r = tau_p/tau_q",
      ], references: [.bohte2002, .hong2024]),
    NeuronModel(
      "qlif", ValueLIF.self, summary: "Neuron that learns the values of spiking and of silence; experimental.",
      remarks: "Its source is unfinished; these are the documented equations, without learning of weights.",
      equations: [
        "v = x - E, with E of the step before; spike where v > v_th", "E <- exp(-dt/tau_m) E + v_th o",
        "Mp <- exp(-dt/tau_m) Mp + x, Sp <- exp(-dt/tau_s) Sp + x, P = Mp - Sp, x from weights above 0",
        "Mq <- exp(-dt/tau_m) Mq + y, Sq <- exp(-dt/tau_s) Sq + y, Q = Mq - Sq, y the size of what weights below 0 bring",
        "R <- 1 with a spike, else exp(-dt/tau_s) R; F = 1 - R; BQ = R Q + F P",
        "TP = R P + F r - P', TQ = F Q + R r - Q', r the current, P' and Q' of the step before",
      ], references: [.hong2024]),
  ]
}
