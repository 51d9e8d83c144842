import AttractorModels
import Foundation
import Schema

extension ModelEntry {
  /// A ring that integrates along one direction.
  static let bandCells = ModelEntry(
    "band-cells", otherNames: ["BandCell", "GaussRecUnits", "NonRecUnits"],
    title: "ring of band cells that integrates a velocity",
    purpose: sentence {
      "A ring with two shifted layers that push its bump on, one the more the faster the animal goes, the other the less: "
      "cells fire on parallel stripes. How fast the bump really goes is measured before a run, and the velocity corrected by "
      "it, so that a turn of the ring is a spacing."
    },
    equations: [
      "tau_s dq/dt = -q + w r", "tau du/dt = -u + W r + (g + v) M+ max(q, 0) + (g - v) M- max(q, 0)",
      "r = u^2 / (1 + k sum u^2)", "W(d) = J0 J_c / (sqrt(2 pi) a) exp(-d^2 / 2a^2), J_c^2 = 8 sqrt(2 pi) k a / rho",
      "M+-(d) = exp(-(d +- s)^2 / 2a^2) / (sqrt(2 pi) a)", "v = 2 pi / spacing (cos b, sin b) . velocity, b = angle - pi/2",
    ], time: .tenths, tasks: BandModel.tasks, monitors: BandModel.monitors, references: [.burgess2007, .wu2008],
    stage: Simulation.description, parameters: BandCellsTable.self
  ) { table, setting in
    if setting.compatibility == .canns { return try CompatibleBandModel(table) }
    return try BandModel(table)
  }

  private static let hierarchy = [
    "tau_s dq/dt = -q + w r, tau du/dt = -u + W r + (g + v) M+ max(q, 0) + (g - v) M- max(q, 0), three bands 60 degrees apart",
    "tau_g du/dt = -u + W r + I - v, tau_v dv/dt = -v + m u, u >= 0, of the grid cells",
    "I = max(2 B / max B - 1, 0), B the sum of what the bands have at the phases p0, p1 and p1 - p0 of a cell",
    "r = u^2 / (1 + k sum u^2); places: q^2 / (1 + sum q^2) of what is above half of the highest input",
  ]

  /// One module.
  static let pathIntegration = ModelEntry(
    "path-integration", otherNames: ["HierarchicalPathIntegrationModel", "GridCell"],
    title: "bands, grid cells and places: one module",
    purpose: sentence {
      "Three rings of band cells integrate the velocity along directions 60 degrees apart and drive a sheet of grid cells, "
      "which place cells read. The network is told where the animal starts, and after that only its velocity; where its bands "
      "say that it is can lead an animal in a closed loop."
    },
    equations: hierarchy, time: .tenths, tasks: HierarchyModel.tasks, monitors: HierarchyModel.monitors,
    references: [.burgess2007, .wu2008], stage: Simulation.description, parameters: PathIntegrationTable.self
  ) { table, setting in
    try made(table.settings, [table.spacing], table.angle, setting)
  }

  private static func made(
    _ settings: HierarchySettings, _ spacings: [Double], _ angle: Double, _ setting: ModelSetting
  ) throws -> any Sendable {
    if setting.compatibility == .canns { return try CompatibleHierarchyModel(settings, spacings: spacings, angle: angle) }
    return try HierarchyModel(settings, spacings: spacings, angle: angle)
  }

  /// Several modules.
  static let hierarchicalNetwork = ModelEntry(
    "hierarchical-network", otherNames: ["HierarchicalNetwork"], title: "modules of bands and grid cells, read by places",
    purpose: sentence {
      "Several modules of bands and grid cells with spacings from the smallest to the largest in even ratios, and place cells "
      "that read all of them: where the fields of all modules agree, over more than the largest spacing, there is one place."
    },
    equations: hierarchy, time: .tenths, tasks: HierarchyModel.tasks, monitors: HierarchyModel.monitors,
    references: [.burgess2007, .wu2008], stage: Simulation.description, parameters: HierarchyTable.self
  ) { table, setting in
    guard table.modules >= 1, table.modules <= 20, table.smallest > 0, table.largest >= table.smallest else {
      throw AttractorModelsError.badParameter(
        name: "the number of modules", value: Double(table.modules),
        expected: "1 to 20, with a smallest spacing above 0 and a largest not below it")
    }
    let ratio = table.largest / table.smallest
    // canns spaces them by even differences.
    let spacings = (0..<table.modules).map { module in
      let part = table.modules == 1 ? 0 : Double(module) / Double(table.modules - 1)
      return setting.compatibility == .canns
        ? table.smallest + part * (table.largest - table.smallest) : table.smallest * pow(ratio, part)
    }
    return try made(table.settings, spacings, table.angle, setting)
  }
}

