import AttractorModels
import Schema

extension ModelEntry {
  /// A sheet whose pattern velocity carries along.
  static let velocitySheet = ModelEntry(
    "grid-cell-velocity", otherNames: ["GridCell2DVelocity"], title: "grid-cell sheet driven by velocity",
    purpose: sentence {
      "A sheet of cells with local inhibition forms a hexagonal pattern; each cell prefers a direction and its connections are "
      "shifted that way, so that the pattern moves with the animal and cells fire on a grid in space. Connections are shifted "
      "by the direction of the sender, so that the pattern moves with the velocity; with --compat canns by that of the "
      "receiver, against it."
    },
    equations: [
      "tau ds/dt = -s + W r + A (1 + alpha e.v)", "r = max(s, 0)",
      "W(d) = W_a (exp(-e beta |d|^2) - exp(-beta |d|^2)), beta = 3 / lambda_net^2, d less the shift W_l along e",
    ], time: .seconds, tasks: VelocitySheetModel.tasks, monitors: VelocitySheetModel.monitors,
    references: [.burak2009, .george2024], stage: Simulation.description, parameters: VelocitySheetTable.self
  ) { try VelocitySheetModel($0, $1) }
}

/// Parameters of the sheet, by the names that canns gave them.
struct VelocitySheetTable: ParameterTable {
  var length = 40
  var sheet = VelocitySheet.Parameters()

  static let parameters: [Parameter<VelocitySheetTable>] = [
    Parameter("length", \.length, unit: "cells", help: "cells along each axis, an even number"),
    Parameter("tau", \.sheet.timeConstant, unit: "s", help: "time constant"),
    Parameter("alpha", \.sheet.velocityGain, unit: "s/m", help: "how strongly velocity drives the cells"),
    Parameter("A", \.sheet.drive, help: "drive at rest"),
    Parameter("W_a", \.sheet.weight, help: "strength of the connections"),
    Parameter("W_l", \.sheet.shift, unit: "cells", help: "shift of the connections"),
    Parameter("lambda_net", \.sheet.wavelength, unit: "cells", help: "about the spacing of the pattern"),
    Parameter("e", \.sheet.sharpness, help: "above 1 for inhibition only"),
  ]
}
