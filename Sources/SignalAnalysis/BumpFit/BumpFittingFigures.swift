import ArrayNumerics
import CalciumBumps
import Foundation
import Plotting
import Schema
import Stages

extension BumpFitting {
  static let regions = FigureKind<RingActivityOptions>("regions", about: "signals around the ring, with bump and heading")
  static let course = FigureKind<BumpCourseOptions>("course", about: "presence, amplitude and width of the bump over time")
  static let offset = FigureKind<HistogramOptions>("offset", about: "distribution of bump less heading")
  static let lags = FigureKind<LinesOptions>("lags", about: "correlation of the movements of bump and heading at each lag")
  static let turning = FigureKind<BumpCourseOptions>("turning", about: "amplitude and width against the speed of the bump")
  static let numbers = FigureKind<BumpCourseOptions>("numbers", about: "probability of no, one and more bumps over time")
  static let chains = FigureKind<BumpCourseOptions>("chains", about: "joint density and number of bumps in each chain")
  static let otherBump = FigureKind<RingActivityOptions>(
    "other-channel", about: "signals around the ring, with the bumps of both channels")
  static let ring = FigureKind<RingBumpOptions>("ring", about: "the bump moving on the ring")
  public static let figureKinds = [
    AnyFigureKind(regions), AnyFigureKind(course), AnyFigureKind(offset), AnyFigureKind(lags), AnyFigureKind(turning),
    AnyFigureKind(numbers), AnyFigureKind(chains), AnyFigureKind(otherBump),
    AnyFigureKind(ring),
  ]

  /// Time that the image of the regions shows, s.
  static let shownTime = 120.0

  public static func figures(
    _ result: BumpFittingResult, parameters: BumpFittingParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = [try regionsFigure(result, pen: pen), try courseFigure(result, pen: pen)]
    if let heading = result.heading {
      figures.append(try offsetFigure(result.track, heading, pen: pen))
      figures.append(try lagFigure(heading, of: result, pen: pen))
    }
    if let figure = try turningFigure(result, parameters: parameters, pen: pen) { figures.append(figure) }
    if let other = result.other { figures.append(try otherFigure(other, of: result, pen: pen)) }
    if let sampler = result.sampler {
      figures.append(try numbersFigure(result.track, sampler, pen: pen))
      figures.append(try chainsFigure(sampler, pen: pen))
    }
    return figures
  }

  private static func regionsFigure(_ result: BumpFittingResult, pen: FigurePen) throws -> NamedFigure {
    let track = result.track
    let end = (track.t.first ?? 0) + shownTime
    let rows = Array(track.t.indices.prefix { track.t[$0] <= end })
    let heading = result.heading.map { facts in
      rows.map { wrapAngle(facts.match.direction * facts.heading[$0] + facts.match.offset) }
    }
    return NamedFigure(
      regions,
      ringActivityFigure(
        signals: track.signals.selectingRows(rows), angles: result.regions.angles, times: rows.map { track.t[$0] },
        bump: rows.map { track.center[$0] }, measured: heading, measuredName: "heading",
        valueLabel: signalLabel(track), options: try pen[regions]),
      caption: sentence {
        "Signals of the regions around the ring"
        if rows.count < track.t.count { " in the first \(formatted(shownTime)) s" }
        "; white: centre of the bump, where there is one"
        if let facts = result.heading {
          "; orange: the heading"
          if facts.match.direction < 0 { ", reflected, since the bump turns against it," }
          " moved by the mean offset"
        }
        "."
      })
  }

  private static func otherFigure(
    _ other: OtherChannel, of result: BumpFittingResult, pen: FigurePen
  ) throws -> NamedFigure {
    let track = result.track
    let end = (track.t.first ?? 0) + shownTime
    let rows = Array(track.t.indices.prefix { track.t[$0] <= end })
    return NamedFigure(
      otherBump,
      ringActivityFigure(
        signals: track.signals.selectingRows(rows), angles: result.regions.angles, times: rows.map { track.t[$0] },
        bump: rows.map { track.center[$0] },
        measured: rows.map { other.amplitude[$0].isFinite ? other.position[$0] : .nan }, measuredName: "other channel",
        valueLabel: signalLabel(track), options: try pen[otherBump]),
      caption: sentence {
        "Signals of the regions around the ring"
        if rows.count < track.t.count { " in the first \(formatted(shownTime)) s" }
        "; white: centre of their bump; orange: that of the other channel's, where there is one. Its mean offset is "
        "\(formatted(other.offsetDegrees, digits: 3))°."
      })
  }

