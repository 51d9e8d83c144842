import ArrayNumerics
import Plotting
import Schema
import Stages

extension HeadDirection {
  static let tuning = FigureKind<PolarTuningSheetOptions>("tuning", about: "polar tuning curve of each cell")
  static let summary = FigureKind<CellFigureOptions>("summary", about: "mean vectors, stability and lags of all cells")
  public static let figureKinds = [AnyFigureKind(tuning), AnyFigureKind(summary)]

  /// Cells on a sheet.
  private static let perSheet = 40

  public static func figures(
    _ result: HeadDirectionResult, parameters: HeadDirectionParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    func rank(_ cell: Int) -> Double { result.meanVectorLength[cell].isNaN ? -1 : result.meanVectorLength[cell] }
    let order = result.cellIDs.indices.filter { rank($0) >= 0 }.sorted {
      (result.isTuned[$0] ? 1 : 0, rank($0), -$0) > (result.isTuned[$1] ? 1 : 0, rank($1), -$1)
    }
    let sheets = stride(from: 0, to: order.count, by: perSheet).map { Array(order[$0..<min($0 + perSheet, order.count)]) }
    return [summaryFigure(result, parameters, try pen[summary])]
      + (try (sheets.isEmpty ? [[]] : sheets).enumerated().map { number, shown in
        NamedFigure(
          tuning,
          polarTuningSheetFigure(
            rates: result.tuning.selectingRows(shown), preferred: shown.map { result.preferredDirection[$0] },
            names: shown.map { "\(result.isTuned[$0] ? "● " : "")\(result.cellIDs[$0])" }, options: try pen[tuning]),
          suffix: number == 0 ? "" : "\(number + 1)",
          caption: sentence {
            "Firing rate against head direction of \(counted(shown.count, "cell")), head-direction cells (●) first, then by "
            "mean vector"
            if sheets.count > 1 { " (sheet \(number + 1) of \(sheets.count))" }
            "; each out to its own peak (number, \(result.unit)); line: the preferred direction."
          })
      })
  }

  private static func summaryFigure(
    _ result: HeadDirectionResult, _ parameters: HeadDirectionParameters, _ options: CellFigureOptions
  ) -> NamedFigure {
    let tuned = result.cellIDs.indices.filter { result.isTuned[$0] }
    let others = result.cellIDs.indices.filter { !result.isTuned[$0] && result.stability[$0].isFinite }
    func points(_ cells: [Int], _ paint: Paint, _ shape: PointsMark.Shape, _ name: String) -> Mark {
      .points(
        PointsMark(
          x: cells.map { result.meanVectorLength[$0] }, y: cells.map { result.stability[$0] }, colors: .uniform(paint),
          size: 3.5, shape: shape, name: name))
    }
    var panels = [
      Panel(
        x: Axis("Mean vector length", range: 0...1), y: Axis("Stability (r)", range: -1...1),
        marks: [
          .rule(RuleMark(.vertical, at: parameters.minimumLength)),
          .rule(RuleMark(.horizontal, at: parameters.minimumStability)),
          points(others, .muted, .square, "others"), points(tuned, .category(0), .circle, "head direction"),
        ], height: .aspect(0.9))
    ]
    if result.lags.count > 1 {
      let milliseconds = result.lags.map { 1000 * $0 }
      let curves = tuned.map { cell -> [Double] in
        let top = result.lengthByLag.row(cell).max() ?? 1
        return result.lengthByLag.row(cell).map { $0 / top }
      }
      var lags = Panel(
        x: Axis("Lag (ms)"), y: Axis("Mean vector (of its largest)"),
        marks: curves.map { .line(LineMark(x: milliseconds, y: $0, paint: .faint, width: 0.5)) }, height: .aspect(0.9))
      if !curves.isEmpty {
        let middle = milliseconds.indices.map { lag in median(curves.map { $0[lag] }) }
        lags.marks.append(.line(LineMark(x: milliseconds, y: middle, paint: .category(0), width: 1.2)))
      }
      lags.marks.append(.rule(RuleMark(.vertical, at: 0)))
      panels.append((curves.isEmpty ? .noData(x: lags.x, y: lags.y, height: .aspect(0.9)) : lags).at(row: 0, column: 1))
    }
    let figure = Figure(
      name: "head-direction", panels: panels,
      altText: "Mean vector length and stability of \(result.cellIDs.count) cells, and mean vectors at lags.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      summary, figure,
      caption: sentence {
        "(a) Mean vector and correlation between the halves of the session; dashed: what a head-direction cell exceeds. "
        "(b) Mean vector at each lag of the \(counted(tuned.count, "head-direction cell")) and their median; positive lags: "
        "the cell fires for a direction that comes later. Delays of the tracker shift all of them."
      })
  }
}