/// Parameters of a ring of band cells, by the names that canns gave them.
struct BandSettings: Sendable, Equatable {
  var cells = BandCells.Parameters()

  static let parameters: [Parameter<BandSettings>] = [
    Parameter("tau", \.cells.timeConstant, unit: "units of time", help: "time constant of the ring"),
    Parameter("tau_s", \.cells.layerTimeConstant, unit: "units of time", help: "time constant of the shifted layers"),
    Parameter("J0", \.cells.coupling, help: "connections over the least that hold a bump"),
    Parameter("k", \.cells.inhibition, help: "divisive inhibition, at 180 cells; other numbers get what does the same"),
    Parameter("a", \.cells.width, unit: "rad", help: "half-width of the connections"),
    Parameter("w_L2S", \.cells.ringToLayer, help: "weight of the ring on its layers"),
    Parameter("g", \.cells.gain, help: "drive of both layers on the ring at rest"),
    Parameter("s", \.cells.shift, unit: "rad", help: "shift of the layers' connections"),
  ]
}

/// Parameters of band cells.
struct BandCellsTable: ParameterTable {
  var num = 180
  var spacing = 2.0
  var angle = 0.0
  var bands = BandSettings()

  static let parameters: [Parameter<BandCellsTable>] =
    [
      Parameter("num", \.num, help: "cells on the ring"),
      Parameter("spacing", \.spacing, unit: "m", help: "between stripes"),
      Parameter("angle", \.angle, unit: "rad", help: "direction of the stripes"),
    ] + BandSettings.parameters.map { $0.within(\.bands) }

  /// 2π over the spacing, across the stripes, rad/m.
  ///
  /// - Throws: `AttractorModelsError.badParameter` for a spacing that is not positive.
  func wave() throws -> SIMD2<Double> {
    guard spacing > 0 else {
      throw AttractorModelsError.badParameter(name: "the spacing", value: spacing, expected: "positive")
    }
    let direction = angle - .pi / 2
    return 2 * .pi / spacing * SIMD2(cos(direction), sin(direction))
  }
}

/// What networks of bands, grid cells and places have in common.
struct HierarchySettings: Sendable, Equatable {
  var bandSize = 180
  var gridSide = 20
  var places = 15
  var area = 5.0
  var bands = BandSettings()

  static let parameters: [Parameter<HierarchySettings>] =
    [
      Parameter("band_size", \.bandSize, help: "cells of each band"),
      Parameter("grid_num", \.gridSide, help: "grid cells of a module along each axis, an even number"),
      Parameter("num_place", \.places, help: "place cells along each axis"),
      Parameter("area", \.area, unit: "m", help: "side of the square over which place cells are spread"),
    ] + BandSettings.parameters.map { $0.within(\.bands) }
}

extension HierarchySettings {
  /// Centres of the place cells, m, x fastest.
  ///
  /// - Throws: `AttractorModelsError.badParameter`
  func placeCenters() throws -> [SIMD2<Double>] {
    guard places >= 1, places <= 200, area > 0 else {
      throw AttractorModelsError.badParameter(
        name: "the number of place cells along an axis", value: Double(places),
        expected: "1 to 200, on an area with a side above 0")
    }
    let line = (0..<places).map { places == 1 ? area / 2 : area * Double($0) / Double(places - 1) }
    return line.flatMap { y in line.map { SIMD2($0, y) } }
  }
}

/// Parameters of one module.
struct PathIntegrationTable: ParameterTable {
  var spacing = 2.0
  var angle = 0.0
  var settings = HierarchySettings()

  static let parameters: [Parameter<PathIntegrationTable>] =
    [
      Parameter("spacing", \.spacing, unit: "m", help: "between stripes of a band"),
      Parameter("angle", \.angle, unit: "rad", help: "direction of the stripes of the first band"),
    ] + HierarchySettings.parameters.map { $0.within(\.settings) }
}

/// Parameters of several modules.
struct HierarchyTable: ParameterTable {
  var modules = 3
  var smallest = 2.0
  var largest = 5.0
  var angle = 0.0
  var settings = HierarchySettings()

  static let parameters: [Parameter<HierarchyTable>] =
    [
      Parameter("num_module", \.modules, help: "modules"),
      Parameter("spacing_min", \.smallest, unit: "m", help: "between stripes of the first module"),
      Parameter("spacing_max", \.largest, unit: "m", help: "between stripes of the last module"),
      Parameter("module_angle", \.angle, unit: "rad", help: "direction of the stripes of every module's first band"),
    ] + HierarchySettings.parameters.map { $0.within(\.settings) }
}
