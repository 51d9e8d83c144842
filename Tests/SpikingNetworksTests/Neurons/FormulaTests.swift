import Foundation
import SpikingNetworks
import Testing

/// The documented equations, written by hand for one neuron, against the models: potentials of every step and all spikes.
@Suite struct FormulaTests {
  /// A step: takes what arrives, gives the recorded potential and whether there was a spike.
  typealias Step = (Double) -> (v: Double, fires: Bool)

  /// A drive that goes up and down, so that neurons spike at some times and rest at others.
  private static func drive(_ amplitude: Double) -> [Double] {
    (0..<400).map { amplitude * (1 + 0.5 * sin(Double($0) / 17)) * ($0 % 90 < 70 ? 1 : -0.3) }
  }

  private static func keep(_ tau: Double) -> Double { exp(-0.1 / tau) }

  /// The height at which the difference of two exponentials peaks at 1.
  private static func height(_ slow: Double, _ fast: Double) -> Double {
    let ratio = slow / fast
    return pow(ratio, ratio / (ratio - 1)) / (ratio - 1)
  }

  private static func kernels(
    _ aM: Double, _ aS: Double, _ gain: Double, refractory: Double, adaptation: (keep: Double, strength: Double) = (0, 0),
    isDecayed: Bool = false
  ) -> Step {
    var (m, s, e, a) = (0.0, 0.0, 0.0, 0.0)
    return { x in
      (m, s) = isDecayed ? (aM * (m + x), aS * (s + x)) : (aM * m + gain * x, aS * s + gain * x)
      let v = m - s - (adaptation.strength * a + e)
      let o = v > 1 ? 1.0 : 0
      (e, a) = (refractory * e + o, adaptation.keep * a + o)
      return (v, o > 0)
    }
  }

  private static func leaky(_ u: @escaping (Double, Double) -> Double) -> Step {
    var v = 0.0
    return { x in
      let next = u(v, x)
      v = next > 1 ? 0 : next
      return (v, next > 1)
    }
  }

  private static func darwin(adapts: Bool) -> Step {
    func whole(_ z: Double) -> Double { min(max(z + 32768, 0), 65536).rounded(.toNearestOrEven) - 32768 }
    func part(_ tau: Double) -> Double { (256 * exp(-0.1 / tau)).rounded() / 256 }
    var (v, current, threshold) = (0.0, 0.0, 16384.0)
    return { x in
      current = whole(current * part(8) + x)
      v = whole(v * part(12) + current)
      let fires = v > threshold
      if fires { v = 0 }
      if adapts { threshold = 0.999 * threshold + 16 + (fires ? 3277 : 0) }
      return (v, fires)
    }
  }

  /// Spikes with a place within the step.
  private static func slif() -> Step {
    let (aM, aS, gain) = (keep(20), keep(8), height(20, 8))
    var (m, s, o, place) = (0.0, 0.0, 0.0, 0.0)
    return { x in
      m = aM * m + gain * x - 5 * (o - place / 20)
      s = aS * s + gain * x
      let v = m - s
      let slope = s * (1 - 0.05 / 8) / 8 - m * (1 - 0.05 / 20) / 20
      o = v > 1 ? 1 : 0
      place = o > 0 && slope > 0 ? min(max((v - 1) / slope, 0), 0.1) : 0
      return (v, o > 0)
    }
  }

  private static func selif() -> Step {
    let (aM, aS, aR, gain) = (keep(6), keep(2), keep(16), height(6, 2))
    var (m, s, r, v, o, place) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return { x in
      (m, s) = (aM * m + gain * x, aS * s + gain * x)
      let bounded = min(max(v, -10), 1)
      r = aR * r + (1 - aR) * v + 10 * (o - place / 16)
      let slope = (2 * bounded * bounded - v + m - s + 0.5 - 0.5 * r) / 12
      v = v + 0.1 * slope - (o - place / 12)
      o = v > 1 ? 1 : 0
      place = o > 0 && slope > 0 ? min(max((v - 1) / slope, 0), 0.1) : 0
      return (v, o > 0)
    }
  }

