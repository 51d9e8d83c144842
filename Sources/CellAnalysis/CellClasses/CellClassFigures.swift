import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension CellClasses {
  static let rhythm = FigureKind<CellFigureOptions>("rhythm", about: "autocorrelograms by class, mean and each cell")
  static let kinds = FigureKind<CellFigureOptions>("kinds", about: "cells of each kind, and border and speed scores")
  public static let figureKinds = [AnyFigureKind(rhythm), AnyFigureKind(kinds)]

  public static func figures(
    _ result: CellClassResult, parameters: CellClassParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    [rhythmFigure(result, try pen[rhythm]), kindFigure(result, try pen[kinds])]
  }

  // MARK: Rhythms

  private static func rhythmFigure(_ result: CellClassResult, _ options: CellFigureOptions) -> NamedFigure {
    let rhythm = result.rhythm
    let lags = rhythm.lags.map { 1000 * $0 }
    let step = lags.count > 1 ? lags[1] - lags[0] : 1
    // Each cell over its own mean, so that rates do not matter.
    func curve(_ cell: Int) -> [Double] {
      let own = rhythm.autocorrelogram.row(cell).map(Double.init)
      let level = own.reduce(0, +) / Double(max(1, own.count))
      return own.map { level > 0 ? $0 / level : 0 }
    }
    let known = rhythm.classes.indices.filter { rhythm.classes[$0] >= 0 }
    let classes = rhythm.names.indices.filter { number in known.contains { rhythm.classes[$0] == number } }
    var marks: [Mark] = [.rule(RuleMark(.horizontal, at: 1))]
    for number in classes {
      let curves = known.filter { rhythm.classes[$0] == number }.map(curve)
      let count = Double(curves.count)
      let mean = lags.indices.map { lag in curves.reduce(0) { $0 + $1[lag] } / count }
      let error = lags.indices.map { lag -> Double in
        let squares = curves.reduce(0) { $0 + pow($1[lag] - mean[lag], 2) }
        return count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
      }
      marks.append(
        .band(
          BandMark(
            x: lags, lower: zip(mean, error).map { $0 - $1 }, upper: zip(mean, error).map { $0 + $1 }, paint: .category(number))
        ))
      marks.append(
        .line(
          LineMark(x: lags, y: mean, paint: .category(number), width: 1, name: "\(rhythm.names[number]) (\(curves.count))")))
    }
    let means = Panel(x: Axis("Lag (ms)"), y: Axis("Pairs (mean = 1)"), marks: marks, height: .aspect(0.9))
    let order = known.sorted { (rhythm.classes[$0], rhythm.cluster[$0], $0) < (rhythm.classes[$1], rhythm.cluster[$1], $1) }
    let curves = order.map(curve)
    let top = curves.flatMap { $0 }.sorted()
    let scale = ColorScale(
      map: .viridis, range: 0...max(1, top.isEmpty ? 1 : top[top.count * 98 / 100]), label: "Pairs (mean = 1)")
    let range = (lags.first ?? 0) - step / 2...(lags.last ?? 0) + step / 2
    var all = Panel(
      x: Axis("Lag (ms)", range: range), y: .whole("Cell, by class", range: 0...Double(max(1, order.count))),
      marks: curves.isEmpty
        ? []
        : [
          .heatMap(
            HeatMapMark(
              values: Matrix(rows: curves.count, columns: lags.count, elements: curves.flatMap { $0 }), xRange: range,
              yRange: 0...Double(curves.count), scale: scale))
        ], height: .aspect(0.9))
    all.key = .bar(scale)
    var edge = 0
    for number in classes.dropLast() {
      edge += order.count { rhythm.classes[$0] == number }
      all.marks.append(.rule(RuleMark(.horizontal, at: Double(edge), paint: .background)))
    }
    let panels =
      known.isEmpty
      ? [.noData(x: means.x, y: means.y, height: .aspect(0.9))] : [means, all.at(row: 0, column: 1)]
    let figure = Figure(
      name: "cell-rhythms", panels: panels, altText: "Autocorrelograms of \(known.count) cells by class.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      Self.rhythm, figure,
      caption: sentence {
        "(a) Autocorrelograms of the classes, mean and standard error over cells, each over its own mean; bins of "
        "\(formatted(result.resolution)) ms. (b) Those of \(counted(known.count, "cell")), by class from below; light lines "
        "part the classes."
      })
  }

  // MARK: Kinds

  private static func kindFigure(_ result: CellClassResult, _ options: CellFigureOptions) -> NamedFigure {
    let labels = result.labels
    let places = labels.kinds.indices.map { Double($0) + 0.5 }
    var bars = Panel(
      x: Axis("Kind", range: 0...Double(max(1, places.count)), ticks: .at(places, labels: labels.kinds)),
      y: .whole("Cells"),
      marks: [
        .bars(
          BarsMark(edges: (0...places.count).map(Double.init), heights: labels.counts.map(Double.init), gap: 0.3, name: "found")
        )
      ], height: .aspect(0.9))
    for kind in places.indices {
      let expected = Double(labels.tested[kind]) * result.level
      bars.marks.append(
        .line(
          LineMark(
            x: [Double(kind) + 0.1, Double(kind) + 0.9], y: [expected, expected], paint: .category(1), width: 1.5,
            name: kind == 0 ? "expected by chance" : nil)))
    }
    let isAlone = result.border == nil || result.speed == nil
    if isAlone { bars.height = .aspect(0.6) }
    var panels = [labels.kinds.isEmpty ? .noData(x: bars.x, y: bars.y, height: bars.height) : bars]
    if let border = result.border, let speed = result.speed {
      func points(_ isWanted: (Int) -> Bool, _ paint: Paint, _ shape: PointsMark.Shape, _ name: String) -> Mark {
        let cells = result.cellIDs.indices.filter { border.score[$0].isFinite && speed.score[$0].isFinite && isWanted($0) }
        return .points(
          PointsMark(
            x: cells.map { speed.score[$0] }, y: cells.map { border.score[$0] }, colors: .uniform(paint), size: 3, shape: shape,
            name: name))
      }
      panels.append(
        Panel(
          x: Axis("Speed score"), y: Axis("Border score", range: -1...1),
          marks: [
            points({ !labels.isBorder[$0] && !labels.isSpeed[$0] }, .muted, .circle, "neither"),
            points({ labels.isSpeed[$0] && !labels.isBorder[$0] }, .category(0), .triangle, "speed"),
            points({ labels.isBorder[$0] }, .category(1), .square, "border"),
          ], height: .aspect(0.9)
        ).at(row: 0, column: 1))
    }
    let figure = Figure(
      name: "cell-kinds", panels: panels, altText: "Cells of each kind among \(result.cellIDs.count).",
      width: options.frame.width ?? (isAlone ? .single : .oneAndHalf)
    ).framed(options.frame)
    return NamedFigure(
      kinds, figure,
      caption: sentence {
        "(a) Cells of each kind at p ≤ \(formatted(result.level)), and how many are expected by chance (lines); a cell may "
        "be of several."
        if panels.count > 1 { " (b) Border and speed score of every cell that has both." }
      })
  }
}
