import ArrayNumerics
import Foundation

/// How a neuron answers to its field h − θ.
public enum HopfieldActivation: String, Sendable, CaseIterable {
  /// −1 or 1 by the sign; a neuron on the threshold keeps its state (canns makes it 0).
  case sign
  /// 1 with the probability 1 / (1 + exp(−2 (h − θ)/T)), else −1 (Glauber 1963).
  case stochastic
  /// tanh((h − θ)/T), between −1 and 1.
  case tanh
  /// 1 / (1 + exp(−(h − θ)/T)), between 0 and 1.
  case sigmoid

  /// Whether there is a temperature in it.
  public var hasTemperature: Bool { self != .sign }
  /// Whether states are −1 and 1.
  public var isDiscrete: Bool { self == .sign || self == .stochastic }
}

/// An associative memory of binary or graded neurons with symmetric weights (Amari 1972; Hopfield 1982, 1984).
public struct HopfieldNetwork: Sendable, Equatable {
  /// W, kept as the patterns that it is made of.
  public var weights: PatternWeights
  /// θ of each neuron, `[n]`.
  public var thresholds: [Double]
  /// How a neuron answers.
  public var activation: HopfieldActivation
  /// T, in the unit of the field.
  public var temperature: Double
  /// A neuron on its threshold becomes 0, as in canns, instead of keeping its state.
  public var zeroesTies = false

  /// A network without memories.
  ///
  /// - Parameters:
  ///   - neurons: n, at least 1.
  ///   - threshold: of every neuron.
  /// - Throws: `badParameter`
  public init(
    neurons: Int, activation: HopfieldActivation = .sign, threshold: Double = 0, temperature: Double = 1
  ) throws(LearningModelsError) {
    guard neurons >= 1 else {
      throw .badParameter(name: "the number of neurons", value: Double(neurons), expected: "at least 1")
    }
    guard threshold.isFinite else {
      throw .badParameter(name: "the threshold", value: threshold, expected: "a finite number")
    }
    try checkPositive("the temperature", temperature)
    weights = PatternWeights(neurons: neurons)
    thresholds = [Double](repeating: threshold, count: neurons)
    self.activation = activation
    self.temperature = temperature
  }

  /// n.
  public var neurons: Int { weights.neurons }

  /// The field of every neuron, W s − θ. O(P n).
  ///
  /// - Parameter state: `[n]`.
  public func fields(of state: [Double]) -> [Double] {
    var form = FieldForm(self)
    form.project(state)
    return (0..<neurons).map { form.field($0, own: state[$0]) * form.unit }
  }

  /// The energy of a state, which no asynchronous step with a clear diagonal raises:
  ///
  ///     E = −½ sᵀ W s + θᵀ s + T Σᵢ ∫ f⁻¹
  ///
  /// The last term (Hopfield 1984) belongs to graded neurons: without it the energy of tanh and sigmoid neurons is none that
  /// their dynamics lower. O(P n).
  ///
  /// - Parameter withEntropy: false leaves it out, as canns does.
  public func energy(of state: [Double], withEntropy: Bool = true) -> Double {
    var form = FieldForm(self)
    form.project(state)
    return form.energy(state, withEntropy: withEntropy)
  }

  /// T ∫ f⁻¹ from the middle of the range to the value.
  func entropyTerm(_ value: Double) -> Double {
    func xlogx(_ x: Double) -> Double { x > 0 ? x * log(x) : 0 }
    switch activation {
    case .sign, .stochastic: return 0
    case .tanh: return temperature * 0.5 * (xlogx(1 + value) + xlogx(1 - value))
    case .sigmoid: return temperature * (xlogx(value) + xlogx(1 - value) + log(2))
    }
  }

  /// The overlap of two states, s · q / n: 1 for the same of −1 and 1, −1 for the reverse.
  public static func overlap(_ state: [Double], _ other: [Double]) -> Double {
    state.withUnsafeBufferPointer { s in
      other.withUnsafeBufferPointer { q in
        guard let s = s.baseAddress, let q = q.baseAddress else { return 0 }
        return dot(s, q, count: min(state.count, other.count)) / Double(max(1, state.count))
      }
    }
  }
}

/// What can be said about how many patterns a network can hold.
public enum HopfieldCapacity {
  /// 0.138 n: where the retrieval states of random patterns vanish in the mean-field theory (Amit, Gutfreund, Sompolinsky
  /// 1985).
  public static func meanField(neurons: Int) -> Double { 0.138 * Double(neurons) }
  /// n / (4 ln n): up to here all patterns are stable without a single error (McEliece et al. 1987).
  public static func errorFree(neurons: Int) -> Double { neurons > 1 ? Double(neurons) / (4 * log(Double(neurons))) : 1 }
  /// ⌊0.14 n⌋ and at least 1, as canns says it.
  public static func canns(neurons: Int) -> Int { max(1, Int(0.14 * Double(neurons))) }
}
