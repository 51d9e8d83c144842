import ArrayNumerics
import Plotting
import Schema
import Stages

extension TrajectoryImport {
  static let analysis = FigureKind<TrajectoryAnalysisOptions>(
    "analysis", about: "path, time spent, speed, direction and turning")
  public static let figureKinds = [AnyFigureKind(analysis)]

  public static func figures(
    _ result: TrajectoryResult, parameters: TrajectoryParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let window = detailWindow(result)
    let options = try pen[analysis]
    var figure = Figure(
      name: "trajectory-analysis",
      panels: [
        pathPanel(result, options).at(row: 0, column: 0),
        occupancyPanel(result, options).at(row: 0, column: 1),
        speedHistogramPanel(result).at(row: 0, column: 2),
        speedPanel(result).at(row: 1, column: 0, columnSpan: 3),
        directionPanel(result, rows: window).at(row: 2, column: 0, columnSpan: 3),
        turningPanel(result, rows: window).at(row: 3, column: 0, columnSpan: 3),
      ],
      altText:
        "Trajectory of \(result.t.count) samples: path, time spent, distribution of speed, "
        + "and speed, direction and angular velocity over time.",
      width: options.frame.width ?? .double)
    figure.columnWeights = [1.1, 1.1, 1]
    let turning = result.angularVelocityFrom == "head" ? "head" : "path"
    let seconds = formatted(result.t[window.upperBound - 1] - result.t[window.lowerBound], digits: 3)
    return [
      NamedFigure(
        analysis, figure,
        caption: sentence {
          if result.isLinear { "(a) Position along the track over time. " } else { "(a) Path, coloured by speed. " }
          "(b) Time spent in "
          if result.isLinear {
            "twentieths of the track. "
          } else {
            "squares a twentieth of the longer side wide; grey was not visited. "
          }
          "(c) Distribution of speed over the valid samples; dashed: the median, last bar: all that is faster. "
          "(d) Speed over the session: mean, and from the 10th to the 90th percentile. "
          "(e) Direction and (f) angular velocity of the \(turning) in the \(seconds) s of the longest stretch without a gap "
          "in which the animal went furthest; faster turns end at the frame."
        }
      )
    ]
  }

  // MARK: Space

  /// No more places than a print can show.
  private static let mostPoints = 30_000

  private static func pathPanel(_ result: TrajectoryResult, _ options: TrajectoryAnalysisOptions) -> Panel {
    let step = max(1, result.t.count / mostPoints)
    let rows = Array(stride(from: 0, to: result.t.count, by: step))
    let (x, y, t) = (rows.map { result.x[$0] }, rows.map { result.y[$0] }, rows.map { result.t[$0] })
    if result.isLinear {
      return Panel(
        x: Axis("Time (s)", range: span(t)), y: Axis("Position (cm)"),
        marks: [.line(LineMark(x: t, y: x.map { 100 * $0 }, paint: .category(0), width: 0.6))], height: .aspect(0.9))
    }
    let speed = rows.map { 100 * result.speed[$0] }
    let fast = quantile(speed.filter(\.isFinite), 0.99)
    let scale = ColorScale(
      map: options.frame.colorMap ?? .viridis, range: 0...(fast > 0 ? fast : 1), label: "Speed (cm/s)")
    // The fastest on top, so that what is rare is not hidden.
    let order = rows.indices.sorted { (speed[$0], $0) < (speed[$1], $1) }.filter { speed[$0].isFinite }
    let dots = PointsMark(
      x: order.map { x[$0] }, y: order.map { y[$0] }, colors: .values(order.map { min(speed[$0], fast) }, scale), size: 0.9)
    var panel = Panel(
      x: .hidden(span(x, air: 0.02)), y: .hidden(span(y, air: 0.02)),
      marks: [.line(LineMark(x: x, y: y, paint: .faint, width: 0.4)), .points(dots)], height: .equalUnits)
    panel.isFramed = true
    panel.key = .bar(scale)
    panel.scaleBar = span(x).flatMap { .metres(forWidth: $0.upperBound - $0.lowerBound) }
    return panel
  }

  private static func occupancyPanel(_ result: TrajectoryResult, _ options: TrajectoryAnalysisOptions) -> Panel {
    guard let (counts, grid) = trajectoryOccupancy(result.rows) else { return .noData(height: .aspect(0.9)) }
    let step = (result.t[result.t.count - 1] - result.t[0]) / Double(max(1, result.t.count - 1))
    if result.isLinear {
      return Panel(
        x: Axis("Position (cm)"), y: Axis("Time spent (s)"),
        marks: [
          .bars(
            BarsMark(edges: grid.xEdges.map { 100 * $0 }, heights: (0..<grid.columns).map { counts[0, $0] * step }))
        ], height: .aspect(0.9))
    }
    let seconds = counts.map { $0 > 0 ? $0 * step : .nan }
    // One place where the animal slept would leave the rest dark.
    let long = quantile(seconds.elements.filter(\.isFinite), 0.98)
    let scale = ColorScale(map: options.frame.colorMap ?? .viridis, range: 0...(long > 0 ? long : 1), label: "Time spent (s)")
    var panel = Panel(
      x: .hidden(grid.xRange), y: .hidden(grid.yRange),
      marks: [.heatMap(HeatMapMark(values: seconds, xRange: grid.xRange, yRange: grid.yRange, scale: scale))],
      height: .equalUnits)
    panel.key = .bar(scale)
    return panel
  }

  // MARK: Speed

