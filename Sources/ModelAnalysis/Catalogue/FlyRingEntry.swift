import AttractorModels
import PopulationActivity
import Schema

extension ModelEntry {
  /// A few cells that integrate the turning of a fly.
  static let flyRing = ModelEntry(
    "fly-ring", otherNames: ["E-PG", "EPG"], title: "heading ring of the fly: E-PG and P-EN cells",
    purpose: sentence {
      "Eight E-PG cells hold a bump that stands for the heading, and two rings of P-EN cells, shifted to one side each, turn "
      "it with the fly. So few cells hold a bump at any heading, between two cells too, only where their recurrence is tuned "
      "exactly for a number of active cells, which is in closed form. How fast the bump really turns is measured before a run, "
      "and the velocity corrected by it."
    },
    equations: [
      "tau du/dt = -u + c + sum [(J_I + J_D cos d) r + J_P cos(d - delta) p+ + J_P cos(d + delta) p-] / N", "r = max(u, 0)",
      "tau_P dp+-/dt = -p+- + (1 +- g w) r / 2, w the angular velocity",
      "J_E = J_D + J_P cos delta = tuning 2N / (n - sin(2 pi n/N) / sin(2 pi/N))",
      "g = (tau + s tau_P) / (s tan delta), s = J_P cos delta / J_E",
    ], time: .seconds, tasks: FlyRingModel.tasks, monitors: FlyRingModel.monitors,
    references: [.turnerEvans2017, .noorman2024], stage: Simulation.description, isOfCanns: false,
    parameters: FlyRingTable.self
  ) { table, _ in try FlyRingModel(table) }
}

/// Parameters of the fly's ring.
struct FlyRingTable: ParameterTable {
  var num = 8
  var cells = FlyRing.Parameters()

  static let parameters: [Parameter<FlyRingTable>] = [
    Parameter("num", \.num, help: "E-PG cells; as many P-EN cells for each side"),
    Parameter("tau", \.cells.timeConstant, unit: "s", help: "time constant of the E-PG cells"),
    Parameter("tau_P", \.cells.shifterTimeConstant, unit: "s", help: "time constant of the P-EN cells"),
    Parameter("active", \.cells.active, help: "cells of a bump, for which the recurrence is tuned"),
    Parameter("J_I", \.cells.inhibition, help: "uniform connections, below 0"),
    Parameter("c", \.cells.drive, help: "drive of every E-PG cell"),
    Parameter("share", \.cells.share, help: "part of the tuned recurrence that runs through the P-EN cells"),
    Parameter("delta", \.cells.shift, unit: "rad", help: "shift of the P-EN cells' connections"),
    Parameter("tuning", \.cells.tuning, help: "recurrence over that of exact tuning; with 1 every heading is held"),
  ]
}
