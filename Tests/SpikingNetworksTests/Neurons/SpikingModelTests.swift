import Foundation
import SpikingNetworks
import Testing

/// Against published figures and what NEST 3.10 and Brian2 2.9 give.
struct SpikingModelTests {
  /// Izhikevich 2003: the published scheme with steps of 1 ms and I = 10; regular spiking as NEST with `consistent_integration`
  /// off.
  @Test(arguments: [
    (0.02, 0.2, -65.0, 8.0, 20), (0.02, 0.2, -55, 4, 27), (0.02, 0.2, -50, 2, 43), (0.1, 0.2, -65, 2, 63),
    (0.02, 0.25, -65, 2, 44), (0.1, 0.26, -65, 2, 80),
  ])
  func publishedSchemeGivesThePublishedCounts(a: Double, b: Double, c: Double, d: Double, count: Int) throws {
    let times = try driven(
      "izh-published", dt: 1, duration: 1000,
      parameters: ["a": .constant(a), "b": .constant(b), "c": .constant(c), "d": .constant(d), "I_e": .constant(10)]
    ).spikeTimes
    // Of all but regular spiking the course over a second hangs on the last digit: the order of two sums changes it.
    #expect(d == 8 ? times.count == count : abs(times.count - count) <= 4)
    if d == 8 { #expect(Array(times.prefix(4)) == [4, 31, 79, 141]) }
  }

  /// The first spikes by steps of 0.001 ms of Runge and Kutta's method, and the passing of 30 mV between two.
  private static func izhikevich(a: Double, b: Double, c: Double, d: Double, current: Double, spikes: Int) -> [Double] {
    let h = 0.001
    var (v, u, t, times) = (-65.0, -65 * b, 0.0, [Double]())
    func slope(_ v: Double, _ u: Double) -> (Double, Double) {
      (0.04 * v * v + 5 * v + 140 - u + current, a * (b * v - u))
    }
    while times.count < spikes && t < 1000 {
      let k1 = slope(v, u)
      let k2 = slope(v + h / 2 * k1.0, u + h / 2 * k1.1)
      let k3 = slope(v + h / 2 * k2.0, u + h / 2 * k2.1)
      let k4 = slope(v + h * k3.0, u + h * k3.1)
      let next = v + h / 6 * (k1.0 + 2 * k2.0 + 2 * k3.0 + k4.0)
      u += h / 6 * (k1.1 + 2 * k2.1 + 2 * k3.1 + k4.1)
      if next >= 30 {
        times.append(t + h * (30 - v) / (next - v))
        (v, u) = (c, u + d)
      } else {
        v = next
      }
      t += h
    }
    return times
  }

  /// With a small step of Euler's method: regular spiking 23 spikes, intrinsically bursting 34, fast spiking 136, low
  /// threshold 78.
  @Test(arguments: [(0.02, 0.2, -65.0, 8.0, 23), (0.02, 0.2, -55, 4, 34), (0.1, 0.2, -65, 2, 136), (0.02, 0.25, -65, 2, 78)])
  func theRiccatiStepGivesTheCountsOfASmallStep(a: Double, b: Double, c: Double, d: Double, count: Int) throws {
    let parameters: [String: Distribution] = [
      "a": .constant(a), "b": .constant(b), "c": .constant(c), "d": .constant(d), "I_e": .constant(10),
    ]
    let fine = try driven("izh", dt: 0.01, duration: 1000, parameters: parameters).spikeTimes
    #expect(abs(fine.count - count) <= 1)
    for (found, expected) in zip(fine, Self.izhikevich(a: a, b: b, c: c, d: d, current: 10, spikes: 3)) {
      #expect(abs(found - expected) < 0.03, "\(found) for \(expected)")
    }
    let coarse = try driven("izh", dt: 0.1, duration: 300, parameters: parameters).spikeTimes
    for (one, other) in zip(coarse, fine) { #expect(abs(one - other) < 0.25) }
  }

  /// Spikes in 1 s from rest; with SPAIC's reversal potentials Brian2 gives the same at 5, 7, 10 and 20 µA/cm².
  @Test(arguments: [
    (5.0, 115.0, 1), (6.2, 115, 3), (6.3, 115, 53), (7, 115, 59), (10, 115, 69), (20, 115, 87), (5, 120, 1), (7, 120, 62),
    (10, 120, 70),
  ])
  func theAxonFiresAsOften(current: Double, sodium: Double, count: Int) throws {
    let leak = sodium == 115 ? 10.613 : 10.6
    let times = try driven(
      "hh", dt: 0.01, duration: 1000,
      parameters: ["I_e": .constant(current), "E_NA": .constant(sodium), "E_L": .constant(leak)]
    ).spikeTimes
    #expect(abs(times.count - count) <= 1)
  }

  @Test func theAxonRests() throws {
    let record = try driven("hh", dt: 0.05, duration: 100, variables: ["v", "m", "n", "h"])
    #expect(record.trace("v").allSatisfy { abs($0) < 0.1 })
    #expect(abs((record.trace("m").last ?? 0) - 0.0529325) < 1e-3)
    #expect(abs((record.trace("n").last ?? 0) - 0.3176769) < 1e-3)
    #expect(abs((record.trace("h").last ?? 0) - 0.5961208) < 1e-3)
  }

  /// NEST's aeif_psc_delta with a step of 0.01 ms, 500 ms.
  @Test(arguments: [
    (700.0, [24.62, 63.23, 142.42, 266.44, 394.43], 5), (800, [17.72, 40.49, 71.27, 114.48, 171.6], 9),
    (1000, [11.80, 25.38, 41.20, 59.78, 81.65], 17),
  ])
  func theExponentialNeuronFiresAsInNest(current: Double, expected: [Double], count: Int) throws {
    let fine = try driven("aeif", dt: 0.01, duration: 500, parameters: ["I_e": .constant(current)]).spikeTimes
    #expect(fine.count == count)
    for (found, wanted) in zip(fine, expected) { #expect(abs(found - wanted) < 0.06) }
    let coarse = try driven("adex", dt: 0.1, duration: 500, parameters: ["I_e": .constant(current)]).spikeTimes
    #expect(coarse.count == count)
    for (one, other) in zip(coarse, fine) { #expect(abs(one - other) < 0.2) }
  }

  /// Hopf bifurcation at 627.18 pA: below no repetitive firing.
  @Test func theExponentialNeuronIsSilentBelowItsBifurcation() throws {
    func spikes(_ end: Double) throws -> Int {
      let ramp = (0..<2000).map { end * Double($0) / 1999 }
      return try driven("aeif", dt: 0.1, duration: 5000, current: ramp, every: 25).spikeTimes.count
    }
    #expect(try spikes(620) == 0)
    #expect(try spikes(640) >= 1)
  }

  /// NEST's glif_psc with all its defaults, 400 pA for 500 ms: 20 spikes.
  @Test func theGeneralizedNeuronFiresAsInNest() throws {
    let times = try driven(
      "glif", dt: 0.1, duration: 500,
      parameters: [
        "C": .constant(58.72), "R": .constant(1 / 9.43), "E_L": .constant(-78.85), "Theta_inf": .constant(-51.68 + 78.85),
        "t_ref": .constant(3.75), "delta_Theta_s": .constant(0.37), "b_s": .constant(0.009), "f_v": .constant(0.2),
        "delta_v": .constant(-18.51), "a_v": .constant(0.005), "b_v": .constant(0.09), "k_1": .constant(0.003),
        "k_2": .constant(0.1), "delta_I1": .constant(-9.18), "delta_I2": .constant(-198.94), "f1": .constant(1),
        "f2": .constant(1), "I_e": .constant(400),
      ]
    ).spikeTimes
    #expect(times.count == 20)
    for (found, expected) in zip(times, [6.8, 20.5, 38.5, 57.4, 77.4, 98.4]) { #expect(abs(found - expected) < 0.25) }
  }

  @Test func theFirstLevelIsThePlainNeuron() throws {
    let parameters: [String: Distribution] = [
      "level": .constant(1), "C": .constant(250), "R": .constant(0.04), "Theta_inf": .constant(15), "t_ref": .constant(2),
      "f_v": .constant(0), "delta_v": .constant(0), "I_e": .constant(500),
    ]
    let generalized = try driven("glif", dt: 0.1, duration: 200, parameters: parameters).spikeTimes
    let plain = try driven("exp-lif", dt: 0.1, duration: 200, parameters: ["I_e": .constant(500)]).spikeTimes
    #expect(generalized == plain)
  }

  /// Spikes of three neurons in 400 steps of 0.1 ms under amp · [.5, 1, 1.7] (1 + .5 sin(k/17)), as SPAIC 0.6.3 counts them.
  @Test(arguments: [
    ("clif", 0.4, 670), ("clif2k", 0.2, 387), ("pclif", 2, 1018), ("aclif", 0.4, 569), ("if", 0.2, 224),
    ("ifsoftreset", 0.3, 315), ("ifb", 0.2, 224), ("lif", 0.1, 111), ("constantcurrentlif", 8, 82), ("lifm", 0.05, 529),
    ("izh", 10, 13), ("aeif", 900, 7), ("glif", 60, 45), ("lifstdp_ex", 0.6, 70), ("alifstdp_ex", 0.1, 56),
    ("lifstdp_ih", 4, 463), ("lifint", 0.1, 119),
  ])
  func spaicProfileRepeatsItsCounts(model: String, amplitude: Double, count: Int) throws {
    let input = (0..<400).flatMap { k -> [Double] in
      let common = k > 5 ? amplitude * (1 + 0.5 * sin(Double(k) / 17)) : 0
      return [0.5 * common, common, 1.7 * common]
    }
    // What is driven at step k arrives at the neurons one step later.
    let delayed = [Double](repeating: 0, count: 3) + input.dropLast(3)
    let record = try driven(model, size: 3, duration: 40, current: delayed, profile: .spaic)
    #expect(record.spikes[0].steps.count == count, "\(model)")
  }
}
