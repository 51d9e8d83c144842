/// What becomes of a spike on its way through the synapses of a projection.
public enum SynapseKind: Sendable, Equatable {
  /// It arrives with its weight, in one step.
  case direct
  /// r ← e^(−dt/τ) r + Σ w o; r arrives in every step. SPAIC's 1_order_synapse.
  case firstOrder(tau: Double)
  /// Two of these with the same input, a slow and a fast one; their difference arrives. SPAIC's 2_order_synapse.
  case secondOrder(slow: Double, fast: Double)
  /// A spike is lost to all its targets with a probability p, and others arrive with w/(1 − p). SPAIC's dropout.
  case dropout(probability: Double)
  /// A gap junction: w (v of the source − v of the target) of the step before arrives as a current, and at the source the same
  /// with the other sign. SPAIC's electrical synapse.
  case electrical
  /// As first order, with weights that are divided by the number of sources: the mean of all sources' traces. SPAIC's
  /// spike2mass.
  case spikesToRate(tau: Double)
  /// Of sources with rates: each synapse by itself has a spike with the probability rate · scale · dt. SPAIC's mass2spike.
  case rateToSpikes(scale: Double)
  /// The largest of what arrives in a step, instead of the sum.
  case maximum
  /// (x − mean)/√(variance + ε) · gain + bias of what arrives in a step, mean and variance over the targets of each channel, of
  /// which there are so many of the same size. SPAIC's batchnorm2d, whose batch is one network here.
  case batchNormalization(channels: Int, epsilon: Double, gain: Double, bias: Double)
  /// s ← e^(−dt/τ_s) s + (1 − p) Σ w o/τ_s, r ← e^(−dt/τ_r) r + p Σ w o/τ_r + s dt/τ_r; r arrives. SPAIC's mix_order_synapse of
  /// spikes with the part p of first order.
  case mixedOrder(first: Double, second: Double, part: Double)
  /// A spike arrives as (w/τ) e^(−t/τ) sin(π t/(k τ)), t since its delay has passed: a complex number that turns and decays.
  /// SPAIC's delay_complex_synapse.
  case rotating(tau: Double, turns: Double)

  /// As it stands in a simulation file.
  public var name: String {
    switch self {
    case .direct: "direct"
    case .firstOrder: "first-order"
    case .secondOrder: "second-order"
    case .dropout: "dropout"
    case .electrical: "electrical"
    case .spikesToRate: "spikes-to-rate"
    case .rateToSpikes: "rate-to-spikes"
    case .maximum: "maximum"
    case .batchNormalization: "batch-normalization"
    case .mixedOrder: "mixed-order"
    case .rotating: "rotating"
    }
  }

  /// Whether targets depend on what arrives at others.
  var bindsTargets: Bool {
    if case .batchNormalization = self { true } else { false }
  }

  /// What makes it unusable for so many targets.
  func objection(targets: Int) -> (problem: String, remedy: String)? {
    guard case .batchNormalization(let channels, _, _, _) = self else { return nil }
    guard channels >= 1, targets % channels == 0, targets / channels >= 2 else {
      return (
        "\(targets) targets are not \(channels) channels of two neurons or more each",
        "'channels' divides the size of the target, as many as its sheets."
      )
    }
    return nil
  }

  /// What makes it unusable between two models, and what to change.
  func objection(from source: NeuronModel, to target: NeuronModel) -> (problem: String, remedy: String)? {
    switch self {
    case .direct, .maximum: return nil
    case .batchNormalization(_, let epsilon, let gain, let bias):
      guard epsilon > 0, epsilon.isFinite, gain.isFinite, bias.isFinite else {
        return ("epsilon, gain and bias are \(epsilon), \(gain) and \(bias)", "Give finite numbers, epsilon above 0.")
      }
      guard !target.ports.contains(.inhibitory) else {
        return (
          "\(target.name) has an input for each sign, and what is normalised has both",
          "Take a neuron with one input, such as lif."
        )
      }
      return nil
    case .mixedOrder(let first, let second, let part):
      guard first > 0, second > 0, first.isFinite, second.isFinite, (0...1).contains(part) else {
        return (
          "time constants and the part of first order are \(first) ms, \(second) ms and \(part)",
          "Give times above 0 and a part from 0 to 1."
        )
      }
    case .rotating(let tau, let turns):
      guard tau > 0, tau.isFinite, turns > 0, turns.isFinite else {
        return ("the synapse has a time constant of \(tau) ms and a rot_k of \(turns)", "Give both above 0.")
      }
    case .firstOrder(let tau), .spikesToRate(let tau):
      guard tau > 0, tau.isFinite else { return ("the time constant of the synapse is \(tau) ms", "Give one above 0.") }
    case .secondOrder(let slow, let fast):
      guard fast > 0, slow > fast, slow.isFinite else {
        return ("the time constants of the synapse are \(slow) and \(fast) ms", "Give a slow one above a fast one above 0.")
      }
    case .dropout(let probability):
      guard (0..<1).contains(probability) else {
        return ("a spike is lost with a probability of \(probability)", "Give one from 0 to below 1.")
      }
    case .electrical:
      for model in [source, target] where model.potential == nil || model.isSource {
        return ("\(model.name) has no potential that a gap junction could join", "Join neurons with a variable 'v'.")
      }
      return nil
    case .rateToSpikes(let scale):
      guard source.output == .values, !source.isSource else {
        return ("\(source.name) puts out no rates", "Take a model with rates as the source, or another synapse.")
      }
      guard scale >= 0, scale.isFinite else { return ("the scale of the rates is \(scale)", "Give 0 or more.") }
      return nil
    }
    guard source.output == .spikes else {
      return ("a synapse of the kind \(name) needs spikes, and \(source.name) puts out numbers", "Leave the kind out.")
    }
    return nil
  }
}

extension NeuronModel {
  /// The place of the membrane potential among the variables.
  var potential: Int? { variables.firstIndex { $0.name == "v" } }
}

extension SynapseRows {
  /// All weights times a factor.
  func scaled(by factor: Double) -> SynapseRows {
    var rows = self
    rows.commonWeight *= factor
    rows.weight = weight.map { Float(Double($0) * factor) }
    return rows
  }

  /// The same pairs in the other direction.
  ///
  /// - Parameter targets: how many neurons there are on the other side.
  func reversed(targets: Int) -> SynapseRows {
    var counts = [UInt32](repeating: 0, count: targets + 1)
    for neuron in target { counts[Int(neuron) + 1] += 1 }
    for neuron in 0..<targets { counts[neuron + 1] += counts[neuron] }
    var other = self
    other.start = counts
    for source in 0..<sources {
      for place in Int(start[source])..<Int(start[source + 1]) {
        let next = Int(counts[Int(target[place])])
        counts[Int(target[place])] += 1
        other.target[next] = UInt32(source)
        if !weight.isEmpty { other.weight[next] = weight[place] }
      }
    }
    return other
  }
}
