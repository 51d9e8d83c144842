import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// The tempotron: peaks against a fine grid of times made in NumPy, the potential against the simulator, and the paper's task.
@Suite struct TempotronTests {
  static let pattern = TimedPattern(
    spikes: [(10, 0), (22.5, 1), (23, 2), (31, 0), (40, 3), (77, 1)].map { TimedPattern.Spike(time: $0.0, input: $0.1) },
    duration: 200, label: 0)

  static func neuron(_ weights: [Double]) throws -> Tempotron {
    try Tempotron(weights: Matrix(rows: 1, columns: weights.count, elements: weights))
  }

  /// One spike of each input at a random time of 500 ms; every second pattern should be answered.
  static func patterns(_ count: Int, inputs: Int, seed: UInt64) -> [TimedPattern] {
    (0..<count).map { index in
      var stream = RandomStream(seed: seed, name: "latencies", index: UInt64(index))
      return TimedPattern(
        spikes: (0..<inputs).map { TimedPattern.Spike(time: 500 * stream.uniform(), input: $0) }, duration: 500,
        label: index % 2 == 0 ? 0 : nil)
    }
  }

  /// The numbers of a grid of 10⁻⁴ ms.
  @Test func peaksAreThoseOfAFineGrid() throws {
    for (weights, time, potential, fires) in [
      ([0.3, 0.2, -0.1, 0.25], 44.1476, 0.5843005312304355, false), ([0.6, 0.7, 0.2, 0.5], 28.4002, 1.2506354087535398, true),
      ([0.1, -0.9, 0.2, 0.05], 16.9315, 0.09999999999929339, false),
    ] {
      let neuron = try Self.neuron(weights)
      let peak = try #require(neuron.peak(of: Self.pattern))
      #expect(abs(peak.time - time) < 2e-4 && abs(peak.potential - potential) < 1e-9 && peak.fires == fires)
    }
    let neuron = try Self.neuron([0.6, 0.7, 0.2, 0.5])
    #expect(abs(neuron.height - 2.116534735957599) < 1e-14)
    #expect(neuron.peak(of: TimedPattern(spikes: [], duration: 100, label: nil)) == nil)
    #expect(neuron.answers(TimedPattern(spikes: [], duration: 100, label: nil)) == [false])
  }

  @Test func aChangeIsTheKernelAtThePeak() throws {
    let missing = try Self.neuron([0.3, 0.2, -0.1, 0.25])
    let peak = try #require(missing.peak(of: Self.pattern)).time
    let change = try #require(missing.change(by: Self.pattern))
    let k = missing.kernel
    #expect(change.elements == [k(peak - 10) + k(peak - 31), k(peak - 22.5), k(peak - 23), k(peak - 40)])
    // A false spike: what came after the threshold was crossed has no part in it.
    let eager = try Self.neuron([0.6, 0.7, 0.2, 0.5])
    var silent = Self.pattern
    silent.label = nil
    let end = try #require(eager.peak(of: silent)).time
    #expect(
      try #require(eager.change(by: silent)).elements == [-k(end - 10), -k(end - 22.5), -k(end - 23), 0])
    #expect(eager.change(by: Self.pattern) == nil)
    silent.label = nil
    #expect(missing.change(by: silent) == nil)
    // Where all weights are below 0 there is something to learn from too.
    #expect(try #require(try Self.neuron([-0.3, -0.2, -0.1, -0.4]).change(by: Self.pattern)).elements.contains { $0 > 0 })
  }

  /// The potential is that of clif with the same kernels, which the simulator steps.
  @Test func thePotentialIsTheSimulators() throws {
    let weights = [0.3125, 0.1875, -0.125, 0.25]
    let network = NetworkDescription(
      dt: 0.1, duration: 200,
      populations: [
        PopulationDescription(
          "in", model: "spike-generator", size: 4,
          parameters: [
            "times": .values(Self.pattern.spikes.map(\.time)), "neurons": .values(Self.pattern.spikes.map { Double($0.input) }),
          ]),
        PopulationDescription(
          "out", model: "clif", size: 1,
          parameters: ["tau_p": .constant(15), "tau_q": .constant(3.75), "v_th": .constant(1000)]),
      ],
      projections: [
        ProjectionDescription(from: "in", to: "out", .allToAll(allowsSelf: true), weight: .values(weights))
      ], monitors: [MonitorDescription("out", ["v"])])
    let v = try SpikingNetwork(network).run().trace("v")
    let peak = try #require(try Self.neuron(weights).peak(of: Self.pattern))
    let largest = try #require(v.max())
    #expect(peak.potential >= largest && peak.potential - largest < 1e-4)
    // A spike at t is that of the step that ends there, and arrives in the next one.
    let step = try #require(v.firstIndex(of: largest))
    #expect(abs(Double(step) * 0.1 - peak.time) < 0.11)
  }

