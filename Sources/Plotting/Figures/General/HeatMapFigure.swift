import ArrayNumerics
import Schema

/// Options of a matrix drawn as an image.
public struct HeatMapOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<HeatMapOptions>] =
    frameParameters(.xLabel, .yLabel, .colorBarLabel, .legend, .colorMap)
}

/// A matrix as an image with its colour bar: autocorrelations, connectivity, energy landscapes of two dimensions.
///
/// - Parameter values: `[y, x]`, row 0 at the bottom.
public func heatMapFigure(
  values: Matrix<Double>, xAxis: Axis, yAxis: Axis, scale: ColorScale, equalUnits: Bool = true,
  name: String = "heat-map", altText: String, caption: String = "", options: HeatMapOptions = HeatMapOptions()
) -> Figure {
  var (x, y) = (xAxis, yAxis)
  x.label = options.frame.xLabel ?? x.label
  y.label = options.frame.yLabel ?? y.label
  let xRange = x.range ?? 0...Double(max(values.columns, 1))
  let yRange = y.range ?? 0...Double(max(values.rows, 1))
  var scale = scale
  scale.map = options.frame.colorMap ?? scale.map
  scale.label = options.frame.colorBarLabel ?? scale.label
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
    name: name, panels: [panel], altText: altText, caption: caption
  ).framed(options.frame)
}
