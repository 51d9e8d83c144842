import CellAnalysis
import LearningAnalysis
import ManifoldAnalysis
import ModelAnalysis
import PopulationActivity
import SignalAnalysis
import Stages
import TorusInSpace

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
      RegisteredStage(FactorReduction.self),
      RegisteredStage(Homology.self),
      RegisteredStage(Toroidality.self),
      RegisteredStage(LatentDecoding.self),
      RegisteredStage(PopulationDecoding.self),
      RegisteredStage(CohoMap.self),
      RegisteredStage(CohoSpace.self),
      RegisteredStage(PathCompare.self),
      RegisteredStage(PositionDecoding.self),
      RegisteredStage(PathLift.self),
      RegisteredStage(Align.self),
      RegisteredStage(TorusAnimation.self),
      RegisteredStage(RateMaps.self),
      RegisteredStage(GridScores.self),
      RegisteredStage(GridThreshold.self),
      RegisteredStage(HeadDirection.self),
      RegisteredStage(GridModules.self),
      RegisteredStage(Ensembles.self),
      RegisteredStage(CellClasses.self),
      RegisteredStage(SpatialTda.self),
      RegisteredStage(SpeedHistogram.self),
      RegisteredStage(BumpFitting.self),
      RegisteredStage(Theta.self),
      RegisteredStage(TuningModels.self),
      RegisteredStage(Persistence.self),
      RegisteredStage(TrajectoryImport.self),
      RegisteredStage(Simulation.self),
      RegisteredStage(EnergyLandscape.self),
      RegisteredStage(TuningCurve.self),
      RegisteredStage(FiringField.self),
      RegisteredStage(SpikeRaster.self),
      RegisteredStage(HopfieldTraining.self),
      RegisteredStage(OjaTraining.self),
      RegisteredStage(SangerTraining.self),
      RegisteredStage(HebbianTraining.self),
      RegisteredStage(AntiHebbianTraining.self),
      RegisteredStage(SelectivityTraining.self),
      RegisteredStage(SpikeTimingTraining.self),
      RegisteredStage(FixedPoints.self),
      RegisteredStage(ThetaSweeping.self),
    ], presets: [.grid, .headDirection, .fly, .paper])
}
