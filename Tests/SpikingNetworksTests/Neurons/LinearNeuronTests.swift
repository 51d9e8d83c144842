import Foundation
import SpikingNetworks
import Testing

/// Against closed forms; golden numbers of NEST 3.10 where they are named.
struct LinearNeuronTests {
  @Test func aNeuronWithoutInputRelaxesExponentially() throws {
    let record = try driven(
      "exp-lif", duration: 50, parameters: ["V_rest": .constant(-60), "tau": .constant(20)], initial: ["v": .constant(-57)],
      variables: ["v"])
    for (index, v) in record.trace("v").enumerated() {
      let t = Double(index + 1) * 0.1
      #expect(abs(v - (-60 + 3 * exp(-t / 20))) < 1e-12 * 60)
    }
  }

  /// ISI = t_ref + τ ln((RI − (V_reset − E))/(RI − (V_th − E))), on the grid of the step; the same as NEST's iaf_psc_exp.
  @Test(arguments: [(380.0, 43.4, 45.4), (400, 27.8, 29.8), (500, 13.9, 15.9), (1000, 4.8, 6.8)])
  func intervalsOfAConstantCurrentAreThoseOfTheClosedForm(current: Double, first: Double, interval: Double) throws {
    let times = try driven("exp-lif", duration: 200, parameters: ["I_e": .constant(current)]).spikeTimes
    #expect(abs(times[0] - first) < 1e-9)
    #expect(abs(times[1] - times[0] - interval) < 1e-9)
    let exact = 2 + 10 * log(current * 0.04 / (current * 0.04 - 15))
    #expect(interval >= exact - 1e-9 && interval < exact + 0.1)
  }

