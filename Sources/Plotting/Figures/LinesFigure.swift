import ArrayNumerics
import Schema

/// One named curve of a figure of lines.
public struct LineSeries: Sendable {
  public var name: String?
  public var x: [Double]
  public var y: [Double]
  /// Whether the values themselves are marked: they are few, and there is nothing between them.
  public var isMarked: Bool

  public init(name: String? = nil, x: [Double], y: [Double], isMarked: Bool = false) {
    self.isMarked = isMarked
    self.name = name
    self.x = x
    self.y = y
  }
}

/// Curves over one pair of axes: tuning curves, energy landscapes, average rates, losses.
public func linesFigure(
  _ series: [LineSeries], xAxis: Axis, yAxis: Axis, name: String = "lines", altText: String,
  caption: String = "", config: PlotConfig = PlotConfig()
) -> Figure {
  var (x, y) = (xAxis, yAxis)
  x.label = config.xLabel ?? x.label
  y.label = config.yLabel ?? y.label
  x.range = x.range ?? spanning(series.flatMap(\.x))
  let marks = series.enumerated().flatMap { index, line -> [Mark] in
    let paint = series.count == 1 ? config.color.map(Paint.fixed) ?? .category(0) : .category(index)
    let dots = PointsMark(x: line.x, y: line.y, colors: .uniform(paint), size: 3)
    return [.line(LineMark(x: line.x, y: line.y, paint: paint, name: line.name))] + (line.isMarked ? [.points(dots)] : [])
  }
  return Figure(
    name: name, panels: [Panel(x: x, y: y, marks: marks)], altText: altText, caption: caption,
    width: config.width ?? .single)
}

/// A matrix as an image with its colour bar: autocorrelations, connectivity, energy landscapes of two dimensions.
///
/// - Parameter values: `[y, x]`, row 0 at the bottom.
public func heatMapFigure(
  values: Matrix<Double>, xAxis: Axis, yAxis: Axis, scale: ColorScale, equalUnits: Bool = true,
  name: String = "heat-map", altText: String, caption: String = "", config: PlotConfig = PlotConfig()
) -> Figure {
  var (x, y) = (xAxis, yAxis)
  x.label = config.xLabel ?? x.label
  y.label = config.yLabel ?? y.label
  let xRange = x.range ?? 0...Double(max(values.columns, 1))
  let yRange = y.range ?? 0...Double(max(values.rows, 1))
  var scale = scale
  scale.map = config.colorMap ?? scale.map
  scale.label = config.colorBarLabel ?? scale.label
  let height: Panel.Height = equalUnits ? .equalUnits : .aspect(0.7)
  var panel = Panel.noData(x: x, y: y)
  if !values.isEmpty {
    panel = Panel(
      x: x, y: y,
      marks: [.heatMap(HeatMapMark(values: values, xRange: xRange, yRange: yRange, scale: scale))],
      height: height)
    panel.key = .suited(to: scale)
  }
  return Figure(
    name: name, panels: [panel], altText: altText, caption: caption, width: config.width ?? .single)
}
