import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension ThetaSweeping {
  static let path = FigureKind<ThetaSweepFigureOptions>("trajectory", about: "path, speed, heading and turning of the animal")
  static let population = FigureKind<ThetaSweepFigureOptions>("population", about: "activity of the direction cells over time")
  static let sweeps = FigureKind<ThetaSweepFigureOptions>("sweeps", about: "sweeps over the path, one for each theta cycle")
  static let relations = FigureKind<ThetaSweepFigureOptions>("relations", about: "sides, angles and lengths of the sweeps")
  static let movie = FigureKind<ThetaSweepFigureOptions>("animation", about: "path, direction cells and grid cells, moving")
  static let placeKind = FigureKind<ThetaSweepFigureOptions>("places", about: "activity of the place cells within a cycle")
  public static let figureKinds = [path, population, sweeps, relations, placeKind, movie].map { AnyFigureKind($0) }

  public static func figures(
    _ result: ThetaSweepResult, parameters: ThetaSweepParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let detail = detailRows(result)
    let seconds = formatted(result.course.times[detail.upperBound - 1] - result.course.times[detail.lowerBound], digits: 2)
    return [
      NamedFigure(
        path, pathFigure(result).framed(try pen[path].frame),
        caption:
          "(a) Path of the animal, coloured by time. (b) Its speed, (c) the direction of its head and (d) its turning rate."),
      NamedFigure(
        population, populationFigure(result, detail).framed(try pen[population].frame),
        caption: sentence {
          "Direction cells, sorted by their preferred direction, in the \(seconds) s in which the animal goes furthest; white: "
          "direction of the head, dashed: the peaks of theta."
        }),
      NamedFigure(
        sweeps, sweepFigure(result, detail).framed(try pen[sweeps].frame),
        caption: sentence {
          "Path in the same \(seconds) s with one sweep for each theta cycle: from the animal to the furthest place of the "
          "grid "
          "cells, to the left (blue) or to the right (orange, dashed) of the head."
        }),
      NamedFigure(
        relations, relationFigure(result).framed(try pen[relations].frame),
        caption: sentence {
          "(a) Angle of the sweep from the heading, cycle by cycle; (b) all angles; (c) angle to either side and (d) length "
          "against the speed of the animal"
          if result.modules.spacings.count > 1 { "; (e) median length of the sweeps against the spacing of the module" }
          "."
        }),
    ]
      + (try result.places.map { places in
        [
          NamedFigure(
            placeKind, placeFigure(result, places).framed(try pen[placeKind].frame),
            caption: sentence {
              "Rates of the place cells at \(counted(places.rows.count, "moment")) of the theta cycle in which the animal goes "
              "furthest: path (line), animal (circle) and the place that the cells stand for (diamond)."
            })
        ]
      } ?? [])
  }

  public static func animations(
    _ result: ThetaSweepResult, parameters: ThetaSweepParameters, pen: FigurePen
  ) throws -> [NamedAnimation] {
    guard let frames = result.frames, !frames.rows.isEmpty else { return [] }
    let scene = SweepScene(result, frames)
    let frame = try pen[movie].frame
    let animation = Animation(
      name: "theta-sweep", frameCount: frames.rows.count,
      altText: "The animal on its path, the direction cells, and the bump of the grid cells on their lattice and in space."
    ) { number in scene.figure(number).framed(frame) }
    return [
      NamedAnimation(
        movie, animation,
        caption: sentence {
          "\(counted(frames.rows.count, "frame")) where the animal goes furthest. (a) Path and place of the animal and of "
          "the grid cells (diamond). (b) Rates of the direction cells, direction of the head (line). (c) Bump of the grid "
          "cells "
          "on the lattice of phases. (d) The same wherever it has that phase in space."
        })
    ]
  }

  /// The rows of the animation, or the two seconds in the middle; at most two seconds.
  private static func detailRows(_ result: ThetaSweepResult) -> Range<Int> {
    let times = result.course.times
    let first = result.frames?.rows.first ?? times.count / 2
    let length = times[first...].prefix { $0 <= times[first] + 2 }.count
    let start = max(0, min(first, times.count - max(length, 2)))
    return start..<min(times.count, start + max(length, 2))
  }

  // MARK: The animal

  private static func pathFigure(_ result: ThetaSweepResult) -> Figure {
    let course = result.course
    let step = max(1, course.times.count / 4000)
    let rows = Array(stride(from: 0, to: course.times.count, by: step))
    let times = rows.map { course.times[$0] }
    let (x, y) = (rows.map { course.positions[$0, 0] }, rows.map { course.positions[$0, 1] })
    let scale = ColorScale(fitting: times, label: "Time (s)")
    var place = Panel(
      x: .hidden(), y: .hidden(),
      marks: [
        .line(LineMark(x: x, y: y, paint: .faint, width: 0.5)),
        .points(PointsMark(x: x, y: y, colors: .values(times, scale), size: 1.2)),
      ], height: .equalUnits)
    place.key = .bar(scale)
    place.scaleBar = finiteRange(x).flatMap { .metres(forWidth: $0.upperBound - $0.lowerBound) }
    func over(_ label: String, _ values: [Double], _ paint: Int) -> Panel {
      Panel(
        x: Axis("Time (s)", range: finiteRange(times)), y: Axis(label),
        marks: [.line(LineMark(x: times, y: values, paint: .category(paint), width: 0.9))], height: .millimetres(20))
    }
    let speeds = rows.indices.map { index -> Double in
      let other = max(1, index)
      let (dx, dy) = (x[other] - x[other - 1], y[other] - y[other - 1])
      return 100 * (dx * dx + dy * dy).squareRoot() / (times[other] - times[other - 1])
    }
    let heading = Panel(
      x: Axis("Time (s)", range: finiteRange(times)), y: .degrees("Heading (°)", step: 180),
      marks: [
        .line(
          LineMark(x: times, y: rows.map { course.headings[$0] * 180 / .pi }, paint: .category(1), width: 0.9)
            .brokenAtWraps(period: 360))
      ], height: .millimetres(20))
    let turning = rows.indices.map { index -> Double in
      let other = max(1, index)
      let turned = angleDifference(course.headings[rows[other]], course.headings[rows[other - 1]])
      return turned * 180 / .pi / (times[other] - times[other - 1])
    }
    var figure = Figure(
      name: "theta-sweep",
      panels: [
        place.at(row: 0, column: 0), over("Speed (cm/s)", speeds, 0).at(row: 0, column: 1), heading.at(row: 1, column: 0),
        over("Turning (°/s)", turning, 2).at(row: 1, column: 1),
      ], altText: "Path of the animal over \(formatted(result.duration)) s, its speed, heading and turning rate.",
      width: .double)
    figure.columnWeights = [1, 1.3]
    return figure
  }

  // MARK: Direction cells

  private static func populationFigure(_ result: ThetaSweepResult, _ rows: Range<Int>) -> Figure {
    let course = result.course
    let cells = course.preferred.indices.sorted { course.preferred[$0] < course.preferred[$1] }
    let step = max(1, rows.count / 1000)
    let shown = Array(stride(from: rows.lowerBound, to: rows.upperBound, by: step))
    let values = Matrix(
      rows: cells.count, columns: shown.count,
      elements: cells.flatMap { cell in shown.map { Double(course.directionRates[$0, cell]) } })
    let (start, end) = (course.times[rows.lowerBound], course.times[rows.upperBound - 1])
    let scale = ColorScale(fitting: values.elements, label: "Rate (model's unit)")
    let heading = LineMark(
      x: shown.map { course.times[$0] }, y: shown.map { course.headings[$0] * 180 / .pi },
      paint: .fixed(Color(rgb: 0xFFFFFF)), width: 1.2
    ).brokenAtWraps(period: 360)
    let peaks = rows.dropFirst().filter { course.phase[$0] < course.phase[$0 - 1] - .pi }.map { course.times[$0] }
    var panel = Panel(
      x: Axis("Time (s)", range: start...max(end, start + 1e-9)), y: .degrees("Preferred direction (°)"),
      marks: [
        .heatMap(
          HeatMapMark(values: values, xRange: start...max(end, start + 1e-9), yRange: 0...360, scale: scale))
      ] + peaks.map { .rule(RuleMark(.vertical, at: $0, paint: .fixed(Color(rgb: 0xBBBBBB)))) } + [.line(heading)],
      height: .aspect(0.4))
    panel.key = .bar(scale)
    return Figure(
      name: "theta-sweep", panels: [panel],
      altText:
        "Rates of \(cells.count) direction cells over \(formatted(end - start, digits: 2)) s, swept from side to side.",
      width: .double)
  }

  // MARK: Sweeps

  private static func sweepFigure(_ result: ThetaSweepResult, _ rows: Range<Int>) -> Figure {
    let (course, table) = (result.course, result.sweeps)
    let (start, end) = (course.times[rows.lowerBound], course.times[rows.upperBound - 1])
    var marks: [Mark] = [
      .line(
        LineMark(
          x: rows.map { course.positions[$0, 0] }, y: rows.map { course.positions[$0, 1] }, paint: .ink, width: 1.1))
    ]
    for side in [1, -1] {
      var (x, y): ([Double], [Double]) = ([], [])
      for cycle in table.times.indices
      where table.sides[cycle] == side && table.times[cycle] >= start && table.times[cycle] <= end {
        guard let row = course.times.indices.first(where: { course.times[$0] >= table.times[cycle] - 1e-9 }) else { continue }
        let direction = course.headings[row] + table.angles[cycle]
        let from = (course.positions[row, 0], course.positions[row, 1])
        x += [from.0, from.0 + table.lengths[cycle] * cos(direction), .nan]
        y += [from.1, from.1 + table.lengths[cycle] * sin(direction), .nan]
      }
      marks.append(
        .line(
          LineMark(
            x: x, y: y, paint: .category(side == 1 ? 0 : 1), width: 0.9, dash: side == 1 ? [] : [3, 1.5],
            name: side == 1 ? "left" : "right")))
    }
    var panel = Panel(x: .hidden(), y: .hidden(), marks: marks, height: .equalUnits)
    panel.scaleBar = .metres(forWidth: result.spacing)
    panel.legend = .above
    return Figure(
      name: "theta-sweep", panels: [panel],
      altText: "Sweeps to the left and to the right of the path in \(formatted(end - start, digits: 2)) s.", width: .oneAndHalf)
  }

  private static func relationFigure(_ result: ThetaSweepResult) -> Figure {
    let table = result.sweeps
    let angles = table.signedAngles.map { $0 * 180 / .pi }
    let counted = Array(table.times.indices.dropFirst())
    let shown = counted.prefix(60)
    let series = Panel(
      x: .whole("Theta cycle"), y: Axis("Angle (°, left +)", range: -180...180, ticks: .at([-180, -90, 0, 90, 180])),
      marks: [
        .rule(RuleMark(.horizontal, at: 0)),
        .line(LineMark(x: shown.map(Double.init), y: shown.map { angles[$0] }, paint: .muted, width: 0.6)),
        .points(PointsMark(x: shown.map(Double.init), y: shown.map { angles[$0] }, size: 2.6)),
      ], height: .aspect(0.7))
    let edges = (0...36).map { -180 + 10 * Double($0) }
    let counts = (try? histogram(counted.map { angles[$0] }, edges: edges).counts.map(Double.init)) ?? []
    let distribution = Panel(
      x: Axis("Angle (°, left +)", range: -180...180, ticks: .at([-180, -90, 0, 90, 180])), y: .whole("Sweeps"),
      marks: [.bars(BarsMark(edges: edges, heights: counts))], height: .aspect(0.7))
    func scatter(_ label: String, _ y: [Double]) -> Panel {
      Panel(
        x: Axis("Speed (cm/s)"), y: Axis(label),
        marks: [.points(PointsMark(x: counted.map { 100 * table.speeds[$0] }, y: y, size: 2.4, opacity: 0.7))],
        height: .aspect(0.7))
    }
    var panels = [
      series.at(row: 0, column: 0), distribution.at(row: 0, column: 1),
      scatter("Angle to either side (°)", counted.map { abs(angles[$0]) }).at(row: 1, column: 0),
      scatter("Length (cm)", counted.map { 100 * table.lengths[$0] }).at(row: 1, column: 1),
    ]
    if result.modules.spacings.count > 1 {
      let order = result.modules.spacings.indices.sorted { result.modules.spacings[$0] < result.modules.spacings[$1] }
      let (x, y) = (order.map { 100 * result.modules.spacings[$0] }, order.map { 100 * result.modules.lengths[$0] })
      panels.append(
        Panel(
          x: Axis("Spacing (cm)"), y: Axis("Median length (cm)"),
          marks: [.line(LineMark(x: x, y: y, paint: .muted, width: 0.7)), .points(PointsMark(x: x, y: y, size: 4))],
          height: .aspect(0.7)
        ).at(row: 2, column: 0))
    }
    return Figure(
      name: "theta-sweep", panels: panels,
      altText:
        "Angles and lengths of \(Schema.counted(counted.count, "sweep")), one a theta cycle, against the animal's speed.",
      width: .double)
  }
}

/// Options of the figures of theta sweeps.
public struct ThetaSweepFigureOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  public init() {}
  /// What the drawing functions use.
  public static let parameters: [Parameter<ThetaSweepFigureOptions>] = frameParameters(.legend, .grid, .panelLetters)
}