  /// One pulse of 100 pA with τ = 10 ms, τ_s = 2 ms, C = 250 pF; numbers of the closed form, which NEST gives to 1e-11.
  @Test func aPulseGivesTheClosedFormOfItsPotential() throws {
    let network = NetworkDescription(
      dt: 0.1, duration: 12,
      populations: [
        PopulationDescription("source", model: "spike-generator", size: 1, parameters: ["times": .values([0.1])]),
        PopulationDescription("cell", model: "exp-lif", size: 1),
      ], projections: [ProjectionDescription(from: "source", to: "cell", .oneToOne, weight: .constant(100))],
      monitors: [MonitorDescription("cell", ["v"])])
    let v = try SpikingNetwork(network).run().trace("v")
    // The spike of step 0 arrives in step 1, whose end is 0.2 ms.
    let expected = [(0.1, 0.0388204), (0.2, 0.0753613), (1.0, 0.2983068), (3.0, 0.5176881), (8.0, 0.4310133)]
    for (after, value) in expected { #expect(abs(v[Int((0.2 + after) * 10 + 0.5) - 1] + 70 - value) < 1e-7) }
    for (index, value) in v.enumerated() {
      let t = max(0, Double(index + 1) * 0.1 - 0.2)
      let exact = 100 / 250.0 * (10 * 2 / 8) * (exp(-t / 10) - exp(-t / 2))
      #expect(abs(value + 70 - exact) < 1e-12 * 70)
    }
  }

  @Test func equalTimeConstantsAreNoSpecialCase() throws {
    func peak(_ synaptic: Double) throws -> [Double] {
      let network = NetworkDescription(
        dt: 0.1, duration: 30,
        populations: [
          PopulationDescription("source", model: "spike-generator", size: 1, parameters: ["times": .values([0.1])]),
          PopulationDescription("cell", model: "exp-lif", size: 1, parameters: ["tau_syn_ex": .constant(synaptic)]),
        ], projections: [ProjectionDescription(from: "source", to: "cell", .oneToOne, weight: .constant(100))],
        monitors: [MonitorDescription("cell", ["v"])])
      return try SpikingNetwork(network).run().trace("v")
    }
    let (equal, near) = (try peak(10), try peak(10 + 1e-9))
    for (index, pair) in zip(equal, near).enumerated() {
      let t = max(0, Double(index + 1) * 0.1 - 0.2)
      #expect(abs(pair.0 + 70 - 100 / 250.0 * t * exp(-t / 10)) < 1e-11)
      #expect(abs(pair.0 - pair.1) < 1e-9)
    }
  }

  @Test func excitationAndInhibitionAddUpBelowThreshold() throws {
    func run(_ weights: [Double]) throws -> [Double] {
      let sources = weights.indices.map { index in
        PopulationDescription(
          "source\(index)", model: "spike-generator", size: 1, parameters: ["times": .values([1, 2.5 + Double(index), 6])])
      }
      let cell = PopulationDescription("cell", model: "exp-lif", size: 1)
      let links = weights.indices.map {
        ProjectionDescription(from: "source\($0)", to: "cell", .oneToOne, weight: .constant(weights[$0]))
      }
      return try SpikingNetwork(
        NetworkDescription(
          dt: 0.1, duration: 20, populations: sources + [cell], projections: links,
          monitors: [MonitorDescription("cell", ["v"])])
      ).run().trace("v")
    }
    let (both, first, second) = (try run([120, -80]), try run([120, 0]), try run([0, -80]))
    for index in both.indices { #expect(abs(both[index] + 70 - (first[index] + 70) - (second[index] + 70)) < 1e-12) }
  }

  /// The unit potential of two decays peaks at 1, at ln β · τ₁τ₂/(τ₁ − τ₂).
  @Test(arguments: [("clif", ["tau_p": 12.0, "tau_q": 8.0], 9.731), ("clif2k", ["tau_m": 20.0, "tau_s": 12.0], 15.325)])
  func kernelsPeakAtOne(model: String, parameters: [String: Double], time: Double) throws {
    let record = try driven(
      model, dt: 0.01, duration: 40, current: [1],
      parameters: parameters.mapValues { .constant($0) }.merging(["v_th": .constant(9)]) { $1 },
      variables: ["v"])
    let v = record.trace("v")
    let peak = v.indices.max { v[$0] < v[$1] } ?? 0
    #expect(abs(v[peak] - 1) < 1e-4)
    // What arrives in step 0 acts at its end in full.
    #expect(abs(Double(peak) * 0.01 - time) < 0.02)
  }

  @Test func theDiscreteNeuronFollowsItsGeometricSeries() throws {
    let (x, alpha) = (0.02, exp(-0.1 / 8))
    let steps = 200
    let record = try driven(
      "lif", duration: 20, current: [Double](repeating: x, count: steps), variables: ["v"])
    let potentials = (0..<steps).map { x * (1 - pow(alpha, Double($0 + 1))) / (1 - alpha) }
    let first = potentials.firstIndex { $0 > 1 } ?? -1
    #expect(record.spikes[0].steps.first == Int32(first))
    for (index, v) in record.trace("v").prefix(first).enumerated() { #expect(abs(v - potentials[index]) < 1e-12) }
  }

  @Test func aSoftResetLosesNoCharge() throws {
    let input = (0..<300).map { 0.1 + 0.4 * sin(Double($0)) }
    let record = try driven("ifsoftreset", duration: 30, current: input, variables: ["v"])
    let charge = Double(record.spikes[0].steps.count) + (record.trace("v").last ?? .nan)
    #expect(abs(charge - input.reduce(0, +)) < 1e-12)
    #expect(record.spikes[0].steps.count > 20)
  }

  @Test func resetValuesAreHonoured() throws {
    let record = try driven(
      "if", duration: 1, current: [1.5, 0, 0, 0, 0, 0, 0, 0, 0, 0], parameters: ["v_reset": .constant(-0.25)], variables: ["v"])
    #expect(record.trace("v") == [Double](repeating: -0.25, count: 10))
    #expect(record.spikes[0].steps == [0])
  }
}
