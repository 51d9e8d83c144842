import ArrayNumerics
import Foundation
import Plotting
import Schema

/// Options of a path over a cloud.
public struct CloudPathOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// From where a cloud in space is seen.
  public var view = ViewDirection()
  /// Where the window begins, s; `nil`: in the middle.
  public var start: Double?
  /// How long it is, s.
  public var duration = 20.0

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<CloudPathOptions>] =
    [
      Parameter("start_s", \.start, unit: "s", help: "time at which the path begins; none: in the middle"),
      Parameter("duration_s", \.duration, unit: "s", help: "how long the path is"),
    ] + ViewDirection.parameters.map { $0.within(\.view) } + frameParameters(.colorBarLabel, .legend, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(duration > 0 && duration < 1e6, "duration_s", "a path lasts longer than 0 s.")
    try require((start ?? 0).isFinite, "start_s", "a time is a number.")
  }
}

/// The states of a window of time as a path over all of them.
///
/// - Parameters:
///   - points: `[point, axis]`, in the order of time.
///   - times: s.
/// - Returns: `nil` where the window holds fewer than two states.
func cloudPathFigure(
  _ points: Matrix<Double>, times: [Double], axisName: String, options: CloudPathOptions
) -> (figure: Figure, window: ClosedRange<Double>)? {
  let start = options.start ?? times[times.count / 2]
  let window = times.indices.filter { times[$0] >= start && times[$0] <= start + options.duration }
  guard window.count > 1, let first = window.first, let last = window.last else { return nil }
  let own = window.map { times[$0] }
  let scale = ColorScale(
    map: options.frame.colorMap ?? .viridis, range: own[0]...max(own[own.count - 1], own[0] + 1e-9),
    label: options.frame.colorBarLabel ?? "Time (s)")
  let cloud = CloudPanels(
    points: points.selectingRows(evenlySpaced(min(4000, points.rows), of: points.rows)), values: [], scale: scale)
  let path = SmoothedPath(points.selectingRows(window), times: own)
  var marks: [Mark]
  if points.columns >= 3 {
    marks = [
      .solid(
        SolidMark(points: path.dense.map { SIMD3($0[0], $0[1], $0[2]) }, colors: .values(path.denseTimes, scale), size: 1.6))
    ]
  } else {
    let column = { (axis: Int) in path.dense.map { axis < points.columns ? $0[axis] : 0 } }
    marks = [.points(PointsMark(x: column(0), y: column(1), colors: .values(path.denseTimes, scale), size: 1.6))]
  }
  var panel = cloud.panel(view: options.view, further: marks, isFaint: true)
  panel.key = .bar(scale)
  let figure = Figure(
    name: "path", panels: [panel],
    altText: "The path of the state over \(formatted(times[last] - times[first])) s on \(axisName).", width: .oneAndHalf
  ).framed(options.frame)
  return (figure, own[0]...own[own.count - 1])
}

/// A path drawn as dots so close that they make a line; none across a gap in time.
private struct SmoothedPath {
  var dense: [[Double]] = []
  var denseTimes: [Double] = []

  init(_ points: Matrix<Double>, times: [Double]) {
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }
    let longest = 4 * median(steps)
    let width = (0..<points.columns).reduce(1e-12) { widest, axis in
      let range = finiteRange(points.column(axis)) ?? 0...0
      return max(widest, range.upperBound - range.lowerBound)
    }
    for place in steps.indices {
      guard steps[place] <= longest else { continue }
      let length = (0..<points.columns).reduce(0) { $0 + pow(points[place + 1, $1] - points[place, $1], 2) }.squareRoot()
      let parts = max(4, Int(200 * length / width))
      for part in 0..<parts {
        let share = Double(part) / Double(parts)
        dense.append((0..<points.columns).map { points[place, $0] * (1 - share) + points[place + 1, $0] * share })
        denseTimes.append(times[place] + share * steps[place])
      }
    }
  }
}
