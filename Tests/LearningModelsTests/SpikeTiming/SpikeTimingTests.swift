import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct SpikeTimingTests {
  @Test func theWindowIsThatOfTheFormula() throws {
    let lags = Array(-40...40)
    var canns = STDPTrainer.Parameters()
    canns.countsOwnStep = true
    for (parameters, together) in [(STDPTrainer.Parameters(), 0.005), (canns, 0.005 - 0.00525)] {
      for (lag, change) in zip(lags, try stdpWindow(lags: lags, parameters: parameters)) {
        let n = Double(abs(lag))
        let expected = lag > 0 ? 0.005 * pow(0.95, n) : lag < 0 ? -0.00525 * pow(0.95, n) : together
        #expect(abs(change - expected) < 1e-12)
      }
    }
  }

  private func trained(correlated: Int, correlation: Double) throws -> STDPTrainer {
    let spikes = try TrainingSets.spikes(
      steps: 50_000, inputs: 100, probability: 0.02, correlated: correlated, correlation: correlation, seed: 1)
    var stream = RandomStream(seed: 1, name: "weights")
    var neuron = SpikingLayer.Parameters()
    neuron.threshold = 10
    let layer = try SpikingLayer(
      weights: Matrix(rows: 1, columns: 100, elements: (0..<100).map { _ in stream.uniform() }), parameters: neuron)
    // A hundred inputs make a neuron fire together, each by a tenth: more than 5 % of loss is needed against that.
    var parameters = STDPTrainer.Parameters()
    parameters.depression = 0.006
    var trainer = STDPTrainer(layer: layer, parameters: parameters)
    _ = try trainer.train(on: spikes, plan: TrainingPlan(epochs: 6, rate: 1))
    return trainer
  }

  /// Song, Miller and Abbott 2000: with A₋ above A₊ the weights go to both ends of their range.
  @Test func weightsPartInTwo() throws {
    let trainer = try trained(correlated: 0, correlation: 0)
    let distribution = WeightDistribution(trainer.weights.elements, range: 0...1)
    #expect(distribution.low + distribution.high > 0.7 && distribution.low > 0.3 && distribution.high > 0.15)
    #expect(distribution.bimodality > 0.62 && !trainer.spikeSteps.isEmpty)
  }

  @Test func inputsWithACommonSourceWin() throws {
    let weights = try trained(correlated: 50, correlation: 0.1).weights.elements
    let (own, others) = (weights[..<50].reduce(0, +) / 50, weights[50...].reduce(0, +) / 50)
    #expect(own > 0.9 && others < 0.2)
  }

  @Test func distributionsOfKnownShape() {
    let even = WeightDistribution((0..<10_000).map { Double($0) / 9999 }, range: 0...1)
    #expect(abs(even.bimodality - 5.0 / 9) < 1e-3 && abs(even.low - 0.1) < 1e-3)
    let two = WeightDistribution([0, 0, 1, 1], range: 0...1)
    #expect(two.bimodality == 1 && two.low == 0.5 && two.high == 0.5)
    #expect(WeightDistribution([0.3, 0.3], range: 0...1).bimodality.isNaN)
  }

  @Test func spikesHaveTheRateAndTheCorrelationThatTheySay() throws {
    let spikes = try TrainingSets.spikes(
      steps: 100_000, inputs: 4, probability: 0.1, correlated: 2, correlation: 0.3, seed: 2)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func correlation(_ a: Int, _ b: Int) -> Double {
      let (x, y) = (spikes.column(a), spikes.column(b))
      return (mean(zip(x, y).map { $0 * $1 }) - mean(x) * mean(y)) / (0.1 * 0.9)
    }
    for input in 0..<4 { #expect(abs(mean(spikes.column(input)) - 0.1) < 0.004) }
    #expect(abs(correlation(0, 1) - 0.3) < 0.02 && abs(correlation(0, 2)) < 0.02 && abs(correlation(2, 3)) < 0.02)
  }

  @Test func aConstantCurrentFiresAtTheTimesOfTheLeak() throws {
    // v = 1 − 0.9ⁿ of a current of 0.1 reaches 0.5 after 7 steps.
    var neuron = SpikingLayer.Parameters()
    (neuron.threshold, neuron.leak) = (0.5, 0.9)
    var layer = try SpikingLayer(weights: Matrix(rows: 1, columns: 1, elements: [0.1]), parameters: neuron)
    let fired = (1...21).filter { _ in
      [1.0].withUnsafeBufferPointer { layer.step($0) }
      return layer.spikes[0] == 1
    }
    #expect(fired == [7, 14, 21])
    var bad = neuron
    bad.reset = 1
    #expect(throws: LearningModelsError.self) {
      try SpikingLayer(weights: Matrix(rows: 1, columns: 1, elements: [0.1]), parameters: bad)
    }
  }
}
