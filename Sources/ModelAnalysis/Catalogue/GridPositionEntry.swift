import AttractorModels
import Schema

extension ModelEntry {
  /// Grid cells that are told the place.
  static let gridPosition = ModelEntry(
    "grid-cell-position", otherNames: ["GridCell2DPosition"], title: "grid-cell sheet driven by position",
    purpose: sentence {
      "Rate neurons on a sheared torus, on which a bump stands for a place up to the lattice: every cell fires on a hexagonal "
      "grid in space, 2 pi / mapping_ratio apart. It is told where the animal is and integrates nothing; "
      "what its bump says of the place is nearest to where the animal is by construction."
    },
    equations: [
      "tau du/dt = -u + W r + I, u >= 0", "r = g u^2 / (1 + k sum u^2)",
      "W(d) = J0 / (g sqrt(2 pi) a) exp(-|d|^2 / 2a^2), d on the hexagonal lattice",
      "I(p) = A exp(-|p - phi|^2 / 2a^2), phi = mapping_ratio (x - y / sqrt 3, 2 y / sqrt 3) the phase of the place",
    ], time: .milliseconds, tasks: GridPositionModel.tasks, monitors: GridPositionModel.monitors,
    references: [.guanella2007, .wu2008, .george2024], stage: Simulation.description, parameters: GridPositionTable.self
  ) { try GridPositionModel($0, $1) }
}

/// Parameters of the sheet, by the names that canns gave them.
struct GridPositionTable: ParameterTable {
  var length = 30
  var sheet = SweepParameters(
    adaptationStrength: 0, inhibition: 1, width: 0.8, coupling: 5, gain: 1)
  var ratio = 1.5
  var noise = 0.1

  static let parameters: [Parameter<GridPositionTable>] = [
    Parameter("length", \.length, help: "cells along each axis"),
    Parameter("tau", \.sheet.timeConstant, unit: "ms", help: "time constant"),
    Parameter("k", \.sheet.inhibition, help: "divisive inhibition"),
    Parameter("a", \.sheet.width, unit: "rad", help: "half-width of connections and input"),
    Parameter("A", \.sheet.amplitude, help: "amplitude of the input"),
    Parameter("J0", \.sheet.coupling, help: "strength of the connections"),
    Parameter("g", \.sheet.gain, help: "gain of the rates"),
    Parameter(
      "mapping_ratio", \.ratio, unit: "rad/m", help: "phase for each metre; fields are 2 pi / mapping_ratio apart"),
    Parameter("noise_strength", \.noise, help: "deviation that noise alone would give u; with --compat canns of each step"),
  ]
}
