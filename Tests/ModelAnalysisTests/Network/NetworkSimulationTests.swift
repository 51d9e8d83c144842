import ArrayNumerics
import Foundation
import ModelAnalysis
import Schema
import Stages
import Testing

/// Networks of a file as the stage runs them; the numbers of the neurons are tested with their engine.
@Suite struct NetworkSimulationTests {
  static let file = """
    populations:
      - {name: lif0, model: exp-lif, size: 100, initial: {v: -55},
         parameters: &cell {V_rest: -60, V_th: -50, V_reset: -60, tau: 20}}
      - {name: lif1, model: ExpLIF, size: 100, initial: {v: -55}, parameters: *cell}
      - {name: poisson, model: poisson-generator, size: 100, parameters: {rate: 1000}}
      - {name: dc, model: dc-generator, size: 100, parameters: {amplitude: 50, start: 0.5 ms, stop: 1.5}}
    projections:
      - {from: poisson, to: lif0, connect: one-to-one, weight: 1000}
      - {from: dc, to: lif1, connect: one-to-one}
      - {from: lif0, to: lif1, connect: {kind: fixed-total-number, number: 80, multiple: false},
         representation: mat, weight: 5, delay: 2 steps}
    monitors: [{population: lif0, variables: [spike, v]}, {population: lif1, variables: [v], every: 10, neurons: [0, 9]}]
    dt: 0.1 ms
    duration: 5 ms
    """

  @Test func arraysStandUnderTheirPopulations() throws {
    let result = try simulate(Self.file, seed: 3)
    #expect(result.times.count == 50 && abs(result.times[0] - 1e-4) < 1e-15 && abs(result.times[49] - 5e-3) < 1e-15)
    #expect(result["lif0.v"]?.shape == [50, 100] && result["lif0.v"]?.typeName == "float64")
    #expect(result["lif1.v"]?.shape == [5, 10] && result["t_lif1.v"]?.doubles?.first == 1e-3)
    let times = try #require(result["lif0.spike_times"]?.doubles)
    let neurons = try #require(result["lif0.spike_neuron"])
    #expect(neurons.typeName == "int64" && neurons.count == times.count)
    #expect(times.count > 95 && times.count < 140 && times == times.sorted() && times.allSatisfy { $0 > 0 && $0 <= 5e-3 })
    #expect(result["lif1.spike_times"] == nil && result["poisson.spike_times"] == nil)
    #expect(result.network?.synapses == 280 && result.facts.neurons == 400)
  }

  @Test func threadsAndRepresentationDecideNothing() throws {
    let plain = try simulate(Self.file, seed: 5)
    for text in ["csr", "csc", "coo"] {
      let other = try simulate(Self.file.replacing("representation: mat", with: "representation: \(text)"), seed: 5, threads: 3)
      #expect(other.arrays == plain.arrays)
    }
    #expect(try simulate(Self.file, seed: 6).arrays != plain.arrays)
  }

  @Test func aKindOfSynapseIsRead() throws {
    func file(_ synapse: String) -> String {
      Self.file.replacing("weight: 1000}", with: "weight: 1000, synapse: \(synapse)}")
    }
    func count(_ synapse: String) throws -> Int {
      try simulate(file(synapse), seed: 3)["lif0.spike_times"]?.count ?? 0
    }
    let plain = try count("direct")
    #expect(try plain == simulate(Self.file, seed: 3)["lif0.spike_times"]?.count)
    // A trace of 2 ms brings twenty times the charge, and half of the spikes half of it at twice the weight.
    #expect(try count("{kind: first-order, tau: 2 ms}") > plain + 50)
    #expect(try count("1_order_synapse") == count("{kind: first-order, tau: 2}"))
    #expect(try count("{kind: dropout, p: 0.9}") != plain)
    #expect { try count("first-ordre") } throws: { "\($0)".contains("did you mean 'first-order'?") }
    #expect { try count("{kind: dropout, tau: 2}") } throws: { "\($0)".contains("tau") }
    #expect { try count("electrical") } throws: { "\($0)".contains("no potential") }
  }

