import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension GridScores {
  static let cells = FigureKind<CellFigureOptions>("cells", about: "rate map and autocorrelogram of each cell")
  static let summary = FigureKind<CellFigureOptions>("summary", about: "scores against the null, spacing and orientation")
  public static let figureKinds = [AnyFigureKind(cells), AnyFigureKind(summary)]

  /// Cells on a sheet, in a row of it.
  private static let (perSheet, perRow) = (30, 5)

  public static func figures(
    _ result: GridScoreResult, parameters: GridScoreParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let order = result.score.indices.sorted {
      (result.score[$0].isNaN ? -3 : result.score[$0], -$0) > (result.score[$1].isNaN ? -3 : result.score[$1], -$1)
    }
    let sheets = stride(from: 0, to: order.count, by: perSheet).map { Array(order[$0..<min($0 + perSheet, order.count)]) }
    return [summaryFigure(result, try pen[summary])]
      + (try sheets.enumerated().map { number, shown in
        sheetFigure(
          result, shown, sheet: number, of: sheets.count, try pen[cells])
      })
  }

  // MARK: Each cell

  private static func sheetFigure(
    _ result: GridScoreResult, _ shown: [Int], sheet: Int, of sheets: Int, _ options: CellFigureOptions
  ) -> NamedFigure {
    let panels = shown.enumerated().flatMap { place, cell -> [Panel] in
      let (row, column) = (place / perRow, 2 * (place % perRow))
      let isLastRow = place + perRow >= shown.count
      return [
        mapPanel(result, cell, hasScale: isLastRow && column == 0).at(row: row, column: column),
        autocorrelogramPanel(result, cell).at(row: row, column: column + 1),
      ]
    }
    var figure = Figure(
      name: "grid-cells", panels: panels,
      altText: "Rate maps and autocorrelograms of \(shown.count) cells with their grid scores.",
      width: options.frame.width ?? .double, hasLetters: false)
    figure.spacing = 1.5
    figure.key = .bar(ColorScale(map: .blueRed, range: -1...1, label: "Correlation"))
    let first = 1 + sheet * perSheet
    return NamedFigure(
      cells, figure.framed(options.frame), suffix: sheet == 0 ? "" : "\(sheet + 1)",
      caption: sentence {
        "Rate map (left; from 0 to the peak given) and autocorrelogram (right) of the cells"
        if sheets > 1 { " in places \(first) to \(first + shown.count - 1)" }
        " by grid score, which stands above"
        if result.p != nil { " with its p" }
        "; circles: the annulus that it was taken from; grey: not visited, or too little overlap."
      })
  }

  private static func mapPanel(_ result: GridScoreResult, _ cell: Int, hasScale: Bool) -> Panel {
    let map = result.maps[cell]
    let peak = map.elements.filter(\.isFinite).max() ?? 0
    let scale = ColorScale(map: .viridis, range: 0...(peak > 0 ? peak : 1), label: "Rate (\(result.unit))")
    let (x, y) = (result.grid.xRange, result.grid.yRange)
    var panel = Panel(
      x: .hidden(x), y: .hidden(y), marks: [.heatMap(HeatMapMark(values: map, xRange: x, yRange: y, scale: scale))],
      height: .equalUnits)
    panel.heading = "Cell \(result.cellIDs[cell])"
    panel.note = "\(formatted(peak, digits: 2)) \(result.unit)"
    panel.notePlace = .below
    if hasScale { panel.scaleBar = .metres(forWidth: x.upperBound - x.lowerBound) }
    return panel
  }

  private static func autocorrelogramPanel(_ result: GridScoreResult, _ cell: Int) -> Panel {
    let correlogram = result.autocorrelograms[cell]
    let (width, height) = (result.grid.xEdges[1] - result.grid.xEdges[0], result.grid.yEdges[1] - result.grid.yEdges[0])
    let (reachX, reachY) = (Double(correlogram.columns) / 2 * width, Double(correlogram.rows) / 2 * height)
    let scale = ColorScale(map: .blueRed, range: -1...1, label: "Correlation")
    var panel = Panel(
      x: .hidden(-reachX...reachX), y: .hidden(-reachY...reachY),
      marks: [
        .heatMap(HeatMapMark(values: correlogram, xRange: -reachX...reachX, yRange: -reachY...reachY, scale: scale))
      ], height: .equalUnits)
    for radius in result.annulus.row(cell) where radius.isFinite {
      panel.marks.append(.line(circle(radius)))
    }
    let score = result.score[cell]
    panel.heading = score.isNaN ? "No score" : String(format: "Score %.2f", score)
    if let p = result.p?[cell], p.isFinite {
      panel.note = "p \(formatted(p, digits: 2))"
      panel.notePlace = .below
    }
    return panel
  }

  private static func circle(_ radius: Double) -> LineMark {
    let turns = (0...60).map { Double($0) * 2 * .pi / 60 }
    return LineMark(
      x: turns.map { radius * cos($0) }, y: turns.map { radius * sin($0) }, paint: .ink, width: 0.5,
      dash: [1.5, 1.5])
  }

  // MARK: All cells

  private static func summaryFigure(_ result: GridScoreResult, _ options: CellFigureOptions) -> NamedFigure {
    let scores = result.score.filter(\.isFinite)
    let null = result.null?.elements.filter(\.isFinite) ?? []
    let edges = (0...30).map { -1.5 + 0.12 * Double($0) }
    func shares(_ values: [Double]) -> [Double] {
      var counts = [Double](repeating: 0, count: edges.count - 1)
      for value in values { counts[min(counts.count - 1, max(0, Int((value - edges[0]) / 0.12)))] += 1 }
      return counts.map { 100 * $0 / Double(max(1, values.count)) }
    }
    var marks: [Mark] = [.bars(BarsMark(edges: edges, heights: shares(scores), paint: .category(0), name: "cells"))]
    if !null.isEmpty {
      let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
      marks.append(.line(LineMark(x: middles, y: shares(null), paint: .ink, width: 1, name: "null")))
    }
    let histogram = Panel(
      x: Axis("Grid score", range: -1.5...2.1), y: Axis("Share (%)"), marks: marks, height: .aspect(0.9))
    let kept = result.score.indices.filter { cell in
      result.lattice.regularSpacing[cell].isFinite && (result.p.map { $0[cell] <= GridScoreResult.level } ?? true)
    }
    let scatter = Panel(
      x: Axis("Spacing (cm)"), y: Axis("Orientation (°)", range: 0...60, ticks: .at([0, 15, 30, 45, 60])),
      marks: [
        .points(
          PointsMark(
            x: kept.map { 100 * result.lattice.regularSpacing[$0] }, y: kept.map { result.lattice.regularOrientation[$0] },
            colors: .values(
              kept.map { result.score[$0] },
              ColorScale(map: .viridis, fitting: kept.map { result.score[$0] }, label: "Grid score")), size: 3.5))
      ], height: .aspect(0.9)
    ).at(row: 0, column: 1)
    var panels = [
      histogram, kept.isEmpty ? .noData(x: scatter.x, y: scatter.y, height: .aspect(0.9)).at(row: 0, column: 1) : scatter,
    ]
    if !kept.isEmpty {
      panels[1].key = .bar(ColorScale(map: .viridis, fitting: kept.map { result.score[$0] }, label: "Grid score"))
    }
    let figure = Figure(
      name: "grid-scores", panels: panels,
      altText: "Grid scores of \(scores.count) cells, and spacing and orientation of \(kept.count).",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      summary, figure,
      caption: sentence {
        "(a) Grid scores of \(counted(scores.count, "cell"))"
        if !null.isEmpty { ", and of their shifts in time (line)" }
        ". (b) Spacing and orientation (modulo 60°) by plane waves of \(counted(kept.count, "cell"))"
        if result.p != nil { " with p ≤ \(formatted(GridScoreResult.level))" }
        "."
      })
  }
}
