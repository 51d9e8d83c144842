import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct ComponentTests {
  /// Eigenvalues that fall by 0.6: gaps of 0.38 and more.
  private let patterns = try? TrainingSets.gaussian(count: 2000, inputs: 8, ratio: 0.6, seed: 1)

  private var plan: TrainingPlan {
    var plan = TrainingPlan(epochs: 40, rate: 0.05)
    (plan.schedule, plan.decay, plan.shuffles) = (.exponential, 5, true)
    return plan
  }

  @Test func sangerFindsTheComponentsInOrder() throws {
    let patterns = try #require(patterns)
    let truth = try PrincipalDirections(patterns)
    var trainer = SangerTrainer(layer: try LinearLayer(inputs: 8, outputs: 4, seed: 2))
    _ = try trainer.train(on: patterns, plan: plan, seed: 1)
    for component in 0..<4 {
      #expect(truth.gap(of: component) > 0.3)
      #expect(truth.angle(of: trainer.weights.row(component), to: component) < 1)
    }
    // The answers have the variances of the components, and none in common.
    let answers = try trainer.predict(batch: patterns)
    for component in 0..<4 {
      let power = answers.column(component).reduce(0) { $0 + $1 * $1 } / 2000
      #expect(abs(power - truth.eigenvalues[component]) < 1e-3 * truth.eigenvalues[0])
    }
  }

  @Test func ojaFindsTheFirstAndTheReverseOfHebbTheLast() throws {
    let patterns = try #require(patterns)
    let truth = try PrincipalDirections(patterns)
    var oja = OjaTrainer(layer: try LinearLayer(inputs: 8, outputs: 3, seed: 3), normalizes: false)
    _ = try oja.train(on: patterns, plan: plan, seed: 1)
    var hebbian = HebbianTrainer(layer: try LinearLayer(inputs: 8, outputs: 3, seed: 3))
    _ = try hebbian.train(on: patterns, plan: plan, seed: 1)
    var anti = HebbianTrainer(layer: try LinearLayer(inputs: 8, outputs: 3, seed: 3), isReversed: true)
    _ = try anti.train(on: patterns, plan: plan, seed: 1)
    for neuron in 0..<3 {
      #expect(truth.angle(of: oja.weights.row(neuron), to: 0) < 1)
      #expect(truth.angle(of: hebbian.weights.row(neuron), to: 0) < 1)
      #expect(truth.angle(of: anti.weights.row(neuron), to: 7) < 1)
      // Oja's own decay brings the length to 1.
      #expect(abs(oja.weights.row(neuron).reduce(0) { $0 + $1 * $1 } - 1) < 0.01)
    }
  }

  /// Without normalisation the weight along a component grows by 1 + η λ a pattern.
  @Test func plainHebbianWeightsGrowAsTheEigenvalueSays() throws {
    let patterns = Matrix(rows: 2, columns: 2, elements: [2.0, 0, 0, 1])
    var trainer = HebbianTrainer(
      layer: try LinearLayer(weights: Matrix(rows: 1, columns: 2, elements: [0.1, 0.1])), normalizes: false)
    _ = try trainer.train(on: patterns, plan: TrainingPlan(epochs: 10, rate: 0.01))
    #expect(abs(trainer.weights[0, 0] - 0.1 * pow(1.04, 10)) < 1e-14)
    #expect(abs(trainer.weights[0, 1] - 0.1 * pow(1.01, 10)) < 1e-14)
    #expect(throws: LearningModelsError.self) {
      _ = try trainer.train(on: patterns, plan: TrainingPlan(epochs: 100_000, rate: 10))
    }
  }

  @Test func aRowOfAnyLengthLearnsAsTheFormulaSays() throws {
    for inputs in [1, 7, 8, 9, 16, 31] {
      let x = somePatterns(1, inputs, seed: 1, isBinary: false)
      let w = somePatterns(3, inputs, seed: 2, isBinary: false)
      var trainer = SangerTrainer(layer: try LinearLayer(weights: w), normalizes: false)
      _ = try trainer.train(on: x, plan: TrainingPlan(epochs: 1, rate: 0.1))
      let y = (0..<3).map { k in zip(w.row(k), x.row(0)).reduce(0) { $0 + $1.0 * $1.1 } }
      for k in 0..<3 {
        for i in 0..<inputs {
          let sum = (0...k).reduce(0) { $0 + y[$1] * w[$1, i] }
          #expect(abs(trainer.weights[k, i] - (w[k, i] + 0.1 * y[k] * (x[0, i] - sum))) < 1e-12 * max(1, abs(y[k] * sum)))
        }
      }
    }
  }

  @Test func anglesOfKnownDirections() throws {
    let truth = try PrincipalDirections(Matrix(rows: 2, columns: 2, elements: [3.0, 0, 0, 1]))
    #expect(abs(truth.angle(of: [1, 1], to: 0) - 45) < 1e-12 && truth.angle(of: [-2, 0], to: 0) == 0)
    #expect(abs(truth.angle(of: [1, 1e-9], to: 0) - 1e-9 * 180 / .pi) < 1e-15)
    #expect(abs(truth.gap(of: 0) - 8.0 / 9) < 1e-12 && truth.angle(of: [0, 0], to: 0).isNaN)
    #expect(abs(truth.eigenvalues[0] - 4.5) < 1e-12)
  }

  @Test func theSetHasTheEigenvaluesThatItSays() throws {
    let set = try TrainingSets.gaussian(count: 20_000, inputs: 6, ratio: 0.5, seed: 3)
    let truth = try PrincipalDirections(set)
    for (k, value) in truth.eigenvalues.enumerated() { #expect(abs(value / pow(0.5, Double(k)) - 1) < 0.05) }
  }
}
