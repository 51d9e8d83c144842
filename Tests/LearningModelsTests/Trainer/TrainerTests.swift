import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct TrainerTests {
  /// A rule of one's own: every weight fades.
  struct Fading: Trainer {
    var layer: LinearLayer
    var inputs: Int { layer.inputs }
    var weights: Matrix<Double> { layer.weights }
    var rates: [Double] = []
    mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
      rates.append(rate)
      if let faded = try? LinearLayer(weights: layer.weights.map { $0 * (1 - rate) }) { layer = faded }
    }
    func predict(_ pattern: [Double]) -> [Double] { layer.forward(pattern) }
  }

  private func fading() throws -> Fading {
    Fading(layer: try LinearLayer(weights: Matrix(rows: 1, columns: 2, elements: [3.0, 4])))
  }
  private let two = Matrix(rows: 2, columns: 2, elements: [1.0, 0, 0, 1])

  @Test func schedulesRunOverTheEpochsAndTheirParts() throws {
    var trainer = try fading()
    var plan = TrainingPlan(epochs: 2, rate: 0.4)
    (plan.schedule, plan.decay) = (.inverse, 1)
    let history = try trainer.train(on: two, plan: plan)
    for (rate, time) in zip(trainer.rates, [0, 0.5, 1, 1.5]) { #expect(abs(rate - 0.4 / (1 + time)) < 1e-15) }
    #expect(history.epochs.map(\.rate) == [0.2, 0.4 / 3] && history.end == .finished)
    plan.schedule = .exponential
    #expect(abs(plan.rate(at: 2) - 0.4 * exp(-2)) < 1e-15)
  }

  @Test func itEndsWhenTheWeightsRestOrTheObserverSaysSo() throws {
    var trainer = try fading()
    var plan = TrainingPlan(epochs: 100, rate: 0.5)
    (plan.schedule, plan.decay, plan.tolerance, plan.patience) = (.exponential, 1, 1e-3, 2)
    let history = try trainer.train(on: two, plan: plan)
    #expect(history.end == .settled && history.epochs.count < 15)
    #expect(history.epochs.suffix(2).allSatisfy { $0.change <= 1e-3 } && history.epochs[0].change > 0.5)
    var other = try fading()
    let stopped = try other.train(on: two, plan: plan) { record, _ in record.epoch < 2 }
    #expect(stopped.end == .stopped && stopped.epochs.count == 3)
  }

  @Test func batchesAreAnsweredRowByRow() throws {
    let answers = try fading().predict(batch: two)
    #expect(answers.elements == [3, 4] && answers.rows == 2)
    #expect(throws: LearningModelsError.self) {
      try fading().predict(batch: Matrix(rows: 1, columns: 3, elements: [1.0, 1, 1]))
    }
  }

  @Test func theOrderDependsOnTheSeedAlone() throws {
    var plan = TrainingPlan(epochs: 3, rate: 0.1)
    plan.shuffles = true
    let patterns = somePatterns(20, 5, seed: 1, isBinary: false)
    func weights(_ seed: UInt64) throws -> [Double] {
      var trainer = SangerTrainer(layer: try LinearLayer(inputs: 5, outputs: 2, deviation: 0.1, seed: 1))
      _ = try trainer.train(on: patterns, plan: plan, seed: seed)
      return trainer.weights.elements
    }
    #expect(try weights(1) == weights(1))
    #expect(try weights(1) != weights(2))
  }

  @Test func badTrainingsAreRefused() throws {
    var trainer = try fading()
    #expect(throws: LearningModelsError.nothingToLearn) { try trainer.train(on: Matrix(rows: 0, columns: 2, elements: [])) }
    #expect(throws: LearningModelsError.wrongLength(what: "a pattern", found: 1, expected: 2)) {
      try trainer.train(on: Matrix(rows: 1, columns: 1, elements: [1.0]))
    }
    #expect(throws: LearningModelsError.notFinite(what: "pattern", pattern: 0, place: 1)) {
      try trainer.train(on: Matrix(rows: 1, columns: 2, elements: [1.0, .infinity]))
    }
    for change: (inout TrainingPlan) -> Void in [
      { $0.epochs = 0 }, { $0.rate = .nan }, { $0.decay = 0 }, { $0.tolerance = -1 }, { $0.patience = 0 },
    ] {
      var plan = TrainingPlan()
      change(&plan)
      #expect(throws: LearningModelsError.self) { try trainer.train(on: two, plan: plan) }
    }
    #expect(throws: CancellationError.self) {
      try trainer.train(on: two, work: Work(isCancelled: { true }))
    }
  }
}
