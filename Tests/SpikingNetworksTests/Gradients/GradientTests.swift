import ArrayNumerics
import Foundation
import SpikingNetworks
import Testing

/// Backpropagation through time, against differences of the loss, the simulator and tasks of which the answer is known.
@Suite struct GradientTests {
  static let neurons: [TrainedNeuron] = [.lif(), .plif(), .clif(), .slif(), .selif()]

  /// Random spikes of some inputs.
  static func sample(inputs: Int, steps: Int, probability: Double, label: Int, seed: UInt64) -> SpikeSample {
    var stream = RandomStream(seed: seed, name: "sample", index: UInt64(label))
    return SpikeSample(
      spikes: (0..<steps).map { _ in (0..<inputs).filter { _ in stream.uniform() < probability }.map { UInt32($0) } },
      label: label)
  }

  /// Weights under which a neuron of the kind spikes now and then.
  static func network(_ neuron: TrainedNeuron, sizes: [Int], seed: UInt64) throws -> FeedForwardNetwork {
    let gain =
      switch neuron {
      case .plif: 3.0
      case .selif: 4.0
      default: 1.0
      }
    return try FeedForwardNetwork(neuron, sizes: sizes, dt: 1, gain: gain, mean: 0.5, seed: seed)
  }

  /// The gradient of the smoothed network is that of its loss: central differences, each weight and gain by itself.
  @Test(arguments: neurons, [Surrogate.gaussian(variance: 0.4), .fastSigmoid(slope: 3), .arctangent(slope: 2)])
  func theGradientIsThatOfTheSmoothedNetwork(neuron: TrainedNeuron, surrogate: Surrogate) throws {
    let network = try Self.network(neuron, sizes: [4, 5, 3], seed: 7)
    let samples = (0..<3).map { Self.sample(inputs: 4, steps: 14, probability: 0.4, label: $0, seed: 3) }
    for loss in SpikeLoss.allCases {
      var options = BackpropagationOptions()
      (options.surrogate, options.loss, options.ownSpikes) = (surrogate, loss, 1)
      let gradient = try network.gradient(of: samples, firing: .smoothed, options: options)
      func value(_ change: (inout FeedForwardNetwork) -> Void) throws -> Double {
        var other = network
        change(&other)
        return try other.gradient(of: samples, firing: .smoothed, options: options).loss
      }
      let h = 1e-5
      var largest = 0.0
      for layer in network.layers.indices {
        for (row, column) in [(0, 0), (1, 2), (2, 3), (2, 1)] {
          let slope =
            (try value { $0.layers[layer].weights[row, column] += h }
              - value { $0.layers[layer].weights[row, column] -= h }) / (2 * h)
          largest = max(largest, abs(slope))
          #expect(abs(gradient.weights[layer][row, column] - slope) < 1e-7 + 1e-5 * abs(slope), "\(neuron) \(loss) \(layer)")
        }
        if network.layers[layer].gain != nil {
          let slope =
            (try value { $0.layers[layer].gain! += h } - value { $0.layers[layer].gain! -= h }) / (2 * h)
          #expect(abs(gradient.gains[layer] - slope) < 1e-7 + 1e-5 * abs(slope))
          #expect(abs(slope) > 1e-5)
        }
      }
      #expect(largest > 1e-4)
    }
  }

  @Test(arguments: [Surrogate.box(halfWidth: 0.5), .gaussian(variance: 0.3), .fastSigmoid(slope: 4), .arctangent(slope: 2)])
  func slopesAreThoseOfTheSteps(surrogate: Surrogate) {
    for x in [-0.9, -0.31, 0.02, 0.27, 1.4] {
      let difference = (surrogate.value(x + 1e-6) - surrogate.value(x - 1e-6)) / 2e-6
      #expect(abs(surrogate.slope(x) - difference) < 1e-8)
    }
    #expect(abs(surrogate.value(0) - 0.5) < 1e-15)
    #expect(surrogate.value(-1e6) < 1e-3 && surrogate.value(1e6) > 1 - 1e-3)
  }

