import Foundation
import SpikingNetworks
import Testing

/// Rates, whole numbers, readouts, and the catalogue.
struct OtherModelTests {
  static let names = [
    "clif", "clif2k", "pclif", "aclif", "if", "ifsoftreset", "ifb", "nonspikingifb", "null", "qlif", "selif", "slif", "lif",
    "plif", "constantcurrentlif", "nonspikinglif", "lifm", "izh", "aeif", "adex", "glif", "hh", "lifstdp_ex", "alifstdp_ex",
    "lifstdp_ih", "diehlandcook", "lifint", "cann_field", "meanfield", "simplerate", "darwin_clif", "darwin_alif",
    "darwin_random",
  ]

  @Test(arguments: names)
  func everyNameOfTheSeedRuns(name: String) throws {
    let model = try NeuronCatalogue.standard.model(name)
    #expect(!model.summary.isEmpty)
    let dt = name == "hh" ? 0.05 : 0.1
    let takesInput = !model.ports.isEmpty
    let record = try driven(
      name, size: 5, dt: dt, duration: 20, current: takesInput ? [Double](repeating: 0.5, count: 5 * 200) : nil,
      variables: model.variables.map(\.name))
    #expect(record.traces.count == model.variables.count)
    #expect(record.traces.allSatisfy { $0.values.elements.allSatisfy(\.isFinite) })
  }

