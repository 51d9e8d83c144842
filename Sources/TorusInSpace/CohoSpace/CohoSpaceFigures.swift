import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension CohoSpace {
  static let maps = FigureKind<CellMapsOptions>("maps", about: "rate of the cells on the ring or flat torus")
  static let centers = FigureKind<CellCentersOptions>("centers", about: "where on the ring or flat torus the cells fire")
  static let world = FigureKind<AgainstWorldOptions>("against-world", about: "information of coordinates and of the world")
  public static let figureKinds = [AnyFigureKind(maps), AnyFigureKind(centers), AnyFigureKind(world)]

  /// Maps on the sheet at most.
  private static let mostMaps = 30

  public static func figures(
    _ result: CohoSpaceResult, parameters: CohoSpaceParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = [try mapsFigure(result, pen: pen), try centersFigure(result, parameters: parameters, pen: pen)]
    if let world = result.world { figures.append(try worldFigure(result, world, pen: pen)) }
    return figures
  }

  // MARK: Maps

  private static func mapsFigure(_ result: CohoSpaceResult, pen: FigurePen) throws -> NamedFigure {
    let options = try pen[maps]
    let order = result.cellIDs.indices.filter { result.centers[$0, 0].isFinite }.sorted {
      (-(result.information[$0].isFinite ? result.information[$0] : -1), $0)
        < (-(result.information[$1].isFinite ? result.information[$1] : -1), $1)
    }
    let shown = Array(order.prefix(mostMaps))
    let torus = FlatTorus(angle: options.latticeAngle, maps: result.rateMaps, bins: result.binsPerCircle)
    let perRow = min(6, max(1, shown.count))
    let panels = shown.enumerated().map { place, cell in
      panel(of: cell, result, torus, options).at(row: place / perRow, column: place % perRow)
    }
    var figure = Figure(
      name: "cells-on-torus", panels: panels.isEmpty ? [.noData()] : panels,
      altText: "Rate of \(shown.count) cells over the decoded coordinates.", width: options.frame.width ?? .double,
      hasLetters: false)
    figure.spacing = 2
    if result.circles == 2, !shown.isEmpty {
      figure.key = .bar(
        ColorScale(
          map: options.frame.colorMap ?? .viridis, range: 0...1,
          label: options.frame.colorBarLabel ?? "Rate (fraction of peak)"))
    }
    return NamedFigure(
      maps, figure.framed(options.frame),
      caption: sentence {
        "Rate of the \(counted(shown.count, "cell")) about which the others tell most, of \(result.cellIDs.count), "
        if result.circles == 2 {
          "on the flat torus at \(formatted(torus.lean * 180 / .pi, digits: 3))°, θ₁ along the base. The rhombus is the "
          "torus once; around it the map is repeated, since opposite sides are one. White: centre. Below each map its peak "
          "(\(result.unit))."
        } else {
          "around the ring. Dashed: centre."
        }
      })
  }

  private static func panel(
    of cell: Int, _ result: CohoSpaceResult, _ torus: FlatTorus, _ options: CellMapsOptions
  ) -> Panel {
    let bins = result.binsPerCircle
    let values = result.rateMaps.row(cell).map(Double.init)
    let peak = values.filter(\.isFinite).max() ?? 0
    var panel: Panel
    if result.circles == 2 {
      let scale = ColorScale(map: options.frame.colorMap ?? .viridis, range: 0...(peak > 0 ? peak : 1), label: "Rate")
      let center = torus.place(result.centers[cell, 0], result.centers[cell, 1])
      panel = Panel(
        x: .hidden(torus.xRange), y: .hidden(torus.yRange),
        marks: [
          .heatMap(
            HeatMapMark(
              values: torus.unfolded(Matrix(rows: bins, columns: bins, elements: values)), xRange: torus.xRange,
              yRange: torus.yRange, scale: scale)),
          torus.outline(.fixed(Color(rgb: 0xFFFFFF))),
          .points(PointsMark(x: [center.x], y: [center.y], colors: .uniform(.fixed(Color(rgb: 0xFFFFFF))), size: 3)),
        ], height: .equalUnits)
    } else {
      let angles = (0..<bins).map { (Double($0) + 0.5) / Double(bins) * 360 }
      panel = Panel(
        x: .degrees("", step: 180), y: Axis("", range: 0...(peak > 0 ? peak : 1), ticks: .none),
        marks: [
          .line(LineMark(x: angles, y: values, paint: .category(0), width: 1)),
          .rule(RuleMark(.vertical, at: result.centers[cell, 0] * 180 / .pi)),
        ], height: .aspect(0.6))
    }
    panel.heading = result.cellIDs[cell]
    panel.note = "\(formatted(peak, digits: 3)) \(result.unit)"
    panel.notePlace = .below
    return panel
  }

  // MARK: Centres

  private static func centersFigure(
    _ result: CohoSpaceResult, parameters: CohoSpaceParameters, pen: FigurePen
  ) throws -> NamedFigure {
    let options = try pen[centers]
    let known = result.cellIDs.indices.filter { result.centers[$0, 0].isFinite }
    let information = known.map { result.information[$0] }
    let scale = ColorScale(
      map: options.frame.colorMap ?? .viridis, fitting: information.filter(\.isFinite),
      label: options.frame.colorBarLabel ?? "Information (bits/spike)")
    let colors: PointColors =
      information.contains(where: \.isFinite) ? .values(information, scale) : .uniform(.category(0))
    var panel: Panel
    if result.circles == 2 {
      let torus = FlatTorus(angle: options.latticeAngle, maps: result.rateMaps, bins: result.binsPerCircle)
      let places = known.map { torus.place(result.centers[$0, 0], result.centers[$0, 1]) }
      panel = Panel(
        x: .hidden(torus.xRange.lowerBound - 0.04...torus.xRange.upperBound + 0.04),
        y: .hidden(torus.yRange.lowerBound - 0.12...torus.yRange.upperBound + 0.04),
        marks: [
          torus.outline(.muted),
          .points(PointsMark(x: places.map(\.x), y: places.map(\.y), colors: colors, size: 4)),
          .text(TextMark(x: 0.5, y: 0, text: "θ₁", alignment: .centre, offset: (0, -9))),
          .text(
            TextMark(
              x: cos(torus.lean) / 2, y: sin(torus.lean) / 2, text: "θ₂", alignment: .right, offset: (-4, 4))),
        ], height: .equalUnits)
    } else {
      panel = Panel(
        x: .degrees("Centre (°)"), y: Axis("Length of the mean vector", range: 0...1),
        marks: [
          .points(
            PointsMark(
              x: known.map { result.centers[$0, 0] * 180 / .pi }, y: known.map { result.vectorLengths[$0, 0] },
              colors: colors, size: 4))
        ])
    }
    if information.contains(where: \.isFinite) { panel.key = .bar(scale) }
    return NamedFigure(
      centers,
      Figure(
        name: "centers-on-torus", panels: [panel], altText: "Where on the decoded ring or torus \(known.count) cells fire.",
        width: options.frame.width ?? .single, hasLetters: false
      ).framed(options.frame),
      caption: sentence {
        "Centre of each of \(counted(known.count, "cell")) on the "
        if result.circles == 2 { "flat torus, opposite sides are one" } else { "ring" }
        "; colour: what coordinates decoded without the cell tell about it."
      })
  }

  // MARK: Against the world

  private static func worldFigure(
    _ result: CohoSpaceResult, _ world: TorusAgainstWorld, pen: FigurePen
  ) throws -> NamedFigure {
    let options = try pen[CohoSpace.world]
    let known = result.cellIDs.indices.filter { result.information[$0].isFinite && world.information[$0].isFinite }
    let (own, other) = (known.map { result.information[$0] }, known.map { world.information[$0] })
    let top = max(0.1, (own + other).max() ?? 1) * 1.05
    let low = min(0, (own + other).min() ?? 0) * 1.05
    let passes = known.map { world.p[$0] <= 0.05 ? 1 : 0 }
    let name = world.world == "arena" ? "place" : "heading"
    let scatter = Panel(
      x: Axis("Told by the \(name) (bits/spike)", range: low...top),
      y: Axis("Told by the coordinates (bits/spike)", range: low...top),
      marks: [
        .rule(RuleMark(.diagonal)),
        .points(PointsMark(x: other, y: own, colors: .categories(passes), size: 3.5)),
      ], height: .aspect(1)
    ).at(row: 0, column: 0)
    let draws = (0..<world.nullAdvantage.columns).map { draw in median(known.map { world.nullAdvantage[$0, draw] }) }
    let values = draws + [world.medianAdvantage]
    let (least, most) = (values.min() ?? 0, values.max() ?? 1)
    let air = max(1e-3, 0.1 * (most - least))
    let counts = try histogram(draws, bins: 24, range: least - air...most + air)
    var null = Panel(
      x: Axis("Coordinates − \(name), median (bits/spike)", range: least - air...most + air), y: .whole("Draws"),
      marks: [
        .bars(BarsMark(edges: counts.edges, heights: counts.counts.map(Double.init), paint: .muted, name: "fixed map")),
        .rule(RuleMark(.vertical, at: world.medianAdvantage, paint: .category(1), dash: [], name: "cells")),
      ], height: .aspect(1)
    ).at(row: 0, column: 1)
    null.note = "p \(formatted(world.populationP, digits: 2))"
    return NamedFigure(
      CohoSpace.world,
      Figure(
        name: "torus-against-world", panels: [scatter, null],
        altText: "Information of the decoded coordinates against that of the \(name), for \(known.count) cells.",
        width: options.frame.width ?? .oneAndHalf
      ).framed(options.frame),
      caption: sentence {
        "(a) What coordinates decoded without the cell tell about it in held-out time, against what the \(name) tells; second "
        "colour: more than for 95 % of the simulated cells of a map that is fixed to the world. (b) Median over the cells of "
        "the difference, and the same of the simulated cells."
      })
  }
}