  private static func courseFigure(_ result: BumpFittingResult, pen: FigurePen) throws -> NamedFigure {
    let track = result.track
    let options = try pen[course]
    let span = finiteRange(track.t).flatMap { $0.lowerBound < $0.upperBound ? $0 : nil }
    func panel(_ values: [Double], _ label: String, _ range: ClosedRange<Double>?, _ row: Int) -> Panel {
      let axes = (x: Axis("Time (s)", range: span), y: Axis(label, range: range))
      guard values.contains(where: \.isFinite) else {
        return Panel.noData(x: axes.x, y: axes.y, height: .millimetres(24)).at(row: row, column: 0)
      }
      return Panel(
        x: axes.x, y: axes.y, marks: [.line(LineMark(x: track.t, y: values, paint: .category(row), width: 0.9))],
        height: .millimetres(24)
      ).at(row: row, column: 0)
    }
    let degrees = track.width.map { $0 * 180 / .pi }
    var figure = Figure(
      name: "bump-course",
      panels: [
        panel(track.presence, "Presence", 0...1, 0),
        panel(track.amplitude, amplitudeLabel(track), upTo(track.amplitude), 1),
        panel(degrees, "Width (°)", upTo(degrees), 2),
      ],
      altText: "Probability of a bump, its amplitude and its width over time.", width: options.frame.width ?? .double,
      hasLetters: true)
    figure.sharesX = true
    figure.spacing = 2
    return NamedFigure(
      course, figure.framed(options.frame),
      caption: sentence {
        "(a) Posterior probability of a bump, (b) its amplitude and (c) its full width at half maximum over time, "
        "in the frames with a bump."
      })
  }

  private static func offsetFigure(_ track: BumpTrack, _ heading: HeadingFacts, pen: FigurePen) throws -> NamedFigure {
    let offsets = heading.offsets(track.center)
    return NamedFigure(
      offset,
      histogramFigure(
        edges: stride(from: -180.0, through: 180, by: 10).map { $0 }, counts: counts(offsets),
        label: "Bump − heading, less its mean (°)", countLabel: "Frames", options: try pen[offset]),
      caption: sentence {
        "Difference of bump and heading"
        if heading.match.direction < 0 { " (reflected)" }
        " around its mean of \(formatted(heading.match.offset * 180 / .pi, digits: 3))°; resultant "
        "\(formatted(heading.match.resultant, digits: 3)) over the whole recording."
      })
  }