  /// The same without adaptation and constant input, with the kernels and the reset of SELIFDebugModel.
  private static func selifDebug() -> Step {
    let (aM, aS, gain) = (keep(20), keep(8), height(20, 8))
    var (m, s, v, o, place) = (0.0, 0.0, 0.0, 0.0, 0.0)
    return { x in
      (m, s) = (aM * m + gain * x, aS * s + gain * x)
      let bounded = min(max(v, -10), 1)
      let slope = (2 * bounded * bounded - v + m - s) / 20
      v = v + 0.1 * slope - 5 * (o - place / 20)
      o = v > 1 ? 1 : 0
      place = o > 0 && slope > 0 ? min(max((v - 1) / slope, 0), 0.1) : 0
      return (v, o > 0)
    }
  }

  private static func readout() -> Step {
    let (aM, aS, gain) = (keep(4), keep(1), height(4, 1))
    var (m, s, v) = (0.0, 0.0, 0.0)
    return { x in
      (m, s) = (aM * m + gain * x, aS * s + gain * x)
      v += 0.1 * (m - s - v)
      return (v, false)
    }
  }

  /// By name: the amplitude of the drive, the step, and the variable that is compared.
  private static func reference(_ name: String) -> (amplitude: Double, step: Step, variable: String)? {
    switch name {
    case "clif": (0.4, kernels(keep(12), keep(8), height(12, 8), refractory: keep(20)), "v")
    case "clif2k": (0.3, kernels(keep(20), keep(12), height(20, 12), refractory: keep(20)), "v")
    case "pclif": (3, kernels(0.9, 0.6, 1, refractory: 0.9, isDecayed: true), "v")
    case "aclif":
      (0.6, kernels(keep(12), keep(8), height(12, 8), refractory: keep(20), adaptation: (keep(2000), 0.1)), "v")
    case "plif": (2.2, leaky { v, x in v + (x - v) / 2 }, "v")
    case "lif": (0.1, leaky { v, x in exp(-0.1 / 8) * v + x }, "v")
    case "if": (0.2, leaky { v, x in v + x }, "v")
    case "constantcurrentlif": (8, leaky { v, x in v + 0.1 / 20 * (x - v) }, "v")
    case "lifm":
      (
        0.05,
        {
          var j = 0.0;
          return leaky { v, x in
            j = exp(-0.1) * j + x; return exp(-0.01) * v + j
          }
        }(), "v"
      )
    case "nonspikinglif": (2, readout(), "v")
    case "slif": (0.3, slif(), "v")
    case "selif": (1.5, selif(), "v")
    case "SELIFDebugModel": (3, selifDebug(), "v")
    case "darwin_clif": (400, darwin(adapts: false), "v")
    case "darwin_alif": (400, darwin(adapts: true), "v")
    case "simplerate":
      (
        2,
        {
          var u = 0.0;
          return { x in
            u += 0.1 * (1 / (1 + exp(-x)) - u); return (u, false)
          }
        }(), "U"
      )
    case "meanfield":
      (
        2,
        {
          var u = 0.0;
          return { x in
            u += 0.1 * (x - u); return (u, false)
          }
        }(), "U"
      )
    default: nil
    }
  }

