import Schema

/// Options of curves.
public struct LinesOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<LinesOptions>] =
    frameParameters(.xLabel, .yLabel, .legend, .grid, .color)
}

/// One named curve of a figure of lines.
public struct LineSeries: Sendable {
  /// Its name in the legend.
  public var name: String?
  /// Places; NaN breaks the curve.
  public var x: [Double]
  /// Values, one for each place.
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
  caption: String = "", options: LinesOptions = LinesOptions()
) -> Figure {
  var (x, y) = (xAxis, yAxis)
  x.label = options.frame.xLabel ?? x.label
  y.label = options.frame.yLabel ?? y.label
  x.range = x.range ?? spanning(series.flatMap(\.x))
  let marks = series.enumerated().flatMap { index, line -> [Mark] in
    let paint = series.count == 1 ? options.frame.color.map(Paint.fixed) ?? .category(0) : .category(index)
    let dots = PointsMark(x: line.x, y: line.y, colors: .uniform(paint), size: 3)
    let curve = Mark.line(LineMark(x: line.x, y: line.y, paint: paint, name: line.name))
    return line.isMarked ? [curve, .points(dots)] : [curve]
  }
  return Figure(
    name: name, panels: [Panel(x: x, y: y, marks: marks)], altText: altText, caption: caption
  ).framed(options.frame)
}