  @Test func spikesBecomeARecording() throws {
    let result = try simulate(Self.file, seed: 3) { $0.spikes = true }
    let ends = try #require(result["spike_index"]?.integers)
    #expect(ends.count == 100 && ends.last == result["lif0.spike_times"]?.count)
    #expect(result["cell_ids"]?.strings?.first == "lif0.0")
    let trains = ends.indices.map { Array((result["spike_times"]?.doubles ?? [])[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]]) }
    #expect(trains.allSatisfy { $0 == $0.sorted() })
  }

  @Test func theCommandLineIsStronger() throws {
    let result = try simulate(Self.file, seed: 3) {
      $0.duration = "8 ms"
      $0.dt = "0.05"
      $0.set = ["poisson.rate=0"]
    }
    #expect(result.times.count == 160 && result["lif0.spike_times"]?.count == 0)
  }

  @Test(arguments: [
    ("to: lif1, connect: one-to-one}", "to: lif2, connect: one-to-one}", "there is no population 'lif2'"),
    ("model: exp-lif", "model: exp-liff", "exp-lif"), ("delay: 2 steps", "delay: 0.04 ms", "One step (0.1 ms) is the shortest"),
    ("delay: 2 steps", "delay: 0 steps", "shortest"), ("number: 80", "number: 10001", "10000"),
    ("weight: 5", "weight: .nan", "weight"), ("weight: 5", "weight: nan", "finite"),
    ("size: 100", "sise: 100", "did you mean 'size'"),
    ("kind: fixed-total-number", "kind: fixed-totl-number", "did you mean 'fixed-total-number'"),
    ("variables: [spike, v]", "variables: [spike, u]", "variable 'u'"), ("duration: 5 ms", "duration: 5.03 ms", "whole number"),
    ("model: ExpLIF", "model: hh", "there is no parameter 'V_re"), ("rate: 1000", "rate: -5", "0 or more"),
    ("representation: mat", "representation: dense", "csr"), ("V_reset: -60", "V_reset: -40", "Lower the reset"),
  ])
  func whatIsWrongIsRefusedWithItsRemedy(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }

  /// Numbers that make no sense of draws, connections, plasticity, parameters and starts.
  @Test(arguments: [
    ("weight: 1", "weight: {exponential: -3}", "above 0"), ("weight: 1", "weight: {exponential: 0}", "above 0"),
    ("weight: 1", "weight: {uniform: [2, 1]}", "lower comes first"), ("weight: 1", "weight: {uniform: [0, .inf]}", "a number"),
    ("weight: 1", "weight: {normal: [1, -1]}", "0 or positive"), ("weight: 1", "weight: {log-normal: [-1, 1]}", "above 0"),
    ("weight: 1", "weight: {normal: [1, 1], clip: [2, 1]}", "lower and the upper"),
    ("weight: 1", "weight: {values: [1, 2, 3, 4], clip: [0, 2]}", "draws nothing"),
    ("weight: 1", "weight: {constant: 3, clip: [0, 2]}", "draws nothing"),
    ("weight: 1", "weight: {uniform: [0, 1], array: w}", "{file: NAME}"),
    ("weight: 1", "weight: {gamma: [0, 1]}", "'gamma' is unknown"),
    ("weight: 1", "weight: {uniform: [0, 1], klip: [0, 1]}", "clip"),
    ("connect: one-to-one", "connect: {kind: probability, probability: 0}", "joins nothing"),
    ("connect: one-to-one", "connect: {kind: probability, probability: -0.1}", "joins nothing"),
    ("connect: one-to-one", "connect: {kind: probability, probability: .nan}", "a number"),
    ("connect: one-to-one", "connect: {kind: fixed-in-degree, degree: 0}", "1 or more"),
    ("connect: one-to-one", "connect: {kind: fixed-out-degree, degree: -2}", "1 or more"),
    ("connect: one-to-one", "connect: {kind: fixed-total-number, number: 0}", "1 or more"),
    ("connect: one-to-one", "connect: {kind: small-world, neighbors: 2, rewiring: 1.5}", "0 to 1"),
    ("connect: one-to-one", "connect: {kind: distance, shape: gaussian, width: 0.5, ratio: 3}", "mexican-hat"),
    ("connect: one-to-one", "connect: {kind: distance, shape: gaussian, width: -0.5}", "width"),
    ("connect: one-to-one", "connect: {kind: distance, shape: cosine, width: 1}", "no 'width'"),
    ("connect: one-to-one", "connect: {kind: pairs, file: p.csv, sources: [0], targets: [0]}", "leave one"),
    ("weight: 1", "weight: 1, plasticity: {kind: stdp, A_plus: -0.01}", "0 or more"),
    ("weight: 1", "weight: 1, plasticity: {kind: stdp, tau_plus: 0}", "time constant"),
    ("weight: 1", "weight: 1, plasticity: {kind: stdp, w_min: 2, w_max: 1}", "bounds"),
    ("weight: 1", "weight: 1, plasticity: {kind: reward-stdp}", "without 'rewards'"),
    ("weight: 1", "weight: 1, plasticity: {kind: stdp, A_pluss: 1}", "did you mean 'A_plus'"),
    ("rate: 20", "rate: .inf", "finite"), ("rate: 20", "rate: {exponential: -5}", "above 0"),
    ("initial: {v: -60}", "initial: {v: .inf}", "finite"),
    ("initial: {v: -60}", "initial: {v: {normal: [-60, -1]}}", "positive"),
  ])
  func numbersThatMakeNoSenseAreRefused(good: String, bad: String, words: String) throws {
    let file = """
      duration: 5 ms
      populations:
        - {name: a, model: poisson-generator, size: 4, parameters: {rate: 20}}
        - {name: b, model: exp-lif, size: 4, initial: {v: -60}}
      projections:
        - {from: a, to: b, connect: one-to-one, weight: 1}
      """
    _ = try simulate(file)
    #expect(file.contains(good))
    #expect {
      try simulate(file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }

  /// A draw that joins nobody is said.
  @Test func aProjectionWithoutASynapseIsWarnedOf() throws {
    let result = try simulate(
      """
      duration: 5 ms
      populations:
        - {name: a, model: poisson-generator, size: 4}
        - {name: b, model: exp-lif, size: 4}
      projections:
        - {from: a, to: b, connect: {kind: probability, probability: 1e-9}, weight: 1}
      """)
    #expect(result.notes.warnings.contains { $0.contains("Projection 1 (a to b, probability) has no synapse") })
  }

  @Test func aStepThatMakesTheAxonDivergeIsRefused() {
    #expect {
      try simulate("populations: [{name: axon, model: hh, size: 1}]\nduration: 10 ms")
    } throws: { "\($0)".contains("substeps: 2") }
  }

  @Test func optionsOfModelsAreRefused() {
    #expect { try simulate(Self.file) { $0.model = "cann1d" } } throws: { "\($0)".contains("model") }
    #expect { try simulate(Self.file) { $0.set = ["k=1"] } } throws: { "\($0)".contains("POPULATION.PARAMETER") }
    #expect { try simulate(Self.file, memory: 1000) } throws: { "\($0)".contains("max-memory") }
  }

  @Test func plasticWeightsAreKept() throws {
    let result = try simulate(
      """
      populations:
        - {name: in, model: poisson-generator, size: 20, parameters: {rate: 50}}
        - {name: out, model: exp-lif, size: 10}
      projections:
        - {from: in, to: out, connect: all-to-all, weight: {uniform: [100, 300]},
           plasticity: {kind: stdp-nearest, w_max: 400, A_plus: 4, A_minus: 4}}
      duration: 200 ms
      """)
    let weights = try #require(result["in-out.weight"]?.doubles)
    #expect(weights.count == 200 && weights.allSatisfy { $0 >= 0 && $0 <= 400 })
    #expect(result["in-out.source"]?.typeName == "int32")
  }

  @Test func everyNeuronCanBeLookedUp() {
    #expect(NeuronEntry.all.count >= 45)
    #expect(NeuronEntry.named("LIFSTDP_EX")?.parameters.contains { $0.name == "th_inc" } == true)
    #expect(NeuronEntry.named("nobody") == nil)
  }

  /// The neuron null of the list: YAML's word without quotes means it too, nothing at all does not.
  @Test func theNeuronNullCanBeWritten() throws {
    func file(_ model: String) -> String {
      """
      populations:
        - {name: in, model: dc-generator, size: 2, parameters: {amplitude: 3}}
        - {name: relay, size: 2, model: \(model)}
      projections: [{from: in, to: relay, connect: one-to-one, weight: 0.5}]
      monitors: [{population: relay, variables: [O]}]
      duration: 1 ms
      """
    }
    for model in ["null", "\"null\"", "Null", "NullModel"] {
      #expect(try simulate(file(model))["relay.O"]?.doubles == [Double](repeating: 1.5, count: 20), "\(model)")
    }
    for model in ["", "~"] {
      #expect { try simulate(file(model)) } throws: { "\($0)".contains("a name and a model") }
    }
  }

  @Test func anEncoderIsRefusedWithItsPopulation() throws {
    let file = """
      populations: [{name: in, model: uniform-encoder, size: 2, parameters: {source: [-1, 0.5], time: 5}}]
      duration: 5 ms
      """
    #expect { try simulate(file) } throws: { error in
      "\(error)".contains("population in, encoder uniform: number 1 is -1.0") && "\(error)".contains("'rescale: 1'")
    }
    #expect(try simulate(file + "\nprofile: spaic\nmonitors: [{population: in}]")["in.spike_times"] != nil)
  }
}
