import Schema

/// The path of the animal, as it saw the arena, plain or coloured.
///
/// - Parameters:
///   - x: metres; NaN breaks the path.
///   - y: metres.
///   - colors: what each place is coloured by; nil: a plain line.
public func trajectoryFigure(
  x: [Double], y: [Double], colors: CloudColors? = nil, config: PlotConfig = PlotConfig()
) -> Figure {
  var scale: ColorScale?
  var values: [Double] = []
  switch colors {
  case .none: break
  case .angle(let angles, let label): (values, scale) = (angles, .angle(label: label))
  case .value(let numbers, let label):
    (values, scale) = (numbers, ColorScale(map: config.colorMap ?? .viridis, fitting: numbers, label: label))
  case .order(let label):
    values = x.indices.map(Double.init)
    scale = ColorScale(map: config.colorMap ?? .viridis, fitting: values, label: label)
  }
  let paint = config.color.map(Paint.fixed) ?? .ink
  var marks: [Mark] = [.line(LineMark(x: x, y: y, paint: scale == nil ? paint : .faint, width: 0.5))]
  if let scale { marks.append(.points(PointsMark(x: x, y: y, colors: .values(values, scale)))) }
  let xRange = withAir(x)
  let yRange = withAir(y)
  var panel = Panel(x: .hidden(xRange), y: .hidden(yRange), marks: marks, height: .equalUnits)
  panel.isFramed = true
  panel.key = scale.map { FigureKey.suited(to: $0) }
  panel.scaleBar = xRange.flatMap { ScaleBar.metres(forWidth: $0.upperBound - $0.lowerBound) }
  return Figure(
    name: "trajectory", panels: [panel],
    altText:
      "Path of the animal in the arena, \(x.count) positions\(scale.map { ", coloured by \($0.label)" } ?? "").",
    caption: "Path of the animal, x to the right and y upward.", width: config.width ?? .single)
}

/// The range of the finite values with a little room, so that the path does not run along the frame.
private func withAir(_ values: [Double]) -> ClosedRange<Double>? {
  let finite = values.filter(\.isFinite)
  guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
  let air = (high - low) * 0.02
  return (low - air)...(high + air)
}
