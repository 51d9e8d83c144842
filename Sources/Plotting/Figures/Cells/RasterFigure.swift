import Schema

/// Options of the spike raster.
public struct RasterOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// How a spike is drawn.
  public enum Mode: String, Choice {
    /// A filled block for each bin with a spike.
    case block
    /// A short stroke for each spike.
    case scatter
  }

  /// How a spike is drawn.
  public var mode = Mode.scatter

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<RasterOptions>] =
    [
      Parameter("mode", \.mode, help: "draw a spike as a thin stroke (scatter) or as a block")
    ] + frameParameters(.xLabel, .yLabel, .grid, .color)
}

/// Spikes as strokes, one row for each cell.
///
/// - Parameters:
///   - spikeTimes: by cell, seconds.
///   - timeRange: what is shown; nil: everything.
public func rasterFigure(
  spikeTimes: [[Double]], timeRange: ClosedRange<Double>? = nil, options: RasterOptions = RasterOptions()
) -> Figure {
  var x: [Double] = []
  var y: [Double] = []
  for (cell, times) in spikeTimes.enumerated() {
    for time in times where time.isFinite && timeRange?.contains(time) ?? true {
      x.append(time)
      y.append(Double(cell))
    }
  }
  let paint = options.frame.color.map(Paint.fixed) ?? .ink
  let cells = max(spikeTimes.count, 1)
  let stroke = options.mode == .block ? 1.4 : (cells > 60 ? 0.35 : 0.5)
  let panel = Panel(
    x: Axis(options.frame.xLabel ?? "Time (s)", range: timeRange ?? spanning(x)),
    y: .whole(options.frame.yLabel ?? "Cell", range: -0.7...Double(cells) - 0.3),
    marks: [.points(PointsMark(x: x, y: y, colors: .uniform(paint), size: stroke, shape: .stroke))],
    height: .millimetres(min(max(Double(cells) * 1.2, 22), 75)))
  return Figure(
    name: "raster", panels: [panel],
    altText: "Spike raster of \(spikeTimes.count) cells with \(x.count) spikes.",
    caption: "Each stroke is one spike; one row for each cell.", width: .double
  ).framed(options.frame)
}
