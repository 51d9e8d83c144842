import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension GridThreshold {
  static let parts = FigureKind<PathsOptions>("parts", about: "loops of parts of the cells by grid score, and the threshold")
  public static let figureKinds = [AnyFigureKind(parts)]

  public static func figures(
    _ result: GridThresholdResult, parameters: GridThresholdParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[parts]
    let panels = [gapPanel(result), loopPanel(result), scorePanel(result)]
    let figure = Figure(
      name: "parts", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "How far the second loop stands out against the number of cells, the loops themselves, and the ranked scores.",
      width: options.frame.width ?? .double
    ).framed(options.frame)
    return [
      NamedFigure(
        parts, figure,
        caption: sentence {
          "(a) Second over third loop of the cells with the highest grid scores against their number; circles: the bars make "
          "a torus, diamonds: they do not"
          if result.choiceGaps.columns > 1 { "; band: standard error over the choices of landmarks" }
          if result.draws > 0 { "; grey: range of \(counted(result.draws, "recording")) with shifted cells" }
          ". (b) The three longest loops"
          if result.draws > 0 { "; grey: longest loop of the shifted recordings" }
          ". (c) Grid scores by rank"
          if result.threshold != nil { "; line: the threshold" } else { "; no threshold is established" }
          "."
        })
    ]
  }

  private static func cells(_ result: GridThresholdResult) -> [Double] { result.counts.map(Double.init) }

  /// The range of a null over its draws.
  private static func band(_ null: Matrix<Double>?, _ x: [Double]) -> [Mark] {
    guard let null else { return [] }
    let columns = x.indices.map { null.column($0).filter(\.isFinite) }
    guard columns.allSatisfy({ !$0.isEmpty }) else { return [] }
    return [
      .band(
        BandMark(
          x: x, lower: columns.map { $0.min() ?? 0 }, upper: columns.map { $0.max() ?? 0 }, paint: .muted, opacity: 0.3))
    ]
  }

  private static func gapPanel(_ result: GridThresholdResult) -> Panel {
    let (x, shapes) = (cells(result), result.shapes)
    var marks = band(result.nullGaps, x)
    let (gaps, errors) = (result.gaps, result.gapErrors)
    if gaps.allSatisfy(\.isFinite), errors.contains(where: { $0 > 0 }) {
      marks.append(
        .band(
          BandMark(
            x: x, lower: zip(gaps, errors).map { $0 * exp(-$1) }, upper: zip(gaps, errors).map { $0 * exp($1) },
            paint: .category(0), opacity: 0.2)))
    }
    marks.append(.line(LineMark(x: x, y: result.gaps.map { $0.isFinite ? $0 : .nan }, paint: .category(0))))
    for (isTorus, shape, paint) in [(true, PointsMark.Shape.circle, Paint.category(0)), (false, .diamond, .muted)] {
      let places = x.indices.filter { (shapes[$0] == .torus) == isTorus && result.gaps[$0].isFinite }
      guard !places.isEmpty else { continue }
      marks.append(
        .points(
          PointsMark(
            x: places.map { x[$0] }, y: places.map { result.gaps[$0] }, colors: .uniform(paint), size: 4, shape: shape)))
    }
    if let above = result.cellsAbove { marks.append(.rule(RuleMark(.vertical, at: Double(above), paint: .ink))) }
    return Panel(x: .whole("Cells"), y: Axis("Second over third loop"), marks: marks, height: .aspect(0.9))
  }

  private static func loopPanel(_ result: GridThresholdResult) -> Panel {
    let x = cells(result)
    var marks = band(result.nullLoops, x)
    for (loop, name) in ["first", "second", "third"].enumerated() {
      marks.append(.line(LineMark(x: x, y: result.loops.column(loop), paint: .category(loop), name: name)))
    }
    if let above = result.cellsAbove { marks.append(.rule(RuleMark(.vertical, at: Double(above), paint: .ink))) }
    return Panel(x: .whole("Cells"), y: Axis("Lifetime of the loop"), marks: marks, height: .aspect(0.9))
  }

  private static func scorePanel(_ result: GridThresholdResult) -> Panel {
    var ranked = [Double](repeating: .nan, count: result.ranked)
    for (cell, rank) in result.ranks.enumerated() where rank >= 0 { ranked[rank] = result.scores[cell] }
    var marks: [Mark] = [
      .points(
        PointsMark(
          x: ranked.indices.map { Double($0) + 1 }, y: ranked, colors: .uniform(.category(1)), size: 2.5))
    ]
    if let threshold = result.threshold { marks.append(.rule(RuleMark(.horizontal, at: threshold, paint: .ink))) }
    return Panel(x: .whole("Rank of the cell"), y: Axis("Grid score"), marks: marks, height: .aspect(0.9))
  }
}
