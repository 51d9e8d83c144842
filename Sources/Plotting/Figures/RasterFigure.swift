import Schema

/// Spikes as strokes, one row for each cell.
///
/// - Parameters:
///   - spikeTimes: by cell, seconds.
///   - timeRange: what is shown; nil: everything.
public func rasterFigure(
  spikeTimes: [[Double]], timeRange: ClosedRange<Double>? = nil, config: PlotConfig = PlotConfig()
) -> Figure {
  var x: [Double] = []
  var y: [Double] = []
  for (cell, times) in spikeTimes.enumerated() {
    for time in times where time.isFinite && timeRange?.contains(time) ?? true {
      x.append(time)
      y.append(Double(cell))
    }
  }
  var mode = RasterOptions.Mode.scatter
  if case .raster(let options) = config.options { mode = options.mode }
  let paint = config.color.map(Paint.fixed) ?? .ink
  let cells = max(spikeTimes.count, 1)
  let stroke = mode == .block ? 1.4 : (cells > 60 ? 0.35 : 0.5)
  let panel = Panel(
    x: Axis(config.xLabel ?? "Time (s)", range: timeRange ?? spanning(x)),
    y: .whole(config.yLabel ?? "Cell", range: -0.7...Double(cells) - 0.3),
    marks: [.points(PointsMark(x: x, y: y, colors: .uniform(paint), size: stroke, shape: .stroke))],
    height: .millimetres(min(max(Double(cells) * 1.2, 22), 75)))
  return Figure(
    name: "raster", panels: [panel],
    altText: "Spike raster of \(spikeTimes.count) cells with \(x.count) spikes.",
    caption: "Each stroke is one spike; one row for each cell.", width: config.width ?? .double)
}
