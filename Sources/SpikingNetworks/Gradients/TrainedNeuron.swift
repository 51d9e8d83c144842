import Foundation

/// A neuron through whose spikes a network learns; the equations are those of the model of the same name.
public enum TrainedNeuron: Sendable, Equatable {
  /// u = a v + x, a = e^(−dt/τ); a spike leaves 0.
  case lif(tau: Double = 8, threshold: Double = 1)
  /// u = v + g (x − v), a spike leaves 0; g is learned too (Fang et al. 2021). τ in steps, g = 1/τ at the start.
  case plif(tau: Double = 2, threshold: Double = 1)
  /// m ← a_p m + V₀ x, s ← a_q s + V₀ x, v = m − s − e, e ← a_m e + V_th o (Gu et al. 2019).
  case clif(tauM: Double = 20, tauP: Double = 12, tauQ: Double = 8, threshold: Double = 1)
  /// Two kernels, and spikes with a place within the step. Experimental: the source of its learning rule is not published.
  case slif(tauM: Double = 20, tauQ: Double = 8, threshold: Double = 1)
  /// Quadratic, with adaptation, and spikes with a place within the step. Experimental for the same reason.
  case selif(tauM: Double = 12, tauP: Double = 6, tauQ: Double = 2, tauR: Double = 16, threshold: Double = 1)

  /// The name of the model.
  public var name: String {
    switch self {
    case .lif: "lif"
    case .plif: "plif"
    case .clif: "clif"
    case .slif: "slif"
    case .selif: "selif"
    }
  }

  /// Numbers of a state.
  var states: Int {
    switch self {
    case .lif, .plif: 1
    case .clif: 3
    case .slif: 4
    case .selif: 6
    }
  }

  /// The learned parameter of a layer beside its weights, at the start: w with g = 1/(1 + e^(−w)).
  var startGain: Double? {
    guard case .plif(let tau, _) = self else { return nil }
    return -log(tau - 1)
  }

  /// What makes it unusable, and what to change.
  func objection() -> (problem: String, remedy: String)? {
    let (times, threshold): ([Double], Double) =
      switch self {
      case .lif(let tau, let threshold): ([tau], threshold)
      case .plif(let tau, let threshold): ([tau - 1], threshold)
      case .clif(let m, let p, let q, let threshold): ([m, p, q, abs(p - q)], threshold)
      case .slif(let m, let q, let threshold): ([m, q, abs(m - q)], threshold)
      case .selif(let m, let p, let q, let r, let threshold): ([m, p, q, r, abs(p - q)], threshold)
      }
    guard times.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return ("time constants of \(name) are not positive, or two kernels are the same", "Give positive, different times.")
    }
    guard threshold > 0, threshold.isFinite else { return ("the threshold is \(threshold)", "Give one above 0.") }
    return nil
  }

  /// Its parameters under their names in a simulation file, for a layer of the given gain.
  public func parameters(gain: Double? = nil) -> [String: Double] {
    switch self {
    case .lif(let tau, let threshold): ["tau_m": tau, "v_th": threshold]
    case .plif(let tau, let threshold): ["tau_m": gain.map { 1 + exp(-$0) } ?? tau, "v_th": threshold]
    case .clif(let m, let p, let q, let threshold): ["tau_m": m, "tau_p": p, "tau_q": q, "v_th": threshold]
    case .slif(let m, let q, let threshold): ["tau_m": m, "tau_q": q, "v_th": threshold]
    case .selif(let m, let p, let q, let r, let threshold): ["tau_m": m, "tau_p": p, "tau_q": q, "tau_r": r, "v_th": threshold]
    }
  }
}

/// A neuron with its constants: a step forward, and the same step backward.
struct NeuronStep: Sendable {
  let neuron: TrainedNeuron
  let surrogate: Surrogate
  let firing: Firing
  /// How much of the gradient through a neuron's own spikes is kept; SPAIC keeps a tenth for slif and selif.
  let ownSpikes: Double
  let dt: Double
  let threshold: Double
  /// Of plif, the gain.
  let gain: Double
  private let a, b, c, strength, tauM, tauS, tauR: Double

