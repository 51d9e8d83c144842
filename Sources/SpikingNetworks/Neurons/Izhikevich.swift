import Foundation

/// Izhikevich's neuron (2003): v̇ = 0.04 v² + 5 v + 140 − u + I, u̇ = a (b v − u); at 30 mV v ← c, u ← u + d.
///
/// A step is half a step of u, v by the exact solution of its Riccati equation with u held, half a step of u. The spike is
/// found within the step, and the rest of the step goes on from the reset.
enum Izhikevich: NeuronKernel {
  struct State: BitwiseCopyable { var v, u: Lanes }
  struct Parameters: BitwiseCopyable { var a, b, c, d, peak, current: Lanes }
  struct Constants: BitwiseCopyable {
    var p: Parameters
    var dt: Double
  }

  static let parameters: [NeuronParameter<Parameters>] = [
    NeuronParameter("a", \.a, 0.02, "1/ms", .positive, "rate of recovery"),
    NeuronParameter("b", \.b, 0.2, "1/ms", "coupling of recovery to the potential"),
    NeuronParameter("c", \.c, -65, "mV", "potential after a spike"),
    NeuronParameter("d", \.d, 8, "mV/ms", "what a spike adds to recovery"),
    NeuronParameter("v_th", \.peak, 30, "mV", "peak of a spike"),
    NeuronParameter("I_e", \.current, 0, "mV/ms", "constant input"),
  ]
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential"), NeuronVariable("u", \.u, "mV/ms", "recovery"),
  ]

  static func constants(_ p: Parameters, dt: Double) -> Constants { Constants(p: p, dt: dt) }
  static func initial(_ p: Parameters) -> State { State(v: Lanes(repeating: -65), u: p.b * -65) }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    if dt > 1 { return ("a step of \(dt) ms is too long for this neuron", "Give a 'dt' of 1 ms or less.") }
    return resetObjection(threshold: p.peak, reset: p.c)
  }

  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    var fired = LaneMask()
    for lane in 0..<laneCount {
      var cell = Cell(
        v: s.v[lane], u: s.u[lane], a: c.p.a[lane], b: c.p.b[lane], peak: c.p.peak[lane],
        current: c.p.current[lane] + input.excitatory[lane])
      var left = c.dt
      // More than one spike in a step is one spike of the network's grid.
      for _ in 0..<8 {
        guard let time = cell.advance(left) else { break }
        fired[lane] = true
        cell.v = c.p.c[lane]
        cell.u += c.p.d[lane]
        left -= time
        if left < 1e-12 { break }
      }
      s.v[lane] = cell.v
      s.u[lane] = cell.u
    }
    return fired
  }

  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}

  private struct Cell {
    var v, u: Double
    let a, b, peak, current: Double

    /// Up to the end of the step or to the peak, whose time within the step is returned.
    mutating func advance(_ dt: Double) -> Double? {
      let (start, recovery) = (v, u)
      u += dt / 2 * a * (b * v - u)
      // With z = 0.08 v + 5: ż = (z² + D)/2.
      let discriminant = 0.16 * (140 - u + current) - 25
      let z = 0.08 * v + 5
      let top = 0.08 * peak + 5
      let s = tangent(discriminant, dt)
      let denominator = 1 - z * s
      let next = (z + discriminant * s) / denominator
      guard denominator <= 0 || next >= top else {
        v = (next - 5) / 0.08
        u += dt / 2 * a * (b * v - u)
        return nil
      }
      let wanted = (top - z) / (discriminant + top * z)
      let root = abs(discriminant).squareRoot()
      let time =
        root < 1e-9 ? 2 * wanted : discriminant > 0 ? 2 / root * atan(wanted * root) : 2 / root * atanh(wanted * root)
      v = peak
      u = recovery + time * a * (b * (start + peak) / 2 - recovery)
      return min(max(time, 0), dt)
    }

    /// tan(√D t/2)/√D, real for both signs of D.
    private func tangent(_ discriminant: Double, _ t: Double) -> Double {
      if abs(discriminant) * t * t < 1e-10 { return t / 2 * (1 + discriminant * t * t / 12) }
      let root = abs(discriminant).squareRoot()
      // Beyond the pole the peak was passed, however far.
      if discriminant > 0 { return root * t >= .pi ? .infinity : tan(root * t / 2) / root }
      return tanh(root * t / 2) / root
    }
  }
}

/// The scheme of the published program: steps of 1 ms, v in two halves with the old u, u with the new v, and the reset at the
/// beginning of the step after the peak.
enum PublishedIzhikevich: NeuronKernel {
  typealias State = Izhikevich.State
  typealias Parameters = Izhikevich.Parameters
  typealias Constants = Izhikevich.Parameters

  static let parameters = Izhikevich.parameters
  static let variables: [NeuronVariable<Self>] = [
    NeuronVariable("v", \.v, "mV", "membrane potential"), NeuronVariable("u", \.u, "mV/ms", "recovery"),
  ]
  static func constants(_ p: Parameters, dt: Double) -> Constants { p }
  static func initial(_ p: Parameters) -> State { Izhikevich.initial(p) }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? {
    guard dt != 1 else { return resetObjection(threshold: p.peak, reset: p.c) }
    return ("the published scheme has steps of 1 ms, and 'dt' is \(dt) ms", "Give 'dt: 1 ms', or take the model izh.")
  }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let spiked = s.v .>= c.peak
    var v = select(spiked, c.c, s.v)
    let u = select(spiked, s.u + c.d, s.u)
    let drive = 140 - u + (c.current + input.excitatory)
    for _ in 0..<2 {
      let slope: Lanes = (0.04 * v + 5) * v + drive
      v += 0.5 * slope
    }
    s.v = v
    s.u = u + c.a * (c.b * v - u)
    return v .>= c.peak
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {}
}
