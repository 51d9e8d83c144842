import Schema

/// Options of decoded angles over time.
public struct DecodedAngleOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<DecodedAngleOptions>] =
    frameParameters(.xLabel, .yLabel, .legend, .grid, .color)
}

/// Decoded angles over time, one row for each circle: the posterior's width as a band, the measured angle as a
/// thin dark line over it. Curves break where an angle wraps.
///
/// - Parameters:
///   - times: seconds.
///   - decoded: by circle, radians at each time; NaN where undecided.
///   - posteriorWidths: by circle, half the width of the band in radians (one circular standard deviation).
///   - measured: by circle, the angle to compare with, in radians.
public func decodedAngleFigure(
  times: [Double], decoded: [[Double]], posteriorWidths: [[Double]]? = nil, measured: [[Double]]? = nil,
  names: [String] = [], options: DecodedAngleOptions = DecodedAngleOptions()
) -> Figure {
  var panels = decoded.enumerated().map { circle, angles -> Panel in
    let degrees = inDegrees(angles)
    let paint = options.frame.color.map(Paint.fixed) ?? .category(circle)
    var marks: [Mark] = []
    if let widths = posteriorWidths.flatMap({ circle < $0.count ? $0[circle] : nil }) {
      marks += wrappedBands(times: times, degrees: degrees, widths: widths, paint: paint)
    }
    marks.append(
      .line(
        LineMark(x: times, y: degrees, paint: paint, width: 1.1, name: "decoded").brokenAtWraps(period: 360)))
    if let other = measured.flatMap({ circle < $0.count ? $0[circle] : nil }) {
      marks.append(
        .line(
          LineMark(x: times, y: inDegrees(other), paint: .ink, width: 0.6, name: "measured").brokenAtWraps(
            period: 360)))
    }
    let name =
      circle < names.count ? names[circle] : (decoded.count > 1 ? "θ\(subscripted(circle + 1))" : "Angle")
    var panel = Panel(
      x: Axis(options.frame.xLabel ?? "Time (s)", range: spanning(times)),
      y: .degrees(options.frame.yLabel ?? "\(name) (°)", step: decoded.count > 2 ? 180 : 90), marks: marks,
      height: .millimetres(decoded.count > 2 ? 18 : 26))
    if circle > 0 { panel.legend = .none }
    return panel.at(row: circle, column: 0)
  }
  if panels.isEmpty {
    panels = [.noData(x: Axis(options.frame.xLabel ?? "Time (s)"), y: Axis(options.frame.yLabel ?? "Angle (°)"))]
  }
  var figure = Figure(
    name: "decoded-angle", panels: panels,
    altText: sentence {
      "Decoded angle over time for \(decoded.count) circular coordinates"
      if measured != nil { ", with the measured angle" }
      "."
    },
    caption: sentence {
      "Decoded angle over time"
      if posteriorWidths != nil { "; band: the width of the posterior" }
      if measured != nil { "; thin dark line: the measured angle" }
      "."
    },
    width: .double, hasLetters: false)
  figure.sharesX = true
  figure.spacing = 2
  return figure.framed(options.frame)
}

/// Radians as degrees in [0, 360); NaN stays.
func inDegrees(_ radians: [Double]) -> [Double] {
  radians.map { angle in
    let turns = angle / (2 * Double.pi)
    return (turns - turns.rounded(.down)) * 360
  }
}

/// The range of the finite values, from zero where they begin just above it; nil when there is none or only one.
func spanning(_ values: [Double]) -> ClosedRange<Double>? {
  let finite = values.filter(\.isFinite)
  guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
  return (low > 0 && low < 0.04 * high ? 0 : low)...high
}

/// The band three times, one turn apart: what leaves the frame at the top comes in again at the bottom.
private func wrappedBands(times: [Double], degrees: [Double], widths: [Double], paint: Paint) -> [Mark] {
  let half = widths.map { min($0 * 180 / Double.pi, 180) }
  let count = min(times.count, degrees.count, half.count)
  let (x, centre) = breakingAtWraps(
    x: Array(times.prefix(count)), y: Array(degrees.prefix(count)), period: 360)
  // The breaks put extra places into the curve; the widths must follow.
  var spread: [Double] = []
  var next = 0
  for index in centre.indices {
    if x[index].isNaN, next < count, !times[next].isNaN {
      spread.append(.nan)
    } else {
      spread.append(half[next])
      next += 1
    }
  }
  return [-360.0, 0, 360].enumerated().map { index, shift in
    .band(
      BandMark(
        x: x, lower: zip(centre, spread).map { $0 - $1 + shift },
        upper: zip(centre, spread).map { $0 + $1 + shift },
        paint: paint, opacity: 0.28, name: index == 1 ? "posterior" : nil))
  }
}
