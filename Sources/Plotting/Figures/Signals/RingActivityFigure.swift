import ArrayNumerics
import Foundation
import Schema

/// Options of the activity of regions on a ring.
public struct RingActivityOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<RingActivityOptions>] =
    frameParameters(.xLabel, .yLabel, .colorBarLabel, .colorMap)
}

/// Signals of regions on a ring over time as an image, with a bump and an angle to compare it with drawn over it. Each place of
/// the ring shows the region that stands nearest; time without a frame is grey.
///
/// - Parameters:
///   - signals: `[frame, region]`.
///   - angles: where each region stands, rad, `[region]`.
///   - times: s, ascending, `[frame]`.
///   - bump: rad, `[frame]`; NaN where there is none.
///   - measured: the angle to compare with, rad, `[frame]`.
///   - valueLabel: the label of the colour bar, with its unit.
public func ringActivityFigure(
  signals: Matrix<Float>, angles: [Double], times: [Double], bump: [Double], measured: [Double]? = nil,
  measuredName: String = "measured", valueLabel: String = "Signal", options: RingActivityOptions = RingActivityOptions()
) -> Figure {
  let x = Axis(options.frame.xLabel ?? "Time (s)", range: spanning(times))
  let y = Axis.degrees(options.frame.yLabel ?? "Place on the ring (°)", step: 90)
  guard let image = RingImage(signals: signals, angles: angles, times: times) else {
    return Figure(name: "ring-activity", panels: [.noData(x: x, y: y)], altText: "No signals.", width: .double)
      .framed(options.frame)
  }
  let scale = ColorScale(
    map: options.frame.colorMap ?? .viridis, fitting: image.values.elements, label: options.frame.colorBarLabel ?? valueLabel)
  func curve(_ angles: [Double], _ paint: Paint, _ width: Double, _ name: String) -> Mark {
    .line(LineMark(x: times, y: inDegrees(angles), paint: paint, width: width, name: name).brokenAtWraps(period: 360))
  }
  var marks: [Mark] = [
    .heatMap(HeatMapMark(values: image.values, xRange: image.span, yRange: 0...360, scale: scale)),
    curve(bump, .fixed(Color(rgb: 0xFFFFFF)), 1, "bump"),
  ]
  if let measured { marks.append(curve(measured, .fixed(Color(rgb: 0xE69F00)), 0.8, measuredName)) }
  var panel = Panel(x: Axis(x.label, range: image.span), y: y, marks: marks, height: .millimetres(45))
  panel.key = .bar(scale)
  // The bump is white, which a legend on paper cannot show.
  panel.legend = .none
  return Figure(
    name: "ring-activity", panels: [panel],
    altText: sentence {
      "Image of the signals of \(angles.count) regions around the ring over time, with the bump"
      if measured != nil { " and the \(measuredName) angle" }
      " drawn over it."
    },
    caption: sentence {
      "Signals around the ring over time; white: the bump"
      if measured != nil { "; orange: the \(measuredName) angle" }
      "."
    }, width: .double
  ).framed(options.frame)
}

/// The image of signals on a ring: even places and even times.
private struct RingImage {
  /// `[place, time]`
  let values: Matrix<Double>
  /// s
  let span: ClosedRange<Double>

  private static let mostColumns = 1500
  /// A time further than this many steps from the next frame has no value.
  private static let reach = 0.75

  init?(signals: Matrix<Float>, angles: [Double], times: [Double]) {
    guard signals.columns > 0, let first = times.first, let last = times.last, first < last else { return nil }
    let step = median(zip(times.dropFirst(), times).map { $0 - $1 })
    let start = first - step / 2
    span = start...last + step / 2
    let columns = Int(min(max(1, ((span.upperBound - start) / step).rounded()), Double(Self.mostColumns)))
    let rows = min(256, max(64, 2 * signals.columns))
    let nearest = (0..<rows).map { row -> Int in
      let place = 2 * Double.pi * (Double(row) + 0.5) / Double(rows)
      let distances = angles.map { abs(angleDifference($0, place)) }
      return distances.indices.min { distances[$0] < distances[$1] } ?? 0
    }
    var image = Matrix(rows: rows, columns: columns, repeating: Double.nan)
    let width = (span.upperBound - start) / Double(columns)
    var frame = 0
    for column in 0..<columns {
      let time = start + (Double(column) + 0.5) * width
      while frame + 1 < times.count, abs(times[frame + 1] - time) <= abs(times[frame] - time) { frame += 1 }
      guard abs(times[frame] - time) <= Self.reach * max(step, width) else { continue }
      for row in 0..<rows { image[row, column] = Double(signals[frame, nearest[row]]) }
    }
    values = image
  }
}
