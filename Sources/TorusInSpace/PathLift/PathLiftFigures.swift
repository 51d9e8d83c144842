import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension PathLift {
  static let path = FigureKind<PathsOptions>("path", about: "lifted and real path, error over time, and slips")
  public static let figureKinds = [AnyFigureKind(path)]

  public static func figures(
    _ result: PathLiftResult, parameters: PathLiftParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[path]
    let panels: [Panel]
    if let found = result.comparison {
      let rows = shownRows(result, found, block: parameters.block)
      panels = [arenaPanel(result, found, rows), elapsedPanel(found), slipPanel(result, found)]
    } else {
      panels = [turnsPanel(result)]
    }
    let figure = Figure(
      name: "path", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "The lifted path beside the real one, its error with time, and its slips.",
      width: options.frame.width ?? (panels.count > 1 ? .double : .single), hasLetters: panels.count > 1
    ).framed(options.frame)
    return [
      NamedFigure(
        path, figure,
        caption: sentence {
          if result.comparison != nil {
            "(a) Real (grey) and lifted path (orange) in one block that was held out; the dot is the start, which alone is "
            "given. "
            "(b) Median error in held-out time since the start of a piece; dashed: chance. (c) Where the lifted path is on "
            "whole segments, in vectors of the lattice from the real one: a step is a slip."
          } else {
            "The lifted angles of the longest segment, in turns: the path up to an affine map."
          }
        })
    ]
  }

  // MARK: Panels

  /// The held-out block whose median error is the median over the blocks, of those that are nearly whole.
  private static func shownRows(_ result: PathLiftResult, _ found: LiftedComparison, block: Double) -> [Int] {
    let start = result.times.first ?? 0
    var blocks: [Int: [Int]] = [:]
    for row in result.times.indices where found.heldOut[row] && found.place[row, 0].isFinite {
      blocks[Int((result.times[row] - start) / block), default: []].append(row)
    }
    let most = blocks.values.map(\.count).max() ?? 0
    let ranked = blocks.filter { 10 * $0.value.count >= 8 * most }.map { number, rows in
      (error: median(rows.compactMap { found.error[$0].isFinite ? found.error[$0] : nil }), number: number)
    }.filter(\.error.isFinite).sorted { ($0.error, $0.number) < ($1.error, $1.number) }
    return ranked.isEmpty ? [] : blocks[ranked[(ranked.count - 1) / 2].number] ?? []
  }

  private static func arenaPanel(_ result: PathLiftResult, _ found: LiftedComparison, _ rows: [Int]) -> Panel {
    func range(_ axis: Int) -> ClosedRange<Double>? {
      let values = found.actual.column(axis) + rows.map { found.place[$0, axis] }
      return finiteRange(values).map { range in
        let air = 0.08 * max(1e-6, range.upperBound - range.lowerBound)
        return range.lowerBound - air...range.upperBound + air
      }
    }
    func line(_ places: Matrix<Double>, _ paint: Paint, _ name: String) -> Mark {
      var (x, y) = ([Double](), [Double]())
      for (index, row) in rows.enumerated() {
        if index > 0, result.segments[row] != result.segments[rows[index - 1]] {
          x.append(.nan)
          y.append(.nan)
        }
        x.append(places[row, 0])
        y.append(places[row, 1])
      }
      return .line(LineMark(x: x, y: y, paint: paint, width: 0.9, name: name))
    }
    var marks = [line(found.actual, .muted, "real"), line(found.place, .category(1), "lifted")]
    if let first = rows.first {
      marks.append(
        .points(
          PointsMark(x: [found.actual[first, 0]], y: [found.actual[first, 1]], colors: .uniform(.ink), size: 5)))
    }
    var panel = Panel(x: .hidden(range(0)), y: .hidden(range(1)), marks: marks, height: .equalUnits)
    panel.isFramed = true
    panel.scaleBar = range(0).flatMap { .metres(forWidth: $0.upperBound - $0.lowerBound) }
    return panel
  }

  private static func elapsedPanel(_ found: LiftedComparison) -> Panel {
    let errors = found.elapsedError.map { 100 * $0 }
    let top = 1.15 * max(100 * found.chance, errors.filter(\.isFinite).max() ?? 0)
    return Panel(
      x: Axis("Time since the start (s)"), y: Axis("Median error (cm)", range: 0...max(top, 1e-9)),
      marks: [
        .line(LineMark(x: found.elapsed, y: errors, paint: .category(1), name: "lifted")),
        .rule(RuleMark(.horizontal, at: 100 * found.chance, paint: .muted, name: "chance")),
      ], height: .aspect(0.9))
  }

  /// Vectors of the lattice that the lifted path is off by, summed since the start of its segment.
  private static func slipPanel(_ result: PathLiftResult, _ found: LiftedComparison) -> Panel {
    let start = result.times.first ?? 0
    var (x, first, second) = ([Double](), [Double](), [Double]())
    var (slip, sums, segment) = (0, (0, 0), -1)
    for row in result.times.indices where result.segments[row] >= 0 {
      let minutes = (result.times[row] - start) / 60
      let isNew = result.segments[row] != segment
      if isNew {
        if segment >= 0 {
          x.append(.nan)
          first.append(.nan)
          second.append(.nan)
        }
        (segment, sums) = (result.segments[row], (0, 0))
      }
      let isSlip = slip < found.slipTimes.count && found.slipTimes[slip] <= result.times[row]
      let isLast = row + 1 == result.times.count || result.segments[row + 1] != segment
      if isNew || isSlip || isLast {
        x.append(minutes)
        first.append(Double(sums.0))
        second.append(Double(sums.1))
      }
      if isSlip {
        sums = (sums.0 + found.slips[slip, 0], sums.1 + found.slips[slip, 1])
        slip += 1
        x.append(minutes)
        first.append(Double(sums.0))
        second.append(Double(sums.1))
      }
    }
    let most = max(2, (first + second).filter(\.isFinite).map { abs($0) }.max() ?? 0)
    return Panel(
      x: Axis("Time (min)"), y: Axis("Slipped (lattice vectors)", range: -1.15 * most...1.15 * most),
      marks: [
        .rule(RuleMark(.horizontal)),
        .line(LineMark(x: x, y: first, paint: .category(0), name: "first")),
        .line(LineMark(x: x, y: second, paint: .category(2), dash: [3, 2], name: "second")),
      ], height: .aspect(0.9))
  }

  private static func turnsPanel(_ result: PathLiftResult) -> Panel {
    var counts: [Int: Int] = [:]
    for segment in result.segments where segment >= 0 { counts[segment, default: 0] += 1 }
    let longest = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? -1
    let rows = result.segments.indices.filter { result.segments[$0] == longest && longest >= 0 }
    return Panel(
      x: Axis("θ₁ (turns)"), y: Axis("θ₂ (turns)"),
      marks: [
        .line(
          LineMark(
            x: rows.map { result.lifted[$0, 0] / (2 * .pi) }, y: rows.map { result.lifted[$0, 1] / (2 * .pi) },
            paint: .category(1), width: 0.9))
      ], height: .equalUnits)
  }
}
