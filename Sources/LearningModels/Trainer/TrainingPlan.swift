import ArrayNumerics
import Foundation

/// How long a model learns, how fast, in which order, and when it may end before.
public struct TrainingPlan: Sendable, Equatable {
  /// How the learning rate goes on over the epochs e.
  public enum Schedule: String, Sendable, CaseIterable {
    /// η.
    case constant
    /// η / (1 + e/τ): slow enough to reach and fast enough to settle (Robbins, Monro 1951).
    case inverse
    /// η exp(−e/τ).
    case exponential
  }

  /// Passes over the patterns.
  public var epochs = 1
  /// η at the start.
  public var rate = 0.01
  /// How it goes on.
  public var schedule = Schedule.constant
  /// τ of the schedule, epochs.
  public var decay = 1.0
  /// A new random order in each epoch, else the given one.
  public var shuffles = false
  /// Training ends when the weights change by no more than this part of their norm over an epoch; 0 for never.
  public var tolerance = 0.0
  /// So many epochs in a row.
  public var patience = 1

  public init(epochs: Int = 1, rate: Double = 0.01) {
    self.epochs = epochs
    self.rate = rate
  }

  /// The learning rate at a time.
  ///
  /// - Parameter epoch: since the start, with the part of the running one.
  public func rate(at epoch: Double) -> Double {
    switch schedule {
    case .constant: rate
    case .inverse: rate / (1 + epoch / decay)
    case .exponential: rate * exp(-epoch / decay)
    }
  }

  func check() throws(LearningModelsError) {
    guard epochs >= 1 else { throw .badParameter(name: "the number of epochs", value: Double(epochs), expected: "at least 1") }
    guard patience >= 1 else {
      throw .badParameter(name: "the patience", value: Double(patience), expected: "at least 1 epoch")
    }
    guard rate.isFinite, rate >= 0 else {
      throw .badParameter(name: "the learning rate", value: rate, expected: "0 or positive")
    }
    try checkPositive("the time constant of the schedule", decay)
    guard tolerance.isFinite, tolerance >= 0 else {
      throw .badParameter(name: "the tolerance", value: tolerance, expected: "0 or positive")
    }
  }
}

/// What an epoch did.
public struct EpochRecord: Sendable, Equatable {
  /// From 0.
  public var epoch: Int
  /// The learning rate at its end.
  public var rate: Double
  /// ‖W − W before‖ / ‖W‖ (Frobenius).
  public var change: Double
  /// ‖W‖.
  public var norm: Double

  init(epoch: Int, rate: Double, before: Matrix<Double>, after: Matrix<Double>) {
    let (old, new) = (before.elements, after.elements)
    var (difference, square) = (0.0, 0.0)
    for index in new.indices {
      difference += (new[index] - old[index]) * (new[index] - old[index])
      square += new[index] * new[index]
    }
    self.epoch = epoch
    self.rate = rate
    norm = square.squareRoot()
    change = square > 0 ? (difference / square).squareRoot() : difference > 0 ? .infinity : 0
  }
}

/// A training as it went.
public struct TrainingHistory: Sendable, Equatable {
  /// Why it ended.
  public enum End: String, Sendable, CaseIterable {
    /// All epochs were made.
    case finished
    /// The weights changed too little.
    case settled
    /// Whoever observed it said so.
    case stopped
  }

  /// One entry for each epoch that was made.
  public var epochs: [EpochRecord] = []
  /// Why it ended.
  public var end = End.finished

  public init() {}
}
