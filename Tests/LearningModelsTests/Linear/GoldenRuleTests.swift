import ArrayNumerics
import LearningModels
import Testing

/// One pass over four patterns, as canns 1.5.0 gives it in single precision.
struct GoldenRuleTests {
  static let patterns = Matrix(
    rows: 4, columns: 3, elements: [1, 0.5, -0.2, 0.3, -0.4, 0.9, -0.6, 0.8, 0.1, 0.2, 0.2, -1])
  static let first = Matrix(rows: 2, columns: 3, elements: [0.1, 0.2, -0.1, 0.05, -0.3, 0.2])
  static let plan = TrainingPlan(epochs: 1, rate: 0.1)

  private func compare(_ found: Matrix<Double>, _ known: [Double]) {
    for (found, known) in zip(found.elements, known) { #expect(abs(found - known) < 5e-7) }
  }

  @Test func oja() throws {
    var trainer = OjaTrainer(layer: try LinearLayer(weights: Self.first))
    _ = try trainer.train(on: Self.patterns, plan: Self.plan)
    compare(trainer.weights, [0.4004906, 0.7872227, -0.4689219, 0.1287981, -0.7938703, 0.5942902])
    trainer = OjaTrainer(layer: try LinearLayer(weights: Self.first), normalizes: false)
    _ = try trainer.train(on: Self.patterns, plan: Self.plan)
    compare(trainer.weights, [0.1147991, 0.2252145, -0.1332427, 0.05406594, -0.3374268, 0.2509102])
  }

  @Test func sanger() throws {
    var trainer = SangerTrainer(layer: try LinearLayer(weights: Self.first))
    _ = try trainer.train(on: Self.patterns, plan: Self.plan)
    compare(trainer.weights, [0.4004906, 0.7872227, -0.4689219, 0.1918806, -0.7765634, 0.6001093])
    trainer = SangerTrainer(layer: try LinearLayer(weights: Self.first), normalizes: false)
    _ = try trainer.train(on: Self.patterns, plan: Self.plan)
    compare(trainer.weights, [0.1147991, 0.2252145, -0.1332427, 0.05572198, -0.3342324, 0.2491372])
  }

  @Test func bcm() throws {
    var trainer = try BCMTrainer(layer: LinearLayer(weights: Self.first), timeConstant: 10)
    _ = try trainer.train(on: Self.patterns, plan: Self.plan)
    compare(trainer.weights, [0.1038746, 0.2002568, -0.09881047, 0.05195628, -0.2923365, 0.1977053])
    for (found, known) in zip(trainer.thresholds, [0.07393429, 0.08736882]) { #expect(abs(found - known) < 5e-8) }
  }

  @Test func spikeTiming() throws {
    let spikes = Matrix(rows: 4, columns: 3, elements: [1.0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1])
    var neuron = SpikingLayer.Parameters()
    neuron.threshold = 0.5
    var parameters = STDPTrainer.Parameters()
    parameters.countsOwnStep = true
    var trainer = STDPTrainer(
      layer: try SpikingLayer(weights: Self.first.map { 3 * abs($0) }, parameters: neuron), parameters: parameters)
    _ = try trainer.train(on: spikes, plan: TrainingPlan(epochs: 1, rate: 1))
    compare(trainer.weights, [0.3028475, 0.5843226, 0.2935969, 0.1528475, 0.8843226, 0.5935969])
    for (found, known) in zip(trainer.layer.inputTraces, [2.759875, 2.8525, 2.807375]) { #expect(abs(found - known) < 1e-6) }
    for found in trainer.layer.outputTraces { #expect(abs(found - 3.709875) < 1e-6) }
    #expect(trainer.layer.potentials == [0, 0])
  }
}
