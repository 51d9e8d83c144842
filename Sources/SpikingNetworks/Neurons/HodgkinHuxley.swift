import Foundation

/// The axon of Hodgkin & Huxley (1952, doi:10.1113/jphysiol.1952.sp004764), rest at 0 mV, by the method of Runge and Kutta of
/// fourth order. A spike is a crossing of the level `v_th` from below.
enum HodgkinHuxley: NeuronKernel {
  struct State: BitwiseCopyable { var v, m, n, h, before: Lanes }
  struct Parameters: BitwiseCopyable {
    var sodium, potassium, leak, reversalSodium, reversalPotassium, reversalLeak, capacitance, level, current, parts: Lanes
  }
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var dt: Double
  }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("g_NA", \.sodium, 120, "mS/cm²", .notNegative, "conductance of sodium"),
    NeuronParameter("g_K", \.potassium, 36, "mS/cm²", .notNegative, "conductance of potassium"),
    NeuronParameter("g_L", \.leak, 0.3, "mS/cm²", .notNegative, "leak conductance"),
    NeuronParameter("E_NA", \.reversalSodium, 115, "mV", "reversal potential of sodium"),
    NeuronParameter("E_K", \.reversalPotassium, -12, "mV", "reversal potential of potassium"),
    NeuronParameter("E_L", \.reversalLeak, 10.613, "mV", "reversal potential of the leak"),
    NeuronParameter("C", \.capacitance, 1, "µF/cm²", .positive, "capacitance of the membrane"),
    NeuronParameter("v_th", \.level, 50, "mV", "level whose crossing is a spike"),
    NeuronParameter("I_e", \.current, 0, "µA/cm²", "constant current"),
    NeuronParameter("substeps", \.parts, 1, "", .positive, "integration steps in a step of the network"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential from rest"), NeuronVariable("m", \.m, "", "activation of sodium"),
    NeuronVariable("n", \.n, "", "activation of potassium"), NeuronVariable("h", \.h, "", "inactivation of sodium"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(p: p, dt: dt) }
  static func initial(_ p: Parameters) -> State {
    let r = Rates(0)
    return State(
      v: Lanes(), m: Lanes(repeating: r.openSodium / (r.openSodium + r.closeSodium)),
      n: Lanes(repeating: r.openPotassium / (r.openPotassium + r.closePotassium)),
      h: Lanes(repeating: r.openGate / (r.openGate + r.closeGate)), before: Lanes())
  }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    let parts = p.parts.mapped { $0.rounded() }
    if isAny(parts .!= p.parts) || isAny(p.parts .> 1000) {
      return ("'substeps' is no whole number up to 1000", "Give 1, 2, 4 …")
    }
    guard isAny(dt / p.parts .> 0.05 + 1e-9) else { return nil }
    let needed = Int((dt / 0.05 - 1e-9).rounded(.up))
    return (
      "an integration step of \(dt / p.parts.min()) ms is too long: this integrator diverges in a spike above 0.05 ms",
      "Give 'dt: 0.05 ms' or less, or the parameter 'substeps: \(needed)'."
    )
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    s.before = s.v
    for lane in 0..<laneCount {
      let membrane = Membrane(
        sodium: c.p.sodium[lane], potassium: c.p.potassium[lane], leak: c.p.leak[lane],
        reversals: SIMD3(c.p.reversalSodium[lane], c.p.reversalPotassium[lane], c.p.reversalLeak[lane]),
        capacitance: c.p.capacitance[lane], current: c.p.current[lane] + input.excitatory[lane])
      var state = SIMD4(s.v[lane], s.m[lane], s.n[lane], s.h[lane])
      let parts = Int(c.p.parts[lane])
      let step = c.dt / Double(parts)
      for _ in 0..<parts { state = membrane.rungeKutta(state, step) }
      (s.v[lane], s.m[lane], s.n[lane], s.h[lane]) = (state.x, state.y, state.z, state.w)
    }
    return (s.v .>= c.p.level) .& (s.before .< c.p.level)
  }

  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}

  /// Rates of opening and closing at a potential, 1/ms.
  struct Rates {
    let openSodium, closeSodium, openPotassium, closePotassium, openGate, closeGate: Double

    init(_ v: Double) {
      openSodium = bernoulli((25 - v) / 10)
      closeSodium = 4 * exp(-v / 18)
      openPotassium = 0.1 * bernoulli((10 - v) / 10)
      closePotassium = 0.125 * exp(-v / 80)
      openGate = 0.07 * exp(-v / 20)
      closeGate = 1 / (exp((30 - v) / 10) + 1)
    }
  }

  private struct Membrane {
    let sodium, potassium, leak: Double
    let reversals: SIMD3<Double>
    let capacitance, current: Double

    /// Of v, m, n, h.
    func slope(_ s: SIMD4<Double>) -> SIMD4<Double> {
      let r = Rates(s.x)
      let (m, n, h) = (s.y, s.z, s.w)
      let ionic =
        sodium * m * m * m * h * (s.x - reversals.x) + potassium * n * n * n * n * (s.x - reversals.y)
        + leak * (s.x - reversals.z)
      return SIMD4(
        (current - ionic) / capacitance, r.openSodium * (1 - m) - r.closeSodium * m,
        r.openPotassium * (1 - n) - r.closePotassium * n, r.openGate * (1 - h) - r.closeGate * h)
    }

    func rungeKutta(_ s: SIMD4<Double>, _ dt: Double) -> SIMD4<Double> {
      let first = slope(s)
      let second = slope(s + dt / 2 * first)
      let third = slope(s + dt / 2 * second)
      let fourth = slope(s + dt * third)
      let middle: SIMD4<Double> = 2 * (second + third)
      return s + (dt / 6) * (first + middle + fourth)
    }
  }
}