  init(_ neuron: TrainedNeuron, surrogate: Surrogate, firing: Firing, ownSpikes: Double, dt: Double, gain: Double?) {
    (self.neuron, self.surrogate, self.firing, self.ownSpikes, self.dt) = (neuron, surrogate, firing, ownSpikes, dt)
    func keep(_ tau: Double) -> Double { exp(-dt / tau) }
    // The height at which the difference of both kernels peaks at 1.
    func height(_ slow: Double, _ fast: Double) -> Double {
      let ratio = slow / fast
      return pow(ratio, ratio / (ratio - 1)) / (ratio - 1)
    }
    self.gain = gain.map { 1 / (1 + exp(-$0)) } ?? 1
    switch neuron {
    case .lif(let tau, let threshold):
      (a, b, c, strength, self.threshold, tauM, tauS, tauR) = (keep(tau), 0, 0, 1, threshold, tau, 1, 1)
    case .plif(let tau, let threshold):
      (a, b, c, strength, self.threshold, tauM, tauS, tauR) = (1, 0, 0, 1, threshold, tau, 1, 1)
    case .clif(let m, let p, let q, let threshold):
      (a, b, c, strength, self.threshold, tauM, tauS, tauR) = (keep(p), keep(q), keep(m), height(p, q), threshold, m, q, 1)
    case .slif(let m, let q, let threshold):
      (a, b, c, strength, self.threshold, tauM, tauS, tauR) = (keep(m), keep(q), 0, height(m, q), threshold, m, q, 1)
    case .selif(let m, let p, let q, let r, let threshold):
      (a, b, c, strength, self.threshold, tauM, tauS, tauR) = (keep(p), keep(q), keep(r), height(p, q), threshold, m, q, r)
    }
  }

  private func output(_ x: Double) -> Double {
    switch firing {
    case .spikes: x > 0 ? 1 : 0
    case .smoothed: surrogate.value(x)
    }
  }

  /// From where a rising potential crossed the threshold to the end of the step.
  private func crossing(_ x: Double, _ slope: Double) -> Double { slope > 0 ? min(max(x / slope, 0), dt) : 0 }

  /// The same, with its slopes in both.
  private func crossingSlopes(_ x: Double, _ slope: Double) -> (x: Double, slope: Double) {
    guard slope > 0, x > 0, x / slope < dt else { return (0, 0) }
    return (1 / slope, -x / (slope * slope))
  }

  /// Moves a state on; returns what is put out.
  func advance(_ s: UnsafeMutablePointer<Double>, _ x: Double) -> Double {
    switch neuron {
    case .lif, .plif:
      let u = potential(s[0], x)
      let o = output(u - threshold)
      s[0] = u * (1 - o)
      return o
    case .clif:
      s[0] = a * s[0] + strength * x
      s[1] = b * s[1] + strength * x
      let o = output(s[0] - s[1] - s[2] - threshold)
      s[2] = c * s[2] + threshold * o
      return o
    case .slif:
      s[0] = a * s[0] + strength * x - 5 * threshold * (s[2] - s[3] / tauM)
      s[1] = b * s[1] + strength * x
      let above = s[0] - s[1] - threshold
      let o = output(above)
      s[2] = o
      s[3] = o * crossing(above, rise(s))
      return o
    case .selif:
      let rise = quadratic(s, x)
      s[3] += dt * rise - threshold * (s[4] - s[5] / tauM)
      let o = output(s[3] - threshold)
      s[4] = o
      s[5] = o * crossing(s[3] - threshold, rise)
      return o
    }
  }

  private func potential(_ v: Double, _ x: Double) -> Double {
    if case .plif = neuron { return v + gain * (x - v) }
    return a * v + x
  }

  /// The slope of slif's potential in the middle of the step.
  private func rise(_ s: UnsafePointer<Double>) -> Double {
    s[1] * (1 - dt / 2 / tauS) / tauS - s[0] * (1 - dt / 2 / tauM) / tauM
  }

