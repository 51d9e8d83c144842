import CellAnalysis
import ManifoldAnalysis
import ModelAnalysis
import PopulationActivity
import SignalAnalysis
import Stages

extension StageRegistry {
  /// All stages of the program, in the order in which the commands are listed. A new stage is a folder and one line here.
  public static let workbench = StageRegistry(
    [
      RegisteredStage(Embedding.self),
      RegisteredStage(Reduction.self),
      RegisteredStage(UMAPReduction.self),
      RegisteredStage(TSNEReduction.self),
      RegisteredStage(IsomapReduction.self),
      RegisteredStage(DiffusionReduction.self),
      RegisteredStage(ScalingReduction.self),
      RegisteredStage(Homology.self),
      RegisteredStage(LatentDecoding.self),
      RegisteredStage(PopulationDecoding.self),
      RegisteredStage(CohoMap.self),
      RegisteredStage(RateMaps.self),
      RegisteredStage(SpeedHistogram.self),
      RegisteredStage(BumpFitting.self),
      RegisteredStage(Theta.self),
      RegisteredStage(Persistence.self),
      RegisteredStage(TrajectoryImport.self),
      RegisteredStage(Simulation.self),
      RegisteredStage(EnergyLandscape.self),
      RegisteredStage(TuningCurve.self),
      RegisteredStage(FiringField.self),
      RegisteredStage(SpikeRaster.self),
      RegisteredStage(FixedPoints.self),
      RegisteredStage(ThetaSweeping.self),
    ], presets: [.grid, .headDirection, .fly, .paper])
}
