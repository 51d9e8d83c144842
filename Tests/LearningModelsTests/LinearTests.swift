import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct LinearTests {
  static let patterns = Matrix(rows: 4, columns: 3, elements: [1, 0.5, -0.2, 0.3, -0.4, 0.9, -0.6, 0.8, 0.1, 0.2, 0.2, -1])
  static let first = Matrix(rows: 2, columns: 3, elements: [0.1, 0.2, -0.1, 0.05, -0.3, 0.2])

  func check(_ found: Matrix<Double>, _ known: [Double], _ tolerance: Double = 5e-7) {
    for (found, known) in zip(found.elements, known) { #expect(abs(found - known) < tolerance * max(1, abs(known))) }
  }

  @Test func goldenOja() throws {
    for (normalizes, known) in [
      (true, [0.4004906, 0.7872227, -0.4689219, 0.1287981, -0.7938703, 0.5942902]),
      (false, [0.1147991, 0.2252145, -0.1332427, 0.05406594, -0.3374268, 0.2509102]),
    ] {
      var trainer = OjaTrainer(layer: try LinearLayer(weights: Self.first), normalizes: normalizes)
      _ = try trainer.train(on: Self.patterns, plan: TrainingPlan(epochs: 1, rate: 0.1))
      check(trainer.weights, known)
    }
  }
  @Test func goldenSanger() throws {
    for (normalizes, known) in [
      (true, [0.4004906, 0.7872227, -0.4689219, 0.1918806, -0.7765634, 0.6001093]),
      (false, [0.1147991, 0.2252145, -0.1332427, 0.05572198, -0.3342324, 0.2491372]),
    ] {
      var trainer = SangerTrainer(layer: try LinearLayer(weights: Self.first), normalizes: normalizes)
      _ = try trainer.train(on: Self.patterns, plan: TrainingPlan(epochs: 1, rate: 0.1))
      check(trainer.weights, known)
    }
  }
  @Test func goldenBCM() throws {
    var trainer = try BCMTrainer(layer: try LinearLayer(weights: Self.first), timeConstant: 10)
    _ = try trainer.train(on: Self.patterns, plan: TrainingPlan(epochs: 1, rate: 0.1))
    check(trainer.weights, [0.1038746, 0.2002568, -0.09881047, 0.05195628, -0.2923365, 0.1977053])
    for (found, known) in zip(trainer.thresholds, [0.07393429, 0.08736882]) { #expect(abs(found - known) < 5e-8) }
  }
  @Test func goldenSTDP() throws {
    let spikes = Matrix(rows: 4, columns: 3, elements: [1.0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1])
    var neuron = SpikingLayer.Parameters()
    neuron.threshold = 0.5
    let layer = try SpikingLayer(weights: Self.first.map { 3 * abs($0) }, parameters: neuron)
    var trainer = STDPTrainer(layer: layer)
    _ = try trainer.train(on: spikes, plan: TrainingPlan(epochs: 1, rate: 1))
    check(trainer.weights, [0.3028475, 0.5843226, 0.2935969, 0.1528475, 0.8843226, 0.5935969])
    for (found, known) in zip(trainer.layer.inputTraces, [2.759875, 2.8525, 2.807375]) { #expect(abs(found - known) < 1e-6) }
    for found in trainer.layer.outputTraces { #expect(abs(found - 3.709875) < 1e-6) }
    #expect(trainer.layer.potentials == [0, 0])
  }
  @Test func trial() throws {
    let set = try TrainingSets.gaussian(count: 2000, inputs: 16, ratio: 0.6, seed: 1)
    let truth = try PrincipalDirections(set)
    print(truth.eigenvalues.prefix(5), truth.gap(of: 0))
    var plan = TrainingPlan(epochs: 30, rate: 0.02)
    plan.schedule = .inverse
    plan.decay = 2
    plan.shuffles = true
    var sanger = SangerTrainer(layer: try LinearLayer(inputs: 16, outputs: 4, seed: 2))
    let h = try sanger.train(on: set, plan: plan)
    print("sanger", (0..<4).map { truth.angle(of: sanger.weights.row($0), to: $0) }, h.epochs.last!)
    var oja = OjaTrainer(layer: try LinearLayer(inputs: 16, outputs: 2, seed: 2))
    _ = try oja.train(on: set, plan: plan)
    print("oja", (0..<2).map { truth.angle(of: oja.weights.row($0), to: 0) })
    var anti = HebbianTrainer(layer: try LinearLayer(inputs: 16, outputs: 2, seed: 2), isReversed: true)
    plan.rate = 0.2
    _ = try anti.train(on: set, plan: plan)
    print("anti", (0..<2).map { truth.angle(of: anti.weights.row($0), to: 15) }, truth.eigenvalues.suffix(3), truth.gap(of: 15))
    for (rate, tau) in [(0.02, 100.0), (0.05, 100), (0.05, 50), (0.1, 100)] {
      let bars = try TrainingSets.bars(orientations: 8, side: 8)
      var bcm = try BCMTrainer(layer: try LinearLayer(inputs: 64, outputs: 12, deviation: 0.1, seed: 3), timeConstant: tau)
      var bplan = TrainingPlan(epochs: 4000, rate: rate)
      bplan.shuffles = true
      _ = try bcm.train(on: bars, plan: bplan)
      print("bcm", rate, tau)
      for o in 0..<3 { let a = (0..<8).map { bcm.predict(Array(bars.row($0)))[o] }; print(a.map { ($0 * 100).rounded() / 100 }, selectivity(of: a)) }
    }
    for (w0, p) in [(0.5, 0.02), (0.5, 0.01)] {
      for thr in [1.0, 5.0, 10.0, 20] {
        let spikes = try TrainingSets.spikes(steps: 40000, inputs: 100, probability: p, seed: 5)
        var n = SpikingLayer.Parameters(); n.threshold = thr
        var stream = RandomStream(seed: 3, name: "w")
        let layer = try SpikingLayer(weights: Matrix(rows: 1, columns: 100, elements: (0..<100).map { _ in 2 * w0 * stream.uniform() }), parameters: n)
        var t = STDPTrainer(layer: layer)
        _ = try t.train(on: spikes, plan: TrainingPlan(epochs: 3, rate: 1))
        let d = WeightDistribution(t.weights.elements, range: 0...1)
        print("stdp", p, thr, "rate/step", Double(t.spikeSteps.count) / 40000, d, t.weights.elements.reduce(0, +) / 100)
      }
    }
    print(try stdpWindow(lags: [-2, -1, 0, 1, 2]))
  }
}