  private static func speedHistogramPanel(_ result: TrajectoryResult) -> Panel {
    let speeds = result.speed.filter(\.isFinite).map { 100 * $0 }
    let axis = Axis("Speed (cm/s)")
    guard !speeds.isEmpty else { return .noData(x: axis) }
    let top = quantile(speeds, 0.995)
    let limit = top > 0 ? top : 1
    guard let edges = try? uniformEdges(bins: 40, range: 0...limit),
      let counts = try? histogram(speeds.map { min($0, limit) }, edges: edges).counts
    else { return .noData(x: axis) }
    let share = counts.map { 100 * Double($0) / Double(speeds.count) }
    return Panel(
      x: Axis("Speed (cm/s)", range: 0...limit), y: Axis("Samples (%)"),
      marks: [
        .bars(BarsMark(edges: edges, heights: share)),
        .rule(RuleMark(.vertical, at: median(speeds), paint: .ink)),
      ], height: .aspect(0.9))
  }

  /// Mean and spread of the speed in up to 300 equal stretches of the session.
  private static func speedPanel(_ result: TrajectoryResult) -> Panel {
    let count = result.t.count
    let bins = min(300, count)
    var (times, means, low, high): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for bin in 0..<bins {
      let rows = bin * count / bins..<(bin + 1) * count / bins
      let speeds = result.speed[rows].filter(\.isFinite).map { 100 * $0 }
      times.append((result.t[rows.lowerBound] + result.t[rows.upperBound - 1]) / 2)
      means.append(speeds.isEmpty ? .nan : mean(speeds))
      let levels = quantiles(speeds, [0.1, 0.9])
      low.append(levels[0])
      high.append(levels[1])
    }
    return Panel(
      x: Axis("Time (s)", range: span(result.t)),
      y: Axis("Speed (cm/s)", range: 0...max(1e-3, high.filter(\.isFinite).max() ?? 1)),
      marks: [
        .band(BandMark(x: times, lower: low, upper: high, paint: .category(0))),
        .line(LineMark(x: times, y: means, paint: .category(0), width: 0.9)),
      ], height: .millimetres(24))
  }

  // MARK: Direction

  /// The 20 s of the longest stretch of valid rows in which the animal went furthest; of equal ones the first.
  private static func detailWindow(_ result: TrajectoryResult) -> Range<Int> {
    let stretches = runs(of: result.speed)
    let longest = stretches.indices.max {
      (stretches[$0].count, -$0) < (stretches[$1].count, -$1)
    }
    guard let stretch = longest.map({ stretches[$0] }) else { return 0..<result.t.count }
    let rows = stretch.count { result.t[$0] <= result.t[stretch.lowerBound] + 20 }
    var way = result.speed[stretch.prefix(rows)].reduce(0, +)
    var (best, start) = (way, stretch.lowerBound)
    for first in stretch.dropFirst().dropLast(rows - 1) {
      way += result.speed[first + rows - 1] - result.speed[first - 1]
      if way > best * (1 + 1e-9) { (best, start) = (way, first) }
    }
    return start..<start + rows
  }

  private static func directionPanel(_ result: TrajectoryResult, rows: Range<Int>) -> Panel {
    let t = Array(result.t[rows])
    func curve(_ angles: [Double], _ paint: Paint, _ width: Double, _ name: String) -> Mark? {
      let degrees = angles[rows].map { wrapAngle($0) * 180 / .pi }
      guard degrees.contains(where: \.isFinite) else { return nil }
      return .line(LineMark(x: t, y: degrees, paint: paint, width: width, name: name).brokenAtWraps(period: 360))
    }
    let isMovement = result.headDirectionFrom == "movement"
    let marks = [
      curve(result.movementDirection, .category(1), 1.1, "movement"),
      isMovement ? nil : curve(result.headDirection, .ink, 0.7, "head"),
    ].compactMap { $0 }
    return Panel(
      x: Axis("Time (s)", range: span(t)), y: .degrees("Direction (°)", step: 180), marks: marks, height: .millimetres(24))
  }

  private static func turningPanel(_ result: TrajectoryResult, rows: Range<Int>) -> Panel {
    let t = Array(result.t[rows])
    let rates = result.angularVelocity[rows].map { $0 * 180 / .pi }
    let label = "Turning (°/s)"
    let finite = rates.filter(\.isFinite)
    guard !finite.isEmpty else { return .noData(x: Axis("Time (s)"), y: Axis(label), height: .millimetres(24)) }
    // Single samples at rest can turn by half a circle; they would flatten the rest.
    let limit = max(1, 1.2 * quantile(finite.map(abs), 0.98))
    return Panel(
      x: Axis("Time (s)", range: span(t)), y: Axis(label, range: -limit...limit),
      marks: [
        .rule(RuleMark(.horizontal, at: 0)),
        .line(LineMark(x: t, y: rates.map { min(limit, max(-limit, $0)) }, paint: .category(2), width: 0.9)),
      ], height: .millimetres(24))
  }

  /// The range of the finite values, with a part of it added at both ends; `nil` without an extent.
  private static func span(_ values: [Double], air: Double = 0) -> ClosedRange<Double>? {
    guard let range = finiteRange(values), range.lowerBound < range.upperBound else { return nil }
    let margin = air * (range.upperBound - range.lowerBound)
    return range.lowerBound - margin...range.upperBound + margin
  }
}

/// Options of the analysis of a trajectory.
public struct TrajectoryAnalysisOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<TrajectoryAnalysisOptions>] = frameParameters(.colorMap)
}
