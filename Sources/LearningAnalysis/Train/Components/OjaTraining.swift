import Foundation
import LearningModels
import Schema
import Stages

/// Linear neurons by Oja's rule: all find the first component.
public enum OjaTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-oja", stem: "train", variant: .training("oja"), group: .models, title: "Learning of a component",
    summary: "linear neurons by Oja's rule",
    purpose: """
      Trains linear neurons by Oja's rule, by which each finds the first principal component of its inputs, and measures the \
      angle to the true one in every epoch.
      """,
    example: "canns-analyze train datasets/learning/oja.yaml -o oja --model oja", references: [.oja1982], usesSeed: true,
    inputName: "FILE.yaml", readsSettings: true)
}

extension OjaTraining: ComponentStage {
  /// Of the neurons.
  public static let rule = ComponentRule.oja
}
