import ArrayNumerics

/// One named curve of a figure of lines.
public struct LineSeries: Sendable {
  public var name: String?
  public var x: [Double]
  public var y: [Double]

  public init(name: String? = nil, x: [Double], y: [Double]) {
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
  let marks = series.enumerated().map { index, line -> Mark in
    let paint = series.count == 1 ? config.color.map(Paint.fixed) ?? .category(0) : .category(index)
    return .line(LineMark(x: line.x, y: line.y, paint: paint, name: line.name))
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
