import ArrayNumerics
import Plotting
import Schema
import Stages

extension Ensembles {
  static let correlations = FigureKind<CellFigureOptions>(
    "correlations", about: "correlations of all cells, by ensemble, and where the cells of the modules are")
  public static let figureKinds = [AnyFigureKind(correlations)]

  public static func figures(
    _ result: EnsembleResult, parameters: EnsembleParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[correlations]
    let panels = [matrixPanel(result), result.modules > 0 ? modulePanel(result) : sharePanel(result)]
    let figure = Figure(
      name: "ensemble-correlations", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "Correlations of \(result.cellIDs.count) cells in \(result.sizes.count) ensembles.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return [
      NamedFigure(
        correlations, figure,
        caption: sentence {
          "(a) Correlations of all cells"
          if result.hasFactor { " without what a common factor explains" }
          ", cells ordered by ensemble; lines stand between ensembles, the last cells are in none. (b) "
          if result.modules > 0 {
            "Cells of each module in each ensemble."
          } else {
            "Part of its ensemble that each cell is linked with."
          }
        })
    ]
  }

  private static func matrixPanel(_ result: EnsembleResult) -> Panel {
    let labels = result.ensemble.map { $0 < 0 ? result.sizes.count : $0 }
    let order = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
    let count = order.count
    let values = Matrix(
      rows: count, columns: count,
      elements: order.flatMap { row in
        order.map { row == $0 ? Double.nan : Double(result.correlations[row, $0]) }
      })
    let top = max(0.1, (10 * (values.elements.filter(\.isFinite).map { abs($0) }.max() ?? 0)).rounded(.up) / 10)
    let scale = ColorScale(map: .blueRed, range: -top...top, label: "Correlation")
    let range = 0...Double(max(1, count))
    var marks: [Mark] = [.heatMap(HeatMapMark(values: values, xRange: range, yRange: range, scale: scale))]
    var end = 0
    for size in result.sizes where end + size < count {
      end += size
      let place = Double(end)
      marks.append(.line(LineMark(x: [place, place], y: [0, Double(count)], paint: .ink, width: 0.6)))
      marks.append(.line(LineMark(x: [0, Double(count)], y: [place, place], paint: .ink, width: 0.6)))
    }
    var panel = Panel(
      x: .whole("Cell, by ensemble", range: range), y: .whole("Cell, by ensemble", range: range), marks: marks,
      height: .equalUnits)
    panel.key = .suited(to: scale)
    return panel
  }

  private static func modulePanel(_ result: EnsembleResult) -> Panel {
    let rows = (0..<result.modules).map { result.cells(ofModule: $0) }
    let columns = result.sizes.count + 1
    let values = Matrix(rows: rows.count, columns: columns, elements: rows.flatMap { $0.map(Double.init) })
    let top = max(1, values.elements.max() ?? 1)
    let scale = ColorScale(map: .viridis, range: 0...top, label: "Cells")
    var marks: [Mark] = [
      .heatMap(
        HeatMapMark(values: values, xRange: 0...Double(columns), yRange: 0...Double(rows.count), scale: scale))
    ]
    for (row, counts) in rows.enumerated() {
      for (column, cells) in counts.enumerated() {
        marks.append(
          .text(
            TextMark(
              x: Double(column) + 0.5, y: Double(row) + 0.5, text: "\(cells)",
              paint: .fixed(Color(rgb: Double(cells) > 0.6 * top ? 0x000000 : 0xFFFFFF)), alignment: .centre)))
      }
    }
    let names = result.sizes.indices.map { "\($0 + 1)" } + ["none"]
    var panel = Panel(
      x: Axis("Ensemble", range: 0...Double(columns), ticks: .at(names.indices.map { Double($0) + 0.5 }, labels: names)),
      y: Axis(
        "Module", range: 0...Double(rows.count),
        ticks: .at(rows.indices.map { Double($0) + 0.5 }, labels: rows.indices.map { "\($0 + 1)" })),
      marks: marks, height: .aspect(0.9))
    panel.key = .suited(to: scale)
    return panel
  }

  private static func sharePanel(_ result: EnsembleResult) -> Panel {
    let marks = result.sizes.indices.map { ensemble -> Mark in
      let shares = result.ensemble.indices.filter { result.ensemble[$0] == ensemble }.map { result.linkedShare[$0] }.sorted()
      let x = shares.indices.map { Double(ensemble) + 0.2 + 0.6 * (Double($0) + 0.5) / Double(max(1, shares.count)) }
      return .points(
        PointsMark(x: x, y: shares.map { 100 * $0 }, colors: .uniform(.category(ensemble)), size: 2.5, shape: .circle))
    }
    let places = result.sizes.indices.map { Double($0) + 0.5 }
    let x = Axis(
      "Ensemble", range: 0...Double(max(1, places.count)),
      ticks: .at(places, labels: result.sizes.indices.map { "\($0 + 1)" }))
    let y = Axis("Linked cells of the ensemble (%)", range: 0...100)
    return marks.isEmpty ? .noData(x: x, y: y, height: .aspect(0.9)) : Panel(x: x, y: y, marks: marks, height: .aspect(0.9))
  }
}