  private static func counts(_ offsets: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: 36)
    for value in offsets { counts[min(35, max(0, Int((value + 180) / 10)))] += 1 }
    return counts
  }

  private static func lagFigure(
    _ heading: HeadingFacts, of result: BumpFittingResult, pen: FigurePen
  ) throws -> NamedFigure {
    let best = heading.null(.bestCorrelation).filter(\.isFinite)
    let chance = best.isEmpty ? nil : quantile(best, 0.95)
    var figure = linesFigure(
      [LineSeries(x: heading.lags, y: heading.lagCorrelations, isMarked: true)],
      xAxis: Axis("Lag of the bump (s)"), yAxis: Axis("Correlation of movements"), name: "heading-lags",
      altText: "Correlation of the movements of bump and heading at lags of up to a second.", options: try pen[lags])
    if let chance {
      figure.panels[0].marks += [chance, -chance].map { .rule(RuleMark(.horizontal, at: $0, paint: .ink)) }
    }
    return NamedFigure(
      lags, figure,
      caption: sentence {
        "Correlation of the movements of bump and heading; the bump trails at positive lags"
        if result.indicator?.decay == nil { ", its indicator's decay included." } else { "." }
        if chance != nil { " Dashed: below it the best correlation of 95 % of the circular shifts." }
      })
  }

  /// Amplitude and width in tenths of the frames by the speed of the bump.
  private static func turningFigure(
    _ result: BumpFittingResult, parameters: BumpFittingParameters, pen: FigurePen
  ) throws -> NamedFigure? {
    let track = result.track
    let speeds = result.turningSpeeds(over: parameters.step)
    let rows = track.t.indices.filter { speeds[$0].isFinite && track.width[$0].isFinite }
      .sorted { (speeds[$0], $0) < (speeds[$1], $1) }
    guard rows.count >= 100 else { return nil }
    let options = try pen[turning]
    let groups = (0..<10).map { Array(rows[$0 * rows.count / 10..<($0 + 1) * rows.count / 10]) }
    func panel(_ values: [Double], _ label: String, _ column: Int) -> Panel {
      let middle = groups.map { group in quantiles(group.map { values[$0] }, [0.25, 0.5, 0.75]) }
      let x = groups.map { group in median(group.map { speeds[$0] * 180 / .pi }) }
      return Panel(
        x: Axis("Speed of the bump (°/s)"), y: Axis(label, range: upTo(middle.map { $0[2] })),
        marks: [
          .band(BandMark(x: x, lower: middle.map { $0[0] }, upper: middle.map { $0[2] }, paint: .category(column))),
          .line(LineMark(x: x, y: middle.map { $0[1] }, paint: .category(column))),
        ]
      ).at(row: 0, column: column)
    }
    let figure = Figure(
      name: "bump-turning",
      panels: [
        panel(track.amplitude, amplitudeLabel(track), 0), panel(track.width.map { $0 * 180 / .pi }, "Width (°)", 1),
      ],
      altText: "Amplitude and width of the bump against its speed.", width: options.frame.width ?? .oneAndHalf,
      hasLetters: true)
    return NamedFigure(
      turning, figure.framed(options.frame),
      caption: sentence {
        "(a) Amplitude and (b) full width at half maximum in tenths of the frames by the speed of the bump over "
        "\(formatted(parameters.step)) s; line: median, band: quartiles."
        if result.indicator?.decay == nil { " The indicator's decay makes a fast bump wider and lower." }
      })
  }

  // MARK: Movement

  /// Time that the animation shows, s, and frames that it has at most.
  private static let movingTime = 60.0
  private static let mostFrames = 600

  public static func animations(
    _ result: BumpFittingResult, parameters: BumpFittingParameters, pen: FigurePen
  ) throws -> [NamedAnimation] {
    guard parameters.drawsAnimation else { return [] }
    let (track, angles, facts) = (result.track, result.regions.angles, result.heading)
    let options = try pen[ring]
    let end = (track.t.first ?? 0) + movingTime
    let rows = Array(track.t.indices.prefix { track.t[$0] <= end }.prefix(mostFrames))
    let signals = track.signals.selectingRows(rows)
    let known = signals.elements.filter(\.isFinite).map(Double.init)
    let levels = known.isEmpty ? [0, 1] : quantiles(known, [0.02, 0.998])
    let animation = Animation(
      name: "bump-on-ring", frameCount: rows.count,
      altText: "The signals of \(angles.count) regions around the ring and the bump, frame by frame."
    ) { frame in
      let row = rows[frame]
      let heading = facts.map { wrapAngle($0.match.direction * $0.heading[row] + $0.match.offset) }
      return ringBumpFigure(
        signals: signals.row(frame).map(Double.init), angles: angles, range: levels[0]...max(levels[0], levels[1]),
        bump: track.center[row], measured: heading, heading: String(format: "%.1f s", track.t[row]), options: options)
    }
    return [
      NamedAnimation(
        ring, animation,
        caption: sentence {
          "Signals around the ring (further out is more) in \(counted(rows.count, "frame")); long ray: the bump"
          if facts != nil { ", short ray: the heading, moved by the mean offset" }
          "."
        })
    ]
  }

  // MARK: Axes

  private static func upTo(_ values: [Double]) -> ClosedRange<Double>? {
    let known = values.filter(\.isFinite)
    guard !known.isEmpty else { return nil }
    let top = quantile(known, 0.995) * 1.1
    return top > 0 ? 0...top : nil
  }

  private static func signalLabel(_ track: BumpTrack) -> String { axisLabel("Signal", unit: track.unit) }
  private static func amplitudeLabel(_ track: BumpTrack) -> String { axisLabel("Amplitude", unit: track.amplitudeUnit) }

  private static func axisLabel(_ name: String, unit: String) -> String {
    switch unit {
    case "": name
    case "signal": "\(name) (a.u.)"
    case "dF/F": "\(name) (ΔF/F)"
    default: "\(name) (\(unit))"
    }
  }
}

/// Options of the bump over time and against its speed.
public struct BumpCourseOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<BumpCourseOptions>] = frameParameters(.grid)
}

extension BumpFittingResult {
  /// Speed of the bump around each frame, over about so many seconds, rad/s; NaN at gaps and ends.
  func turningSpeeds(over seconds: Double) -> [Double] {
    let t = track.t
    let half = max(1, Int((seconds * fit.rate / 2).rounded()))
    return t.indices.map { frame in
      guard frame >= half, frame + half < t.count else { return .nan }
      var way = 0.0
      for place in frame - half..<frame + half {
        guard t[place + 1] - t[place] < 1.5 / fit.rate else { return .nan }
        way += angleDifference(track.position[place + 1], track.position[place])
      }
      return abs(way) / (t[frame + half] - t[frame - half])
    }
  }
}