  @Test(arguments: [
    "clif", "clif2k", "pclif", "aclif", "plif", "lif", "if", "constantcurrentlif", "lifm", "nonspikinglif", "slif", "selif",
    "SELIFDebugModel", "darwin_clif", "darwin_alif", "simplerate", "meanfield",
  ])
  func everyStepIsThatOfTheFormula(name: String) throws {
    let (amplitude, step, variable) = try #require(Self.reference(name))
    let drive = Self.drive(amplitude)
    let initial: [String: Distribution] = name.hasPrefix("darwin") ? ["v": .constant(0)] : [:]
    let record = try driven(name, duration: 40, current: drive, initial: initial, variables: [variable])
    let expected = drive.map(step)
    let scale = expected.map { abs($0.v) }.max() ?? 1
    let found = record.trace(variable)
    #expect(found.count == 400)
    for (index, value) in found.enumerated() {
      #expect(abs(value - expected[index].v) < 1e-9 * scale, "step \(index): \(value), \(expected[index].v)")
    }
    let spikes = expected.indices.filter { expected[$0].fires }
    #expect((record.spikes.first?.steps.map(Int.init) ?? []) == spikes)
    let isSpiking = try NeuronCatalogue.standard.model(name).output == .spikes
    #expect(!isSpiking || (spikes.count > 3 && spikes.count < 390), "\(name): \(spikes.count) spikes")
  }

  /// The experimental neuron of values: its documented equations, with a reward as the current.
  @Test func theNeuronOfValuesFollowsItsEquations() throws {
    let marks = (0..<60).map { (index: Int) -> Int in index * index % 97 + 3 * index + 1 }
    let times = marks.sorted().map { Double($0) * 0.1 }
    let network = NetworkDescription(
      dt: 0.1, duration: 30,
      populations: [
        PopulationDescription("p", model: "spike-generator", size: 1, parameters: ["times": .values(times)]),
        PopulationDescription("q", model: "spike-generator", size: 1, parameters: ["times": .values(times.map { $0 + 0.5 })]),
        PopulationDescription("reward", model: "sin-generator", size: 1, parameters: ["period": .constant(7)]),
        PopulationDescription("cell", model: "qlif", size: 1),
      ],
      projections: [
        ProjectionDescription(from: "p", to: "cell", .oneToOne, weight: .constant(2.6)),
        ProjectionDescription(from: "q", to: "cell", .oneToOne, weight: .constant(-0.7)),
        ProjectionDescription(from: "reward", to: "cell", .oneToOne),
      ], monitors: [MonitorDescription("cell", ["spike", "v", "P", "Q", "R", "TP", "TQ", "BQ"])])
    let record = try SpikingNetwork(network).run()
    func arrivals(_ times: [Double], _ weight: Double) -> [Double] {
      var values = [Double](repeating: 0, count: 300)
      // The spike at t was put out in the step that ends at t, and arrives in the next.
      for time in times where Int((time / 0.1).rounded()) < 300 { values[Int((time / 0.1).rounded())] += weight }
      return values
    }
    let (psp, wq) = (arrivals(times, 2.6), arrivals(times.map { $0 + 0.5 }, 0.7))
    let (bM, bS) = (Self.keep(20), Self.keep(8))
    var (e, mp, sp, mq, sq, p, q, r, spikes) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, [Int32]())
    for step in 0..<300 {
      let reward = sin(2 * Double.pi * Double(step) * 0.1 / 7)
      let v = psp[step] - e
      let fires = v > 1
      if fires { spikes.append(Int32(step)) }
      (mp, sp, mq, sq) = (bM * mp + psp[step], bS * sp + psp[step], bM * mq + wq[step], bS * sq + wq[step])
      r = fires ? 1 : bS * r
      let (newP, newQ) = (mp - sp, mq - sq)
      let (tp, tq) = (r * newP + (1 - r) * reward - p, (1 - r) * newQ + r * reward - q)
      (p, q) = (newP, newQ)
      let expected = ["v": v, "P": p, "Q": q, "R": r, "TP": tp, "TQ": tq, "BQ": r * q + (1 - r) * p]
      for (name, value) in expected { #expect(abs(record.trace(name)[step] - value) < 1e-10, "\(name), step \(step)") }
      // E[t] = βm E[t-1] + Vth O[t-1], as documented.
      e = bM * e + (fires ? 1 : 0)
    }
    #expect(record.spikes[0].steps == spikes && spikes.count > 3)
  }

