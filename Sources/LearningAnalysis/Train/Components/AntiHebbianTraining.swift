import Foundation
import LearningModels
import Schema
import Stages

/// Linear neurons by the reverse of the Hebbian rule: all find the last component.
public enum AntiHebbianTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-anti-hebbian", stem: "train", variant: .training("anti-hebbian"), group: .models,
    title: "Anti-Hebbian learning", summary: "linear neurons by the reverse of the Hebbian rule",
    purpose: """
      Trains linear neurons by the reverse of the Hebbian rule. Brought to one length after each pattern they find the \
      direction in which their inputs vary least, the minor component; without that their weights fade. Unlearning of an \
      associative memory is the option unlearning of the model hopfield.
      """,
    example: "canns-analyze train datasets/learning/anti-hebbian.yaml -o anti --model anti-hebbian", references: [.oja1992],
    usesSeed: true, inputName: "FILE.yaml", readsSettings: true)
}

extension AntiHebbianTraining: ComponentStage {
  /// Of the neurons.
  public static let rule = ComponentRule.antiHebbian
}