  @Test func anUnknownNameOffersTheNearest() {
    #expect {
      try NeuronCatalogue.standard.model("izhi")
    } throws: { error in
      "\(error)".contains("'izh'")
    }
    #expect(throws: Never.self) { try NeuronCatalogue.standard.model("ExpLIF") }
    #expect(throws: Never.self) { try NeuronCatalogue.standard.model("LIFSTDP-EX") }
  }

  /// A bump held by divisive inhibition: U₀ = (1 + √(1 − k/k_c)) J₀/(4 a k √π), k_c = ρJ₀²/(8 √(2π) a).
  @Test(arguments: [(0.3, 0.4250034), (0.5, 0.2370149), (0.9, 0.1015251)])
  func theContinuousAttractorHasTheHeightOfItsTheory(share: Double, height: Double) throws {
    let (count, width) = (256, 0.5)
    let density = Double(count) / (2 * .pi)
    let inhibition = share * density / (8 * (2 * Double.pi).squareRoot() * width)
    // J₀/(√(2π) a) e^(−d²/2a²), with d on the ring.
    let network = NetworkDescription(
      dt: 0.5, duration: 600,
      populations: [
        PopulationDescription(
          "ring", model: "cann_field", size: count,
          parameters: ["rho": .constant(1), "k_rho": .constant(inhibition), "tau": .constant(1)],
          initial: [
            "U": .values(
              (0..<count).map { neuron in
                let x = 2 * Double.pi * Double(neuron) / Double(count) - .pi
                return height * exp(-x * x / (4 * width * width))
              })
          ])
      ],
      projections: [
        ProjectionDescription(
          from: "ring", to: "ring", .distance(DistanceKernel(shape: .gaussian, width: width)),
          weight: .constant(1 / (2 * Double.pi).squareRoot() / width))
      ], monitors: [MonitorDescription("ring", ["U"], every: 1200)])
    let record = try SpikingNetwork(network).run()
    let final = (0..<count).map { record.traces[0].values[0, $0] }
    // The integrals ρ ∫ dx of the theory are sums over neurons, since neurons lie 1/ρ apart.
    #expect(abs((final.max() ?? 0) - height) < 1e-4)
    #expect(final.firstIndex(of: final.max() ?? 0) == count / 2)
  }

  @Test func linearRatesSolveTheirLinearSystem() throws {
    // u = ρ W u + I with a chain of three: u₀ = 1, u₁ = 0.5 u₀, u₂ = 0.5 u₁.
    let network = NetworkDescription(
      dt: 0.1, duration: 100,
      populations: [
        PopulationDescription("drive", model: "dc-generator", size: 3, parameters: ["amplitude": .values([1, 0, 0])]),
        PopulationDescription("rates", model: "meanfield", size: 3, parameters: ["rho": .constant(0.5)]),
      ],
      projections: [
        ProjectionDescription(from: "drive", to: "rates", .oneToOne),
        ProjectionDescription(from: "rates", to: "rates", .pairs(sources: [0, 1], targets: [1, 2])),
      ], monitors: [MonitorDescription("rates", ["U"])])
    let record = try SpikingNetwork(network).run()
    for (neuron, expected) in [1, 0.5, 0.25].enumerated() {
      #expect(abs((record.trace("U", neuron: neuron).last ?? 0) - expected) < 1e-10)
    }
  }

  @Test func wholeNumbersStayWholeAndRoundDown() throws {
    // −7 · 1013 / 1024 = −6.92…, rounded down −7: a negative potential never decays to 0 by shifts.
    let record = try driven(
      "diehlandcook", duration: 2, current: [-47] + [Double](repeating: 0, count: 19), variables: ["v"])
    // −47 · 154 / 1024 = −7.07, rounded down −8.
    let v = record.trace("v")
    #expect(v[0] == -8)
    #expect(v.allSatisfy { $0 == $0.rounded() })
    var expected = -8.0
    for value in v.dropFirst() {
      expected = (1013 * expected / 1024).rounded(.down)
      #expect(value == expected)
    }
  }

  @Test func theChipSaturates() throws {
    let record = try driven(
      "darwin_clif", duration: 1, current: [Double](repeating: -60000, count: 10), variables: ["v", "I"])
    #expect(record.trace("I").allSatisfy { $0 == -32768 })
    #expect(record.trace("v").last == -32768)
  }

  /// SPAIC's potentials at the start: uniform in a range, of the seed, each neuron its own; ours are 0.
  @Test(arguments: [("darwin_clif", 10_000.0, 15_000.0), ("darwin_alif", -30_000.0, 15_000.0)])
  func theChipBeginsAtRandomAsInSPAIC(name: String, low: Double, high: Double) throws {
    func starts(_ profile: Profile, seed: UInt64 = 0, initial: [String: Distribution] = [:]) throws -> [Double] {
      let network = NetworkDescription(
        duration: 0.1, seed: seed,
        populations: [
          PopulationDescription(
            "cells", model: name, size: 400, parameters: ["tau_m": .constant(1e9)], initial: initial, profile: profile)
        ], monitors: [MonitorDescription("cells", ["v"])])
      // A step without input and without leak leaves the potential, on the grid of whole numbers.
      return try SpikingNetwork(network).run().traces[0].values.elements
    }
    let drawn = try starts(.spaic)
    #expect(drawn.allSatisfy { $0 >= low.rounded() && $0 <= high.rounded() } && Set(drawn).count > 380)
    let mean = drawn.reduce(0, +) / 400
    #expect(abs(mean - (low + high) / 2) < 4 * (high - low) / (12.0 * 400).squareRoot())
    #expect(try starts(.spaic) == drawn && starts(.spaic, seed: 1) != drawn)
    #expect(try starts(.reference).allSatisfy { $0 == 0 })
    #expect(try starts(.spaic, initial: ["v": .constant(12)]).allSatisfy { $0 == 12 })
  }

  @Test func theReadoutNeverSpikesAndCannotBeASource() throws {
    let network = NetworkDescription(
      duration: 1,
      populations: [
        PopulationDescription("a", model: "nonspikinglif", size: 2), PopulationDescription("b", model: "lif", size: 2),
      ], projections: [ProjectionDescription(from: "a", to: "b", .oneToOne)])
    #expect {
      try SpikingNetwork(network)
    } throws: { "\($0)".contains("never spikes") }
  }

  /// A neuron of one's own: Fang's with a threshold that is a parameter.
  enum OwnNeuron: NeuronKernel {
    struct State: BitwiseCopyable { var v: Lanes }
    struct Parameters: BitwiseCopyable { var threshold: Lanes }
    typealias Constants = Parameters
    static let parameters: [NeuronParameter<Parameters>] = [NeuronParameter("limit", \.threshold, 2, "", "threshold")]
    static let variables: [NeuronVariable<Self>] = [NeuronVariable("v", \.v, "", "potential")]
    static func constants(_ p: Parameters, dt: Double) -> Constants { p }
    static func initial(_ p: Parameters) -> State { State(v: Lanes()) }
    static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
      s.v += input.excitatory
      return s.v .>= c.threshold
    }
    static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) {
      s.v.replace(with: 0, where: fired)
    }
  }

  @Test func aUserAddsANeuron() throws {
    let catalogue = NeuronCatalogue.standard.adding(NeuronModel("own", OwnNeuron.self, summary: "A counter."))
    let network = NetworkDescription(
      dt: 1, duration: 10,
      populations: [
        PopulationDescription("drive", model: "dc-generator", size: 3), PopulationDescription("cells", model: "own", size: 3),
      ], projections: [ProjectionDescription(from: "drive", to: "cells", .oneToOne)],
      monitors: [MonitorDescription("cells")])
    let record = try SpikingNetwork(network, catalogue: catalogue).run()
    #expect(record.spikes[0].neuron.count == 15)
  }
}
