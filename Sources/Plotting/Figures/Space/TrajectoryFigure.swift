import Schema

/// Options of the path of the animal.
public struct TrajectoryOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<TrajectoryOptions>] =
    frameParameters(.colorBarLabel, .legend, .color, .colorMap)
}

/// The path of the animal, as it saw the arena, plain or coloured.
///
/// - Parameters:
///   - x: metres; NaN breaks the path.
///   - y: metres.
///   - colors: what each place is coloured by; nil: a plain line.
public func trajectoryFigure(
  x: [Double], y: [Double], colors: CloudColors? = nil, options: TrajectoryOptions = TrajectoryOptions()
) -> Figure {
  let colored = colors?.resolved(count: x.count, frame: options.frame)
  let scale = colored?.scale
  let paint = options.frame.color.map(Paint.fixed) ?? .ink
  var marks: [Mark] = [.line(LineMark(x: x, y: y, paint: scale == nil ? paint : .faint, width: 0.5))]
  if let (values, scale) = colored {
    marks.append(.points(PointsMark(x: x, y: y, colors: .values(values, scale))))
  }
  let xRange = withAir(x)
  let yRange = withAir(y)
  var panel = Panel(x: .hidden(xRange), y: .hidden(yRange), marks: marks, height: .equalUnits)
  panel.isFramed = true
  panel.key = scale.map { FigureKey.suited(to: $0) }
  panel.scaleBar = xRange.flatMap { ScaleBar.metres(forWidth: $0.upperBound - $0.lowerBound) }
  return Figure(
    name: "trajectory", panels: [panel],
    altText: sentence {
      "Path of the animal in the arena, \(x.count) positions"
      if let scale { ", coloured by \(scale.label)" }
      "."
    },
    caption: "Path of the animal, x to the right and y upward."
  ).framed(options.frame)
}

/// The range of the finite values with a little room, so that the path does not run along the frame.
private func withAir(_ values: [Double]) -> ClosedRange<Double>? {
  let finite = values.filter(\.isFinite)
  guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
  let air = (high - low) * 0.02
  return (low - air)...(high + air)
}