  @Test func currentsAreTheirFormulas() throws {
    func sums(_ model: String, _ parameters: [String: Distribution]) throws -> [Double] {
      let network = NetworkDescription(
        dt: 0.1, duration: 20,
        populations: [
          PopulationDescription("source", model: model, size: 1, parameters: parameters),
          PopulationDescription("sum", model: "nonspikingifb", size: 1),
        ], projections: [ProjectionDescription(from: "source", to: "sum", .oneToOne, weight: .constant(2))],
        monitors: [MonitorDescription("sum", ["v"])])
      return try SpikingNetwork(network).run().trace("v")
    }
    let cases: [(String, [String: Distribution], (Double) -> Double)] = [
      ("sin-generator", ["amplitude": .constant(3), "period": .constant(7)], { 3 * sin(2 * .pi * $0 / 7) }),
      ("ramp-generator", ["amplitude": .constant(0.5), "slope": .constant(2), "base": .constant(1)], { 0.5 * (2 * $0 + 1) }),
      (
        "dc-generator", ["amplitude": .constant(4), "start": .constant(5), "stop": .constant(10)],
        { $0 > 4.95 && $0 < 9.95 ? 4 : 0 }
      ),
    ]
    for (model, parameters, formula) in cases {
      var sum = 0.0
      for (step, found) in try sums(model, parameters).enumerated() {
        sum += 2 * formula(Double(step) * 0.1)
        #expect(abs(found - sum) < 1e-9, "\(model), step \(step)")
      }
    }
  }

  /// Graded relay, noise of the chip, and every name of the catalogue for 100 steps: no variable is anything but a number.
  @Test func everyNameOfTheCatalogueRuns() throws {
    for model in NeuronCatalogue.standard.models {
      let dt = model.name == "hh" ? 0.05 : model.name == "izh-published" ? 1 : 0.1
      var parameters: [String: Distribution] = [:]
      switch model.name {
      case "null-encoder": parameters = ["source": .values((0..<300).map { Double($0 % 7) }), "time": .constant(10)]
      case "mstb-encoder": parameters = ["source": .values([1, 0, 2, 1, 2, 2]), "time": .constant(10)]
      case let name where name.hasSuffix("-encoder"): parameters = ["source": .values([0.2, 0.5, 0.9]), "time": .constant(10)]
      case "table-generator": parameters = ["values": .values([0.2, 0.5, 0.9])]
      case "spike-generator": parameters = ["times": .values([1, 2, 3])]
      case "picture-generator": parameters = ["values": .values([0.2, 0.5, 0.9])]
      default: break
      }
      var populations = [PopulationDescription("cells", model: model.name, size: 3, parameters: parameters)]
      var projections: [ProjectionDescription] = []
      if !model.isSource, model.ports.isEmpty {
        // The chip's noise takes no input.
        populations[0].parameters = ["std": .constant(5000)]
      } else if !model.isSource {
        populations.append(
          PopulationDescription("drive", model: "poisson-generator", size: 3, parameters: ["rate": .constant(800)]))
        projections.append(ProjectionDescription(from: "drive", to: "cells", .oneToOne, weight: .constant(0.7)))
      } else {
        populations.append(PopulationDescription("sum", model: "nonspikingifb", size: 3))
        projections.append(ProjectionDescription(from: "cells", to: "sum", .oneToOne))
      }
      let watched = model.isSource ? "sum" : "cells"
      let variables = model.isSource ? ["v"] : model.variables.map(\.name)
      var network = NetworkDescription(
        dt: dt, duration: 100 * dt, populations: populations, projections: projections,
        monitors: [MonitorDescription(watched, variables)])
      if model.name == "heading-generator" { network.heading = (0..<100).map { Double($0) * 0.06 } }
      let record = try SpikingNetwork(network).run()
      #expect(record.traces.count == variables.count && !variables.isEmpty, "\(model.name)")
      for trace in record.traces {
        #expect(trace.values.elements.allSatisfy { $0.isFinite }, "\(model.name), \(trace.variable.name)")
        #expect(trace.values.rows == 100)
      }
    }
  }
}
