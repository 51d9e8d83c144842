import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// Neurons of equations against models that were written by hand, and against closed forms.
@Suite struct EquationTests {
  private static let current = (0..<400).map { step in 0.05 * (1 + sin(Double(step) * 0.1)) }

  private func run(
    _ equations: NeuronEquations?, model: String, variables: [String], parameters: [String: Distribution] = [:],
    size: Int = 1, dt: Double = 0.1, current: [Double] = current
  ) throws -> NetworkRecord {
    let spiking = equations.map { $0.threshold != nil } ?? true
    return try SpikingNetwork(
      NetworkDescription(
        dt: dt, duration: Double(current.count) * dt,
        populations: [
          PopulationDescription("cells", model: model, size: size, parameters: parameters),
          PopulationDescription("drive", model: "table-generator", size: 1, parameters: ["values": .values(current)]),
        ], projections: [ProjectionDescription(from: "drive", to: "cells", .allToAll(allowsSelf: true))],
        monitors: [MonitorDescription("cells", (spiking ? ["spike"] : []) + variables)],
        equations: equations.map { [$0] } ?? [])
    ).run()
  }

  @Test func iterativeIsTheModelWrittenByHand() throws {
    let mine = NeuronEquations(
      "mine", form: .iterative, parameters: [.init("a", exp(-0.1 / 8)), .init("V_th", 1)], variables: [.init("V", 0)],
      equations: ["V = a*V + I"], threshold: "V > V_th", reset: ["V = 0"])
    let found = try run(mine, model: "mine", variables: ["V"])
    let expected = try run(nil, model: "lif", variables: ["v"], parameters: ["tau_m": .constant(8), "v_th": .constant(1)])
    #expect(found.spikeTimes == expected.spikeTimes && found.spikeTimes.count > 5)
    #expect(zip(found.trace("V"), expected.trace("v")).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func tauStandsForItsStepInTheEulerForms() throws {
    // V ← V + (dt/τ)(I − V), and V ← e^(−dt/τ) V + I, with constant input.
    let steps = 200
    func values(_ form: NeuronEquations.Form, _ equation: String) throws -> [Double] {
      let mine = NeuronEquations(
        "mine", form: form, parameters: [.init("tau_m", 5)], variables: [.init("V", 1)], equations: [equation])
      return try run(mine, model: "mine", variables: ["V"], current: .init(repeating: 2, count: steps)).trace("V")
    }
    let euler = try values(.euler, "V = V + tau_m*(I - V)")
    let decay = try values(.exponentialEuler, "V = tau_m*V + I")
    let (e, d) = (0.1 / 5, exp(-0.1 / 5))
    for n in [1, 50, 200] {
      #expect(abs(euler[n - 1] - (2 - pow(1 - e, Double(n)))) < 1e-12)
      #expect(abs(decay[n - 1] - (pow(d, Double(n)) + 2 * (1 - pow(d, Double(n))) / (1 - d))) < 1e-10)
    }
  }

