import Schema
import Stages

/// A model that learns, as `models` shows it.
public struct LearningEntry: Sendable {
  /// As `train` calls it.
  public let name: String
  /// What other programs call the model or its trainer.
  public let otherNames: [String]
  /// In a few words.
  public let title: String
  /// A paragraph.
  public let purpose: String
  /// What a step does.
  public let equations: [String]
  /// Name, unit, meaning and source of each.
  public let parameters: [ParameterInformation]
  /// Name and default of each, in the same order.
  public let defaults: [JSONValue.Member]
  /// Works to cite.
  public let references: [Reference]

  private init<S: Stage>(_ stage: S.Type, otherNames: [String], equations: [String]) {
    name = stage.description.variant?.name ?? stage.description.command
    self.otherNames = otherNames
    title = stage.description.variant?.name == "hopfield" ? "associative memory" : stage.description.summary
    purpose = stage.description.purpose
    self.equations = equations
    parameters = S.Parameters.parameters.map(\.information)
    defaults = S.Parameters().record
    references = stage.description.references
  }

  /// All that `train` takes.
  public static let all = [
    LearningEntry(
      HopfieldTraining.self,
      otherNames: ["AmariHopfieldNetwork", "HebbianTrainer", "AntiHebbianTrainer", "BrainInspiredModel"],
      equations: [
        "W = (1/P) Σ (ξ − m)(ξ − m)ᵀ over the P patterns ξ with mean m, without its diagonal",
        "s ← sign(W s − θ), 1 by chance, tanh((W s − θ)/T) or 1 / (1 + exp(−(W s − θ)/T))",
        "E = −½ sᵀ W s + θᵀ s + T Σ ∫ f⁻¹, the last term for graded neurons",
      ]),
    LearningEntry(
      OjaTraining.self, otherNames: ["OjaTrainer"], equations: ["y = W x", "w ← w + η y (x − y w), each neuron by itself"]),
    LearningEntry(
      SangerTraining.self, otherNames: ["SangerTrainer", "GHA"],
      equations: ["y = W x", "w_k ← w_k + η y_k (x − Σ_{j ≤ k} y_j w_j)"]),
    LearningEntry(HebbianTraining.self, otherNames: ["LinearLayer"], equations: ["y = W x", "W ← W + η y xᵀ"]),
    LearningEntry(AntiHebbianTraining.self, otherNames: [], equations: ["y = W x", "W ← W − η y xᵀ"]),
    LearningEntry(
      SelectivityTraining.self, otherNames: ["BCMTrainer"],
      equations: ["y = W x", "W ← W + η y (y − θ) xᵀ", "θ ← θ + (y² − θ) / τ"]),
    LearningEntry(
      SpikeTimingTraining.self, otherNames: ["STDPTrainer", "SpikingLayer"],
      equations: [
        "v ← l v + W x, a spike where v ≥ the threshold, then v ← reset", "trace ← λ trace + spike",
        "W ← W + η (A₊ · spike · input traceᵀ − A₋ · output trace · inputᵀ), cut to [w_min, w_max]",
      ]),
  ]

  /// The entry of a name, or of one that another program uses; letter case, hyphens and underscores do not count. `nil` when
  /// there is none.
  public static func named(_ name: String) -> LearningEntry? {
    func folded(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }
    return all.first { ([$0.name] + $0.otherNames).contains { folded($0) == folded(name) } }
  }
}
