import ArrayNumerics
import Foundation

/// Neurons that decide by the timing of spikes (Gütig & Sompolinsky 2006, doi:10.1038/nn1643). Each answers a pattern by a
/// spike or by none, as the largest potential decides; learning moves the weights by what they had to do with it.
///
/// v(t) = Σᵢ wᵢ Σ K(t − tᵢ) over the spikes up to t, K(s) = V₀ (e^(−s/τ) − e^(−s/τ_s)), V₀ such that K peaks at 1. Where v
/// reaches the threshold the neuron fires and what arrives later is shunted. Of a pattern that was answered wrongly
/// Δwᵢ = ± λ Σ K(t_max − tᵢ) over the spikes before t_max, where v is largest: + where a spike was missed, − where it was
/// false.
///
/// Time is continuous: between two spikes v is the sum of two exponentials, whose peak is known.
public struct Tempotron: Sendable, Equatable {
  /// `[neuron, input]`.
  public var weights: Matrix<Double>
  /// τ, ms.
  public let tau: Double
  /// τ_s, ms.
  public let tauS: Double
  /// Of every neuron.
  public let threshold: Double
  /// V₀.
  public let height: Double

  /// - Parameters:
  ///   - weights: `[neuron, input]`, not empty.
  ///   - tau: ms, with `tauS` below; 15 and 3.75 as in the paper. SPAIC's are 20 and 5, and its threshold 10.
  /// - Throws: `SpikingNetworksError` for values that make no sense.
  public init(weights: Matrix<Double>, tau: Double = 15, tauS: Double = 3.75, threshold: Double = 1) throws {
    guard tauS > 0, tau > tauS, tau.isFinite, threshold > 0, threshold.isFinite else {
      throw SpikingNetworksError(
        "tempotron", "its time constants are \(tau) and \(tauS) ms and its threshold is \(threshold)",
        remedy: "Give tau above tau_s above 0, and a threshold above 0.")
    }
    guard !weights.isEmpty, weights.elements.allSatisfy(\.isFinite) else {
      throw SpikingNetworksError("tempotron", "it has no weights, or some are no numbers", remedy: "Give one for each input.")
    }
    (self.weights, self.tau, self.tauS, self.threshold) = (weights, tau, tauS, threshold)
    let ratio = tau / tauS
    height = pow(ratio, ratio / (ratio - 1)) / (ratio - 1)
  }

  /// Weights drawn from a normal distribution around 0.
  ///
  /// - Throws: as the other.
  public init(
    inputs: Int, neurons: Int = 1, deviation: Double = 0.01, tau: Double = 15, tauS: Double = 3.75, threshold: Double = 1,
    seed: UInt64 = 0
  ) throws {
    guard inputs >= 1, neurons >= 1 else {
      throw SpikingNetworksError(
        "tempotron", "it has \(inputs) inputs and \(neurons) neurons", remedy: "Give one or more of both.")
    }
    var stream = RandomStream(seed: seed, name: "weights of a tempotron")
    let elements = (0..<inputs * neurons).map { _ in stream.normal(mean: 0, standardDeviation: deviation) }
    try self.init(
      weights: Matrix(rows: neurons, columns: inputs, elements: elements), tau: tau, tauS: tauS, threshold: threshold)
  }

  /// K at a time since a spike, ms; 0 before it.
  public func kernel(_ s: Double) -> Double { s < 0 ? 0 : height * (exp(-s / tau) - exp(-s / tauS)) }

  /// The largest potential of a neuron in a pattern.
  public struct Peak: Sendable, Equatable {
    /// ms.
    public var time: Double
    /// v there.
    public var potential: Double
    /// Whether the neuron fired; then the peak is that of what had arrived until it did.
    public var fires: Bool
  }

  /// Where the potential of a neuron is largest after the first spike of a pattern; `nil` for a pattern without spikes.
  ///
  /// O(spikes).
  public func peak(of pattern: TimedPattern, neuron: Int = 0) -> Peak? {
    guard let first = pattern.spikes.first else { return nil }
    // v = slow − fast, decayed to `now`.
    var (now, slow, fast) = (first.time, 0.0, 0.0)
    var best: Peak?
    for (index, spike) in pattern.spikes.enumerated() {
      let step = spike.time - now
      (slow, fast, now) = (slow * exp(-step / tau), fast * exp(-step / tauS), spike.time)
      let added = height * weights[neuron, spike.input]
      (slow, fast) = (slow + added, fast + added)
      let next = index + 1 < pattern.spikes.count ? pattern.spikes[index + 1].time : pattern.duration
      if next <= now { continue }
      let turning = self.turning(slow, fast)
      let top = turning.map { min($0, next - now) } ?? next - now
      let value = slow * exp(-top / tau) - fast * exp(-top / tauS)
      if value >= threshold {
        // What had arrived goes on to its own peak.
        let peak = turning ?? top
        return Peak(
          time: now + peak, potential: slow * exp(-peak / tau) - fast * exp(-peak / tauS), fires: true)
      }
      if value > best?.potential ?? -.infinity { best = Peak(time: now + top, potential: value, fires: false) }
    }
    return best
  }

  /// When slow e^(−s/τ) − fast e^(−s/τ_s) is largest, s > 0; `nil` where it has no such peak.
  private func turning(_ slow: Double, _ fast: Double) -> Double? {
    let ratio = slow * tauS / (fast * tau)
    guard fast > 0, ratio > 0, ratio < 1 else { return nil }
    return -log(ratio) * tau * tauS / (tau - tauS)
  }

