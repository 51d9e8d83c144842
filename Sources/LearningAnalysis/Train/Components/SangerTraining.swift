import Foundation
import LearningModels
import Schema
import Stages

/// Linear neurons by Sanger's rule: they find the components in order.
public enum SangerTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-sanger", stem: "train", variant: .training("sanger"), group: .models, title: "Learning of components",
    summary: "linear neurons by Sanger's rule",
    purpose: """
      Trains linear neurons by Sanger's generalised Hebbian rule, by which they find the principal components of their inputs \
      in order, and measures the angles to the true ones in every epoch.
      """,
    example: "canns-analyze train datasets/learning/sanger.yaml -o sanger --model sanger", references: [.sanger1989, .oja1982],
    usesSeed: true, inputName: "FILE.yaml", readsSettings: true)
}

extension SangerTraining: ComponentStage {
  /// Of the neurons.
  public static let rule = ComponentRule.sanger
}
