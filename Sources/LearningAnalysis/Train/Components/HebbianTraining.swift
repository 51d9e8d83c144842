import Foundation
import LearningModels
import Schema
import Stages

/// Linear neurons by the plain Hebbian rule, brought to one length: all find the first component.
public enum HebbianTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-hebbian", stem: "train", variant: .training("hebbian"), group: .models, title: "Hebbian learning",
    summary: "linear neurons by the plain Hebbian rule",
    purpose: """
      Trains linear neurons by the plain Hebbian rule. Brought to one length after each pattern they find the first principal \
      component; without that their weights grow for ever. The Hebbian rule of the associative memory is the model hopfield.
      """,
    example: "canns-analyze train datasets/learning/hebbian.yaml -o hebbian --model hebbian", references: [.oja1982],
    usesSeed: true, inputName: "FILE.yaml", readsSettings: true)
}

extension HebbianTraining: ComponentStage {
  /// Of the neurons.
  public static let rule = ComponentRule.hebbian
}