  /// 100 random patterns of 100 inputs, a load of 1 (the paper: up to about 3): every answer is right after training.
  @Test func itLearnsRandomLatencies() throws {
    let patterns = Self.patterns(100, inputs: 100, seed: 1)
    var neuron = try Tempotron(inputs: 100, seed: 2)
    #expect(patterns.count { neuron.answers($0) == [$0.label == 0] } < 70)
    let errors = try neuron.train(on: patterns, plan: TempotronPlan(epochs: 2000, rate: 0.01))
    #expect(errors.last == 0)
    #expect(patterns.allSatisfy { neuron.answers($0) == [$0.label == 0] })
    // Beyond its capacity there is nothing to find.
    var other = try Tempotron(inputs: 100, seed: 2)
    let crowded = try other.train(
      on: Self.patterns(800, inputs: 100, seed: 3), plan: TempotronPlan(epochs: 60, rate: 0.01))
    #expect(crowded.count == 60 && (crowded.min() ?? 0) > 80)
  }

  /// Three neurons, each for its own class: jittered copies of three templates, new copies answered rightly.
  @Test func neuronsTellClassesApart() throws {
    func copies(_ count: Int, seed: UInt64) -> [TimedPattern] {
      (0..<count).map { index in
        var stream = RandomStream(seed: seed, name: "copies", index: UInt64(index))
        return TimedPattern(
          spikes: (0..<60).map { input in
            var template = RandomStream(seed: 9, name: "templates", index: UInt64(index % 3 * 60 + input))
            let time = 100 + 300 * template.uniform() + stream.normal(mean: 0, standardDeviation: 3)
            return TimedPattern.Spike(time: min(max(time, 0), 499), input: input)
          }, duration: 500, label: index % 3)
      }
    }
    var group = try Tempotron(inputs: 60, neurons: 3, seed: 4)
    let errors = try group.train(
      on: copies(60, seed: 5), plan: TempotronPlan(epochs: 300, rate: 0.01, momentum: 0.5))
    #expect(errors.last == 0)
    let right = copies(90, seed: 6).count { pattern in
      group.answers(pattern) == (0..<3).map { $0 == pattern.label }
    }
    #expect(right >= 75)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func refusal(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch {
        return "\(error)"
      }
    }
    func train(_ spikes: [(Double, Int)], label: Int? = nil, plan: TempotronPlan = TempotronPlan(epochs: 1)) -> String {
      refusal {
        var neuron = try Self.neuron([0.1, 0.1])
        let pattern = TimedPattern(
          spikes: spikes.map { TimedPattern.Spike(time: $0.0, input: $0.1) }, duration: 100, label: label)
        _ = try neuron.train(on: [pattern], plan: plan)
      }
    }
    #expect(train([(5, 1)]).isEmpty)
    #expect(train([(5, 2)]).contains("input 2 spikes, and there are 2"))
    #expect(train([(100, 1)]).contains("outside of the pattern"))
    #expect(train([(.nan, 1)]).contains("outside of the pattern"))
    #expect(train([(5, 1)], label: 1).contains("its label is 1"))
    #expect(train([(5, 1)], plan: TempotronPlan(rate: 0)).contains("rate"))
    #expect(train([(5, 1)], plan: TempotronPlan(momentum: 1)).contains("momentum"))
    #expect(refusal { _ = try Tempotron(inputs: 3, tau: 3, tauS: 5) }.contains("tau above tau_s"))
    #expect(refusal { _ = try Self.neuron([.infinity]) }.contains("no numbers"))
    #expect(refusal { _ = try Tempotron(inputs: 0) }.contains("0 inputs"))
  }
}
