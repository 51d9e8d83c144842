import ArrayNumerics
import Foundation
import Plotting
import Stages

extension TrajectoryImport {
  public static func figures(
    _ result: TrajectoryResult, parameters: TrajectoryParameters, config: PlotConfig
  ) -> [NamedFigure] {
    []
  }
}
