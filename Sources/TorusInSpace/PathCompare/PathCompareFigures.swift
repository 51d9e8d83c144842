import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension PathCompare {
  static let paths = FigureKind<PathsOptions>("paths", about: "decoded and real path, errors against chance, and drift")
  static let movement = FigureKind<PathsOptions>("movement", about: "decoded and real path, moving")
  public static let figureKinds = [AnyFigureKind(paths), AnyFigureKind(movement)]

  /// Held-out time that the still figure and the animation show, s.
  private static let shownTime = 30.0

  public static func figures(
    _ result: PathCompareResult, parameters: PathCompareParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[paths]
    let panels = [result.paths.panel(rows: shownRows(result)), try errorPanel(result), driftPanel(result)]
    let figure = Figure(
      name: "paths", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "The decoded path beside the real one, the distribution of their distance, and its drift.",
      width: options.frame.width ?? .double
    ).framed(options.frame)
    return [
      NamedFigure(
        paths, figure,
        caption: sentence {
          "(a) Real (grey) and decoded path (orange) in \(formatted(shownTime)) s that were held out"
          if result.kind == .arena { ", each decoded place the nearest of its images" }
          ". (b) Error in held-out time; line: median, dashed: chance. (c) Mean displacement of the decoded "
          "\(result.kind == .heading ? "heading" : "path") in windows of \(formatted(parameters.window)) s."
        })
    ]
  }

  /// The first rows that were held out, as long as the time that is shown.
  private static func shownRows(_ result: PathCompareResult) -> [Int] {
    guard let first = result.heldOut.indices.first(where: { result.heldOut[$0] && result.error[$0].isFinite }) else {
      return []
    }
    let end = result.times[first] + shownTime
    return result.times.indices.filter { $0 >= first && result.times[$0] < end && result.heldOut[$0] }
  }

  // MARK: Panels

  private static func errorPanel(_ result: PathCompareResult) throws -> Panel {
    let scale = result.kind == .heading ? 180 / Double.pi : 100
    let errors = result.heldOutErrors.map { $0 * scale }
    guard !errors.isEmpty else { return Panel.noData(height: .aspect(0.9)) }
    let top = max(quantile(errors, 0.995), 1.1 * scale * result.chance)
    let counts = try histogram(errors, bins: 40, range: 0...top)
    let total = Double(errors.count)
    return Panel(
      x: Axis(result.kind == .heading ? "Error (°)" : "Error (cm)", range: 0...top), y: Axis("Part of the time (%)"),
      marks: [
        .bars(BarsMark(edges: counts.edges, heights: counts.counts.map { 100 * Double($0) / total }, paint: .category(0))),
        .rule(RuleMark(.vertical, at: scale * result.medianError, paint: .ink, dash: [], name: "median")),
        .rule(RuleMark(.vertical, at: scale * result.chance, paint: .muted, name: "chance")),
      ], height: .aspect(0.9))
  }

  private static func driftPanel(_ result: PathCompareResult) -> Panel {
    let scale = result.kind == .heading ? 180 / Double.pi : 100
    let minutes = result.driftTimes.map { ($0 - (result.times.first ?? 0)) / 60 }
    let names = result.kind == .arena ? ["x", "y"] : [""]
    let lines = (0..<result.drift.columns).map { axis -> Mark in
      .line(
        LineMark(
          x: minutes, y: result.drift.column(axis).map { $0 * scale }, paint: .category(axis),
          name: names[axis].isEmpty ? nil : names[axis]))
    }
    return Panel(
      x: Axis("Time (min)"), y: Axis(result.kind == .heading ? "Decoded − real (°)" : "Decoded − real (cm)"),
      marks: [.rule(RuleMark(.horizontal))] + lines, height: .aspect(0.9))
  }

  // MARK: Movement

  private static let framesPerSecond = 10.0
  /// What is drawn behind both, s.
  private static let trail = 3.0

  public static func animations(
    _ result: PathCompareResult, parameters: PathCompareParameters, pen: FigurePen
  ) throws -> [NamedAnimation] {
    guard parameters.drawsAnimation, result.kind == .arena else { return [] }
    let options = try pen[movement]
    let rows = shownRows(result)
    guard let first = rows.first, let last = rows.last else { return [] }
    let frames = max(1, Int((result.times[last] - result.times[first]) * framesPerSecond))
    let animation = Animation(
      name: "paths-moving", frameCount: frames,
      altText: "The real place of the animal and the decoded one, moving through the arena."
    ) { frame in
      let now = result.times[first] + Double(frame) / framesPerSecond
      let behind = rows.filter { result.times[$0] <= now && result.times[$0] > now - trail }
      var panel = result.paths.panel(rows: behind)
      if let row = behind.last {
        for (path, paint) in [(result.actual, Paint.ink), (result.decoded, .category(1))] {
          panel.marks.append(.points(PointsMark(x: [path[row, 0]], y: [path[row, 1]], colors: .uniform(paint), size: 6)))
        }
      }
      panel.heading = String(format: "%.1f s", now)
      return Figure(
        name: "paths-moving", panels: [panel], altText: "Real and decoded place.", width: options.frame.width ?? .single,
        hasLetters: false
      ).framed(options.frame)
    }
    return [
      NamedAnimation(
        movement, animation,
        caption:
          "Real (grey) and decoded place in the arena, \(formatted(shownTime)) s that were held out, at the pace of life.")
    ]
  }
}

/// Options of the paths.
public struct PathsOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<PathsOptions>] = frameParameters(.legend, .grid, .panelLetters)
}
