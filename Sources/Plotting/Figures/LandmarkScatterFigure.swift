import ArrayNumerics
import Schema

/// What the points of a cloud are coloured by.
public enum CloudColors: Sendable {
  /// An angle in radians for each point, on the cyclic map.
  case angle([Double], label: String)
  /// Any number for each point, on a sequential map.
  case value([Double], label: String)
  /// The position of the point in the array (its time, or the order in which landmarks were chosen).
  case order(label: String)
}

/// A cloud of points by its first three components, as a 3-D view; with two columns, a plain scatter.
///
/// - Parameter points: `[point, component]`; columns after the third are not drawn.
public func landmarkScatterFigure(
  points: Matrix<Double>, colors: CloudColors, componentName: String = "Component",
  config: PlotConfig = PlotConfig()
) -> Figure {
  let scale: ColorScale
  let values: [Double]
  switch colors {
  case .angle(let angles, let label): (values, scale) = (angles, .angle(label: label))
  case .value(let numbers, let label):
    (values, scale) = (numbers, ColorScale(map: config.colorMap ?? .viridis, fitting: numbers, label: label))
  case .order(let label):
    values = (0..<points.rows).map(Double.init)
    scale = ColorScale(map: config.colorMap ?? .viridis, fitting: values, label: label)
  }
  var view = ProjectionOptions()
  if case .projection(let given) = config.options { view = given }
  let labels = [config.xLabel, config.yLabel, config.zLabel].enumerated().map {
    $1 ?? "\(componentName) \($0 + 1)"
  }
  var panel: Panel
  if points.columns >= 3 {
    let places = (0..<points.rows).map { SIMD3(points[$0, 0], points[$0, 1], points[$0, 2]) }
    panel = Panel(
      x: Axis(labels[0]), y: Axis(labels[1]),
      marks: [.solid(SolidMark(points: places, colors: .values(values, scale)))], height: .aspect(0.7))
    panel.coordinates = .spatial(view, zAxis: Axis(labels[2]))
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
    altText:
      "Scatter of \(points.rows) points by their first \(min(points.columns, 3)) components, coloured by \(scale.label).",
    caption: "Each point is one population state; the axes have one scale. Colour: \(scale.label).",
    width: config.width ?? .single)
}