  /// x′ = cos(t), whose solution is sin(t): time goes on within a step, and the threshold sees the end of it.
  @Test func timeGoesOnWithinAStep() throws {
    func run(_ threshold: String?) throws -> NetworkRecord {
      let mine = NeuronEquations(
        "mine", form: .ode, parameters: [], variables: [.init("x", 0)], equations: ["rate = cos(t)", "dx/dt = rate"],
        threshold: threshold, reset: threshold == nil ? [] : ["x = x + 0 * t"])
      return try self.run(mine, model: "mine", variables: ["x"], current: .init(repeating: 0, count: 30))
    }
    for (step, value) in try run(nil).trace("x").enumerated() { #expect(abs(value - sin(0.1 * Double(step + 1))) < 1e-7) }
    // At the end of step 20, t = 2.
    #expect(try run("t > 1.95 and t < 2.05").spikeTimes.map { ($0 * 10).rounded() } == [20])
  }

  @Test func aSecondDerivativeOfAVariableIsRefused() {
    let twice = NeuronEquations(
      "twice", form: .ode, parameters: [], variables: [.init("x", 0)], equations: ["dx/dt = 1", "x' = 2"])
    #expect(throws: SpikingNetworksError.self) { try run(twice, model: "twice", variables: ["x"]) }
  }

  @Test func derivativesAreIntegratedToOrderFour() throws {
    // A rotation, x″ = −x, once round.
    func error(_ dt: Double) throws -> Double {
      let mine = NeuronEquations(
        "mine", form: .ode, parameters: [.init("w", 1)], variables: [.init("x", 1), .init("y", 0)],
        equations: ["k = w^2", "dx/dt = y", "dy/dt = -k*x"])
      let steps = Int((8 / dt).rounded())
      let record = try run(mine, model: "mine", variables: ["x"], dt: dt, current: .init(repeating: 0, count: steps))
      return abs((record.trace("x").last ?? .nan) - cos(8))
    }
    let errors = try [error(0.1), error(0.05)]
    #expect(errors[0] < 1e-5 && errors[0] / errors[1] > 14 && errors[0] / errors[1] < 18)
  }

  @Test func theOdeFormIsIzhikevichsNeuron() throws {
    let mine = NeuronEquations(
      "mine", form: .ode,
      parameters: [.init("a", 0.02), .init("b", 0.2), .init("c", -65), .init("d", 8)],
      variables: [.init("v", -65), .init("u", -13)],
      equations: ["dv/dt = 0.04*v^2 + 5*v + 140 - u + I", "du/dt = a*(b*v - u)"], threshold: "v >= 30",
      reset: ["v = c", "u = u + d"])
    let drive = [Double](repeating: 10, count: 10_000)
    let found = try run(mine, model: "mine", variables: [], dt: 0.1, current: drive)
    let expected = try run(nil, model: "izh", variables: [], dt: 0.1, current: drive)
    // Spikes on the grid and within the step differ by at most a step each.
    #expect(abs(found.spikeTimes.count - expected.spikeTimes.count) <= 1 && found.spikeTimes.count > 15)
  }

  @Test func manyNeuronsAndThreadsGiveTheSame() throws {
    let mine = NeuronEquations(
      "mine", form: .exponentialEuler, parameters: [.init("tau", 10), .init("theta", 1)], variables: [.init("V", 0)],
      equations: ["V = tau*V + I*(1 + 0.1*sin(t))"], threshold: "V > theta", reset: ["V = V - theta"])
    let spread: [String: Distribution] = ["theta": .uniform(0.5, 1.5), "tau": .uniform(5, 20)]
    let all = try run(mine, model: "mine", variables: ["V"], parameters: spread, size: 301)
    let description = NetworkDescription(
      dt: 0.1, duration: 40,
      populations: [
        PopulationDescription("cells", model: "mine", size: 301, parameters: spread),
        PopulationDescription("drive", model: "table-generator", size: 1, parameters: ["values": .values(Self.current)]),
      ], projections: [ProjectionDescription(from: "drive", to: "cells", .allToAll(allowsSelf: true))],
      monitors: [MonitorDescription("cells", ["spike", "V"])], equations: [mine])
    #expect(try SpikingNetwork(description).run(steps: 400, work: Work(threads: 3), leastWork: 1) == all)
    #expect(Set(all.spikes[0].neuron).count > 290)
  }

  @Test func inhibitionAndOutputHaveTheirNames() throws {
    let mine = NeuronEquations(
      "mine", form: .iterative, variables: [.init("E", 0), .init("J", 0)], equations: ["E = E + I_ex", "J = J + I_in"],
      output: "E")
    let record = try SpikingNetwork(
      NetworkDescription(
        dt: 1, duration: 10,
        populations: [
          PopulationDescription("cells", model: "mine", size: 1),
          PopulationDescription(
            "spikes", model: "spike-generator", size: 2,
            parameters: ["times": .values([1, 2, 3]), "neurons": .values([0, 1, 0])]),
        ],
        projections: [
          ProjectionDescription(
            from: "spikes", to: "cells", .pairs(sources: [0, 1], targets: [0, 0]), weight: .values([2, -5]))
        ], monitors: [MonitorDescription("cells", ["E", "J"])], equations: [mine])
    ).run()
    #expect(record.traces[0].values[9, 0] == 4 && record.traces[1].values[9, 0] == -5)
  }

  @Test(arguments: [
    ("V = a*V + ", "ends where a value is needed"), ("V = a*W", "there is no name 'W'"), ("W + V", "is no equation"),
    ("dV/dt = -V", "Take 'form: ode'"), ("V = foo(a)", "there is no function 'foo'"), ("V = (a", "not closed"),
    ("V = max(a)", "takes 2 values"), ("V = V", "no equation uses 'a'"), ("a = V", "is no variable"),
    ("V = a $ V", "no meaning"),
    ("V = " + String(repeating: "(", count: 100) + "a", "too deep"),
  ])
  func whatIsWrongIsSaid(equation: String, words: String) {
    let mine = NeuronEquations(
      "mine", form: .iterative, parameters: [.init("a", 1)], variables: [.init("V", 0)], equations: [equation])
    #expect {
      try NeuronModel(mine)
    } throws: { "\($0)".contains(words) }
  }

  @Test func aNameThatIsTakenIsRefused() {
    let mine = NeuronEquations("LIF", form: .iterative, variables: [.init("V", 0)], equations: ["V = V + I"])
    #expect {
      try run(mine, model: "LIF", variables: ["V"])
    } throws: { "\($0)".contains("of this name already") }
  }
}
