import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct SelectivityTests {
  /// The stable states of the rule: one pattern is answered, the others are not (Bienenstock et al. 1982). With K patterns in
  /// turn and a threshold that follows over τ of them the answer is τ (1 − qᴷ) / qᴷ⁻¹, q = 1 − 1/τ, which is K for a slow
  /// threshold.
  @Test func aNeuronKeepsOneOfKPatterns() throws {
    let bars = try TrainingSets.bars(orientations: 8, side: 8)
    var trainer = try BCMTrainer(
      layer: LinearLayer(inputs: 64, outputs: 16, deviation: 0.1, seed: 1), timeConstant: 50)
    _ = try trainer.train(on: bars, plan: TrainingPlan(epochs: 15_000, rate: 0.02))
    let answers = try trainer.predict(batch: bars)
    let q = 1 - 1 / 50.0
    let expected = 50 * (1 - pow(q, 8)) / pow(q, 7)
    var preferred: Set<Int> = []
    for neuron in 0..<16 {
      let own = answers.column(neuron)
      let largest = own.max() ?? 0
      #expect(abs(largest - expected) < 1e-3 * expected)
      for answer in own where answer != largest { #expect(abs(answer) < 0.01) }
      #expect(abs(selectivity(of: own) - 7.0 / 8) < 1e-3)
      preferred.insert(own.firstIndex(of: largest) ?? 0)
    }
    #expect(preferred.count >= 4)
  }

  @Test func selectivityOfKnownAnswers() {
    #expect(selectivity(of: [2, 2, 2, 2]) == 0)
    #expect(selectivity(of: [0, 0, 4, 0]) == 0.75)
    #expect(selectivity(of: [-3, 0, 4, 0]) == 0.75)
    #expect(selectivity(of: [0, -1]).isNaN)
  }

  @Test func weightsStayWithinTheLimit() throws {
    var trainer = try BCMTrainer(
      layer: LinearLayer(weights: Matrix(rows: 1, columns: 9, elements: [Double](repeating: 1, count: 9))), timeConstant: 1e6)
    _ = try trainer.train(
      on: Matrix(rows: 1, columns: 9, elements: [Double](repeating: 1, count: 9)), plan: TrainingPlan(epochs: 100, rate: 1))
    #expect(trainer.weights.elements.allSatisfy { abs($0) == BCMTrainer.limit })
    #expect(throws: LearningModelsError.self) { try BCMTrainer(layer: LinearLayer(inputs: 2, outputs: 1), timeConstant: 0) }
  }

  @Test func barsAreOfLengthOneAndIndependent() throws {
    let bars = try TrainingSets.bars(orientations: 8, side: 8)
    for row in 0..<8 { #expect(abs(bars.row(row).reduce(0) { $0 + $1 * $1 } - 1) < 1e-12) }
    let truth = try PrincipalDirections(bars)
    #expect(truth.eigenvalues[7] > 1e-4)
    // The first lies along x: as bright left as right, darker above.
    #expect(abs(bars[0, 3 * 8] - bars[0, 3 * 8 + 7]) < 1e-12 && bars[0, 3] < 0.01 && bars[0, 3 * 8 + 3] > 0.2)
  }
}