  /// Moves selif's kernels and adaptation on; returns the slope of its potential.
  private func quadratic(_ s: UnsafeMutablePointer<Double>, _ x: Double) -> Double {
    s[0] = a * s[0] + strength * x
    s[1] = b * s[1] + strength * x
    s[2] = c * s[2] + (1 - c) * s[3] + 10 * (s[4] - s[5] / tauR)
    let bounded = min(max(s[3], -10), threshold)
    return (2 * bounded * bounded - s[3] + s[0] - s[1] + 0.5 - 0.5 * s[2]) / tauM
  }

  /// Takes the slopes of the loss by the new state, in `d`, to those by the old one.
  ///
  /// - Parameters:
  ///   - old: the state before the step.
  ///   - put: slope by what was put out.
  ///   - gainSlope: grows by the slope by w, of plif.
  /// - Returns: slope by the input.
  func retreat(
    _ d: UnsafeMutablePointer<Double>, _ old: UnsafePointer<Double>, _ x: Double, _ put: Double, _ gainSlope: inout Double
  ) -> Double {
    switch neuron {
    case .lif, .plif:
      let u = potential(old[0], x)
      let byU = (1 - output(u - threshold)) * d[0] + (put - u * d[0]) * surrogate.slope(u - threshold)
      guard case .plif = neuron else {
        d[0] = a * byU
        return byU
      }
      gainSlope += byU * (x - old[0]) * gain * (1 - gain)
      d[0] = (1 - gain) * byU
      return gain * byU
    case .clif:
      let v = a * old[0] - b * old[1] - old[2]
      let byV = (put + threshold * d[2]) * surrogate.slope(v - threshold)
      let (byM, byS) = (d[0] + byV, d[1] - byV)
      (d[0], d[1], d[2]) = (a * byM, b * byS, c * d[2] - byV)
      return strength * (byM + byS)
    case .slif: return retreatSLIF(d, old, x, put)
    case .selif: return retreatSELIF(d, old, x, put)
    }
  }

  private func retreatSLIF(
    _ d: UnsafeMutablePointer<Double>, _ old: UnsafePointer<Double>, _ x: Double, _ put: Double
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { new in
      new[0] = a * old[0] + strength * x - 5 * threshold * (old[2] - old[3] / tauM)
      new[1] = b * old[1] + strength * x
      let (above, slope) = (new[0] - new[1] - threshold, rise(new.baseAddress!))
      let (byAbove, bySlope) = crossingSlopes(above, slope)
      let byPlace = output(above) * d[3]
      let byV = (put + d[2] + crossing(above, slope) * d[3]) * surrogate.slope(above) + byPlace * byAbove
      let byRise = byPlace * bySlope
      let byM = d[0] + byV - byRise * (1 - dt / 2 / tauM) / tauM
      let byS = d[1] - byV + byRise * (1 - dt / 2 / tauS) / tauS
      (d[0], d[1], d[2], d[3]) = (a * byM, b * byS, -5 * threshold * ownSpikes * byM, 5 * threshold / tauM * ownSpikes * byM)
      return strength * (byM + byS)
    }
  }

  private func retreatSELIF(
    _ d: UnsafeMutablePointer<Double>, _ old: UnsafePointer<Double>, _ x: Double, _ put: Double
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 6) { new in
      for index in 0..<6 { new[index] = old[index] }
      let slope = quadratic(new.baseAddress!, x)
      let above = old[3] + dt * slope - threshold * (old[4] - old[5] / tauM) - threshold
      let (byAbove, bySlope) = crossingSlopes(above, slope)
      let byPlace = output(above) * d[5]
      let byV = d[3] + (put + d[4] + crossing(above, slope) * d[5]) * surrogate.slope(above) + byPlace * byAbove
      let byRise = (dt * byV + byPlace * bySlope) / tauM
      let (byM, byS, byR) = (d[0] + byRise, d[1] - byRise, d[2] - 0.5 * byRise)
      let isInside = old[3] > -10 && old[3] < threshold
      d[3] = byV - byRise + (isInside ? 4 * old[3] * byRise : 0) + (1 - c) * byR
      (d[0], d[1], d[2]) = (a * byM, b * byS, c * byR)
      d[4] = ownSpikes * (10 * byR - threshold * byV)
      d[5] = ownSpikes * (threshold / tauM * byV - 10 / tauR * byR)
      return strength * (byM + byS)
    }
  }
}
