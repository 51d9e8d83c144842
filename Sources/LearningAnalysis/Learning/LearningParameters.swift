import LearningModels
import Schema

/// How linear neurons learn: how many they are, where they begin, how long and how fast.
public struct LearningParameters: ParameterTable {
  /// Neurons.
  public var outputs = 4
  /// Deviation of the weights at the start.
  public var firstWeights = 0.01
  /// How long and how fast.
  public var plan = TrainingPlan(epochs: 40, rate: 0.05)
  /// How the learning rate goes on.
  public var schedule = ScheduleChoice.exponential

  public init() {
    plan.shuffles = true
    plan.decay = 5
  }

  public static let parameters: [Parameter<LearningParameters>] = [
    Parameter("outputs", \.outputs, help: "neurons"),
    Parameter("first-weights", \.firstWeights, help: "deviation of the random weights at the start"),
    Parameter("epochs", \.plan.epochs, help: "passes over the patterns"),
    Parameter("learning-rate", \.plan.rate, help: "at the start"),
    Parameter(
      "schedule", \.schedule,
      help: "of the learning rate over the epochs e: constant, inverse as 1/(1 + e/tau), exponential as exp(-e/tau)"),
    Parameter("schedule-epochs", \.plan.decay, unit: "epochs", help: "time constant tau of the schedule")
      .only("with a schedule that is not constant") { $0.schedule != .constant },
    Parameter("shuffle", \.plan.shuffles, help: "a new random order of the patterns in each epoch"),
    Parameter(
      "stop-below", \.plan.tolerance, help: "end when the weights change by no more than this part over an epoch; 0: never"),
    Parameter("patience", \.plan.patience, unit: "epochs", help: "so many such epochs in a row").only("with stop-below") {
      $0.plan.tolerance > 0
    },
  ]

  /// With the schedule.
  var trainingPlan: TrainingPlan {
    var result = plan
    result.schedule = schedule.engine
    return result
  }

  public func validate() throws {
    try require((1...100_000).contains(outputs), "outputs", "\(outputs) is not in 1...100000.")
    try require(firstWeights > 0 && firstWeights < 1e6, "first-weights", "a deviation is above 0.")
    try require((1...10_000_000).contains(plan.epochs), "epochs", "\(plan.epochs) is not in 1...10000000.")
    try require(plan.rate > 0 && plan.rate < 1e6, "learning-rate", "it is above 0.")
    try require(plan.decay > 0, "schedule-epochs", "a time constant is above 0.")
    try require(plan.tolerance >= 0 && plan.tolerance < 1, "stop-below", "it is at least 0 and below 1.")
    try require(plan.patience >= 1, "patience", "at least one epoch.")
  }
}

/// How the learning rate goes on.
public enum ScheduleChoice: String, Choice {
  case constant, inverse, exponential

  /// As the engine knows it.
  var engine: TrainingPlan.Schedule {
    switch self {
    case .constant: .constant
    case .inverse: .inverse
    case .exponential: .exponential
    }
  }
}

extension LearningParameters {
  /// For the methods: how long, how fast, in which order.
  func words(_ history: LearningHistory) -> String {
    sentence {
      "\(counted(outputs, "neuron")) with random first weights (deviation \(formatted(firstWeights))) learned for "
      "\(amount(history.rates.count, asked: plan.epochs)) epochs"
      if plan.shuffles { ", each in a new order," }
      " at a rate of \(formatted(plan.rate))"
      switch schedule {
      case .constant: ""
      case .inverse: " that fell as 1/(1 + e/\(formatted(plan.decay))) over the epochs e"
      case .exponential: " that fell as exp(-e/\(formatted(plan.decay))) over the epochs e"
      }
      if plan.tolerance > 0 {
        ", or until the weights changed by no more than \(formatted(plan.tolerance)) in \(counted(plan.patience, "epoch"))"
      }
    }
  }
}
