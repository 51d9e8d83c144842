import ArrayNumerics
import Schema

/// Options of a cloud of points.
public struct LandmarkScatterOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// From where a cloud in space is seen.
  public var view = ViewDirection()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<LandmarkScatterOptions>] =
    ViewDirection.parameters.map { $0.within(\.view) }
    + frameParameters(.xLabel, .yLabel, .zLabel, .colorBarLabel, .legend, .grid, .colorMap)
}

/// A cloud of points by its first three components, as a 3-D view; with two columns, a plain scatter.
///
/// - Parameter points: `[point, component]`; columns after the third are not drawn.
public func landmarkScatterFigure(
  points: Matrix<Double>, colors: CloudColors, componentName: String = "Component",
  options: LandmarkScatterOptions = LandmarkScatterOptions()
) -> Figure {
  let (values, scale) = colors.resolved(count: points.rows, frame: options.frame)
  let labels = [options.frame.xLabel, options.frame.yLabel, options.frame.zLabel].enumerated().map {
    $1 ?? "\(componentName) \($0 + 1)"
  }
  var panel: Panel
  if points.columns >= 3 {
    let places = (0..<points.rows).map { SIMD3(points[$0, 0], points[$0, 1], points[$0, 2]) }
    panel = Panel(
      x: Axis(labels[0]), y: Axis(labels[1]),
      marks: [.solid(SolidMark(points: places, colors: .values(values, scale)))], height: .aspect(0.7))
    panel.coordinates = .spatial(options.view, zAxis: Axis(labels[2]))
  } else if points.columns == 2 {
    panel = Panel(
      x: Axis(labels[0]), y: Axis(labels[1]),
      marks: [
        .points(PointsMark(x: points.column(0), y: points.column(1), colors: .values(values, scale)))
      ], height: .equalUnits)
  } else {
    panel = .noData(x: Axis(labels[0]), y: Axis(labels[1]))
  }
  panel.key = .suited(to: scale)
  return Figure(
    name: "landmarks", panels: [panel],
    altText: sentence {
      "Scatter of \(points.rows) points by their first \(min(points.columns, 3)) components, "
      "coloured by \(scale.label)."
    },
    caption: "Each point is one population state; the axes have one scale. Colour: \(scale.label)."
  ).framed(options.frame)
}
