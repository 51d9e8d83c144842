import ArrayNumerics
import Schema

/// Decoded angles over the arena, one map for each circle, as the animal saw it.
///
/// - Parameters:
///   - maps: angles in radians `[y, x]`, row 0 at the smallest y, NaN where the animal never was.
///   - xRange: the outer edges of the maps in metres.
///   - yRange: the same for y.
///   - names: a heading for each map.
public func phaseMapsFigure(
  maps: [Matrix<Double>], xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, names: [String] = [],
  config: PlotConfig = PlotConfig()
) -> Figure {
  var options = PhaseMapOptions()
  if case .phaseMaps(let given) = config.options { options = given }
  let width = xRange.upperBound - xRange.lowerBound
  let bar = options.scaleBar.map { ScaleBar.metres($0) } ?? ScaleBar.metres(forWidth: width)
  let scale = ColorScale.angle(label: "Phase")
  let panels = maps.enumerated().map { index, map -> Panel in
    var panel = Panel(
      x: .hidden(xRange), y: .hidden(yRange),
      marks: [.heatMap(HeatMapMark(values: map, xRange: xRange, yRange: yRange, scale: scale))],
      height: .equalUnits)
    panel.heading = index < names.count ? names[index] : (maps.count > 1 ? "Circle \(index + 1)" : nil)
    if index == 0 { panel.scaleBar = bar }
    return panel.at(row: index / 3, column: index % 3)
  }
  var figure = Figure(
    name: "phase-maps", panels: panels.isEmpty ? [.noData(x: .hidden(), y: .hidden())] : panels,
    altText:
      "Maps of the decoded phase over the arena for \(maps.count) circular coordinates; stripes are places of one phase.",
    caption: "Decoded phase at each place of the arena, x to the right and y upward; grey: never visited.",
    width: config.width ?? (maps.count > 2 ? .double : (maps.count > 1 ? .oneAndHalf : .single)))
  figure.key = .wheel(label: "Phase")
  return figure
}