  /// Which neurons answer a pattern by a spike.
  public func answers(_ pattern: TimedPattern) -> [Bool] {
    (0..<weights.rows).map { peak(of: pattern, neuron: $0)?.fires ?? false }
  }

  /// The change of the weights by a pattern, without the rate; `nil` where all neurons answer rightly.
  public func change(by pattern: TimedPattern) -> Matrix<Double>? {
    var change: Matrix<Double>?
    for neuron in 0..<weights.rows {
      guard let peak = peak(of: pattern, neuron: neuron), peak.fires != (pattern.label == neuron) else { continue }
      var own = change ?? Matrix(rows: weights.rows, columns: weights.columns, repeating: 0)
      for spike in pattern.spikes where spike.time < peak.time {
        own[neuron, spike.input] += (peak.fires ? -1 : 1) * kernel(peak.time - spike.time)
      }
      change = own
    }
    return change
  }
}

/// Spikes of some inputs at their times, and the neuron that should answer by a spike.
public struct TimedPattern: Sendable, Equatable {
  /// One spike.
  public struct Spike: Sendable, Equatable {
    /// ms.
    public var time: Double
    /// From 0.
    public var input: Int

    public init(time: Double, input: Int) { (self.time, self.input) = (time, input) }
  }

  /// In the order of time.
  public let spikes: [Spike]
  /// How long the potential is looked at, ms.
  public var duration: Double
  /// The neuron that should fire; `nil` for none. All others should not.
  public var label: Int?

  /// - Parameter spikes: in any order.
  public init(spikes: [Spike], duration: Double, label: Int?) {
    self.spikes = spikes.sorted { ($0.time, $0.input) < ($1.time, $1.input) }
    (self.duration, self.label) = (duration, label)
  }
}

/// How a tempotron learns.
public struct TempotronPlan: Sendable, Equatable {
  /// Passes over the patterns at most; training ends with the first in which all were answered rightly.
  public var epochs = 1000
  /// λ.
  public var rate = 0.01
  /// The part of the last change of a weight that is made again (0.99 in the paper's figures).
  public var momentum = 0.0
  /// A new order in each epoch.
  public var shuffles = true
  /// Of the order.
  public var seed: UInt64 = 0

  public init(epochs: Int = 1000, rate: Double = 0.01, momentum: Double = 0) {
    (self.epochs, self.rate, self.momentum) = (epochs, rate, momentum)
  }
}

extension Tempotron {
  /// Learns from patterns, one after another.
  ///
  /// - Parameter observe: told after each epoch how many were answered wrongly before their turn; false ends the training.
  /// - Returns: these numbers, one for each epoch.
  /// - Throws: `SpikingNetworksError` for patterns that do not fit; `CancellationError`.
  public mutating func train(
    on patterns: [TimedPattern], plan: TempotronPlan = TempotronPlan(), work: Work = Work(),
    observe: (Int, Self) -> Bool = { _, _ in true }
  ) throws -> [Int] {
    try check(patterns, plan)
    var errors: [Int] = []
    var last = Matrix<Double>(rows: weights.rows, columns: weights.columns, repeating: 0)
    for epoch in 0..<plan.epochs {
      try work.checkCancellation()
      var order = Array(patterns.indices)
      if plan.shuffles {
        var stream = RandomStream(seed: plan.seed, name: "order of patterns", index: UInt64(epoch))
        stream.shuffle(&order)
      }
      var wrong = 0
      for index in order {
        guard let change = change(by: patterns[index]) else { continue }
        wrong += 1
        for neuron in 0..<weights.rows {
          for input in 0..<weights.columns {
            last[neuron, input] = plan.rate * change[neuron, input] + plan.momentum * last[neuron, input]
            weights[neuron, input] += last[neuron, input]
          }
        }
      }
      errors.append(wrong)
      work.report("Learning", completed: epoch + 1, of: plan.epochs)
      if wrong == 0 || !observe(wrong, self) { break }
    }
    return errors
  }

  private func check(_ patterns: [TimedPattern], _ plan: TempotronPlan) throws {
    guard plan.epochs >= 1, plan.rate > 0, plan.rate.isFinite, (0..<1).contains(plan.momentum) else {
      throw SpikingNetworksError(
        "plan", "there are \(plan.epochs) epochs, a rate of \(plan.rate) and a momentum of \(plan.momentum)",
        remedy: "Give epochs and a rate above 0, and a momentum from 0 to below 1.")
    }
    guard !patterns.isEmpty else {
      throw SpikingNetworksError("patterns", "there are none", remedy: "Give at least one.")
    }
    for (index, pattern) in patterns.enumerated() {
      let place = "pattern \(index + 1)"
      if let wrong = pattern.spikes.first(where: { !(0..<weights.columns).contains($0.input) }) {
        throw SpikingNetworksError(
          place, "input \(wrong.input) spikes, and there are \(weights.columns)", remedy: "Inputs are counted from 0.")
      }
      if let wrong = pattern.spikes.first(where: { !($0.time >= 0 && $0.time < pattern.duration) }) {
        throw SpikingNetworksError(
          place, "a spike at \(wrong.time) ms lies outside of the pattern's \(pattern.duration) ms",
          remedy: "Times are 0 or more and below the duration.")
      }
      if let label = pattern.label, !(0..<weights.rows).contains(label) {
        throw SpikingNetworksError(
          place, "its label is \(label), and there are \(weights.rows) neurons",
          remedy: "Labels are whole numbers from 0 to \(weights.rows - 1), or none.")
      }
    }
  }
}
