import AttractorModels
import Schema

extension ModelEntry {
  /// Direction cells and grid cells under theta.
  static let thetaSweep = ModelEntry(
    "theta-sweep", otherNames: ["DirectionCellNetwork", "GridCellNetwork", "PlaceCellNetwork"],
    title: "direction cells, grid cells and place cells that theta sweeps",
    purpose: sentence {
      "A ring of direction cells and a sheet of grid cells with strong adaptation whose drives theta modulates: within a cycle "
      "the direction runs to one side of the head and the position ahead of the animal, then to the other side. Direction "
      "cells drive grid cells whose fields lie ahead in their direction. Place cells, one in each square of the arena, are "
      "connected by the shortest ways through it, so that their activity runs ahead along a maze and not through its walls."
    },
    equations: [
      "tau du/dt = -u + W r + theta A exp(-(x - h)^2 / 2a^2) - v, of direction cells, h the heading",
      "tau du/dt = -u + W r + theta sum_d w_d A exp(-|p - phi(x + offset e_d)|^2 / 2a^2) - v, of grid cells, w_d their rates",
      "tau du/dt = -u + W r + theta A exp(-D(x, i)^2 / 2a^2) - v, of place cells, D the shortest way to square i",
      "W = J0 / (2 pi a^2) exp(-D(i, j)^2 / 2a^2), of place cells",
      "tau_v dv/dt = -v + m u, u >= 0", "r = g u^2 / (1 + k sum u^2)",
      "theta = 1 + S (1/2 + gain) cos phase, gain speed or turning rate over the largest",
    ], time: .milliseconds, references: ThetaSweeping.description.references, stage: ThetaSweeping.description,
    parameters: ThetaSweepParameters.self
  ) { table, _ in
    var directions = SweepParameters.directionCells
    directions.adaptationStrength = table.directionAdaptation
    var grid = SweepParameters.gridCells
    grid.adaptationStrength = table.gridAdaptation
    return try ThetaSweep(
      directionCells: DirectionCells(count: table.directionCells, parameters: directions),
      gridCells: GridCells(side: table.gridSide, ratio: table.mappingRatios.first ?? 5, offset: table.offset, parameters: grid),
      dt: table.step)
  }
}
