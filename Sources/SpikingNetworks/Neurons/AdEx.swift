import Foundation

/// The adaptive exponential integrate-and-fire neuron (Brette & Gerstner 2005, doi:10.1152/jn.00686.2005):
/// C v̇ = −g_L (v − E_L) + g_L Δ e^((v−V_T)/Δ) − w + I, τ_w ẇ = a (v − E_L) − w; at the peak v ← V_r, w ← w + b.
///
/// A step of v is made in y = e^(−(v−V_T)/Δ), which is regular at the spike: with leak and w at their value in the middle of
/// the step, y(h) = y₀ e^(−x) − (γ h/Δ) φ(x), x = β h/Δ. Where y falls to the peak's the spike is, within the step.
enum AdEx: NeuronKernel {
  struct State: BitwiseCopyable { var v, w, free: Lanes }
  struct Parameters: BitwiseCopyable {
    var rest, reset, threshold, slope, capacitance, leak, a, tau, b, peak, refractory, current: Lanes
  }
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var refractory: Lanes
    var dt: Double
  }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("EL", \.rest, -70.6, "mV", "reversal potential of the leak"),
    NeuronParameter("V_reset", \.reset, -70.6, "mV", "potential after a spike"),
    NeuronParameter("v_th", \.threshold, -50.4, "mV", "threshold of the exponential, V_T"),
    NeuronParameter("delta_t", \.slope, 2, "mV", .positive, "slope of the exponential"),
    NeuronParameter("C", \.capacitance, 281, "pF", .positive, "capacitance of the membrane"),
    NeuronParameter("gL", \.leak, 30, "nS", .positive, "leak conductance"),
    NeuronParameter("a", \.a, 4, "nS", "coupling of adaptation to the potential"),
    NeuronParameter("tau_w", \.tau, 144, "ms", .positive, "time constant of adaptation"),
    NeuronParameter("b", \.b, 80.5, "pA", "what a spike adds to adaptation"),
    NeuronParameter("Vspike", \.peak, 20, "mV", "peak of a spike"),
    NeuronParameter("tau_ref", \.refractory, 0, "ms", .notNegative, "refractory time"),
    NeuronParameter("I_e", \.current, 0, "pA", "constant current"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential"), NeuronVariable("w", \.w, "pA", "adaptation"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants {
    Constants(p: p, refractory: refractorySteps(p.refractory, dt), dt: dt)
  }
  static func initial(_ p: Parameters) -> State { State(v: p.rest, w: Lanes(), free: Lanes()) }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    if isAny(dt * p.leak / p.capacitance .> 1) {
      return ("a step of \(dt) ms is longer than the membrane's time constant", "Give a shorter 'dt'.")
    }
    return resetObjection(threshold: p.peak, reset: p.reset)
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    var fired = LaneMask()
    for lane in 0..<laneCount {
      var cell = Cell(
        v: s.v[lane], w: s.w[lane], rest: c.p.rest[lane], threshold: c.p.threshold[lane], slope: c.p.slope[lane],
        capacitance: c.p.capacitance[lane], leak: c.p.leak[lane], a: c.p.a[lane], tau: c.p.tau[lane], peak: c.p.peak[lane],
        current: c.p.current[lane] + input.excitatory[lane])
      if s.free[lane] > now[lane] {
        cell.relax(c.dt)
        s.w[lane] = cell.w
        continue
      }
      var left = c.dt
      for _ in 0..<8 {
        guard let time = cell.advance(left) else { break }
        fired[lane] = true
        cell.v = c.p.reset[lane]
        cell.w += c.p.b[lane]
        left -= time
        if c.refractory[lane] > 1 {
          cell.relax(left)
          break
        }
        if left < 1e-12 { break }
      }
      s.v[lane] = cell.v
      s.w[lane] = cell.w
    }
    return fired
  }

  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
    s.free = select(fired, now + c.refractory, s.free)
  }

  private struct Cell {
    var v, w: Double
    let rest, threshold, slope, capacitance, leak, a, tau, peak, current: Double

    /// Adaptation alone, with the potential held.
    mutating func relax(_ dt: Double) { w += (a * (v - rest) - w) * -expm1(-dt / tau) }

    /// Up to the end of the step or to the peak, whose time within the step is returned.
    mutating func advance(_ dt: Double) -> Double? {
      let (start, adaptation) = (v, w)
      w += dt / 2 * (a * (v - rest) - w) / tau
      let half = upstroke(from: v, leakAt: v, dt / 2)
      let full = upstroke(from: v, leakAt: half.spike == nil ? half.v : v, dt)
      v = full.v
      guard let time = full.spike else {
        w += dt / 2 * (a * (v - rest) - w) / tau
        return nil
      }
      w = adaptation + time * (a * (start - rest) - adaptation) / tau
      return min(max(time, 0), dt)
    }

    private func upstroke(from start: Double, leakAt place: Double, _ dt: Double) -> (v: Double, spike: Double?) {
      let beta = (leak * (rest - place) - w + current) / capacitance
      let gamma = leak * slope / capacitance
      let before = exp(-(start - threshold) / slope)
      let x = beta * dt / slope
      let after = before * exp(-x) - gamma * dt / slope * relaxation(x)
      let top = exp(-(peak - threshold) / slope)
      if after > top { return (threshold - slope * log(after), nil) }
      let ratio = gamma / beta
      let time = abs(x) < 1e-12 ? (before - top) * slope / gamma : slope / beta * log((before + ratio) / (top + ratio))
      return (peak, time)
    }
  }
}
