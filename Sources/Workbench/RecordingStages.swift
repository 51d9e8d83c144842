import Stages

extension StageRegistry {
  /// All stages on recordings, in the order of the usual chain. A new stage is a folder and one line here.
  public static let recordingStages = StageRegistry([
    RegisteredStage(Embedding.self),
    RegisteredStage(Reduction.self),
    RegisteredStage(Homology.self),
    RegisteredStage(Decoding.self),
    RegisteredStage(CohoMap.self),
    RegisteredStage(RateMaps.self),
    RegisteredStage(Persistence.self),
    RegisteredStage(TrajectoryImport.self),
  ])
}