/// Options of the maps of cells on the flat torus.
public struct CellMapsOptions: FigureOptions {
  public var frame = FigureFrame()
  /// Angle of the flat torus, degrees; `nil` for 60 or 120, whichever suits the cells.
  public var latticeAngle: Double?
  public init() {}
  public static let parameters: [Parameter<CellMapsOptions>] =
    [latticeAngleParameter(\.latticeAngle)]
    + frameParameters(.colorBarLabel, .legend, .colorMap)
  public func validate() throws {
    try frame.validate()
    try require((20...160).contains(latticeAngle ?? 60), "lattice_angle", "an angle is between 20 and 160 degrees.")
  }
}

/// Options of the centres of cells on the flat torus.
public struct CellCentersOptions: FigureOptions {
  public var frame = FigureFrame()
  /// Angle of the flat torus, degrees; `nil` for 60 or 120, whichever suits the cells.
  public var latticeAngle: Double?
  public init() {}
  public static let parameters: [Parameter<CellCentersOptions>] =
    [latticeAngleParameter(\.latticeAngle)]
    + frameParameters(.colorBarLabel, .legend, .colorMap)
  public func validate() throws {
    try frame.validate()
    try require((20...160).contains(latticeAngle ?? 60), "lattice_angle", "an angle is between 20 and 160 degrees.")
  }
}

/// Options of the comparison with the world.
public struct AgainstWorldOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<AgainstWorldOptions>] = frameParameters(.legend, .grid, .panelLetters)
}

/// The option that says how the flat torus leans.
func latticeAngleParameter<Root>(_ path: WritableKeyPath<Root, Double?> & Sendable) -> Parameter<Root> {
  Parameter(
    "lattice_angle", path, unit: "degrees", help: "angle of the flat torus; none: 60 or 120, whichever suits the cells")
}
