import ArrayNumerics
import Foundation

/// How a recall goes on and when it ends.
public struct RecallOptions: Sendable, Equatable {
  /// Which neurons change at a time.
  public enum Update: String, Sendable, CaseIterable {
    /// All.
    case synchronous
    /// One after another, in a new random order in each step.
    case asynchronous
  }

  /// Which neurons change at a time.
  public var update = Update.synchronous
  /// Steps at most; an asynchronous one asks every neuron once.
  public var steps = 20
  /// End at a fixed point or a cycle of two; canns goes on to the last step.
  public var stopsWhenSettled = true
  /// Graded neurons are at rest when none changes by more.
  public var tolerance = 1e-10
  /// The energy has its entropy term.
  public var energyHasEntropy = true

  public init(update: Update = .synchronous, steps: Int = 20, stopsWhenSettled: Bool = true) {
    self.update = update
    self.steps = steps
    self.stopsWhenSettled = stopsWhenSettled
  }
}

/// How a recall ended.
public enum RecallOutcome: String, Sendable, CaseIterable {
  /// The state is its own successor.
  case fixedPoint = "fixed point"
  /// Two states follow each other for ever: nothing else exists besides fixed points when all neurons of a symmetric network
  /// change at a time (Goles, Fogelman, Pellegrin 1985).
  case twoCycle = "cycle of two"
  /// The steps were used up, or the dynamics are random.
  case unsettled = "not settled"
}

/// A recall: what came of a state.
public struct Recall: Sendable, Equatable {
  /// The last state, `[n]`.
  public var state: [Double]
  /// The energy before the first step and after each, `[steps + 1]`.
  public var energy: [Double]
  /// The overlap with the pattern that was followed, likewise; empty when none was.
  public var overlap: [Double]
  /// How it ended.
  public var outcome: RecallOutcome
  /// Steps that were made, the one that found nothing to change counted.
  public var steps: Int
}

extension HopfieldNetwork {
  /// Lets a state go where the network takes it.
  ///
  /// - Parameters:
  ///   - start: `[n]`; −1 and 1 for discrete neurons.
  ///   - target: a pattern whose overlap is followed.
  ///   - stream: of asynchronous orders and stochastic neurons.
  /// - Throws: `wrongLength`, `notFinite`, `unusableValue` for a start that discrete neurons cannot take, `CancellationError`.
  public func recall(
    from start: [Double], following target: [Double]? = nil, options: RecallOptions = RecallOptions(),
    stream: inout RandomStream, work: Work = Work()
  ) throws -> Recall {
    guard start.count == neurons else {
      throw LearningModelsError.wrongLength(what: "the state", found: start.count, expected: neurons)
    }
    if let place = start.firstIndex(where: { !$0.isFinite }) {
      throw LearningModelsError.notFinite(what: "state", pattern: 0, place: place)
    }
    if activation.isDiscrete, !zeroesTies, let place = start.firstIndex(where: { abs($0) != 1 }) {
      throw LearningModelsError.unusableValue(value: start[place], pattern: 0, place: place, expected: "-1 or 1")
    }
    if activation == .sign, !zeroesTies, options.update == .synchronous, let packed = weights.packed {
      return try packedRecall(packed, from: start, following: target, options: options, work: work)
    }
    return try denseRecall(from: start, following: target, options: options, stream: &stream, work: work)
  }

  private func denseRecall(
    from start: [Double], following target: [Double]?, options: RecallOptions, stream: inout RandomStream, work: Work
  ) throws -> Recall {
    let sweeps = options.update == .asynchronous
    var form = FieldForm(self, sweeps: sweeps)
    form.project(start)
    var result = Recall(state: start, energy: [], overlap: [], outcome: .unsettled, steps: 0)
    func note(_ form: FieldForm) {
      result.energy.append(form.energy(result.state, withEntropy: options.energyHasEntropy))
      if let target { result.overlap.append(Self.overlap(result.state, target)) }
    }
    note(form)
    var before = start
    var order = Array(0..<neurons)
    for step in 0..<max(0, options.steps) {
      try work.checkCancellation()
      let old = result.state
      if sweeps {
        stream.shuffle(&order)
        for neuron in order {
          let own = result.state[neuron]
          let new = answer(form.field(neuron, own: own) * form.unit, old: own, stream: &stream)
          if new != own {
            form.follow(neuron, change: new - own)
            result.state[neuron] = new
          }
        }
      } else {
        let fields = form.fields(of: old)
        for neuron in 0..<neurons {
          result.state[neuron] = answer(fields[neuron] * form.unit, old: old[neuron], stream: &stream)
        }
      }
      // Anew, so that no rounding adds up.
      form.project(result.state)
      note(form)
      result.steps = step + 1
      if options.stopsWhenSettled, activation != .stochastic {
        let limit = activation.isDiscrete ? 0 : options.tolerance
        if isSame(result.state, old, limit) {
          result.outcome = .fixedPoint
          break
        }
        if !sweeps, step > 0, isSame(result.state, before, limit) {
          result.outcome = .twoCycle
          break
        }
      }
      before = old
    }
    return result
  }

  private func isSame(_ state: [Double], _ other: [Double], _ limit: Double) -> Bool {
    for index in state.indices where abs(state[index] - other[index]) > limit { return false }
    return true
  }

  private func answer(_ field: Double, old: Double, stream: inout RandomStream) -> Double {
    switch activation {
    case .sign: field > 0 ? 1 : field < 0 ? -1 : zeroesTies ? 0 : old
    case .stochastic: stream.uniform() < 1 / (1 + exp(-2 * field / temperature)) ? 1 : -1
    case .tanh: Foundation.tanh(field / temperature)
    case .sigmoid: 1 / (1 + exp(-field / temperature))
    }
  }
}
