import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension PositionDecoding {
  static let places = FigureKind<PathsOptions>("places", about: "decoded and real place, and errors against chance")
  public static let figureKinds = [AnyFigureKind(places)]

  /// Time that the paths show, s.
  private static let shownTime = 30.0
  /// Windows of the error over time, s.
  private static let errorWindow = 60.0

  public static func figures(
    _ result: PositionDecodingResult, parameters: PositionDecodingParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[places]
    let pair = PathPair(kind: result.kind, times: result.times, actual: result.actual, decoded: result.decoded)
    let panels = [pair.panel(rows: shownRows(result)), errorPanel(result), timePanel(result)]
    let figure = Figure(
      name: "places", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "The decoded place beside the real one, the share of the time within a distance, and the error over time.",
      width: options.frame.width ?? .double
    ).framed(options.frame)
    return [
      NamedFigure(
        places, figure,
        caption: sentence {
          "(a) Real (grey) and decoded place (orange) in \(formatted(shownTime)) s. (b) Share of the time within a distance of "
          "the real place, with a motion and without"
          if result.chance.isFinite { "; dashed: median error of chance" }
          ". (c) Median error in windows of \(formatted(errorWindow)) s. All of it in time that was held out."
        })
    ]
  }

  /// The stretch of the session with the most known rows.
  private static func shownRows(_ result: PositionDecodingResult) -> [Int] {
    var best: Range<Int> = 0..<0
    var (end, known) = (0, 0)
    var most = 0
    for start in result.times.indices {
      while end < result.times.count, result.times[end] < result.times[start] + shownTime {
        known += result.error[end].isFinite ? 1 : 0
        end += 1
      }
      if known > most { (most, best) = (known, start..<end) }
      known -= result.error[start].isFinite ? 1 : 0
    }
    return best.filter { result.error[$0].isFinite }
  }

  private static func errorPanel(_ result: PositionDecodingResult) -> Panel {
    let (moving, flat) = (sorted(result.error), sorted(result.flatError))
    guard !moving.isEmpty else { return Panel.noData(height: .aspect(0.9)) }
    let top = max(20, 1.15 * (result.chance.isFinite ? 100 * result.chance : quantile(moving, 0.99)))
    func line(_ errors: [Double], _ paint: Paint, _ name: String) -> Mark {
      let shown = (0...100).map { top * Double($0) / 100 }
      let shares = shown.map { limit in 100 * Double(errors.count { $0 <= limit }) / Double(errors.count) }
      return .line(LineMark(x: shown, y: shares, paint: paint, name: name))
    }
    var marks = [line(moving, .category(1), "with motion"), line(flat, .category(0), "without")]
    if result.chance.isFinite {
      marks.append(.rule(RuleMark(.vertical, at: 100 * result.chance, paint: .muted, name: "chance")))
    }
    return Panel(
      x: Axis("Error (cm)", range: 0...top), y: Axis("Share of the time (%)", range: 0...100), marks: marks,
      height: .aspect(0.9))
  }

  private static func sorted(_ errors: [Double]) -> [Double] { errors.filter(\.isFinite).map { 100 * $0 }.sorted() }

  private static func timePanel(_ result: PositionDecodingResult) -> Panel {
    let start = result.times.first ?? 0
    let windows = Int((((result.times.last ?? 0) - start) / errorWindow).rounded(.down)) + 1
    func medians(_ errors: [Double]) -> [Double] {
      var parts = [[Double]](repeating: [], count: windows)
      for (row, error) in errors.enumerated() where error.isFinite {
        parts[min(windows - 1, Int((result.times[row] - start) / errorWindow))].append(100 * error)
      }
      return parts.map { $0.isEmpty ? .nan : median($0) }
    }
    let (moving, flat) = (medians(result.error), medians(result.flatError))
    let top = 1.1 * ((moving + flat).filter(\.isFinite).max() ?? 1)
    func line(_ values: [Double], _ paint: Paint) -> Mark {
      .line(LineMark(x: values.indices.map { (Double($0) + 0.5) * errorWindow / 60 }, y: values, paint: paint))
    }
    return Panel(
      x: Axis("Time (min)"), y: Axis("Error (cm)", range: 0...max(1, top)),
      marks: [line(flat, .category(0)), line(moving, .category(1))], height: .aspect(0.9))
  }
}
