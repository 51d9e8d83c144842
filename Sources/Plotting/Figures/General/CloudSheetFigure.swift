import ArrayNumerics
import Schema

/// Options of a cloud that is drawn several times, each time coloured by something else.
public struct CloudSheetOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// From where a cloud in space is seen.
  public var view = ViewDirection()
  /// Panels beside each other.
  public var columns = 3

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<CloudSheetOptions>] =
    ViewDirection.parameters.map { $0.within(\.view) }
    + [Parameter("columns", \.columns, help: "panels beside each other")] + frameParameters(.panelLetters, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(Double(columns), in: 1...6, "columns")
  }
}

/// A cloud of points by its first three axes, or two, one panel for each colouring. The axes have no ticks: in pictures that
/// keep neighbours only their numbers mean nothing.
///
/// - Parameters:
///   - points: `[point, axis]`; axes after the third are not drawn.
///   - colors: at least one.
///   - axisName: what an axis is called in the words about the figure.
public func cloudSheetFigure(
  points: Matrix<Double>, colors: [CloudColors], axisName: String, options: CloudSheetOptions = CloudSheetOptions()
) -> Figure {
  let columns = min(options.columns, max(1, colors.count))
  var labels: [String] = []
  let panels = colors.enumerated().map { number, colors in
    let (values, scale) = colors.resolved(count: points.rows, frame: options.frame)
    labels.append(scale.label)
    var panel = cloudPanel(points, values, scale, view: options.view)
    panel.key = .suited(to: scale)
    return panel.at(row: number / columns, column: number % columns)
  }
  return Figure(
    name: "cloud", panels: panels,
    altText: sentence {
      "\(points.rows) points on \(min(points.columns, 3)) axes of \(axisName), drawn \(counted(labels.count, "time")): "
      "coloured by \(labels.joined(separator: ", "))."
    }, width: columns > 1 ? .double : .single
  ).framed(options.frame)
}

private func cloudPanel(
  _ points: Matrix<Double>, _ values: [Double], _ scale: ColorScale, view: ViewDirection
) -> Panel {
  let colors = PointColors.values(values, scale)
  // Of many points each is small, or the last drawn hide the others.
  let size = points.rows > 3000 ? 1.0 : nil
  if points.columns >= 3 {
    let places = (0..<points.rows).map { SIMD3(points[$0, 0], points[$0, 1], points[$0, 2]) }
    var panel = Panel(
      x: .hidden(), y: .hidden(), marks: [.solid(SolidMark(points: places, colors: colors, size: size))], height: .aspect(0.8))
    panel.coordinates = .spatial(view, zAxis: .hidden())
    return panel
  }
  let second = points.columns == 2 ? points.column(1) : [Double](repeating: 0, count: points.rows)
  return Panel(
    x: .hidden(), y: .hidden(), marks: [.points(PointsMark(x: points.column(0), y: second, colors: colors, size: size))],
    height: .equalUnits)
}