  /// What a network does while it learns is what the simulator does with its weights: spike by spike.
  @Test(arguments: neurons)
  func theSimulatorAgreesSpikeBySpike(neuron: TrainedNeuron) throws {
    var network = try Self.network(neuron, sizes: [6, 8, 4], seed: 11)
    // Weights of their own are kept in single precision there.
    for index in network.layers.indices {
      let weights = network.layers[index].weights
      network.layers[index].weights = Matrix(
        rows: weights.rows, columns: weights.columns, elements: weights.elements.map { Double(Float($0)) })
    }
    let sample = Self.sample(inputs: 6, steps: 60, probability: 0.4, label: 0, seed: 5)
    let outputs = network.respond(to: sample).outputs
    let description = network.description(of: sample)
    let record = try SpikingNetwork(description).run()
    for (number, layer) in outputs.enumerated() {
      let spikes = try #require(record.spikes.first { $0.population == "layer\(number + 1)" })
      let found = zip(spikes.steps, spikes.neuron).map { [Int($0), Int($1)] }
      let expected = layer.enumerated().flatMap { step, values in
        values.indices.filter { values[$0] > 0 }.map { [step, $0] }
      }
      #expect(found == expected)
      #expect(expected.count > 10)
    }
  }

  /// Three patterns of rates on twenty inputs, drawn anew each time: learned, and answered on new draws.
  @Test(arguments: [TrainedNeuron.lif(), .plif(), .clif(), .slif()])
  func patternsAreLearned(neuron: TrainedNeuron) throws {
    func samples(_ count: Int, seed: UInt64) -> [SpikeSample] {
      (0..<count).map { index in
        var stream = RandomStream(seed: seed, name: "patterns", index: UInt64(index))
        let label = index % 3
        return SpikeSample(
          spikes: (0..<25).map { _ in
            (0..<20).filter { stream.uniform() < (($0 * 7 + label * 5) % 11 < 5 ? 0.2 : 0.1) }.map { UInt32($0) }
          }, label: label)
      }
    }
    let (shown, new) = (samples(150, seed: 1), samples(150, seed: 2))
    var network = try Self.network(neuron, sizes: [20, 15, 3], seed: 4)
    let before = try network.right(new)
    var plan = SurrogatePlan()
    (plan.epochs, plan.rate, plan.batch) = (25, 0.02, 15)
    let epochs = try network.train(on: shown, plan: plan)
    let after = try network.right(new)
    #expect(epochs.count == 25 && epochs[24].loss < 0.6 * epochs[0].loss)
    #expect(before < 90)
    #expect(after > 115, "\(neuron.name): \(before) right before, \(after) after")
    var other = try Self.network(neuron, sizes: [20, 15, 3], seed: 4)
    #expect(try other.train(on: shown, plan: plan, work: Work(threads: 3)) == epochs && other == network)
  }

  /// Exclusive or of two inputs cannot be answered by one layer of sums; two layers of spikes do.
  @Test func exclusiveOrIsLearned() throws {
    let samples = (0..<4).map { index -> SpikeSample in
      // Inputs: first on, first off, second on, second off.
      let lines: [UInt32] = [index & 1 == 1 ? 0 : 1, index & 2 == 2 ? 2 : 3]
      return SpikeSample(spikes: (0..<20).map { $0 % 4 == 0 ? lines : [] }, label: (index & 1) ^ (index >> 1))
    }
    var network = try FeedForwardNetwork(.lif(), sizes: [4, 12, 2], dt: 1, gain: 2, mean: 0.3, seed: 2)
    var plan = SurrogatePlan()
    (plan.epochs, plan.batch, plan.rate) = (200, 4, 0.02)
    _ = try network.train(on: samples, plan: plan)
    #expect(try network.right(samples) == 4)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect { try FeedForwardNetwork(.clif(tauP: 8), sizes: [2, 2]) } throws: { "\($0)".contains("two kernels are the same") }
    #expect { try FeedForwardNetwork(.lif(threshold: 0), sizes: [2, 2]) } throws: { "\($0)".contains("threshold") }
    #expect { try FeedForwardNetwork(.lif(), sizes: [2]) } throws: { "\($0)".contains("sizes") }
    var network = try FeedForwardNetwork(.lif(), sizes: [2, 3])
    #expect { try network.train(on: []) } throws: { "\($0)".contains("there are none") }
    #expect { try network.train(on: [SpikeSample(spikes: [[2]], label: 0)]) } throws: { "\($0)".contains("input 2") }
    #expect { try network.train(on: [SpikeSample(spikes: [[1]], label: 3)]) } throws: { "\($0)".contains("label") }
    var plan = SurrogatePlan()
    plan.options.surrogate = .box(halfWidth: 0)
    #expect { try network.train(on: [SpikeSample(spikes: [[1]], label: 1)], plan: plan) } throws: { "\($0)".contains("width") }
    #expect {
      try FeedForwardNetwork([
        .init(.lif(), weights: Matrix(rows: 2, columns: 3, repeating: 0)),
        .init(.lif(), weights: Matrix(rows: 2, columns: 3, repeating: 0)),
      ])
    } throws: { "\($0)".contains("layer 2") }
  }
}
